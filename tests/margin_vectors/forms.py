"""Which adapter speaks for which form, and what the planner does not say."""

from collections.abc import Callable
from typing import NamedTuple

from tests.margin_vectors import (
    brokers,
    components,
    credit,
    futures_contracts,
    inverse,
    linear_cross,
    linear_isolated,
    orders,
    partial,
    rate_curve,
    requirements,
    stocks,
    tables,
)
from tests.margin_vectors.vector import Figures, Vector

Form = tuple[str, str]
"""A model and a formula."""

FORMS: dict[Form, Callable[[Vector], Figures]] = {
    ("account-leverage", "ACCOUNT"): orders.account,
    ("cfd", "CFD-CLOSEOUT"): brokers.position,
    ("cfd", "CFD-MARGIN"): brokers.position,
    ("futures", "FUT"): futures_contracts.contracts,
    ("fx-margin", "FX-MARGIN"): brokers.position,
    ("fx-margin-level", "FX-LEVEL"): brokers.position,
    ("fx-margin-level", "FX-MARGIN"): brokers.position,
    ("inverse-cross", "INV-BINANCE"): inverse.at_price,
    ("inverse-cross", "INV-CROSS-FEE"): inverse.with_bankruptcy_fee,
    ("inverse-cross", "INV-ISO-FEE"): inverse.with_fee,
    ("inverse-isolated", "INV-BINANCE"): inverse.at_price,
    ("inverse-isolated", "INV-ENTRY-MM"): inverse.at_entry,
    ("inverse-isolated", "INV-ISO-FEE"): inverse.with_fee,
    ("inverse-pnl", "INV-PNL"): inverse.marked,
    ("linear-cross", "LIN-BINANCE"): linear_cross.beside,
    ("linear-cross", "LIN-CROSS"): orders.at_price,
    ("linear-cross", "LIN-CROSS-DYN"): rate_curve.cross,
    ("linear-cross", "LIN-CROSS-ENTRY"): linear_cross.at_entry,
    ("linear-cross", "LIN-CROSS-FEE"): linear_cross.with_fee,
    ("linear-cross", "LIN-MARK-MM"): linear_cross.at_mark,
    ("linear-cross", "RATIO-CROSS"): linear_cross.with_orders,
    ("linear-isolated", "GAP"): linear_isolated.gap,
    ("linear-isolated", "LIN-BINANCE"): linear_isolated.binance,
    ("linear-isolated", "LIN-ENTRY-MM"): linear_isolated.at_entry,
    ("linear-isolated", "LIN-FIXED-MM"): linear_isolated.fixed,
    ("linear-isolated", "LIN-ISO"): linear_isolated.at_price,
    ("linear-isolated", "LIN-ISO-FEE"): linear_isolated.with_fee,
    ("linear-isolated", "POS-MARGIN"): components.components,
    ("linear-isolated", "RATIO-ISO"): linear_isolated.ratio,
    ("linear-pnl", "LIN-PNL"): requirements.marked,
    ("ltv", "LTV"): credit.loan,
    ("ltv", "LTV-HF"): credit.loan,
    ("margin-requirement", "BYBIT-UTA-MARGIN"): requirements.with_closing_fee,
    ("margin-requirement", "INV-MARGIN"): requirements.by_rate,
    ("margin-requirement", "KUCOIN-OLD-MM"): components.components,
    ("margin-requirement", "LIN-CROSS"): linear_cross.at_price,
    ("margin-requirement", "LIN-MARGIN"): requirements.marked,
    ("margin-requirement", "POS-MARGIN"): components.components,
    ("max-leverage", "TIER-MAXLEV"): tables.leverage_limit,
    ("partial-liquidation", "PARTIAL-LIQ"): partial.shortage,
    ("spot-margin", "LEVEL"): credit.margin_level,
    ("spot-margin", "SPOT-INTEREST"): credit.interest,
    ("stock-long", "STOCK-LONG"): stocks.account,
    ("stock-short", "STOCK-SHORT"): stocks.short,
    ("tier-table", "DYN-MMR"): rate_curve.rate_at,
    ("tier-table", "TIER-CUM"): tables.deduction_table,
}


class Silence(NamedTuple):
    """What the planner does not say, and why; of a form only those vectors that have one of these inputs, if any."""

    form: Form
    reason: str
    inputs: tuple[str, ...] = ()

    def covers(self, vector: Vector) -> bool:
        """Whether a vector is of this kind."""
        return self.form == (vector.model, vector.formula) and (not self.inputs or vector.given.any(*self.inputs))


NOT_MODELLED = (
    Silence(
        ("linear-cross", "LIN-CROSS"),
        "positions that follow from the curve of an automated market maker, between a lower and an upper price",
        ("lower", "upper"),
    ),
    Silence(("stock-long", "STOCK-SMA"), "a special memorandum account remembers past days; the planner has none"),
)


def silence_on(vector: Vector) -> str | None:
    """Why the planner says nothing of a vector; None where it speaks."""
    return next((silence.reason for silence in NOT_MODELLED if silence.covers(vector)), None)
