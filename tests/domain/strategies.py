"""Plans and accounts at random: sensible ones, and anything a record takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from planner.domain.plan import Draft, Position
from planner.domain.venue import Instrument, Venue
from planner.domain.venue_rules import MarginTier
from tests.conftest import cfd_instrument, cfd_venue, linear_venue, make_draft, position, tiers

MODES = ("isolated", "cross")
SIDES = ("long", "short")
MODE, SIDE, SYMBOL = st.sampled_from(MODES), st.sampled_from(SIDES), st.sampled_from(("EURUSD", "GBPUSD"))
EXTREMES = [
    Decimal(text) for text in ("0.000000000000000001", "1000000000000000000", "1", "0.1", "3", "999999999999.9")
]


def decimals(low: str, high: str, places: int = 4) -> st.SearchStrategy[Decimal]:
    """Decimals of some places in a range."""
    scale = Decimal(10) ** places
    return st.integers(int(Decimal(low) * scale), int(Decimal(high) * scale)).map(lambda n: Decimal(n) / scale)


@dataclass(frozen=True)
class Kind:
    """Which sort of account: its currency and the planned instrument's quote currency make the conversion."""

    currency: str = "USD"
    regime: str = "linear_perpetual"
    basis: str = "open"


KINDS = tuple(
    Kind(currency, regime, basis)
    for currency in ("USD", "EUR", "JPY")
    for regime, basis in (("linear_perpetual", "open"), ("margin_level", "open"), ("margin_level", "current"))
)

KIND = st.sampled_from(KINDS)
CONTRACTS = st.sampled_from([Decimal(1), Decimal(10), Decimal("0.01")])
STEPS = st.sampled_from([Decimal("0.001"), Decimal(1), Decimal("0.25")])
FEES = st.sampled_from([Decimal(0), Decimal("0.0005"), Decimal("0.0123")])
COMMISSIONS = st.sampled_from([Decimal(0), Decimal("0.07")])
SPREADS = st.sampled_from([Decimal(0), Decimal("0.0002"), Decimal("0.31")])
SLIPPAGES = st.sampled_from([Decimal(0), Decimal("0.0005")])
LEVERAGES = st.integers(1, 125).map(Decimal)
NOTHING_OR_MARGIN = st.none() | decimals("1", "5000", 2)
QUANTITIES, ENTRIES, MARKS = decimals("0.001", "900", 3), decimals("60", "160", 2), decimals("70", "140", 2)
SIZES, DISTANCES, WALLETS = decimals("0.5", "2000", 3), decimals("0.01", "60", 2), decimals("10", "90000", 2)
TIER_ROWS = st.lists(
    st.tuples(st.integers(1, 10**7), decimals("0", "0.3"), LEVERAGES),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0],
)


def tier_table(rows: Sequence[tuple[int | Decimal, Decimal, Decimal]]) -> tuple[MarginTier, ...]:
    """The same numbers in an order a venue could publish: caps and rates up, leverage down."""
    caps, rates, most = (sorted(column) for column in zip(*rows, strict=True))
    return tuple(
        MarginTier(notional_cap=Decimal(cap), maintenance_margin_rate=rate, max_leverage=leverage)
        for cap, rate, leverage in zip(caps, rates, reversed(most), strict=True)
    )


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """EURUSD with costs and tiers."""
    return cfd_instrument(
        contract_size=draw(CONTRACTS),
        quantity_step=draw(STEPS),
        fee_rate=draw(FEES),
        commission=draw(COMMISSIONS),
        spread=draw(SPREADS),
        margin_tiers=tier_table(draw(TIER_ROWS)),
    )


OTHERS = tuple(
    cfd_instrument(symbol="GBPUSD", base_currency="GBP", contract_size=Decimal(size), margin_tiers=tiers(*rows))
    for size, rows in (
        (1, [("50000", "0.004", "50")]),
        (10, [("3000", "0.01", "50"), ("9000", "0.05", "20"), ("10000", "0.125", "5")]),
    )
)


@st.composite
def positions(draw: st.DrawFn) -> Position:
    """An open position somewhere near a hundred; its mark is still to be set."""
    mode = draw(MODE)
    return position(
        instrument=draw(SYMBOL),
        side=draw(SIDE),
        quantity=draw(QUANTITIES),
        entry_price=draw(ENTRIES),
        stop_price=None,
        leverage=draw(LEVERAGES),
        margin_mode=mode,
        margin=draw(NOTHING_OR_MARGIN) if mode == "isolated" else None,
    )


EURUSD, OTHER, POSITION = instruments(), st.sampled_from(OTHERS), positions()


