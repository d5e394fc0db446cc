"""Plans and accounts of every margin regime at random, and venues that are whatever a record takes."""

from decimal import Decimal

from hypothesis import strategies as st

from planner.domain.plan import Draft
from planner.domain.venue import Instrument
from tests.conftest import cfd_instrument, linear_venue, make_draft
from tests.domain.strategies import (
    COMMISSIONS,
    CONTRACTS,
    DISTANCES,
    ENTRIES,
    FEES,
    LEVERAGES,
    MARKS,
    MODE,
    MODES,
    NUMBER,
    NUMBER_OR_ZERO,
    POSITION,
    RATE,
    SIDE,
    SIZES,
    SPREADS,
    STEPS,
    TIER_ROWS,
    WALLETS,
    WILD_POSITIONS,
    decimals,
    tier_table,
)
from tests.regimes import REG_T

SETTLED = {"EURUSD": "EUR", "GBPUSD": "GBP"}
AT, BOOLEAN = st.sampled_from(("price", "entry", "mark")), st.booleans()
SHARE = st.sampled_from(("2", "2", "1", "0", "0.5"))
CURRENCY = st.sampled_from(("USD", "EUR", "JPY"))
CURVES = st.none() | st.fixed_dictionaries(
    {
        "initial_rate": st.sampled_from(("0.02", "0.1", "1")),
        "factor": st.sampled_from(("0.000001", "0.0001", "0.003")),
        "exponent": st.sampled_from(("0.8", "0.5", "0.25", "1")),
    }
)
COIN_TIERS = st.lists(
    st.tuples(decimals("0.5", "2000", 2), decimals("0", "0.3"), LEVERAGES),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0],
)
FIXED_FEES = st.sampled_from(("0", "0", "5", "0.37"))
FORCED = st.sampled_from(("0", "0.0005", "0.01"))
FUNDING = st.sampled_from((None, "0.0001", "-0.0003"))
STEP_OF_COMPONENTS = st.sampled_from((None, None, "0.000001", "0.01", "1"))
RULES = {
    "maintenance_valued_at": AT,
    "tier_rule": st.sampled_from(("slice", "whole")),
    "tier_measure": st.sampled_from(("notional", "notional", "quantity")),
    "fee_base": st.sampled_from(("none", "notional", "notional_and_margin", "bankruptcy_value")),
    "fee_valued_at": AT,
    "initial_margin_has_fee": BOOLEAN,
    "bankruptcy_has_fee": BOOLEAN,
    "requires_funding": BOOLEAN,
    "profit_counts": BOOLEAN,
    "component_step": STEP_OF_COMPONENTS,
}
PERPETUAL_RULES = st.fixed_dictionaries(RULES)
PLAIN_INVERSE = st.fixed_dictionaries({**RULES, "tier_measure": st.just("notional")})


@st.composite
def _listed(draw: st.DrawFn, /, **changes: object) -> tuple[Instrument, Instrument]:
    """The planned instrument with costs, and another without."""
    costs = {
        "contract_size": draw(CONTRACTS),
        "quantity_step": draw(STEPS),
        "fee_rate": draw(FEES),
        "commission": draw(COMMISSIONS),
        "spread": draw(SPREADS),
    }
    other = cfd_instrument(symbol="GBPUSD", base_currency="GBP", **{"contract_size": "1", **changes})
    return cfd_instrument(**{**costs, **changes}), other


@st.composite
def _account(draw: st.DrawFn, /, **changes: object) -> Draft:
    """A sized plan near a hundred in an account with up to three open positions; every change goes to the draft."""
    side, entry, distance = draw(SIDE), draw(ENTRIES), draw(DISTANCES)
    marks = {"EURUSD": draw(MARKS), "GBPUSD": draw(MARKS)}
    plan = {
        "instrument": "EURUSD",
        "side": side,
        "entry_price": entry,
        "leverage": draw(LEVERAGES),
        "margin_mode": draw(MODE),
        "size_by": "quantity",
        "size": draw(SIZES),
        "added_margin": draw(st.sampled_from(("0", "0", "250"))),
        "currency": draw(CURRENCY),
        "wallet_balance": draw(WALLETS),
        "positions": [held.replace(mark_price=marks[held.instrument]) for held in draw(st.lists(POSITION, max_size=3))],
        "rates": {"USD": Decimal(150)},
        **changes,
    }
    side = str(plan["side"])
    stop = max(entry - distance, Decimal(1)) if side == "long" else entry + distance
    return make_draft(**{"stop_price": stop, **plan})


