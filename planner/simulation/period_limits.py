"""Limits of a day, a week and a month in a simulation: what may be lost since a period began.

A simulated path knows trades, not days: a period is so many trades, at a stated number of trades a day. The first
period begins with the first trade, so nothing has been lost in it before.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.discipline.calendar import Period

DAYS = {Period.DAY: 1, Period.WEEK: 5, Period.MONTH: 21}
"""Trading days: a year has about 252 of them, which is 21 a month."""

Floats = NDArray[np.float32]


class PeriodLimit(NamedTuple):
    """A loss that pauses: `share` of the equity at the start of the period, or of the first equity where `of_first`."""

    period: Period
    share: float
    of_first: bool = False

    def trades(self, trades_per_day: int) -> int:
        """How many trades the period holds."""
        return DAYS[self.period] * trades_per_day


def floor_of(limit: PeriodLimit, at: Floats, risk: float, *, fixed_money: bool) -> Floats:
    """Where the limit is reached, as places of a path: R at fixed money, else logarithms of equity.

    `at` are the places at the start of the period; `risk` is one R as a share of the first equity.
    """
    if fixed_money:
        lost = limit.share / risk if limit.of_first else limit.share * (1.0 / risk + at)
        return np.asarray(at - lost, np.float32)
    with np.errstate(divide="ignore"):
        if limit.of_first:
            return np.asarray(np.log(np.maximum(np.exp(at) - limit.share, 0.0)), np.float32)
        return np.asarray(at + np.log(max(1.0 - limit.share, 0.0)), np.float32)
