"""Objections to what was entered: while one stands, the verdict is "cannot say"."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from planner.domain.conversion import conversion_of
from planner.domain.evaluation import Fact, Finding, Severity
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ONE, ZERO, ceil_to_step, floor_to_step, is_on_step
from planner.domain.plan import Draft, EquityBase, Plan, SizeBy
from planner.domain.sizing import BY_BASE, BY_STOP, SHARES
from planner.domain.stop_rules import TrailBy, Trigger, TriggerBy
from planner.domain.venue import Instrument, Side


def _input(code: str, field: str, **facts: Fact) -> Finding:
    return Finding(code, Severity.INPUT, field, facts)


def input_findings(draft: Draft) -> tuple[Finding, ...]:
    """Everything about the input that leaves a figure unsaid."""
    instrument = draft.instrument
    if instrument is None:
        return (
            _input("unknown_instrument", "instrument", symbol=draft.plan.instrument, venue=draft.situation.venue.name),
        )
    return tuple(finding for check in _CHECKS for finding in check(draft, instrument))


def _account(draft: Draft, instrument: Instrument) -> Iterator[Finding]:
    situation = draft.situation
    if situation.account.wallet_balance <= 0:
        yield _input("balance_not_positive", "wallet_balance")
    traded: dict[str, Instrument | None] = {instrument.symbol: instrument}
    traded |= {p.instrument: situation.venue.instrument(p.instrument) for p in situation.positions}
    yield from _positions(draft)
    for symbol, held in traded.items():
        if held is None:
            yield _input("unknown_instrument", "positions", symbol=symbol, venue=situation.venue.name)
    listed = [held for held in traded.values() if held is not None]
    for quote in dict.fromkeys(held.quote_currency for held in listed if conversion_of(held, situation) is None):
        yield _input("rate_missing", f"rates.{quote}", quote=quote, currency=situation.account.currency)
    if situation.account.currency not in situation.venue.account_currencies:
        offered = ", ".join(situation.venue.account_currencies)
        currency = situation.account.currency
        yield _input("currency_not_offered", "currency", currency=currency, venue=situation.venue.name, offered=offered)


def _traded(draft: Draft, instrument: Instrument) -> list[Instrument]:
    """The plan's instrument and those of the open positions."""
    held = (draft.situation.venue.instrument(position.instrument) for position in draft.situation.positions)
    return [instrument, *(found for found in held if found is not None)]


def _terms(draft: Draft, instrument: Instrument) -> Iterator[Finding]:
    plan, venue = draft.plan, draft.situation.venue
    rules = REGIMES[venue.regime]
    if plan.side is Side.SHORT and not rules.has_shorts:
        yield _input("short_not_offered", "side", venue=venue.name)
    if rules.has_leverage and plan.leverage < ONE:
        yield _input("leverage_below_one", "leverage", leverage=plan.leverage)
    currency = draft.situation.account.currency
    traded = _traded(draft, instrument) if venue.regime.is_inverse else []
    for coin in sorted(
        {held.base_currency for held in traded if currency not in {held.base_currency, held.quote_currency}}
    ):
        yield _input("other_coin", "currency", coin=coin, currency=currency)
    if plan.margin_mode not in venue.margin_modes:
        yield _input("margin_mode_not_offered", "margin_mode", mode=plan.margin_mode, venue=venue.name)


def _positions(draft: Draft) -> Iterator[Finding]:
    marks: dict[str, Decimal] = {}
    for position in draft.situation.positions:
        symbol, mark, stop = position.instrument, position.mark_price, position.stop_price
        if marks.setdefault(symbol, mark) != mark:
            yield _input("marks_differ", "positions", symbol=symbol)
        if stop is not None and position.side.sign * (mark - stop) <= 0:
            yield _input("stop_already_hit", "positions", symbol=symbol)


def _prices(draft: Draft, instrument: Instrument) -> Iterator[Finding]:
    plan = draft.plan
    if plan.entry_price is None:
        yield _input("entry_missing", "entry_price")
    entries = [("entry_price", plan.entry_price)]
    entries += [(f"ladder.{index}", rung.price) for index, rung in enumerate(plan.ladder)]
    targets = [(f"targets.{index}", target.price) for index, target in enumerate(plan.targets)]
    for field, price in (*entries, ("stop_price", plan.stop_price), *targets):
        if price is not None and not is_on_step(price, instrument.price_tick):
            yield off_tick(price, instrument.price_tick, field)
    for field, price in entries:
        if price is not None and price <= instrument.spread:
            yield _input("entry_within_spread", field, price=price, spread_price=instrument.spread)


def off_tick(price: Decimal, tick: Decimal, field: str) -> Finding:
    """The objection to a price between two ticks, with both neighbours."""
    below, above = floor_to_step(price, tick), ceil_to_step(price, tick)
    if not below:
        return _input("below_first_tick", field, price=price, above_price=above)
    return _input("off_tick", field, price=price, tick_price=tick, below_price=below, above_price=above)