def _crossed(draft: Draft) -> Draft:
    """The same, cross and in dollars or yen: there it is all one whether what closes is realised or still moves."""
    held = [one.replace(margin_mode="cross", margin=None) for one in draft.situation.positions]
    plan = draft.plan.replace(margin_mode="cross", added_margin=Decimal(0))
    account, venue = draft.situation.account, draft.situation.venue
    account = account.replace(currency="JPY" if account.currency == "JPY" else "USD")
    venue = venue.replace(perpetual=venue.perpetual.replace(profit_counts=True))
    situation = draft.situation.replace(positions=held, account=account, venue=venue)
    return Draft(plan=plan, situation=situation)


@st.composite
def linear_drafts(draw: st.DrawFn) -> Draft:
    """At a linear perpetual venue of any rules."""
    rules, share, mode = draw(PERPETUAL_RULES), draw(SHARE), draw(st.sampled_from(("hedge", "one_way")))
    pays_both = mode == "hedge" and share in {"2", "0.5"}
    rules = {**rules, "bankruptcy_has_fee": rules["bankruptcy_has_fee"] and pays_both}
    has_floor = rules["fee_base"] != "notional_and_margin"
    listed = draw(
        _listed(
            margin_tiers=tier_table(draw(TIER_ROWS)),
            maintenance_curve=draw(CURVES),
            liquidation_fee_rate=draw(FORCED),
            min_liquidation_fee=draw(FIXED_FEES) if has_floor else "0",
            funding_rate=draw(FUNDING),
            funding_interval_hours="8",
        )
    )
    settled = linear_venue(*listed, margin_modes=MODES, perpetual=rules, hedged_share=share)
    found = draw(_account(venue=settled, position_mode=mode))
    return found if pays_both else _crossed(found)


@st.composite
def inverse_drafts(draw: st.DrawFn) -> Draft:
    """At an inverse perpetual venue, in coins, dollars or a third currency."""
    listed = draw(
        _listed(
            margin_tiers=tier_table(draw(COIN_TIERS)),
            liquidation_fee_rate=draw(FORCED),
            funding_rate=draw(FUNDING),
            funding_interval_hours="8",
        )
    )
    rules = {"regime": "inverse_perpetual", "perpetual": draw(PERPETUAL_RULES), "margin_modes": MODES}
    currency = draw(CURRENCY)
    wallet = draw(decimals("0.5", "900", 2)) if currency == "EUR" else draw(WALLETS)
    held = draw(st.lists(POSITION, max_size=3)) if currency != "EUR" else []
    marks = {"EURUSD": draw(MARKS), "GBPUSD": draw(MARKS)}
    held = [one.replace(mark_price=marks[one.instrument]) for one in held]
    return draw(
        _account(venue=linear_venue(*listed, **rules), currency=currency, wallet_balance=wallet, positions=held)
    )


@st.composite
def level_drafts(draw: st.DrawFn) -> Draft:
    """At a margin-level broker: margin at open or current prices, any hedged share, stop-out in percent or money."""
    rules = {
        "regime": "margin_level",
        "margin_modes": MODES,
        "margin_basis": draw(st.sampled_from(("open", "current"))),
        "hedged_share": draw(SHARE),
        "margin_call_ratio": "0.9",
        "liquidation_ratio": "0.5",
        "margin_call_money": draw(st.sampled_from((None, None, "800"))),
        "liquidation_money": draw(st.sampled_from((None, None, "500", "0"))),
    }
    return draw(_account(venue=linear_venue(*draw(_listed()), **rules)))


