"""Isolated linear perpetuals."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.number import ZERO
from planner.domain.venue import MarginMode
from planner.domain.venue_rules import FeeBase
from tests.margin_vectors.derivatives import (
    AT_ENTRY,
    AT_MARK_WITH_FEE,
    AT_PRICE,
    AT_PRICE_WITH_FEE,
    isolated,
    listed,
    posted,
    reserving,
    setting_of,
    side_of,
    size_of,
    trade_of,
)
from tests.margin_vectors.situations import Trade, fitting, tiers
from tests.margin_vectors.standing import FAR, Standing, figures, held, planned, present
from tests.margin_vectors.vector import Figures, Given, Vector

FEE_POSTED_ON = {"bybit": FeeBase.BANKRUPTCY_VALUE, "phemex": FeeBase.BANKRUPTCY_VALUE}
"""What the fee posted with the margin is a share of; of the notional elsewhere."""
SHOWS_FEE = frozenset({"mexc"})
"""Venues whose initial margin is shown with the fee posted beside it."""
BANKRUPTCY_AWAY = frozenset({"kucoin"})
"""Venues that round the bankruptcy price away from the market."""


def at_price(vector: Vector) -> Figures:
    """Maintenance valued at the price itself."""
    given = vector.given
    if given.any("collateral", "raw_usd") or _is_worth(given):
        return figures(_by_account(given))
    if "bankruptcy_price" in given and not given.any("entry_price", "settle_price", "price"):
        return figures(from_bankruptcy(given, fee=False))
    if "fee_buffer" in given:
        return figures(_buffered(given))
    standing = isolated(given, AT_PRICE)
    if "funding_adjustment" in given:
        setting, trade = setting_of(given, AT_PRICE), trade_of(given)
        margin = standing.exposure.margin - given.number("funding_adjustment")
        standing = held(setting, replace(trade, margin=margin))
    return figures(standing)


def _is_worth(given: Given) -> bool:
    """Whether a position is told by what it and its margin are worth now."""
    return given.has("margin_used", "position_value") and not given.any("isolated_margin", "leverage")


def _by_account(given: Given) -> Standing:
    """Collateral and the profit on it; or cash after the purchase, which with the value bought makes the equity."""
    setting, trade = setting_of(given, AT_PRICE), trade_of(given)
    if not given.any("collateral", "raw_usd"):
        entry = fitting(given.number("position_value") / trade.quantity)
        return held(setting, replace(trade, entry=entry, mark=None, margin=given.number("margin_used")))
    sign = 1 if trade.side == "long" else -1
    if "raw_usd" in given:
        value = given.find("position_value")
        entry = trade.entry if value is None else fitting(value / trade.quantity)
        worth = trade.quantity * trade.entry if value is None else value
        return held(setting, replace(trade, entry=entry, mark=None, margin=given.number("raw_usd") + sign * worth))
    margin = given.number("collateral")
    if "entry_price" not in given:
        margin, trade = margin + given.or_zero("unrealized_pnl"), replace(trade, mark=None)
    return held(setting, replace(trade, margin=margin))


def from_bankruptcy(given: Given, *, fee: bool) -> Standing:
    """A position of which only the bankruptcy price is known: as if opened there with nothing, and marked far away."""
    price, side = given.number("bankruptcy_price"), side_of(given)
    mark = fitting(price * FAR if side == "long" else price / FAR)
    trade = Trade(side, size_of(given), price, mark=mark, margin=ZERO)
    return held(setting_of(given, AT_PRICE_WITH_FEE if fee else AT_PRICE), trade, tick=given.find("tick"))


def _buffered(given: Given) -> Standing:
    """A margin that is posted together with the fee of one side."""
    setting = setting_of(given, AT_PRICE, fee_rate=given.number("fee_buffer"))
    trade = trade_of(given)
    alone = planned(setting, trade)
    return planned(setting, trade, added_margin=fitting(present(alone.evaluation.entry_cost)))


def binance(vector: Vector) -> Figures:
    """A bracket's rate and deduction, maintenance valued at the price itself."""
    standing = isolated(vector.given, AT_PRICE)

    def buffered() -> Decimal | None:
        """Where only the buffer's share is left of what equity now has above the requirement."""
        share = vector.given.number("buffer") * standing.excess(standing.demands.liquidation)
        return standing.root(present(standing.demands.liquidation)._replace(money=share))

    return {**figures(standing), "buffered_liquidation_price": buffered}


