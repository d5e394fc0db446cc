"""Forex and CFD accounts, watched by a margin level."""

from decimal import ROUND_FLOOR, Decimal

from msgspec.structs import replace

from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue import MarginMode, Regime
from tests.margin_vectors.situations import BASE, HOME, QUOTE, Setting, Trade, fitting, instrument, venue
from tests.margin_vectors.standing import Standing, figures, held, planned, reciprocal
from tests.margin_vectors.vector import Figures, Given, Vector

LOT_NAMES = ("lots", "units", "quantity", "position", "size", "contracts")
LOT_SIZE_NAMES = ("contract_size", "contract", "multiplier")
MARGIN_NAMES = ("required_margin", "used_margin", "margin")
PERCENT = 100
ROOM = 10
PIP, PIP_OF_YEN = Decimal("0.0001"), Decimal("0.01")
SAFE = Decimal(10) ** 9


def _setting(given: Given, currency: str = QUOTE) -> Setting:
    ratios: dict[str, object] = {"liquidation_ratio": given.find("stop_out_level", "close_out_level")}
    ratios["margin_call_ratio"] = given.or_else(max(ONE, given.or_one("stop_out_level")), "margin_call_level")
    traded = instrument(contract_size=given.or_one(*LOT_SIZE_NAMES))
    rates = {QUOTE: fitting(ONE / given.number("fx_rate"))} if "fx_rate" in given else {}
    return Setting(
        venue(Regime.MARGIN_LEVEL, traded, **ratios),
        wallet=given.or_else(SAFE, "balance", "equity", "deposit"),
        currency=HOME if rates and currency == QUOTE else currency,
        mode=MarginMode.CROSS,
        rates=rates,
    )


def _trade(given: Given) -> Trade:
    leverage = fitting(given.or_one("leverage") / given.or_one("margin_rate", "rate"))
    return Trade(
        given.side, abs(given.or_one(*LOT_NAMES)), given.or_one("price", "entry_price", "open_price"), leverage=leverage
    )


def position(vector: Vector) -> Figures:
    """Margin, account and levels of one position."""
    given = vector.given
    if given.any(*MARGIN_NAMES) and not given.any("leverage", "margin_rate", "rate"):
        return _by_margin(given)
    setting, trade = _setting(given), _trade(given)
    closed = {"targets": [{"price": given.number("close_price"), "share": ONE}]} if "close_price" in given else {}
    standing = planned(setting, trade, **closed)
    in_base = planned(_setting(given, BASE), trade)
    margin = standing.initial_margin
    at_home = in_base if given.text("instrument").upper().startswith("USD") else standing
    return {
        **_figures(standing),
        **_levels(given, standing),
        **{name: lambda: margin for name in MARGIN_NAMES},
        "margin_account": lambda: at_home.initial_margin,
        "margin_base": lambda: in_base.initial_margin,
        "exposure": lambda: standing.evaluation.notional,
        "notional": lambda: standing.evaluation.notional,
        "profit_account": lambda: standing.evaluation.gain_at_targets,
        "leverage": lambda: planned(setting.with_wallet(margin), trade).evaluation.effective_leverage,
    }


def _figures(standing: Standing) -> Figures:
    state = standing.state

    def level() -> Decimal | None:
        return None if state.margin_level is None else state.margin_level * PERCENT

    def used() -> Decimal | None:
        share = reciprocal(state.margin_level)
        return None if share is None else share * PERCENT

    return {
        **figures(standing),
        "equity": lambda: state.equity,
        "free_margin": lambda: state.free_margin,
        "margin_level": lambda: state.margin_level,
        "margin_level_pct": level,
        "used_margin_pct": used,
    }


def _levels(given: Given, standing: Standing) -> Figures:
    """Prices, equity and whole pips at the margin call and at the stop-out."""
    found: dict[str, Demand | None] = {
        "margin_call": standing.demands.margin_call,
        "stop_out": standing.demands.liquidation,
    }
    told: Figures = {}
    for name, demand in found.items():
        told = {**told, **_level(name, given, standing, demand)}
    return told


def _level(name: str, given: Given, standing: Standing, demand: Demand | None) -> Figures:
    def price() -> Decimal | None:
        return standing.root(demand)

    def equity() -> Decimal | None:
        found = price()
        return None if found is None else standing.pool.equity_at(found)

    def pips() -> Decimal | None:
        found = price()
        if found is None:
            return None
        return ENGINE.divide(abs(standing.mark - found), _pip(given)).to_integral_value(ROUND_FLOOR)

    return {f"{name}_price": price, f"equity_at_{name}": equity, f"pips_to_{name}": pips}


def _pip(given: Given) -> Decimal:
    """The price of a pip: its value over the units, or the usual one of the pair."""
    if "pip_value" in given:
        return given.number("pip_value") / (given.or_one(*LOT_NAMES) * given.or_one(*LOT_SIZE_NAMES))
    return PIP_OF_YEN if given.text("instrument", given.text("symbol")).upper().endswith("JPY") else PIP


def _by_margin(given: Given) -> Figures:
    """A margin in use and the floating profit on it: bought far above nothing and marked where it stands now."""
    floating, margin = given.or_else(ZERO, "floating_pl"), given.number(*MARGIN_NAMES)
    names = ("balance", "equity") if "floating_pl" in given else ("equity", "balance")
    wallet = given.or_else(margin, *names)
    units = abs(given.or_one(*LOT_NAMES)) * given.or_one(*LOT_SIZE_NAMES)
    entry = given.or_else(fitting((abs(floating) + margin + abs(wallet)) * ROOM / units), "price")
    moved = fitting(floating / units)
    mark = entry + moved if given.side == "long" else entry - moved
    setting = replace(_setting(Given({**given.inputs, "contract_size": ONE})), wallet=wallet)
    standing = held(setting, Trade(given.side, units, entry, mark=mark, leverage=fitting(units * entry / margin)))
    return {
        **_figures(standing),
        **_levels(given, standing),
        **{name: lambda: standing.state.used_margin for name in MARGIN_NAMES},
    }
