"""The units in which a stop, a target, costs and the holding time are entered, in words."""

from planner.domain.cost_units import CostUnit
from planner.domain.distances import Unit
from planner.domain.venue import Instrument
from planner.report.numbers import unit_of
from planner.words import translated

UNIT_NAMES = {
    Unit.PRICE: "Price",
    Unit.PERCENT: "Percent from the entry",
    Unit.PIPS: "Pips from the entry",
    Unit.TICKS: "Ticks from the entry",
    Unit.ATR: "Average true ranges from the entry",
    Unit.R: "R, all costs in",
    Unit.MONEY: "Money, all costs in",
}
AT_TARGET = {
    **UNIT_NAMES,
    Unit.R: "R if all of it closes there, all costs in",
    Unit.MONEY: "Money if all of it closes there, all costs in",
}
"""The same for a target, at which a share may be closed: what that brings stands on the chart."""
FROM_MARKET = {
    Unit.PRICE: "Price",
    Unit.PERCENT: "Percent above the last price",
    Unit.PIPS: "Pips above the last price",
    Unit.TICKS: "Ticks above the last price",
    Unit.ATR: "Average true ranges above the last price",
}
"""The same for an entry; below it they are negative."""
UNIT_SIGNS = {
    Unit.PERCENT: "%",
    Unit.PIPS: "pips",
    Unit.TICKS: "ticks",
    Unit.ATR: "ATR",
    Unit.R: "R",
}
"""What stands in the field; money is in account currency."""
COST_NAMES = {
    CostUnit.PERCENT: "Percent",
    CostUnit.PIPS: "Pips",
    CostUnit.TICKS: "Ticks",
    CostUnit.PRICE: "Price",
    CostUnit.BASIS_POINTS: "Basis points",
    CostUnit.PER_UNIT: "Money per unit, at the entry",
    CostUnit.DAYS: "Days",
    CostUnit.HOURS: "Hours",
    CostUnit.WEEKS: "Weeks",
    CostUnit.FUNDING: "Funding intervals",
}
COST_SIGNS = {
    CostUnit.PERCENT: "%",
    CostUnit.PIPS: "pips",
    CostUnit.TICKS: "ticks",
    CostUnit.BASIS_POINTS: "bp",
    CostUnit.DAYS: "days",
    CostUnit.HOURS: "hours",
    CostUnit.WEEKS: "weeks",
    CostUnit.FUNDING: "intervals",
}
POINTS = "pts"
"""What a distance is counted in where the market counts neither pips nor ticks."""
ONE_OF = {
    "pips": "pip",
    "ticks": "tick",
    "pts": "pt",
    "days": "day",
    "hours": "hour",
    "weeks": "week",
    "intervals": "interval",
}
"""What the signs of several are where there is one."""
_ONE = frozenset({"1", "1.0"})
_SIGNS = frozenset({*UNIT_SIGNS.values(), *COST_SIGNS.values()})


def sign_for(sign: str, text: str) -> str:
    """A sign after a number, in the singular after one; a currency stays what it is."""
    if sign in ONE_OF:
        return translated(ONE_OF[sign] if text.lstrip("+-\u2212") in _ONE else sign)
    return translated(sign) if sign in _SIGNS else sign


def cost_signs(instrument: Instrument | None) -> dict[CostUnit, str]:
    """What stands in a field of costs, for each unit: prices and money are in quote currency."""
    signs = dict(COST_SIGNS)
    if instrument is None:
        return signs
    quote, unit = instrument.quote_currency, unit_of("1", instrument.quantity_unit)
    each = translated("{currency}/{unit}", currency=quote, unit=unit)
    return {**signs, CostUnit.PRICE: quote, CostUnit.PER_UNIT: each}
