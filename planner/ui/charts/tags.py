"""Where tags and notes go so that none covers another."""

from collections.abc import Sequence

from planner.ui.charts.plane import nearest

_NOTE_GAP = 3.0


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

    A note stands above or below its line, or above or below the lines crowded around it; never on one of all `lines`.
    """
    placed: list[float | None] = []
    for line in wanted:
        top, bottom = _crowd(line, lines, height)
        tops = (line - height - 1, line + _NOTE_GAP, top - height - 1, bottom + _NOTE_GAP)
        placed.append(next((each for each in tops if _is_free(each, height, room, placed, lines)), None))
    return tuple(placed)


def _crowd(line: float, lines: Sequence[float], height: float) -> tuple[float, float]:
    """The first and last of the lines around `line` with no room for a note between them."""
    top = bottom = line
    for other in sorted(lines, key=lambda other: abs(other - line)):
        if top - height - 2 <= other <= bottom + height + 2:
            top, bottom = min(top, other), max(bottom, other)
    return top, bottom


def _is_free(top: float, height: float, room: float, placed: Sequence[float | None], lines: Sequence[float]) -> bool:
    apart = all(other is None or abs(top - other) >= height for other in placed)
    return 0 <= top <= room - height and apart and not any(top < line < top + height for line in lines)