def _sides(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - one signature for all checks
    plan = draft.plan
    if plan.entry_price is None:
        return
    sign = plan.side.sign
    if plan.stop_price is not None and sign * (plan.entry_price - plan.stop_price) <= 0:
        yield _input(
            "stop_wrong_side", "stop_price", side=plan.side, stop_price=plan.stop_price, entry_price=plan.entry_price
        )
    for index, rung in enumerate(plan.ladder):
        if plan.stop_price is not None and sign * (rung.price - plan.stop_price) <= 0:
            yield _input("rung_beyond_stop", f"ladder.{index}", rung_price=rung.price, stop_price=plan.stop_price)


def _shares(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - as above
    total = sum((target.share for target in draft.plan.targets), ZERO)
    if total > ONE:
        yield _input("shares_over_one", "shares", total_rate=total)
    further = sum((rung.share for rung in draft.plan.ladder), ZERO)
    if draft.plan.ladder and further >= ONE:
        yield _input("nothing_left_to_enter", "ladder_shares", total_rate=further)
    for index, rung in enumerate(draft.plan.ladder):
        if not rung.share:
            yield _input("rung_without_share", f"ladder.{index}")


def _size(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - as above
    plan = draft.plan
    if plan.size <= 0:
        yield _input("size_missing", "size", size_by=plan.size_by)
    elif plan.size_by in BY_BASE - {SizeBy.KELLY} and plan.size > ONE:
        yield _input("risk_over_equity", "size", size_rate=plan.size)
    elif plan.size_by in SHARES and plan.size > ONE:
        yield _input("share_over_one", "size", size_rate=plan.size)
    if plan.stop_price is None and plan.size_by in BY_STOP:
        yield _input("stop_needed_to_size", "stop_price")


def _method(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - as above
    """What a method of sizing needs and does not have."""
    plan, terms = draft.plan, draft.plan.sizing
    if plan.size_by is SizeBy.VOLATILITY and terms.atr is None:
        yield _input("atr_missing", "sizing.atr")
    if plan.size_by is SizeBy.FIXED_RATIO and not terms.delta:
        yield _input("delta_missing", "sizing.delta")
    if plan.size_by is SizeBy.KELLY and not terms.win_rate:
        yield _input("win_rate_missing", "sizing.win_rate")
    if plan.size_by is SizeBy.KELLY and terms.payoff is None and not plan.targets:
        yield _input("payoff_missing", "sizing.payoff")


def _base(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - as above
    """A base of a risk in percent that cannot be said."""
    terms = draft.plan.sizing
    if draft.plan.size_by not in BY_BASE:
        return
    if terms.equity_base is EquityBase.CUSTOM and not terms.base_amount:
        yield _input("base_missing", "sizing.base_amount")
    unprotected = any(position.stop_price is None for position in draft.situation.positions)
    if terms.equity_base is EquityBase.LESS_OPEN_RISK and unprotected:
        yield _input("base_unbounded", "sizing.equity_base")


def _stop_rules(draft: Draft, instrument: Instrument) -> Iterator[Finding]:
    """A rule of the stop that cannot be followed."""
    plan = draft.plan
    named = ("break_even", plan.stop_rules.break_even), ("trailing", plan.stop_rules.trailing)
    for name, rule in named:
        if rule is not None:
            yield from _trigger(plan, instrument, rule.trigger, f"stop_rules.{name}")
    trailing = plan.stop_rules.trailing
    if trailing is None:
        return
    if trailing.by is TrailBy.ATR and plan.sizing.atr is None:
        yield _input("trail_atr_missing", "stop_rules.trailing.distance")
    if trailing.by is TrailBy.R and plan.stop_price is None:
        yield _input("trail_stop_missing", "stop_rules.trailing.distance")
    if trailing.by is TrailBy.PERCENT and trailing.distance >= ONE:
        yield _input("trail_over_one", "stop_rules.trailing.distance", distance_rate=trailing.distance)


def _trigger(plan: Plan, instrument: Instrument, trigger: Trigger, field: str) -> Iterator[Finding]:
    value = trigger.value
    if trigger.by is TriggerBy.TARGET and not trigger.names_one_of(len(plan.targets)):
        yield _input("trigger_target_missing", field, count=value, most=Decimal(len(plan.targets)))
    if trigger.by is TriggerBy.R and plan.stop_price is None:
        yield _input("trigger_stop_missing", field)
    if trigger.by is TriggerBy.PRICE and not is_on_step(value, instrument.price_tick):
        yield off_tick(value, instrument.price_tick, field)


def _costs(draft: Draft, instrument: Instrument) -> Iterator[Finding]:  # noqa: ARG001 - as above
    guaranteed = draft.plan.guaranteed_stop
    if guaranteed is not None and guaranteed.is_over_one:
        yield _input("premium_over_one", "stop_premium", premium_rate=guaranteed.premium)


_CHECKS: tuple[Callable[[Draft, Instrument], Iterator[Finding]], ...] = (
    _account,
    _terms,
    _prices,
    _sides,
    _shares,
    _size,
    _method,
    _base,
    _stop_rules,
    _costs,
)
