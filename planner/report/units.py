"""The units in which a stop or a target is entered, in words."""

from planner.domain.distances import Unit

UNIT_NAMES = {
    Unit.PRICE: "Price",
    Unit.PERCENT: "Percent from the entry",
    Unit.PIPS: "Pips from the entry",
    Unit.TICKS: "Ticks from the entry",
    Unit.ATR: "Average true ranges from the entry",
    Unit.R: "R, all costs in",
    Unit.MONEY: "Money, all costs in",
}
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