@st.composite
def drafts(draw: st.DrawFn, *, kinds: tuple[Kind, ...] = KINDS, most_positions: int = 4) -> Draft:
    """A sized plan near a price of a hundred in an account with up to four open positions."""
    kind, side = draw(st.sampled_from(kinds)), draw(SIDE)
    entry, distance = draw(ENTRIES), draw(DISTANCES)
    marks = {"EURUSD": draw(MARKS), "GBPUSD": draw(MARKS)}
    held = draw(st.lists(POSITION, max_size=most_positions))
    return make_draft(
        instrument="EURUSD",
        side=side,
        entry_price=entry,
        stop_price=max(entry - distance, Decimal(1)) if side == "long" else entry + distance,
        leverage=draw(LEVERAGES),
        margin_mode=draw(MODE),
        size_by="quantity",
        size=draw(SIZES),
        slippage_rate=draw(SLIPPAGES),
        currency=kind.currency,
        wallet_balance=draw(WALLETS),
        venue=venue_of(kind, draw(EURUSD), draw(OTHER)),
        positions=[open_one.replace(mark_price=marks[open_one.instrument]) for open_one in held],
        rates={"USD": Decimal(150)},
    )


def venue_of(kind: Kind, *listed: Instrument) -> Venue:
    """The venue of a kind; its call is not the very entry of an isolated position."""
    if kind.regime == "linear_perpetual":
        return linear_venue(*listed, margin_modes=MODES)
    return cfd_venue(*listed, margin_basis=kind.basis, margin_modes=MODES, margin_call_ratio="0.9")


NUMBER = st.sampled_from(EXTREMES) | st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(1, 10**6), st.integers(-18, 12)
)
NUMBER_OR_ZERO = NUMBER | st.just(Decimal(0))
SIGNED_NUMBER = NUMBER | NUMBER.map(lambda value: -value)
RATE = st.sampled_from([Decimal(0), Decimal(1), Decimal("0.000000000000000001")]) | decimals("0", "1")
WILD_TIERS = st.lists(st.tuples(NUMBER, RATE, NUMBER), max_size=3, unique_by=lambda row: row[0])
TARGETS = st.lists(st.fixed_dictionaries({"price": NUMBER, "share": RATE}), max_size=3)
NOTHING_OR_NUMBER, NOTHING_OR_RATE = st.none() | NUMBER, st.none() | RATE
NOTHING_OR_SIGNED_RATE = NOTHING_OR_RATE | RATE.map(lambda value: -value)
NOTHING_OR_AMOUNT = st.none() | NUMBER_OR_ZERO
RATES = st.dictionaries(st.sampled_from(["USD", "EUR", "JPY"]), NUMBER, max_size=3)


@st.composite
def wild_instruments(draw: st.DrawFn, symbol: str) -> Instrument:
    """Whatever an instrument may be, sensible or not."""
    rows = draw(WILD_TIERS)
    return cfd_instrument(
        symbol=symbol,
        base_currency=draw(st.sampled_from(["EUR", "USD"])),
        quote_currency=draw(st.sampled_from(["USD", "EUR", "JPY"])),
        contract_size=draw(NUMBER),
        price_tick=draw(NUMBER),
        quantity_step=draw(NUMBER),
        min_quantity=draw(NUMBER),
        max_quantity=draw(NOTHING_OR_NUMBER),
        min_notional=draw(NOTHING_OR_NUMBER),
        max_leverage=draw(NUMBER),
        fee_rate=draw(RATE),
        commission=draw(NUMBER_OR_ZERO),
        spread=draw(NUMBER_OR_ZERO),
        funding_rate=draw(NOTHING_OR_SIGNED_RATE),
        funding_interval_hours=draw(NOTHING_OR_NUMBER),
        swap_long_rate=draw(NOTHING_OR_RATE),
        margin_tiers=tier_table(rows) if rows else (),
    )


@st.composite
def wild_positions(draw: st.DrawFn) -> Position:
    """Whatever an open position may be."""
    return position(
        instrument=draw(st.sampled_from(["A", "B", "GONE"])),
        side=draw(SIDE),
        quantity=draw(NUMBER),
        entry_price=draw(NUMBER),
        mark_price=draw(NUMBER),
        stop_price=draw(NOTHING_OR_NUMBER),
        leverage=draw(NUMBER),
        margin_mode=draw(MODE),
        margin=draw(NOTHING_OR_AMOUNT),
    )


WILD_POSITIONS = st.lists(wild_positions(), max_size=3)
WILD_A, WILD_B = wild_instruments("A"), wild_instruments("B")


@st.composite
def wild_drafts(draw: st.DrawFn) -> Draft:
    """Whatever a draft may be: nothing in it need make sense."""
    kind = draw(KIND)
    return make_draft(
        instrument=draw(st.sampled_from(["A", "A", "A", "GONE"])),
        side=draw(SIDE),
        entry_price=draw(NOTHING_OR_NUMBER),
        stop_price=draw(NOTHING_OR_NUMBER),
        targets=draw(TARGETS),
        leverage=draw(NUMBER),
        margin_mode=draw(MODE),
        size_by=draw(st.sampled_from(["risk_rate", "risk_amount", "quantity"])),
        size=draw(NUMBER_OR_ZERO),
        fee_rate=draw(NOTHING_OR_RATE),
        slippage_rate=draw(RATE),
        holding_days=draw(NUMBER_OR_ZERO),
        currency=kind.currency,
        wallet_balance=draw(SIGNED_NUMBER),
        venue=venue_of(kind, draw(WILD_A), draw(WILD_B)),
        positions=draw(WILD_POSITIONS),
        rates=draw(RATES),
    )
