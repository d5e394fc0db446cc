"""Margins by themselves, without levels."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.number import ONE
from planner.domain.venue_rules import FeeBase
from tests.margin_vectors.derivatives import (
    AT_PRICE,
    entry_of,
    is_coin_margined,
    leverage_of,
    reserving,
    setting_of,
    size_of,
    trade_of,
)
from tests.margin_vectors.situations import BASE, QUOTE, Trade, fitting
from tests.margin_vectors.standing import figures, held
from tests.margin_vectors.vector import Figures, Given, Vector


def marked(vector: Vector) -> Figures:
    """Margins valued at the mark, or at the price of an order; coins where the symbol is settled in them."""
    given = vector.given
    setting = setting_of(given, AT_PRICE, inverse=is_coin_margined(given), cross=True)
    trade = trade_of(given)
    standing = held(setting, trade)
    return {
        **figures(standing),
        "initial_margin": lambda: standing.exposure.used_margin,
        "margin": lambda: standing.exposure.used_margin,
        "initial_margin_linear_quote": lambda: held(setting, trade).exposure.used_margin,
        "initial_margin_inverse_base": lambda: _coins(given, trade),
    }


def _coins(given: Given, trade: Trade) -> Decimal:
    """The same size as contracts of a face value in quote currency."""
    setting = setting_of(given, AT_PRICE, inverse=True)
    return held(setting, replace(trade, quantity=trade.quantity * trade.entry)).initial_margin


def with_closing_fee(vector: Vector) -> Figures:
    """Margins that both hold the fee of closing at bankruptcy."""
    given = vector.given
    rules = reserving(AT_PRICE, FeeBase.BANKRUPTCY_VALUE)
    value = given.find("position_value", "notional")
    trade = trade_of(given) if value is None else Trade(given.side, value, ONE, leverage=leverage_of(given))
    standing = held(setting_of(given, rules), trade)
    return {**figures(standing), "notional": lambda: standing.evaluation.notional or value}


def by_rate(vector: Vector) -> Figures:
    """A share of the notional over a leverage, in the coin of an inverse contract or in quote currency."""
    given, is_inverse = vector.given, vector.given.flag("inverse")
    setting = setting_of(given, AT_PRICE, inverse=is_inverse)
    in_quote = not is_inverse or given.flag("quote_for_inverse")
    setting = replace(setting, currency=QUOTE if in_quote else BASE)
    leverage = fitting(given.or_one("leverage") / given.or_one("rate", "margin_rate"))
    standing = held(setting, Trade(given.side, size_of(given), entry_of(given), leverage=leverage))
    return {**figures(standing), "margin": lambda: standing.initial_margin}
