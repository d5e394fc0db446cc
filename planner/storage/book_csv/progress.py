"""How far long work has come, told to whoever watches, who may stop it.

A million rows are many millions of objects. To free them all at once would hold up every other thread for seconds, so
they are let go in pieces, also where the work is stopped half way.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from threading import Thread
from time import sleep
from typing import Any, TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Told how much of how much is done; stops the work by raising."""

STEP = 500
PIECE = 20_000
"""So many can be sorted or freed before anybody notices."""


def silent(_done: int, _total: int) -> None:
    """Nobody is told."""


def told(items: Iterable[T], progress: Progress, total: int) -> Iterator[T]:
    """The items, and now and then how many of `total` there have been."""
    done = 0
    for done, item in enumerate(items, 1):
        if done % STEP == 1:
            progress(min(done - 1, total), total)
        yield item
    progress(min(done, total), total)


def watched(items: Iterable[T], progress: Progress, done: int, total: int) -> Iterator[T]:
    """The items, with a chance to stop now and then at a place where nothing new is done."""
    for number, item in enumerate(items):
        if number % STEP == 0:
            progress(done, total)
        yield item


def gathered(items: Iterable[T]) -> tuple[T, ...]:
    """All items; what has been gathered when something is raised is let go in pieces."""
    found: list[T] = []
    try:
        for item in items:
            found.append(item)  # noqa: PERF402 - a list made at once would be freed at once
    except BaseException:
        let_go(found)
        raise
    return tuple(found)


def let_go(items: list[Any]) -> None:
    """Empty a list: a long one in pieces, in a thread of its own that nobody waits for."""
    if len(items) > PIECE:
        Thread(target=_emptied, args=(items,), daemon=True).start()


def _emptied(items: list[Any]) -> None:
    while items:
        del items[-STEP:]
        sleep(0)  # whoever else is ready goes first


def in_order(items: list[T], key: Callable[[T], Any]) -> Iterator[T]:
    """The items sorted, equal ones as they stood, in pieces that other threads can run between."""
    pieces = (sorted(items[start : start + PIECE], key=key) for start in range(0, len(items), PIECE))
    return merge(*pieces, key=key)
