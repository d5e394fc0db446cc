"""Where tags go so that none covers another."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from msgspec import Struct
from PySide6.QtCore import QRectF

from planner.ui.charts.plane import nearest

BESIDE = 2
"""Pixels between tags in one row."""


class _Way(Struct, frozen=True):
    """What some rows lose, where the last of them starts, and the rows before it."""

    loss: int
    start: int
    before: "_Way | None"

    def rows(self, end: int) -> list[tuple[int, int]]:
        """Start and end of each row, where the last one goes to `end`."""
        return [] if self.before is None else [*self.before.rows(self.start), (self.start, end)]


def rows_of(order: Sequence[int], most: int, loss: Callable[[Sequence[int]], int]) -> list[list[int]]:
    """What is in order, in `most` rows or fewer: of all ways to let neighbours share rows the one of least `loss`.

    What has a row of its own loses nothing.
    """
    if len(order) <= most:
        return [[index] for index in order]
    count = len(order)
    pairs = ((start, end) for end in range(1, count + 1) for start in range(end))
    lost = {(start, end): loss(order[start:end]) if end - start > 1 else 0 for start, end in pairs}
    ways: dict[int, _Way] = {0: _Way(0, 0, None)}
    for row in range(max(most, 1)):
        ways = {
            end: min(
                (_Way(way.loss + lost[start, end], start, way) for start, way in ways.items() if start < end),
                key=_loss,
            )
            for end in range(row + 1, count + 1)
        }
    return [list(order[start:end]) for start, end in ways[count].rows(count)]


def _loss(way: _Way) -> int:
    return way.loss


def side_by_side(row: QRectF, needs: Sequence[float]) -> list[QRectF]:
    """The row shared out as each needs, with what is `BESIDE` it, in whole pixels."""
    each = (row.width() + BESIDE) / sum(needs)
    ends = [row.left() + nearest(end * each) for end in accumulate(needs, initial=0.0)]
    return [QRectF(left, row.top(), right - left - BESIDE, row.height()) for left, right in pairwise(ends)]


def spread(wanted: Sequence[float], size: int, low: float, high: float) -> tuple[int, ...]:
    """Whole-pixel middles, at least `size` apart, within `low` to `high`, as near to the `wanted` ones as can be.

    Equal wishes keep their order. Where there is no room for all, the last ones run over `high`.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    eased = _rising([wanted[index] - place * size for place, index in enumerate(order)])
    top = max(low, high - (len(order) - 1) * size)
    middles = {index: nearest(min(max(eased[place], low), top)) + place * size for place, index in enumerate(order)}
    return tuple(middles[index] for index in range(len(wanted)))


def _rising(values: Sequence[float]) -> list[float]:
    """The rising sequence nearest to `values`: neighbours out of order are pooled at their mean."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            total, count = total + pools[-1][0], count + pools[-1][1]
            pools.pop()
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
