"""Accounts with an order in them: leverage and liquidation as they would be once it is filled."""

from decimal import Decimal

from msgspec import Struct

from planner.domain.number import ONE, ZERO
from tests.margin_vectors import linear_cross
from tests.margin_vectors.derivatives import AT_PRICE, perpetual, side_of, size_of
from tests.margin_vectors.linear_cross import (
    EQUITY_NAMES,
    WALLET_NAMES,
    account_figures,
    instruments_of,
    shared,
    symbol_of,
    trades_of,
)
from tests.margin_vectors.situations import SAFE, Setting, Trade, fitting
from tests.margin_vectors.standing import Standing, figures, held, planned
from tests.margin_vectors.vector import Figures, Given, Vector


class _Filled(Struct, frozen=True):
    """Positions and an order; `own` is what is held of the order's symbol."""

    setting: Setting
    order: Trade
    own: Trade | None
    others: tuple[Trade, ...]

    @classmethod
    def of(cls, given: Given) -> "_Filled":
        order, rows = Given(given.inputs["order"]), given.rows("positions")
        symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
        symbol = symbol_of(order, len(rows))
        told = [] if symbol in symbols else [Given({**order.inputs, "mmr": given.inputs.get("mmr")})]
        traded = instruments_of([*rows, *told], [*symbols, *([symbol] * len(told))])
        trades = trades_of(rows, symbols)
        return cls(
            setting=shared(perpetual(AT_PRICE, *traded), SAFE),
            order=Trade(side_of(order), size_of(order), order.number("price"), symbol=symbol),
            own=next((trade for trade in trades if trade.symbol == symbol), None),
            others=tuple(trade for trade in trades if trade.symbol != symbol),
        )

    def netted(self, price: Decimal) -> Trade:
        """What is left of the position and the order, at one price."""
        size = _signed(self.order, self.order.quantity)
        if self.own is not None:
            size += _signed(self.own, self.own.quantity)
        return Trade("long" if size > 0 else "short", abs(size), price, symbol=self.order.symbol)

    def total(self, of_order: Decimal, of_own: Decimal) -> Decimal:
        """The sum of a figure of both, or their difference where they face each other."""
        if self.own is None or self.own.side == self.order.side:
            return of_order + of_own
        return abs(of_own - of_order)


def _signed(trade: Trade, amount: Decimal) -> Decimal:
    return amount if trade.side == "long" else -amount


def at_price(vector: Vector) -> Figures:
    """Maintenance valued at the price itself, with an order if there is one."""
    return figures(_after(vector.given)) if "order" in vector.given else linear_cross.at_price(vector)


def _after(given: Given) -> Standing:
    """An order filled, its fee paid: at the mark where anything long is held, else at its own price.

    The margin that must be maintained is valued at the order's own price all the same, as the venue's estimate does.
    """
    filled = _Filled.of(given)
    has_long = any(trade.side == "long" for trade in (filled.own, *filled.others) if trade is not None)
    price = given.or_else(filled.order.entry, "mark_price") if has_long else filled.order.entry

    def asked(trade: Trade | None) -> Decimal:
        return ZERO if trade is None else held(filled.setting, trade).exposure.requirement

    net = filled.netted(price)
    more = asked(net) - filled.total(asked(filled.order), asked(filled.own))
    wallet = given.number(*WALLET_NAMES, *EQUITY_NAMES) - given.or_zero("order_fee") + more
    return held(filled.setting.with_wallet(wallet), net, *filled.others)


def account(vector: Vector) -> Figures:
    """Leverage and ratio of an account, with an order in it if there is one."""
    given = vector.given
    if "notionals" in given:
        return _by_amounts(given)
    if "order" in given:
        return _ordered(given)
    rows = given.rows("positions")
    symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
    venue = perpetual(AT_PRICE, *instruments_of(rows, symbols))
    wallet = given.or_else(SAFE, *WALLET_NAMES, *EQUITY_NAMES)
    return account_figures(shared(venue, wallet), trades_of(rows, symbols))


def _ordered(given: Given) -> Figures:
    """With the order filled at its price; against a position it leaves the difference of their values."""
    filled = _Filled.of(given)

    def worth(trade: Trade | None) -> Decimal:
        return ZERO if trade is None else held(filled.setting, trade).evaluation.holdings[0].notional

    left = fitting(filled.total(worth(filled.order), worth(filled.own)))
    trade = Trade(filled.order.side, left, ONE, symbol=filled.order.symbol)
    setting = filled.setting.with_wallet(given.number(*WALLET_NAMES, *EQUITY_NAMES))
    found = dict(account_figures(setting, (*filled.others, trade)))
    found["leverage"] = lambda: planned(setting, trade, *filled.others).evaluation.effective_leverage
    return found


def _by_amounts(given: Given) -> Figures:
    """Positions told by what they are worth and must maintain."""
    worth, kept = given.numbers("notionals"), given.numbers("positions_mm")
    rows = [
        Given({"symbol": f"P{index}", "size": value, "mark_price": ONE, "mmr": fitting(share / value)})
        for index, (value, share) in enumerate(zip(worth, kept or [ZERO] * len(worth), strict=True))
    ]
    symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
    venue, trades = perpetual(AT_PRICE, *instruments_of(rows, symbols)), trades_of(rows, symbols)
    return account_figures(shared(venue, given.or_else(SAFE, *WALLET_NAMES, *EQUITY_NAMES)), trades)