@st.composite
def futures_drafts(draw: st.DrawFn) -> Draft:
    """Futures by contract or of notional, by day or overnight."""
    unit = draw(st.sampled_from(("contract", "notional")))
    scale = Decimal(1) if unit == "contract" else Decimal("0.01")
    kept = draw(decimals("1", "60", 2)) * scale
    asked = {"unit": unit, "initial": kept * draw(st.sampled_from((1, 2))), "maintenance": kept}
    asked["day"] = draw(st.sampled_from((None, kept / 4, kept * 3)))
    rules = {"regime": "futures", "liquidation_ratio": draw(st.sampled_from((None, "1"))), "margin_modes": MODES}
    listed = draw(_listed(futures_margin=asked))
    alone = draw(BOOLEAN)
    changes: dict[str, object] = {"positions": (), "intraday": True} if alone else {}
    return draw(_account(venue=linear_venue(*listed, **rules), **changes))


@st.composite
def stock_drafts(draw: st.DrawFn) -> Draft:
    """Margin stock, at prices where each rung of the ladder holds."""
    day_rules = st.sampled_from(("none", "pattern_day_trader", "intraday_margin"))
    stock = {
        **REG_T,
        "day_trade_rule": draw(day_rules),
        "day_trade_multiple": "4",
        "per_share": draw(st.sampled_from(("5", "2"))),
        "low_price": draw(st.sampled_from(("5", "0", "80"))),
    }
    listed = draw(_listed(stock_leverage=draw(st.sampled_from(("1", "2", "3")))))
    rules = {"regime": "margin_stock", "stock": stock, "liquidation_ratio": None, "margin_modes": MODES}
    changes = {} if draw(BOOLEAN) else {"entry_price": draw(decimals("1", "20", 2)), "side": "short"}
    return draw(_account(venue=linear_venue(*listed, **rules), intraday=draw(BOOLEAN), **changes))


@st.composite
def spot_drafts(draw: st.DrawFn) -> Draft:
    """Spot margin, a loan against collateral, or cash."""
    loan = {"initial_ltv": "0.65", "margin_call_ltv": "0.75", "liquidation_ltv": "0.83"}
    regime = draw(st.sampled_from(("spot_margin", "loan", "cash")))
    interest = {"rate": "0.0002", "rate_hours": "4", "step_hours": "4", "opening_rate": "0.0002"}
    listed = draw(_listed(loan=loan, interest=draw(st.sampled_from((None, interest)))))
    rules: dict[str, object] = {"regime": regime, "margin_modes": MODES, "margin_call_ratio": "1"}
    if regime == "spot_margin":
        rules |= {"margin_call_ratio": "0.8", "liquidation_ratio": "0.4"}
        return draw(_account(venue=linear_venue(*listed, **rules)))
    lent = draw(st.sampled_from((None, "0.5", "0.3")))
    return draw(_account(venue=linear_venue(*listed, **rules), side="long", loan_to_value=lent))


FAMILIES = {
    "linear": linear_drafts(),
    "inverse": inverse_drafts(),
    "margin level": level_drafts(),
    "futures": futures_drafts(),
    "margin stock": stock_drafts(),
    "spot, loan and cash": spot_drafts(),
}

WILD_RULES = st.fixed_dictionaries(
    {**RULES, "tier_measure": st.sampled_from(("notional", "quantity")), "component_step": STEP_OF_COMPONENTS}
)
WILD_CURVE = st.none() | st.fixed_dictionaries(
    {
        "initial_rate": st.sampled_from(("0.001", "0.02", "1")),
        "factor": st.just("0") | decimals("0.0001", "3"),
        "exponent": decimals("0.1", "2", 2),
    }
)
WILD_LOAN = st.tuples(RATE, RATE, RATE).map(sorted).filter(lambda row: row[0] < row[1] and row[2] < 1)
WILD_STOCK = st.fixed_dictionaries(
    {
        **dict.fromkeys(("initial_long", "initial_short", "maintenance_long", "maintenance_short", "low_rate"), RATE),
        **dict.fromkeys(("per_share", "low_price", "low_per_share", "min_equity"), NUMBER_OR_ZERO),
        "day_trade_multiple": NUMBER,
        "day_trade_rule": st.sampled_from(("none", "pattern_day_trader", "intraday_margin")),
    }
)
WILD_INTEREST = st.none() | st.fixed_dictionaries(
    {"rate": RATE, "rate_hours": NUMBER, "step_hours": NUMBER, "opening_rate": RATE, "on_whole_cost": BOOLEAN}
)
REGIME = st.sampled_from(
    (
        "linear_perpetual",
        "inverse_perpetual",
        "margin_level",
        "futures",
        "margin_stock",
        "spot_margin",
        "loan",
        "cash",
    )
)
WILD_TIERS = st.lists(st.tuples(NUMBER, RATE, NUMBER), max_size=3, unique_by=lambda row: row[0])
WILD_SHARE = st.sampled_from(("0", "1", "2", "0.5", "7"))


