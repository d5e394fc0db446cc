"""Exchange-traded futures: a performance bond of each contract, settled daily."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.margin.futures import call_amount
from planner.domain.margin.pool import Demand
from planner.domain.number import ONE
from planner.domain.venue import MarginMode, Regime
from planner.domain.venue_rules import FuturesMargin
from tests.margin_vectors.situations import Setting, Trade, fitting, instrument, venue
from tests.margin_vectors.standing import Standing, figures, held, planned, present
from tests.margin_vectors.vector import Figures, Given, Value, Vector

BALANCE_NAMES = ("deposit", "balance", "account_balance", "wallet_balance", "equity", "account_value")
PRICE_NAMES = ("entry_price", "open_price", "price")
ROOM = 10


def contracts(vector: Vector) -> Figures:
    """Account, levels and calls of futures; what is not told of the position does not matter to what is asked."""
    given = vector.given
    setting, trade = _setting(given), _trade(given)
    wallet = given.find(*BALANCE_NAMES)
    bond = held(setting, trade).state
    if wallet is None:
        wallet = bond.used_margin
    if "max_loss_before_call" in given:
        wallet = bond.requirement + given.number("max_loss_before_call")
    setting = setting.with_wallet(wallet)
    standing = held(setting, trade)
    return {
        **figures(standing),
        **_account(standing),
        **_calls(standing),
        **_settled(given, setting, trade),
        "initial_margin": lambda: _initial(given, standing),
        "unrealized_pnl": lambda: _profit(given, setting, trade, standing),
        "price_change": lambda: abs(present(standing.margin_call) - trade.entry),
    }


def _setting(given: Given) -> Setting:
    kept = given.or_else(given.or_else(ONE, "max_loss_before_call"), "maintenance_margin", "initial_margin")
    asked = max(kept, given.or_else(kept, "initial_margin"))
    traded = instrument(
        contract_size=given.or_one("multiplier", "tick_value", "contract_size"),
        commission=given.or_zero("fee_per_contract"),
        futures_margin=FuturesMargin(initial=asked, maintenance=kept),
    )
    return Setting(venue(Regime.FUTURES, traded, liquidation_ratio=None), mode=MarginMode.CROSS)


def _trade(given: Given) -> Trade:
    """The position; a loss told by itself is one of an entry high enough to lose it."""
    quantity, loss = abs(given.or_one("contracts", "quantity")), given.or_zero("loss", "loss_ticks")
    room = (loss + given.or_zero(*BALANCE_NAMES) + given.or_zero("initial_margin") + ONE) * ROOM
    entry = given.or_else(room, *PRICE_NAMES)
    per_price = quantity * given.or_one("multiplier", "contract_size") if "loss" in given else ONE
    lost = fitting(loss / per_price)
    mark = given.find("price", "mark_price", "settlement_price")
    if loss:
        mark = entry - lost if given.side == "long" else entry + lost
    return Trade(given.side, quantity, entry, mark=mark)


def _initial(given: Given, standing: Standing) -> Decimal:
    """Of one contract; told as a multiple of maintenance, it is the equity at which that multiple is reached."""
    if "initial_ratio" in given and "initial_margin" not in given:
        price = present(standing.root(Demand(given.number("initial_ratio"))))
        return standing.pool.equity_at(price)
    one = replace(_trade(given), quantity=ONE)
    return held(_setting(given), one).initial_margin


def _profit(given: Given, setting: Setting, trade: Trade, standing: Standing) -> Decimal:
    """At the mark, the fee of closing paid where one is told."""
    if "fee_per_contract" not in given:
        return standing.exposure.pnl
    unit = present(planned(setting, replace(trade, mark=None)).evaluation.unit)
    return (unit.profit_at(trade.market) + unit.entry_fee) * trade.quantity


def _account(standing: Standing) -> Figures:
    state = standing.state
    return {
        "equity": lambda: state.equity,
        "account_value": lambda: state.equity,
        "balance": lambda: state.equity,
        "initial_margin_total": lambda: state.used_margin,
        "maintenance_total": lambda: state.requirement,
        "maintenance_margin": lambda: state.requirement,
        "total_loss": lambda: -standing.exposure.pnl,
        "excess": lambda: standing.excess(standing.demands.margin_call),
    }


def _called(standing: Standing, *, to_initial: bool) -> Decimal:
    state = standing.state
    return call_amount(state.equity, state.used_margin, state.requirement, to_initial=to_initial)


def _calls(standing: Standing) -> Figures:
    """What must be paid in, to initial margin or to maintenance, as exchanges differ."""
    return {
        "margin_call": lambda: _called(standing, to_initial=True),
        "below_maintenance_by": lambda: _called(standing, to_initial=False),
        "variation_margin_to_maintenance": lambda: _called(standing, to_initial=False),
        "variation_margin_to_initial": lambda: _called(standing, to_initial=True),
    }


def _settled(given: Given, setting: Setting, trade: Trade) -> Figures:
    """Day after day: equity at each settlement, and the call that restores it; the next day opens at that price."""
    if "settlements" not in given:
        return {}
    before: list[Decimal] = []
    calls: list[Decimal] = []
    wallet, entry = setting.wallet, trade.entry
    for price in given.numbers("settlements"):
        standing = held(setting.with_wallet(wallet), replace(trade, entry=entry, mark=price))
        before.append(standing.state.equity)
        calls.append(_called(standing, to_initial=True))
        wallet, entry = before[-1] + calls[-1], price

    def after() -> Value:
        return [equity + call for equity, call in zip(before, calls, strict=True)]

    return {"balance_before_call": lambda: before, "margin_call": lambda: calls, "balance_after_call": after}
