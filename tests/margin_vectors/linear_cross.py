"""Linear perpetuals that share one account."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.number import ONE, TWO, ZERO
from planner.domain.venue import Instrument, MarginMode, Venue
from planner.domain.venue_rules import FeeBase, PerpetualRules
from tests.margin_vectors.derivatives import (
    AT_ENTRY,
    AT_MARK_WITH_FEE,
    AT_PRICE,
    AT_PRICE_WITH_FEE,
    CUM_NAMES,
    FEE_NAMES,
    entry_of,
    leverage_of,
    perpetual,
    rate_of,
    setting_of,
    side_of,
    size_of,
    trade_of,
    wallet_at_ratio,
    with_closing_fee,
)
from tests.margin_vectors.linear_isolated import from_bankruptcy
from tests.margin_vectors.situations import SAFE, SUBJECT, Setting, Trade, fitting, instrument, planning, tiers
from tests.margin_vectors.standing import Standing, figures, held, planned, present, reciprocal
from tests.margin_vectors.vector import Figures, Given, Vector

WALLET_NAMES = ("wallet_balance", "wallet", "balance", "account_balance", "total_margin")
EQUITY_NAMES = ("total_collateral", "total_asset_value", "equity")
RATIO_NAMES = ("margin_ratio", "margin_rate", "risk_rate")
FEE_IN_BANKRUPTCY = frozenset({"phemex"})
"""Venues whose bankruptcy price leaves what closing costs."""
SHOWS_LEVEL = frozenset({"okx"})
"""Venues that show equity over requirement; the others show requirement over equity."""


def symbol_of(row: Given, index: int) -> str:
    """The symbol of a row, or a name by its place."""
    return row.text("symbol", f"OTHER{index}").replace(" ", "")


def _symbols(rows: list[Given], subject: Given) -> list[str]:
    """The symbols of other positions; those of the subject's own stand beside it."""
    own = subject.text("symbol")
    names = [symbol_of(row, index) for index, row in enumerate(rows)]
    return [SUBJECT if own and name == own.replace(" ", "") else name for name in names]


def trades_of(rows: list[Given], symbols: list[str]) -> tuple[Trade, ...]:
    """Positions marked where they are told to be."""
    return tuple(_named(row, symbol) for row, symbol in zip(rows, symbols, strict=True))


def _named(row: Given, symbol: str) -> Trade:
    mark = row.find("mark_price", "oracle_price")
    return Trade(side_of(row), size_of(row), entry_of(row), mark, leverage_of(row), symbol=symbol)


def instruments_of(rows: list[Given], symbols: list[str], fee: Decimal = ZERO) -> list[Instrument]:
    """One instrument for each symbol, with the rates of all its rows."""
    stated: dict[str, list[Given]] = {}
    for row, symbol in zip(rows, symbols, strict=True):
        stated.setdefault(symbol, []).append(row)
    return [
        instrument(
            symbol,
            contract_size=same[0].or_one("multiplier", "contract_value"),
            margin_tiers=tiers(*((rate_of(row), row.or_zero(*CUM_NAMES)) for row in same)),
            liquidation_fee_rate=same[0].or_else(fee, *FEE_NAMES),
            fee_rate=fee,
        )
        for symbol, same in stated.items()
    ]


def shared(venue: Venue, wallet: Decimal) -> Setting:
    """An account in cross margin."""
    return Setting(venue, wallet=wallet, mode=MarginMode.CROSS)


def wallet_of(given: Given, setting: Setting, trade: Trade) -> Decimal:
    """The balance behind a position: told as such, with what was made on it, or by a ratio the venue shows."""
    if given.any(*WALLET_NAMES):
        return given.number(*WALLET_NAMES)
    if given.any(*EQUITY_NAMES):
        return given.number(*EQUITY_NAMES) - _profit(setting, trade)
    if "free_margin" in given:
        return given.number("free_margin") + given.or_zero("margin") - _profit(setting, trade)
    if given.any(*RATIO_NAMES):
        return wallet_at_ratio(setting, trade, given.number(*RATIO_NAMES))
    return given.number("available_balance") + held(setting, trade).initial_margin


def _profit(setting: Setting, trade: Trade) -> Decimal:
    return held(setting.with_wallet(SAFE), trade).exposure.pnl


def _single(given: Given, rules: PerpetualRules) -> Standing:
    """One position in the account."""
    setting, trade = setting_of(_told(given), rules, cross=True), trade_of(given)
    return held(setting.with_wallet(wallet_of(given, setting, trade)), trade, tick=given.find("tick"))


def _told(given: Given) -> Given:
    """A maintenance margin told as an amount becomes the rate of the value marked."""
    if given.any("mmr", "adjust_factor", "max_leverage") or "maintenance_margin" not in given:
        return given
    value = trade_of(given).market * size_of(given) * given.or_one("multiplier", "contract_value")
    return Given({**given.inputs, "mmr": fitting(given.number("maintenance_margin") / value)})


def beside(vector: Vector) -> Figures:
    """One position beside others that are held at their marks."""
    given = vector.given
    rows = given.rows("other_positions") or given.rows("positions")
    symbols = _symbols(rows, given)
    traded = instruments_of([given, *rows], [SUBJECT, *symbols])
    setting = shared(perpetual(AT_PRICE, *traded), given.number(*WALLET_NAMES, *EQUITY_NAMES))
    others, own = trades_of(rows, symbols), trade_of(given)
    facing = next((other.mark for other in others if other.symbol == SUBJECT), None)
    if own.mark is None and facing is not None:
        own = replace(own, mark=facing)
    return figures(held(setting, own, *others))


