"""Where tags and notes go so that none covers another."""

from collections.abc import Sequence

from planner.ui.charts.plane import nearest

_NOTE_GAP = 2.0


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


def place_notes(
    wanted: Sequence[float], lines: Sequence[float], height: float, room: float
) -> tuple[float | None, ...]:
    """The top of a note for each of the `wanted` lines, important ones first; None for a note that has no place.

    A note stands above its line, or below it where another note or one of all `lines` is in the way.
    """
    placed: list[float | None] = []
    for line in wanted:
        tops = [top for top in (line - height - 1, line + _NOTE_GAP) if 0 <= top <= room - height]
        free = [top for top in tops if all(other is None or abs(top - other) >= height for other in placed)]
        clear = [top for top in free if not any(top < other < top + height for other in lines)]
        placed.append(next(iter(clear + free), None))
    return tuple(placed)
