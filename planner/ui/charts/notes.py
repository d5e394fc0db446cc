"""Where notes go so that they stand in the order of their lines and none covers another or a line."""

from bisect import bisect_right
from collections.abc import Sequence
from math import inf

from msgspec import Struct

_GAP = 3.0
"""Between a line and the note below it."""
_ABOVE = 1.0
_ROUNDING = 1e-6
"""In pixels: notes one right below the other do not overlap for want of a last digit."""
_BELOW_COSTS = 0.5
"""A note stands rather above its line than below it."""


class _Stand(Struct, frozen=True):
    """Notes placed so far: where the lowest one stands, what all cost, and the stand before, with its own top."""

    top: float
    cost: float
    before: "_Stand | None"
    own: float | None


def place_notes(
    wanted: Sequence[float], lines: Sequence[float], height: float, room: float, exact: Sequence[float] = ()
) -> tuple[float | None, ...]:
    """The top of a note for each of the `wanted` lines, important ones first; None for a note that has no place.

    A note stands above or below its line, or above or below the lines crowded around it, two where several do; never
    on one of all `lines`, and always in the order of the lines, which is that of the `exact` ones where several wanted
    ones are on one pixel. As little as can be is left out, then moved: of all
    ways to place them the cheapest is taken, where to leave out one costs more than to leave out all that matter less.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], exact[index] if exact else 0.0))
    rising = sorted(lines)
    stands = [_Stand(-height, 0.0, None, None)]
    farthest = 2 * (room + height) * (len(wanted) + 1)
    for index in order:
        dropped = farthest * 2.0 ** (len(wanted) - index)
        stands = _extended(stands, _places(wanted[index], rising, height, room), dropped, height)
    tops: list[float | None] = [None] * len(wanted)
    stand = stands[-1]
    for index in reversed(order):
        tops[index] = stand.own
        stand = stand.before or stand
    return tuple(tops)


def _extended(stands: list[_Stand], places: list[tuple[float, float]], dropped: float, height: float) -> list[_Stand]:
    """One note more, left out or at one of its places, as stands that are cheaper the lower they are.

    The lowest is the cheapest of all; what is lower and no cheaper than another leads nowhere better and is forgotten.
    """
    placed: list[_Stand] = []
    at = 0
    for top, cost in places:
        lowest = top - height + _ROUNDING
        while at + 1 < len(stands) and stands[at + 1].top <= lowest:
            at += 1
        if stands[at].top <= lowest:
            placed.append(_Stand(top, stands[at].cost + cost, stands[at], top))
    top, cost = (placed[0].top, placed[0].cost - dropped) if placed else (inf, -inf)
    left_out = [stand for stand in stands if stand.top < top or stand.cost < cost]
    found = [_Stand(stand.top, stand.cost + dropped, stand, None) for stand in left_out]
    kept: list[_Stand] = []
    for stand in sorted((*found, *placed), key=_by_place):
        if not kept or stand.cost < kept[-1].cost:
            kept.append(stand)
    return kept


def _by_place(stand: _Stand) -> tuple[float, float]:
    return stand.top, stand.cost


def _places(line: float, rising: Sequence[float], height: float, room: float) -> list[tuple[float, float]]:
    """Where a note may stand by itself, from the top, and how far it is then from where it would like to be."""
    top, bottom = _crowd(line, rising, height)
    above, below = line - height - _ABOVE, line + _GAP
    over, under = top - height - _ABOVE, bottom + _GAP
    found = []
    for each in sorted({over - height, over, above, below, under, under + height}):
        if 0 <= each <= room - height:
            first = bisect_right(rising, each)
            if first == len(rising) or rising[first] >= each + height:
                found.append((each, abs(above - each) if each <= line else each - below + _BELOW_COSTS))
    return found


def _crowd(line: float, rising: Sequence[float], height: float) -> tuple[float, float]:
    """The first and last of the lines around `line` with no room for a note between them."""
    after = bisect_right(rising, line)
    before = after - 1
    top = bottom = line
    while before >= 0 and rising[before] >= top - height - 2:
        top, before = rising[before], before - 1
    while after < len(rising) and rising[after] <= bottom + height + 2:
        bottom, after = rising[after], after + 1
    return top, bottom
