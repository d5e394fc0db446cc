"""A plan fitted to another instrument: what the venue does not offer takes its nearest value."""

from decimal import Decimal

from planner.domain.asset_class import DOLLARS
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ONE, ZERO, floor_to_step
from planner.domain.plan import Account, Plan, PositionMode, SizeBy
from planner.domain.venue import Instrument, MarginMode, Venue
from planner.domain.venue_rules import DayTradeRule

_IN_MONEY = frozenset({SizeBy.RISK_AMOUNT, SizeBy.MARGIN})
"""Sizes that are an amount in account currency."""


def account_at(account: Account, venue: Venue) -> Account:
    """The account as that venue keeps it; only perpetual venues let the trader choose how positions face each other.

    In another currency the balance is another number, which is asked for: only dollars of one kind or another stay.
    """
    offered = venue.account_currencies
    currency = account.currency if account.currency in offered else offered[0]
    return account.replace(
        currency=currency,
        wallet_balance=account.wallet_balance if is_like_money(currency, account.currency) else ZERO,
        position_mode=account.position_mode if venue.regime.is_perpetual else PositionMode.HEDGE,
    )


def is_like_money(currency: str, other: str) -> bool:
    """Whether an amount is about as much in either currency: only dollars of one kind or another are alike."""
    return currency == other or {currency, other} <= DOLLARS


def sized_in_other_money(plan: Plan, rate: Decimal) -> Plan:
    """The plan in an account of other money: a size of so much money becomes a risk of so large a share.

    What else the size follows from and is money is asked for again.
    """
    terms = plan.sizing.replace(base_amount=None, delta=None, closed_profit=ZERO)
    size = {"size_by": SizeBy.RISK_RATE, "size": rate} if plan.size_by in _IN_MONEY else {}
    return plan.replace(added_margin=ZERO, sizing=terms, **size)


def fitted(plan: Plan, venue: Venue, instrument: Instrument) -> Plan:
    """The plan with what decides its margin as near as that instrument takes it."""
    mode = plan.margin_mode if plan.margin_mode in venue.margin_modes else venue.margin_modes[0]
    keeps_added = venue.regime.is_perpetual and mode is MarginMode.ISOLATED
    most, asked = instrument.loan, plan.loan_to_value
    size = plan.size
    if plan.size_by is SizeBy.QUANTITY:
        size = max(floor_to_step(size, instrument.quantity_step), instrument.min_quantity)
    return plan.replace(
        instrument=instrument.symbol,
        leverage=_nearest_leverage(plan.leverage, venue, instrument),
        margin_mode=mode,
        added_margin=plan.added_margin if keeps_added else ZERO,
        loan_to_value=None if most is None or asked is None else min(asked, most.initial_ltv),
        intraday=plan.intraday and has_day_trades(venue, instrument),
        fee_rate=None,
        guaranteed_stop=None,
        size=size,
    )


def _nearest_leverage(leverage: Decimal, venue: Venue, instrument: Instrument) -> Decimal:
    """A regime that knows no leverage leaves it alone: another venue may ask for it again."""
    if not REGIMES[venue.regime].has_leverage:
        return leverage
    return max(ONE, min(leverage, instrument.max_leverage))


def has_day_trades(venue: Venue, instrument: Instrument) -> bool:
    """Whether a position closed the same day has a margin of its own."""
    if instrument.futures_margin is not None:
        return instrument.futures_margin.day is not None
    return venue.stock is not None and venue.stock.day_trade_rule is not DayTradeRule.NONE


def without_prices(plan: Plan) -> Plan:
    """The plan with nothing left that is said at a price."""
    rules = plan.stop_rules.without_prices()
    return plan.replace(entry_price=None, ladder=(), stop_price=None, targets=(), stop_rules=rules)


def begun_anew(plan: Plan) -> Plan:
    """What the next trade begins with: habits stay; prices, words and what was done for this trade alone do not."""
    return without_prices(plan).replace(
        added_margin=ZERO,
        news_blackout=False,
        note="",
        tags=(),
        signal_source="",
        review_by=None,
        checklist=tuple(item.replace(done=False) for item in plan.checklist),
    )


def rescaled(plan: Plan, instrument: Instrument, reference_price: Decimal | None) -> Plan:
    """The plan with its prices moved to the reference price in percent, or without them."""
    if reference_price is None or plan.entry_price is None:
        return without_prices(plan)
    factor = ENGINE.divide(reference_price, plan.entry_price)

    def moved(price: Decimal) -> Decimal:
        return max(floor_to_step(ENGINE.multiply(price, factor), instrument.price_tick), instrument.price_tick)

    return plan.replace(
        entry_price=moved(plan.entry_price),
        ladder=tuple(rung.replace(price=moved(rung.price)) for rung in plan.ladder),
        stop_price=None if plan.stop_price is None else moved(plan.stop_price),
        targets=tuple(target.replace(price=moved(target.price)) for target in plan.targets),
        stop_rules=plan.stop_rules.moved(moved, moved),
    )
