"""A damaged book made usable again: a new one is made of what can be read of it, and then takes its place."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from planner.domain.fault import FaultError
from planner.storage.book.address import FileAddress
from planner.storage.book.faults import book_facts
from planner.storage.book.opening import make_book, take_lock
from planner.storage.book.salvage import end_mending, made_beside, salvage, set_aside
from planner.storage.file_faults import naming


class Mended(Struct, frozen=True):
    """Where the damaged file lies now, how many rows came back, and of which tables some did not.

    `parted` and `refilled` as in `Restored`.
    """

    aside: Path
    rows: int
    lost: tuple[str, ...]
    parted: int = 0
    refilled: int = 0


def mend(path: Path, *, or_begin_anew: bool = True) -> Mended:
    """Set a damaged book file aside and put a new one in its place; what was read stays beside it as text.

    Until the new one is whole the damaged one stays where it is: a full disk, a book of a later planner or one that is
    in use changes nothing. Where nothing can be read, the new book is empty: it is made when it is next opened. Where
    that must not be, since the file may be something else, `or_begin_anew` is false: "not_a_book" then.
    """
    path = Path(os.path.realpath(path))
    text = path.with_name(f"{path.name}.salvaged.jsonl")
    with ExitStack() as held:
        with naming(path, otherwise="write_failed", missing="folder_missing"):
            take_lock(path, held)
        try:
            saved = salvage(path, text)
        except FaultError as error:
            if error.fault.code != "nothing_to_salvage":
                raise
            if not or_begin_anew:
                raise FaultError("not_a_book", **error.fault.facts) from None
            return Mended(set_aside(path), 0, ())
        with _made_beside(path) as fresh:
            with text.open(encoding="utf-8") as lines:
                restored = make_book(FileAddress(fresh), lines)
            if not restored.rows and not or_begin_anew:
                raise FaultError("not_a_book")
            aside = set_aside(path)
            end_mending(path)
    lost = tuple(dict.fromkeys((*saved.damaged, *restored.lost)))
    return Mended(aside, restored.rows, lost, restored.parted, restored.refilled)


@contextmanager
def _made_beside(path: Path) -> Iterator[Path]:
    """Where a new book is made before it takes the place of another; faults tell of that one."""
    fresh = made_beside(path)
    parts = [fresh.with_name(fresh.name + ending) for ending in ("", "-wal", ".lock")]
    try:
        with naming(path, otherwise="write_failed", missing="folder_missing"):
            for part in parts:
                part.unlink(missing_ok=True)  # of a time when making it was cut off
            yield fresh
    except FaultError as error:
        raise FaultError(error.fault.code, **{**error.fault.facts, **book_facts(FileAddress(path))}) from None
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
