"""Coin-margined perpetuals: face values in quote currency, money in the coin."""

from decimal import ROUND_HALF_EVEN, Decimal

from msgspec.structs import replace

from planner.domain.margin.pool import Demand
from planner.domain.number import ZERO
from planner.domain.venue import MarginMode
from planner.domain.venue_rules import FeeBase
from tests.margin_vectors.derivatives import (
    AT_ENTRY,
    AT_PRICE,
    AT_PRICE_WITH_FEE,
    MARGIN_NAMES,
    isolated,
    posted,
    reserving,
    setting_of,
    trade_of,
    wallet_at_ratio,
    with_closing_fee,
)
from tests.margin_vectors.linear_cross import RATIO_NAMES, WALLET_NAMES, shown_ratio
from tests.margin_vectors.situations import Setting, Trade, fitting
from tests.margin_vectors.standing import FAR, Standing, figures, held, present
from tests.margin_vectors.vector import Figures, Given, Vector

SATOSHI = Decimal("0.00000001")
ONE_TICK_EARLY = frozenset({"okx"})
"""Venues that publish an inverse long's price one tick early."""


def at_price(vector: Vector) -> Figures:
    """Maintenance valued at the price itself; in cross margin all told stands behind the position."""
    given = vector.given
    if vector.model == "inverse-cross":
        return figures(_cross(given, given.number(*WALLET_NAMES, *MARGIN_NAMES)))
    return figures(isolated(given, AT_PRICE, inverse=True))


def _cross(given: Given, wallet: Decimal) -> Standing:
    setting = setting_of(given, AT_PRICE, inverse=True, cross=True)
    return held(setting.with_wallet(wallet), trade_of(given), tick=given.find("tick"))


def at_entry(vector: Vector) -> Figures:
    """Maintenance valued at entry; a taker fee is posted with the margin, a fee named otherwise is due at the price."""
    given = vector.given
    rules = AT_ENTRY
    if "fee" in given:
        rules = AT_ENTRY.replace(fee_base=FeeBase.NOTIONAL)
    elif "taker_fee" in given and not given.any(*MARGIN_NAMES):
        rules = reserving(AT_ENTRY, FeeBase.BANKRUPTCY_VALUE)
    standing, plain = isolated(given, rules, inverse=True), isolated(given, AT_ENTRY, inverse=True)
    return {
        **figures(standing),
        "initial_margin": lambda: plain.initial_margin,
        "maintenance_margin": lambda: plain.exposure.requirement,
    }


def with_fee(vector: Vector) -> Figures:
    """Maintenance and closing fee valued at the price itself; the maintenance a venue shows is without the fee."""
    given = vector.given
    mode = MarginMode.CROSS if vector.model == "inverse-cross" or given.any(*RATIO_NAMES) else MarginMode.ISOLATED
    setting = replace(setting_of(given, AT_PRICE_WITH_FEE, inverse=True), mode=mode)
    trade = trade_of(given)
    wallet = given.find(*WALLET_NAMES, *MARGIN_NAMES)
    if given.any(*RATIO_NAMES):
        wallet = wallet_at_ratio(setting, trade, given.number(*RATIO_NAMES))
    elif wallet is None:
        wallet = held(setting, posted(given, setting, trade)).exposure.margin
    whole = replace(setting, mode=MarginMode.CROSS, wallet=wallet)
    if trade.mark is None and "upl" in given:
        trade = replace(trade, mark=_mark(whole, trade, wallet + given.number("upl")))
    standing = held(whole, trade)
    plain = held(setting_of(given, AT_PRICE, inverse=True, cross=True), trade)
    return {
        **figures(standing),
        "maintenance_margin": lambda: plain.exposure.requirement,
        "margin_ratio": lambda: shown_ratio(vector, standing),
        "liquidation_price": lambda: _early(vector, standing),
    }


def _mark(setting: Setting, trade: Trade, equity: Decimal) -> Decimal:
    """The mark at which an account has this equity."""
    far = trade.entry * FAR if trade.side == "long" else trade.entry / FAR
    standing = replace(held(setting, trade), mark=far)
    return fitting(present(standing.root(Demand(ZERO, equity))))


def _early(vector: Vector, standing: Standing) -> Decimal | None:
    price, tick = standing.liquidation, vector.given.find("tick")
    if price is None or tick is None:
        return price
    if vector.venue in ONE_TICK_EARLY:
        return price + tick if standing.side == "long" else price
    return replace(standing, tick=tick).toward(price)


def with_bankruptcy_fee(vector: Vector) -> Figures:
    """A closing fee at bankruptcy, required as the amount it is there; maintenance valued at entry."""
    given = vector.given
    wallet = given.number(*WALLET_NAMES) - given.or_zero("order_margin")
    rules = with_closing_fee(AT_ENTRY.replace(fee_base=FeeBase.NOTIONAL))
    setting = setting_of(given, rules, inverse=True, cross=True).with_wallet(wallet)
    at_fee = held(setting, trade_of(given))
    price = present(at_fee.bankruptcy)
    fee = at_fee.pool.closing_fee.at(at_fee.pool.x(price))
    fixed = setting_of(
        given, AT_ENTRY, inverse=True, cross=True, liquidation_fee_rate=ZERO, min_liquidation_fee=fitting(fee)
    ).with_wallet(wallet)
    standing = held(fixed, trade_of(given), tick=given.find("tick"))
    plain = held(setting_of(given, AT_ENTRY, inverse=True, cross=True), trade_of(given))
    return {
        **figures(standing),
        "bankruptcy_price": lambda: price,
        "closing_fee": lambda: fee,
        "maintenance_margin": lambda: plain.exposure.requirement,
    }


def marked(vector: Vector) -> Figures:
    """Values and profit at the mark; values in satoshi are rounded for each contract, and negative for a long."""
    given = vector.given
    setting, trade = setting_of(given, AT_PRICE, inverse=True), trade_of(given)
    standing, bought = held(setting, trade), held(setting, replace(trade, mark=None))

    def satoshi(mark: Decimal | None) -> Decimal:
        one = held(setting, replace(trade, quantity=Decimal(1), mark=mark)).evaluation.holdings[0].notional
        sign = -1 if trade.side == "long" else 1
        return sign * (one / SATOSHI).to_integral_value(ROUND_HALF_EVEN) * trade.quantity

    return {
        **figures(standing),
        "position_value": lambda: bought.evaluation.holdings[0].notional,
        "notional_base": lambda: standing.evaluation.holdings[0].notional,
        "mark_value_sat": lambda: satoshi(trade.mark),
        "unrealised_pnl_sat": lambda: satoshi(trade.mark) - satoshi(None),
    }
