"""Limits of a day, a week and a month in a simulation: what may be lost since a period began.

A simulated path knows trades, not days: a period is so many trades, at a stated number of trades a day. The first
period begins with the first trade, so nothing has been lost in it before.
"""

from typing import NamedTuple

from planner.discipline.calendar import Period

DAYS = {Period.DAY: 1, Period.WEEK: 5, Period.MONTH: 21}
"""Trading days: a year has about 252 of them, which is 21 a month."""


class PeriodLimit(NamedTuple):
    """A loss that pauses: `share` of the equity at the start of the period, or of the first equity where `of_first`."""

    period: Period
    share: float
    of_first: bool = False

    def trades(self, trades_per_day: int) -> int:
        """How many trades the period holds."""
        return DAYS[self.period] * trades_per_day
