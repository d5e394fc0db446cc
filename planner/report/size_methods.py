"""The methods of sizing as a trader chooses among them: name, term and unit of what is fixed."""

from msgspec import Struct

from planner.domain.plan import Draft, EquityBase, Plan, SizeBy
from planner.words import translated

CURRENCY = "{currency}"
"""The unit of a size that is an amount."""
OF_BASE = "{base}"
"""The unit of a size that is a share of the equity base that is chosen beside it."""


class Method(Struct, frozen=True):
    """A method of sizing; a risk in percent names its base too. `unit` stands in the field of the size."""

    name: str
    size_by: SizeBy
    term: str
    unit: str = ""
    base: EquityBase | None = None

    @property
    def key(self) -> str:
        """What it is chosen by."""
        return f"{self.size_by}.{self.base}" if self.base else self.size_by.value


METHODS = (
    Method("Risk %", SizeBy.RISK_RATE, "risk_rate", "% equity", EquityBase.EQUITY),
    Method("Risk money", SizeBy.RISK_AMOUNT, "risk_amount", CURRENCY),
    Method("Quantity", SizeBy.QUANTITY, "quantity_asked", "{quantity_unit}"),
    Method("% of balance", SizeBy.RISK_RATE, "risk_of_balance", "% balance", EquityBase.BALANCE),
    Method("% net of risk", SizeBy.RISK_RATE, "risk_of_rest", "% of the rest", EquityBase.LESS_OPEN_RISK),
    Method("% of own base", SizeBy.RISK_RATE, "risk_of_base", "% of base", EquityBase.CUSTOM),
    Method("Margin to commit", SizeBy.MARGIN, "margin_to_commit", CURRENCY),
    Method("Most by margin", SizeBy.MOST, "most", "% of it"),
    Method("Volatility (ATR)", SizeBy.VOLATILITY, "volatility_risk", OF_BASE),
    Method("Fixed ratio", SizeBy.FIXED_RATIO, "step_quantity", "{quantity_unit}"),
    Method("Kelly fraction", SizeBy.KELLY, "kelly_share", "% of Kelly"),
)
BASE_NAMES = (
    (EquityBase.EQUITY, "Equity"),
    (EquityBase.BALANCE, "Balance"),
    (EquityBase.LESS_OPEN_RISK, "Net of open risk"),
    (EquityBase.CUSTOM, "Own base"),
)
"""The bases, as they are chosen where the method does not name one."""
BY_KEY = {method.key: method for method in METHODS}


def method_of(plan: Plan) -> Method:
    """The method of a plan."""
    if plan.size_by is SizeBy.RISK_RATE:
        return BY_KEY[f"{plan.size_by}.{plan.sizing.equity_base}"]
    return BY_KEY[plan.size_by.value]


def unit_of_size(draft: Draft) -> str:
    """What the size of a plan is counted in."""
    instrument = draft.instrument
    unit, currency = method_of(draft.plan).unit, draft.situation.account.currency
    if unit == CURRENCY:
        return currency
    if unit == OF_BASE:
        return translated(next(method.unit for method in METHODS if method.base is draft.plan.sizing.equity_base))
    return translated(unit, quantity_unit="" if instrument is None else instrument.quantity_unit)
