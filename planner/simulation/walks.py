"""Trades with two outcomes as a walk: ruin and drawdown, exactly.

At fixed money a trade moves equity by +b or -1 R; at a fixed fraction f it moves the logarithm of equity by ln(1 + f b)
or ln(1 - f). Both are walks with a step up and a step down, so one set of formulas serves them:

    ever falling by d      at most exp(-theta d), theta > 0 the root of p exp(-theta up) + q exp(theta down) = 1;
                           equal to it where d is a whole number of steps down; certain where p up <= q down
    falling by d within n  first passage over (trades, wins)
    drawdown of d within n excursions below the peak (wins, losses) put together by renewal: a walk that is back at
                           its peak starts anew

Where trades never lose or never win there is no chance: the formulas hold still. Sources of the roots: W. Feller, An
Introduction to Probability Theory, vol. I, XIV.8; for unequal payoffs the same equation with r = exp(-theta).
"""

import math
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import mul

from msgspec import Struct

TIE = 1e-9
"""Two places of a walk nearer than this, beside a step, are the same place: a count of steps was summed in floats."""


class Odds(Struct, frozen=True):
    """The share of trades that win, and what a winner brings for each R at risk."""

    win_rate: Decimal
    payoff: Decimal

    @property
    def loss_rate(self) -> Decimal:
        """The share of trades that lose."""
        return 1 - self.win_rate

    @property
    def expectancy(self) -> Decimal:
        """What a trade brings on average, in R."""
        return self.win_rate * self.payoff - self.loss_rate


class Walk(Struct, frozen=True):
    """A walk that goes up by `up` with probability `win_rate`, else down by `down`; both are above nothing."""

    win_rate: float
    up: float
    down: float

    @property
    def loss_rate(self) -> float:
        """The probability of a step down."""
        return 1.0 - self.win_rate


def money_walk(odds: Odds) -> Walk:
    """Equity in R where every trade risks the same money."""
    return Walk(float(odds.win_rate), float(odds.payoff), 1.0)


def fraction_walk(odds: Odds, fraction: Decimal) -> Walk:
    """The logarithm of equity where every trade risks the same share of it, between nothing and all."""
    risk = float(fraction)
    return Walk(float(odds.win_rate), math.log1p(risk * float(odds.payoff)), -math.log1p(-risk))


def depth_of(fall: Decimal) -> float:
    """How far down the walk at a fixed fraction goes where equity falls by a share."""
    return -math.log1p(-float(fall))


def ruin_exponent(walk: Walk) -> float:
    """Theta: how fast ever falling by d becomes improbable with d; nothing where it is certain."""
    if not walk.loss_rate:
        return math.inf
    if walk.win_rate * walk.up <= walk.loss_rate * walk.down:
        return 0.0

    def excess(theta: float) -> float:
        return walk.win_rate * math.expm1(-theta * walk.up) + walk.loss_rate * math.expm1(theta * walk.down)

    low, high = 0.0, 1.0 / walk.down
    while excess(high) <= 0:
        low, high = high, high * 2.0
    while True:
        middle = (low + high) / 2.0
        if middle in {low, high}:
            return middle
        low, high = (middle, high) if excess(middle) <= 0 else (low, middle)


def ruin_bound(walk: Walk, depth: float) -> float:
    """The probability of ever falling by `depth`, or what it is at most."""
    return math.exp(-ruin_exponent(walk) * depth)


def fall_probability(walk: Walk, depth: float, trades: int) -> float:
    """How probable a fall by `depth` below the start is within `trades` trades.

    A place is a number of wins. Where so many are won that the trades left cannot fall far enough, it is left.
    """
    step, reach = walk.up + walk.down, TIE * min(walk.up, walk.down) - depth
    most = math.floor((trades * walk.down + reach) / step)
    fallen, first, there = 0.0, 0, [1.0]
    for trade in range(1, trades + 1):
        there = _after_a_trade(walk, there)
        least = max(first, math.floor((trade * walk.down + reach) / step) + 1)
        fallen += math.fsum(there[: least - first])
        there = there[least - first : max(least, most + 1) - first]
        first = least
        if not there:
            break
    return fallen


def _after_a_trade(walk: Walk, there: list[float]) -> list[float]:
    """The probability of each number of wins after one more trade."""
    win, loss = walk.win_rate, walk.loss_rate
    return [win * before + loss * same for before, same in pairwise([0.0, *there, 0.0])]


def drawdown_probability(walk: Walk, depth: float, trades: int) -> float:
    """How probable it is that `trades` trades hold a fall by `depth` below the highest place so far."""
    returned, fallen = _excursion(walk, depth, trades)
    at_peak = [1.0]
    for trade in range(1, trades):
        at_peak.append(math.fsum(map(mul, returned[1 : trade + 1], reversed(at_peak))))
    fallen_by = list(accumulate(fallen))
    return math.fsum(map(mul, at_peak, reversed(fallen_by)))


def _excursion(walk: Walk, depth: float, trades: int) -> tuple[list[float], list[float]]:
    """From the peak: the probability of being back at it, and of having fallen, at each number of trades."""
    step, tie = walk.up + walk.down, TIE * min(walk.up, walk.down)
    returned, fallen = [0.0], [0.0]
    first, there = 0, [1.0]
    for trade in range(1, trades + 1):
        there = _after_a_trade(walk, there)
        below = trade * walk.down
        least = max(first, math.floor((below - depth + tie) / step) + 1)
        most = max(least, math.ceil((below - tie) / step))
        fallen.append(math.fsum(there[: least - first]))
        returned.append(math.fsum(there[most - first :]))
        first, there = least, there[least - first : most - first]
    return returned, fallen[1:]