def at_price(vector: Vector) -> Figures:
    """Maintenance valued at the price itself, in the words of several venues."""
    given = vector.given
    if "quote_balance" in given:
        return ledger(given)
    if given.rows("positions"):
        return _all_held(given)
    if given.any("margin_requirement"):
        return _required(given)
    return figures(_single(given, AT_PRICE))


def ledger(given: Given) -> Figures:
    """Signed positions and a balance from which what they cost was paid."""
    rows = given.rows("positions")
    symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
    trades = trades_of(rows, symbols)
    spent = sum((trade.quantity * trade.entry * (1 if trade.side == "long" else -1) for trade in trades), ZERO)
    setting = shared(perpetual(AT_PRICE, *instruments_of(rows, symbols)), given.number("quote_balance") + spent)
    return {**figures(held(setting, *trades)), **account_figures(setting, trades)}


def _all_held(given: Given) -> Figures:
    """Signed positions of which the first is looked at."""
    rows = given.rows("positions")
    symbols = [symbol_of(row, index) for index, row in enumerate(rows)]
    trades = trades_of(rows, symbols)
    setting = shared(perpetual(AT_PRICE, *instruments_of(rows, symbols)), given.number(*WALLET_NAMES, *EQUITY_NAMES))
    return {**figures(held(setting, *trades)), **account_figures(setting, trades)}


def account_figures(setting: Setting, trades: tuple[Trade, ...]) -> Figures:
    """Figures of the whole account; its leverage is told of a plan, so that the last position is one."""
    standing = held(setting, *trades)
    *others, last = [replace(trade, entry=trade.market, mark=None) for trade in trades]
    equity, worth = standing.state.equity, sum((one.notional for one in standing.evaluation.holdings), ZERO)

    def leverage() -> Decimal | None:
        return planned(setting.with_wallet(equity), last, *others).evaluation.effective_leverage

    return {
        "equity": lambda: equity,
        "leverage": leverage,
        "initial_margin": lambda: standing.state.used_margin,
        "maintenance_margin": lambda: standing.state.requirement,
        "total_notional": lambda: worth,
        "maintenance_margin_ratio": lambda: held(setting.with_wallet(worth), last, *others).margin_ratio,
    }


def _required(given: Given) -> Figures:
    """Collateral and what is required of it, half of what is held: whether the planner says it could be liquidated."""
    required = given.number("margin_requirement")
    traded = instrument(margin_tiers=tiers((ONE / TWO, ZERO)))
    setting = shared(perpetual(AT_PRICE, traded), given.number("total_collateral"))

    def liquidatable() -> str:
        found = planning(setting, Trade("long", required, TWO)).findings
        return str(any(finding.code == "already_liquidatable" for finding in found)).lower()

    return {"can_be_liquidated": liquidatable}


def at_entry(vector: Vector) -> Figures:
    """Maintenance valued at entry; an available balance leaves out the position's own margin."""
    given = vector.given
    blind = Given({name: value for name, value in given.inputs.items() if name != "mark_price"})
    standing = _single(blind, AT_ENTRY)

    def sustainable() -> Decimal:
        return standing.excess(standing.demands.liquidation)

    return {**figures(standing), "total_sustainable_loss": sustainable}


def with_fee(vector: Vector) -> Figures:
    """Maintenance and closing fee valued at the price itself; the maintenance a venue shows is without the fee."""
    given = vector.given
    if "bankruptcy_price" in given and not given.any(*WALLET_NAMES, *EQUITY_NAMES, *RATIO_NAMES):
        return figures(from_bankruptcy(given, fee=True))
    rules = with_closing_fee(AT_PRICE_WITH_FEE) if vector.venue in FEE_IN_BANKRUPTCY else AT_PRICE_WITH_FEE
    standing = _single(given, rules)
    plain = held(setting_of(_told(given), AT_PRICE, cross=True), trade_of(given))
    return {
        **figures(standing),
        "maintenance_margin": lambda: plain.exposure.requirement,
        "margin_ratio": lambda: shown_ratio(vector, standing),
    }


def shown_ratio(vector: Vector, standing: Standing) -> Decimal | None:
    """The ratio as the venue shows it."""
    return reciprocal(standing.margin_ratio) if vector.venue in SHOWS_LEVEL else standing.margin_ratio


def at_mark(vector: Vector) -> Figures:
    """Maintenance and closing fee frozen at the present mark."""
    given = vector.given
    plain = held(setting_of(given, AT_PRICE, cross=True), trade_of(given))
    return {**figures(_single(given, AT_MARK_WITH_FEE)), "maintenance_margin": lambda: plain.exposure.requirement}


def with_orders(vector: Vector) -> Figures:
    """Open orders count as positions whose opening fee is paid."""
    given, fee = vector.given, vector.given.or_zero(*FEE_NAMES)
    rows, orders = given.rows("positions"), given.rows("open_orders")
    symbols = [f"{symbol_of(row, index)}.{index}" for index, row in enumerate((*rows, *orders))]
    rules = PerpetualRules(fee_base=FeeBase.NOTIONAL)
    setting = shared(perpetual(rules, *instruments_of([*rows, *orders], symbols, fee)), SAFE)
    trades = trades_of([*rows, *orders], symbols)
    costs = (present(planned(setting, trade).evaluation.entry_cost) for trade in trades[len(rows) :])
    wallet = given.number(*WALLET_NAMES, *EQUITY_NAMES) - sum(costs, ZERO)
    return figures(held(setting.with_wallet(wallet), *trades))
