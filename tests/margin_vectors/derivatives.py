"""Perpetuals as vectors state them: rates, deductions, fees, contracts and wallets under many names."""

from decimal import Decimal

from msgspec.structs import replace

from planner.domain.number import ONE, TWO
from planner.domain.venue import Instrument, MarginMode, Regime, Venue
from planner.domain.venue_rules import FeeBase, PerpetualRules, ValuedAt
from tests.margin_vectors.situations import BASE, QUOTE, SUBJECT, Setting, Trade, fitting, instrument, tiers, venue
from tests.margin_vectors.standing import Standing, held
from tests.margin_vectors.vector import Given

ENTRY_NAMES = ("entry_price", "settle_price", "cost_hold", "price", "oracle_price", "mark_price", "bankruptcy_price")
SIZE_NAMES = ("size", "contracts", "quantity", "shares", "order_qty", "qty", "qty_units", "position")
UNIT_NAMES = ("contract_value", "multiplier", "contract_size")
FEE_NAMES = ("liq_fee", "taker_fee", "fee", "fee_rate", "commission")
CUM_NAMES = ("cum", "mm_deduction", "mm_amount", "deduction")
MARGIN_NAMES = ("isolated_margin", "margin_static", "wallet_balance", "margin", "position_margin", "collateral")

AT_PRICE = PerpetualRules()
AT_ENTRY = PerpetualRules(maintenance_valued_at=ValuedAt.ENTRY)
AT_PRICE_WITH_FEE = PerpetualRules(fee_base=FeeBase.NOTIONAL)
AT_MARK_WITH_FEE = PerpetualRules(
    maintenance_valued_at=ValuedAt.MARK, fee_base=FeeBase.NOTIONAL, fee_valued_at=ValuedAt.MARK
)


def with_closing_fee(rules: PerpetualRules) -> PerpetualRules:
    """Where bankruptcy is the price at which equity only pays the closing fee."""
    return rules.replace(bankruptcy_has_fee=True)


def reserving(rules: PerpetualRules, base: FeeBase) -> PerpetualRules:
    """Where the closing fee is posted with the margin, required, and valued at entry."""
    return with_closing_fee(rules).replace(fee_base=base, fee_valued_at=ValuedAt.ENTRY, initial_margin_has_fee=True)


def size_of(given: Given) -> Decimal:
    """The quantity, of whatever sign; one when none is told."""
    return abs(given.or_one(*SIZE_NAMES))


def side_of(given: Given) -> str:
    """The side told, else the sign of the size."""
    is_short = "side" not in given and given.or_one(*SIZE_NAMES) < 0
    return "short" if is_short else given.side


def entry_of(given: Given) -> Decimal:
    """The average entry price, or what stands for it: a value over its size."""
    found = given.find(*ENTRY_NAMES)
    if found is not None:
        return found
    return fitting(abs(given.number("cost_position", "open_value", "position_value", "notional")) / size_of(given))


def rate_of(given: Given) -> Decimal:
    """The maintenance rate; stated by leverage it is half of one over the highest, or a factor over the one chosen."""
    if "max_leverage" in given and not given.any("mmr", "mm_rate"):
        return fitting(ONE / (TWO * given.number("max_leverage")))
    if "adjust_factor" in given:
        return fitting(given.number("adjust_factor") / given.or_one("leverage"))
    if "risk_factor" in given:
        return given.number("risk_factor") + given.or_zero("slippage")
    return given.or_zero("mmr", "mm_rate", "mmf", "maintenance_margin_rate")


def leverage_of(given: Given) -> Decimal:
    """The leverage, or one over the initial margin rate."""
    rate = given.find("im_rate", "cross_im_rate", "imf", "imr")
    if "leverage" not in given and rate:
        return fitting(ONE / rate)
    return given.or_one("leverage")


def listed(given: Given, **changes: object) -> Instrument:
    """The instrument of a vector: one rate and its deduction, its fee, its contract."""
    told: dict[str, object] = {
        "contract_size": given.or_one(*UNIT_NAMES),
        "margin_tiers": tiers((rate_of(given), given.or_zero(*CUM_NAMES))),
        "liquidation_fee_rate": given.or_zero(*FEE_NAMES),
    }
    return instrument(SUBJECT, **{**told, **changes})


def perpetual(rules: PerpetualRules, *instruments: Instrument, inverse: bool = False) -> Venue:
    """A perpetual venue of these rules."""
    regime = Regime.INVERSE_PERPETUAL if inverse else Regime.LINEAR_PERPETUAL
    return venue(regime, *instruments, perpetual=rules)


def setting_of(
    given: Given, rules: PerpetualRules, *, inverse: bool = False, cross: bool = False, **changes: object
) -> Setting:
    """A rich account where the vector's instrument is traded."""
    mode = MarginMode.CROSS if cross else MarginMode.ISOLATED
    traded = perpetual(rules, listed(given, **changes), inverse=inverse)
    return Setting(traded, currency=BASE if inverse else QUOTE, mode=mode)


def trade_of(given: Given, **changes: object) -> Trade:
    """The position of a vector."""
    found = Trade(
        side_of(given), size_of(given), entry_of(given), mark=given.find("mark_price"), leverage=leverage_of(given)
    )
    return replace(found, **changes)


def posted(given: Given, setting: Setting, trade: Trade) -> Trade:
    """The position with its margin: what was told, or the planner's initial margin and what was added to it."""
    margin, added = given.find(*MARGIN_NAMES), given.or_zero("extra_margin", "added_margin", "pos_cross")
    if margin is None and not added:
        return trade
    if margin is None:
        margin = held(setting, trade).initial_margin
    return replace(trade, margin=margin + added)


def isolated(given: Given, rules: PerpetualRules, **changes: object) -> Standing:
    """The one isolated position of a vector."""
    setting = setting_of(given, rules, **changes)  # type: ignore[arg-type] # of an instrument, or `inverse`
    return held(setting, posted(given, setting, trade_of(given)), tick=given.find("tick"))


def wallet_at_ratio(setting: Setting, trade: Trade, ratio: Decimal) -> Decimal:
    """The wallet of which a venue shows this ratio at the mark.

    Above one it is equity over requirement, below it the other way round: the account stands.
    """
    safe = held(setting, trade).exposure
    equity = safe.requirement * ratio if ratio > ONE else safe.requirement / ratio
    return equity - safe.pnl


def is_coin_margined(given: Given) -> bool:
    """Whether a symbol is quoted in dollars and settled in its coin."""
    symbol = given.text("symbol").upper().replace("-", "").replace("/", "")
    return symbol.endswith(("USD", "USD_PERP", "USDM")) and not symbol.endswith("USDTM")
