"""Where tags go so that none covers another."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from PySide6.QtCore import QRectF

from planner.ui.charts.plane import nearest

_BESIDE = 2


def rows_of(order: Sequence[int], most: int, loss: Callable[[Sequence[int]], Any]) -> list[list[int]]:
    """What is in order as rows of one each; where that is more than `most`, the neighbours of least loss share one."""
    rows = [[index] for index in order]
    while len(rows) > max(most, 1):
        least = min(range(len(rows) - 1), key=lambda place: loss(rows[place] + rows[place + 1]))
        rows[least : least + 2] = [rows[least] + rows[least + 1]]
    return rows


def side_by_side(row: QRectF, needs: Sequence[float]) -> list[QRectF]:
    """The row shared out as each needs, in whole pixels."""
    each = (row.width() + _BESIDE) / sum(needs)
    ends = [row.left() + nearest(end * each) for end in accumulate(needs, initial=0.0)]
    return [QRectF(left, row.top(), right - left - _BESIDE, row.height()) for left, right in pairwise(ends)]


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
