"""Where tags go so that none covers another."""

from collections.abc import Sequence

from planner.ui.charts.plane import nearest


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
