"""Margin stock: bought on credit or sold short."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.number import ENGINE, ONE, SMALLEST, ZERO
from planner.domain.venue import MarginMode, Regime
from planner.domain.venue_rules import DayTradeRule, StockRules
from tests.margin_vectors.derivatives import side_of
from tests.margin_vectors.situations import Setting, Trade, fitting, instrument, venue
from tests.margin_vectors.standing import Standing, figures, held, planned
from tests.margin_vectors.vector import Figures, Given, Vector

SHARE_NAMES = ("shares", "quantity", "size")
WALLET_NAMES = ("equity", "balance", "deposit")
REG_T, FINRA_LONG, FINRA_SHORT = Decimal("0.5"), Decimal("0.25"), Decimal("0.3")
ROOM = 10


def short(vector: Vector) -> Figures:
    """The same of shares sold short."""
    given = vector.given
    return account(replace(vector, given=Given({"side": "short", **given.inputs})))


def account(vector: Vector) -> Figures:
    """Equity, margins and calls of one holding."""
    given = vector.given
    trade, setting = _trade(given), _setting(given)
    wallet = _wallet(given, setting, trade)
    setting = setting.with_wallet(wallet)
    standing = held(setting, trade)
    day = planned(setting, replace(trade, entry=trade.market, mark=None), intraday=True)
    return {
        **figures(standing),
        **_regulation_t(standing),
        **_house(standing),
        **_reversing(setting, trade, standing),
        "initial_margin": lambda: (day if _is_intraday(given) else standing).initial_margin,
        "available_funds": lambda: _available(day) if _is_intraday(given) else standing.state.free_margin,
    }


def _available(day: Standing) -> Decimal | None:
    """What a day trade leaves free."""
    after = day.evaluation.after
    return None if after is None else after.free_margin


def _is_intraday(given: Given) -> bool:
    """Whether a broker's own account is told, which asks only for maintenance until the day ends."""
    return "cash" in given and "leverage" not in given and "initial_margin" not in given


def _setting(given: Given) -> Setting:
    """Rates as told: a leverage is one over both; where neither is told the legal least holds."""
    by_leverage = fitting(ONE / given.number("leverage")) if "leverage" in given else None
    short = FINRA_SHORT if side_of(given) == "short" else FINRA_LONG
    initial = given.or_else(by_leverage or REG_T, "initial_margin", "initial_margin_rate")
    kept = given.or_else(by_leverage or short, "maintenance_margin", "maintenance_margin_rate")
    rules = StockRules(
        initial_long=initial,
        initial_short=initial,
        maintenance_long=kept,
        maintenance_short=kept,
        per_share=given.or_zero("per_share"),
        low_price=ZERO,
        low_rate=ONE,
        low_per_share=ZERO,
        min_equity=ZERO,
        day_trade_rule=DayTradeRule.INTRADAY_MARGIN,
    )
    return Setting(venue(Regime.MARGIN_STOCK, instrument(), stock=rules), mode=MarginMode.CROSS)


def _trade(given: Given) -> Trade:
    """The holding at its price; at a value of one share where only that is told, else far above what is owed."""
    if "cash" in given and not given.or_zero(*SHARE_NAMES, "market_value"):
        return Trade("long", SMALLEST, ONE)
    shares, side = abs(given.or_one(*SHARE_NAMES)), side_of(given)
    price = given.find("price", "market_price", "entry_price")
    if price is None and "market_value" in given:
        price = given.number("market_value") / shares
    if price is None:
        price = given.number("loan", "credit") / shares
        price = price * ROOM if side == "long" else price / ROOM
    return Trade(side, shares, fitting(price), mark=given.find("mark_price"))


def _wallet(given: Given, setting: Setting, trade: Trade) -> Decimal:
    """Realised money: equity as told, or what is left when the purchase is paid and the loan counted."""
    worth = trade.quantity * trade.entry * (1 if trade.side == "long" else -1)
    if given.any("cash", "credit"):
        return given.number("cash", "credit") + worth
    if "loan" in given:
        return worth - given.number("loan")
    if given.any(*WALLET_NAMES):
        return given.number(*WALLET_NAMES)
    return planned(setting, replace(trade, mark=None)).initial_margin


def _regulation_t(standing: Standing) -> Figures:
    state = standing.state
    return {
        "stock_value": lambda: standing.evaluation.holdings[0].notional,
        "market_value": lambda: standing.evaluation.holdings[0].notional,
        "elv": lambda: state.equity,
        "equity": lambda: state.equity,
        "total_portfolio_value": lambda: state.equity,
        "regt_margin": lambda: state.used_margin,
        "margin_used": lambda: state.used_margin,
        "margin_remaining": lambda: state.free_margin,
        "equity_pct": lambda: _share(standing),
    }


def _share(standing: Standing) -> Decimal:
    """Equity over what the holding is worth."""
    return ENGINE.divide(standing.state.equity, standing.evaluation.holdings[0].notional)


def _house(standing: Standing) -> Figures:
    excess = standing.excess(standing.demands.liquidation)
    return {
        "maintenance_margin": lambda: standing.exposure.requirement,
        "required_equity": lambda: standing.exposure.requirement,
        "excess_liquidity": lambda: excess,
        "margin_call": lambda: max(ZERO, -excess),
    }


def _reversing(setting: Setting, trade: Trade, standing: Standing) -> Figures:
    """An order against the holding first frees what that binds, then has the account without it."""
    flat = setting.with_wallet(standing.state.equity)
    none = planned(flat, replace(trade, entry=trade.market, mark=None)).evaluation.before

    def remaining() -> Decimal | None:
        return None if none is None else none.free_margin + standing.state.used_margin

    along, against = ("buy", "sell") if trade.side == "long" else ("sell", "buy")
    return {
        f"{along}_margin_remaining": lambda: standing.state.free_margin,
        f"{against}_margin_remaining": remaining,
    }
