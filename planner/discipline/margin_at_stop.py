"""The margin level when the price stands at the plan's stop, before the stop is filled.

    level(S, q) = (equity + move of what is open there - q x unit loss to S) / (used margin at S + q x unit margin)

Equity has paid the costs of entry. Only this instrument moves; its margin is valued at S where the venue values it at
the current price. So q <= (equity at S - floor x used at S) / (unit loss + floor x unit margin), and more where margin
is freed by facing what is open.
"""

from decimal import Decimal

from msgspec import Struct

from planner.discipline.facing import NOTHING_FACED, Facing, facing
from planner.domain.account import AccountState
from planner.domain.book import Book, Exposure
from planner.domain.evaluation import Evaluation
from planner.domain.margin.leg import Market
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ZERO
from planner.domain.unit_trade import UnitTrade
from planner.domain.venue import MarginMode


class AtStop(Struct, frozen=True):
    """Equity and used margin of the account at the stop without the plan, and what one unit of it takes from both."""

    equity: Decimal
    used: Decimal
    unit_loss: Decimal
    unit_margin: Decimal
    faced: Facing = NOTHING_FACED

    def level(self, quantity: Decimal) -> Decimal | None:
        """The margin level with that much of the plan; None where nothing is used."""
        used = self.used + quantity * self.unit_margin - self.faced.freed(quantity)
        return (self.equity - quantity * self.unit_loss) / used if used else None

    def largest(self, floor: Decimal) -> Decimal | None:
        """The quantity at which the level is at its floor; None where more of the plan never takes it there."""
        each = self.unit_loss + floor * self.unit_margin
        return self.faced.largest(self.equity - floor * self.used, each, floor) if each > 0 else None


def at_stop(evaluation: Evaluation, before: AccountState, unit: UnitTrade, added: Decimal) -> AtStop | None:
    """The account at the plan's stop; None without one. `added` is margin posted whatever the size."""
    stop, book, plan = evaluation.draft.plan.stop_price, evaluation.book, evaluation.draft.plan
    if stop is None or book is None:
        return None
    equity, used = before.equity, before.used_margin + added
    for (symbol, mode, _), exposure in book.exposures.items():
        if symbol == plan.instrument:
            equity += _pnl(exposure, stop) - exposure.pnl
            used += _used(book, exposure, stop) - exposure.used_margin if mode is MarginMode.CROSS else ZERO
    loss = unit.entry_fee - unit.conversion.amount(unit.leg.pnl_at(stop), stop)
    margin = unit.margin
    if plan.margin_mode is MarginMode.CROSS:
        alone = Exposure(unit.conversion, (unit.leg,), stop, ZERO, ZERO, ZERO, ZERO)
        margin = _used(book, alone, stop)
    return AtStop(equity, used, loss, margin, facing(evaluation, book.trading_at(plan.instrument, stop)))


def _pnl(exposure: Exposure, price: Decimal) -> Decimal:
    quote = sum((leg.pnl_at(price) for leg in exposure.legs), ZERO)
    return exposure.conversion.amount(quote, price)


def _used(book: Book, exposure: Exposure, price: Decimal) -> Decimal:
    market = Market(price, exposure.conversion.own_currency, book.hedged_share)
    used = REGIMES[book.venue.regime].used_margin(exposure.legs, book.venue, market)
    return exposure.conversion.amount(used, price)