@st.composite
def wild_listed(draw: st.DrawFn, symbol: str, *, is_inverse: bool = False) -> Instrument:
    """Whatever an instrument of any regime may be."""
    ltv, rows = draw(WILD_LOAN), draw(WILD_TIERS)
    initial = draw(NUMBER)
    return cfd_instrument(
        symbol=symbol,
        base_currency=draw(st.sampled_from(("EUR", "USD"))),
        quote_currency=draw(st.sampled_from(("USD", "EUR", "JPY"))),
        contract_size=draw(NUMBER),
        price_tick=draw(NUMBER),
        quantity_step=draw(NUMBER),
        commission=draw(NUMBER_OR_ZERO),
        spread=draw(NUMBER_OR_ZERO),
        margin_tiers=tier_table(rows) if rows else (),
        maintenance_curve=None if is_inverse else draw(WILD_CURVE),
        liquidation_fee_rate=draw(RATE),
        min_liquidation_fee=Decimal(0) if is_inverse else draw(NUMBER_OR_ZERO),
        futures_margin={
            "unit": draw(st.sampled_from(("contract", "notional"))),
            "initial": initial,
            "maintenance": initial,
            "day": draw(st.none() | NUMBER),
        },
        stock_leverage=draw(NUMBER),
        loan=dict(zip(("initial_ltv", "margin_call_ltv", "liquidation_ltv"), ltv, strict=True)),
        interest=draw(WILD_INTEREST),
    )


@st.composite
def wild_regime_drafts(draw: st.DrawFn) -> Draft:
    """Whatever a draft at a venue of any regime may be: nothing in it need make sense."""
    ratio, regime = draw(NUMBER), draw(REGIME)
    is_inverse = regime == "inverse_perpetual"
    rules = draw(WILD_RULES)
    money = (
        sorted(draw(st.lists(NUMBER_OR_ZERO, min_size=2, max_size=2)), key=Decimal) if draw(st.booleans()) else [None]
    )
    settled = linear_venue(
        draw(wild_listed("A", is_inverse=is_inverse)),
        draw(wild_listed("B", is_inverse=is_inverse)),
        regime=regime,
        margin_modes=MODES,
        margin_basis=draw(st.sampled_from(("open", "current"))),
        margin_call_ratio=ratio,
        liquidation_ratio=draw(st.sampled_from((None, ratio))),
        margin_call_money=money[-1],
        liquidation_money=money[0],
        hedged_share=draw(WILD_SHARE),
        perpetual={**rules, "tier_measure": "notional"} if is_inverse else rules,
        stock=draw(WILD_STOCK),
        account_currencies=["USD", "EUR", "JPY"],
    )
    return make_draft(
        venue=settled,
        instrument="A",
        side=draw(SIDE),
        entry_price=draw(NUMBER),
        stop_price=draw(st.none() | NUMBER),
        leverage=draw(NUMBER),
        margin_mode=draw(MODE),
        size_by="quantity",
        size=draw(NUMBER),
        holding_days=draw(NUMBER_OR_ZERO),
        added_margin=draw(NUMBER_OR_ZERO),
        loan_to_value=draw(st.none() | RATE),
        intraday=draw(BOOLEAN),
        currency=draw(CURRENCY),
        position_mode=draw(st.sampled_from(("hedge", "one_way"))),
        wallet_balance=draw(NUMBER),
        positions=draw(WILD_POSITIONS),
        rates={"USD": draw(NUMBER), "EUR": draw(NUMBER), "JPY": draw(NUMBER)},
        betas={"A": draw(decimals("-3", "3", 2)), "B": draw(decimals("-3", "3", 2))},
    )