def at_entry(vector: Vector) -> Figures:
    """Maintenance valued at entry; a fee named is posted with the margin and required again."""
    given = vector.given
    base = FEE_POSTED_ON.get(vector.venue, FeeBase.NOTIONAL)
    has_fee = "taker_fee" in given and "leverage" in given and not given.any("margin", "isolated_margin")
    standing = isolated(given, reserving(AT_ENTRY, base) if has_fee else AT_ENTRY)
    plain = isolated(given, AT_ENTRY)
    shown = standing if vector.venue in SHOWS_FEE else plain
    return {
        **figures(standing),
        "maintenance_margin": lambda: plain.exposure.requirement,
        "initial_margin": lambda: shown.initial_margin,
        "bankruptcy_price": lambda: bankruptcy(vector, standing),
    }


def bankruptcy(vector: Vector, standing: Standing) -> Decimal | None:
    """The bankruptcy price on the tick the venue takes."""
    if vector.venue in BANKRUPTCY_AWAY:
        return standing.away(replace(standing, tick=None).bankruptcy)
    return standing.bankruptcy


def with_fee(vector: Vector) -> Figures:
    """Maintenance and closing fee valued at the price itself."""
    given = vector.given
    if "bankruptcy_price" in given and "entry_price" not in given:
        return figures(from_bankruptcy(given, fee=True))
    if "open_value" in given and "margin" not in given:
        return _assigned(vector)
    plain = isolated(given, AT_PRICE)
    found = figures(isolated(given, AT_PRICE_WITH_FEE))
    return {**found, "maintenance_margin": lambda: plain.exposure.requirement}


def _assigned(vector: Vector) -> Figures:
    """A balance assigned to the position that holds the fee of closing at bankruptcy."""
    given, trade = vector.given, trade_of(vector.given)
    balance = held(setting_of(given, reserving(AT_PRICE, FeeBase.BANKRUPTCY_VALUE)), trade).exposure.margin
    standing = held(setting_of(given, AT_PRICE_WITH_FEE), replace(trade, margin=balance))
    plain = held(setting_of(given, AT_PRICE), trade)
    return {
        **figures(standing),
        "assigned_position_balance": lambda: balance,
        "initial_margin": lambda: plain.initial_margin,
        "maintenance_margin": lambda: plain.exposure.requirement,
        "bankruptcy_price": lambda: plain.bankruptcy,
    }


def fixed(vector: Vector) -> Figures:
    """A requirement frozen at the last price, with a least keeper fee; the trade's fee and funding are paid already."""
    given = vector.given
    traded = listed(
        given,
        margin_tiers=tiers((given.or_zero("liq_buffer_ratio"), ZERO)),
        liquidation_fee_rate=given.or_zero("liq_fee_ratio"),
        min_liquidation_fee=given.or_zero("min_keeper_fee"),
        fee_rate=given.or_zero("trade_fee"),
    )
    trade = trade_of(given)
    setting = setting_of(given, AT_MARK_WITH_FEE)
    paid = given.or_zero("funding_per_unit") * trade.quantity
    wallet = given.number("margin") - (paid if trade.side == "long" else -paid)
    setting = replace(setting, venue=setting.venue.replace(instruments=(traded,)), mode=MarginMode.CROSS, wallet=wallet)
    standing = planned(setting, trade)
    return {
        **figures(standing),
        "liquidation_margin": lambda: standing.exposure.requirement,
        "remaining_margin": lambda: standing.pool.equity_at(standing.mark),
        "trade_fee": lambda: standing.evaluation.entry_cost,
    }


def gap(vector: Vector) -> Figures:
    """What is left of the margin at each of several marks."""
    given = vector.given
    standing = isolated(given, AT_PRICE)

    def remaining() -> list[Decimal]:
        return [standing.pool.equity_at(mark) for mark in given.numbers("marks")]

    return {**figures(standing), "remaining_margin": remaining}


def ratio(vector: Vector) -> Figures:
    """Requirement over equity, with maintenance valued at entry: the position's margin is all the account has."""
    given = vector.given
    setting, trade = setting_of(given, AT_ENTRY), trade_of(given)
    alone = held(setting, posted(given, setting, trade))
    whole = replace(setting, mode=MarginMode.CROSS, wallet=alone.exposure.margin)
    return {**figures(alone), "margin_ratio": lambda: held(whole, trade).margin_ratio}
