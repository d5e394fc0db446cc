"""One plan in one account. Pure and total: every draft has an evaluation; what is wrong with it is a finding."""

from decimal import Decimal, localcontext

from msgspec.structs import replace

from planner.domain.account import AccountState, book_of_account, holdings_of, state_of
from planner.domain.book import Book, Entry, Key, opened
from planner.domain.conversion import conversion_of
from planner.domain.debit import cash_left, owing, pays_debit_interest
from planner.domain.demands import demands_of
from planner.domain.evaluation import Evaluation, Finding, Levels, Severity, Step
from planner.domain.exits import exits
from planner.domain.findings import findings_of
from planner.domain.input_findings import input_findings
from planner.domain.kelly import sized
from planner.domain.ladder import Order, average, filling, orders, shares
from planner.domain.levels import levels_of
from planner.domain.margin.leg import Terms
from planner.domain.number import (
    ENGINE,
    LARGEST,
    ONE,
    ZERO,
    ceil_to_step,
    floor_to_step,
    rounded_off,
    toward,
    without_noise,
)
from planner.domain.plan import Draft, Plan, SizeBy
from planner.domain.sizing import Sizing, equity_base, loss_of_one
from planner.domain.stop_room import with_room
from planner.domain.unit_trade import UnitTrade, unit_trade
from planner.domain.venue import Instrument, MarginMode, Side
from planner.domain.whole_steps import Sized, as_ordered, ordered


def evaluate(draft: Draft, like: Evaluation | None = None) -> Evaluation:
    """Everything that follows from the draft; what follows from the same situation is taken over from `like`."""
    with localcontext(ENGINE):
        known = like if like is not None and like.draft.situation is draft.situation else None
        evaluation = with_room(with_steps(_measured(draft, input_findings(draft), known)))
        objections = findings_of(evaluation)
        return replace(evaluation, findings=(*evaluation.findings, *objections)) if objections else evaluation


def _measured(draft: Draft, findings: tuple[Finding, ...], known: Evaluation | None) -> Evaluation:
    instrument, situation = draft.instrument, draft.situation
    conversion = conversion_of(instrument, situation)
    if known is not None and known.book is not None and known.before is not None:
        holdings, book, before = known.holdings, known.book, known.before
    else:
        found = holdings_of(situation)
        if found is None:
            return Evaluation(draft, findings)
        holdings, book = found, book_of_account(situation, found)
        before = state_of(book)
    if instrument is None or conversion is None:
        return Evaluation(draft, findings)
    venue = situation.venue
    price = average(shares(draft.plan), is_inverse=venue.regime.is_inverse)
    if price is None or price <= instrument.spread:
        return Evaluation(draft, findings, holdings, book, before=before)
    unit = unit_trade(draft.plan, price, venue, instrument, conversion)
    evaluation = Evaluation(draft, findings, holdings, book, before=before, unit=unit)
    return _sized(evaluation, book, instrument, unit, before)


def _sized(
    evaluation: Evaluation, book: Book, instrument: Instrument, unit: UnitTrade, before: AccountState
) -> Evaluation:
    plan = evaluation.draft.plan
    cash = cash_left(book) if pays_debit_interest(book, unit) else None
    sizing = Sizing(plan, unit, _equity_base(evaluation, before), evaluation.spendable, cash)
    sizing, asked, quantity = (sizing, None, None) if _is_size_missing(evaluation) else sized(sizing)
    placed_orders: tuple[Order, ...] = ()
    asked, quantity = as_ordered(sizing, book.venue, Sized(asked, quantity))
    asked = None if asked is None else rounded_off(asked)
    if quantity:
        placed_orders, unit = ordered(sizing, book.venue, quantity)
    if quantity and cash is not None:
        unit = owing(unit, cash, quantity)
        sizing = replace(sizing, unit=unit)
    root = unit.break_even_price()
    evaluation = replace(
        evaluation,
        unit=unit,
        orders=placed_orders,
        unit_margin=unit.margin,
        sizing=sizing,
        asked_quantity=asked,
        quantity=quantity,
        levels=Levels(break_even=_against_trader(root, plan.side, instrument)),
        roots=Levels(break_even=root),
    )
    if not quantity:
        return evaluation
    return _with_levels(_in_book(evaluation, book, sizing, before, quantity), instrument, unit.entry_price)


def with_steps(evaluation: Evaluation) -> Evaluation:
    """With what holds after each of several entries; as it is where there is one."""
    plan, placed_orders = evaluation.draft.plan, evaluation.orders
    if not plan.ladder or not placed_orders or not all(order.quantity > 0 for order in placed_orders):
        return evaluation
    places = filling(plan)
    steps = (_step(evaluation, places[:count], places[count : count + 1]) for count in range(1, len(places) + 1))
    return replace(evaluation, steps=tuple(steps))


def _step(evaluation: Evaluation, places: tuple[int, ...], following: tuple[int, ...]) -> Step:
    """What holds once the orders at those places have filled, and before the following one does."""
    draft, filled = evaluation.draft, [evaluation.orders[place] for place in places]
    plan, is_last = draft.plan, not following
    quantity = sum((order.quantity for order in filled), ZERO)
    price = average(filled, is_inverse=draft.situation.venue.regime.is_inverse)
    partial = evaluation
    if not is_last:
        alone = {"entry_price": price, "ladder": (), "size_by": SizeBy.QUANTITY, "size": quantity}
        part = plan.model_copy(update=alone)  # an average has more digits than can be typed
        partial = _measured(draft.model_copy(update={"plan": part}), (), evaluation)
    waits_at = filled[-1].price if is_last else evaluation.orders[following[0]].price
    end, sign = partial.roots.liquidation or partial.roots.bankruptcy, plan.side.sign
    return Step(
        places[-1] + 1,
        quantity,
        partial.unit.entry_price if partial.unit is not None else filled[-1].price,
        partial.initial_margin,
        partial.loss_at_stop,
        partial.levels,
        next_price=None if is_last else waits_at,
        is_cut_off=end is not None and sign * (waits_at - end) <= 0,
    )


def _equity_base(evaluation: Evaluation, before: AccountState) -> Decimal | None:
    balance = evaluation.draft.situation.account.wallet_balance
    return equity_base(evaluation.draft.plan, before, balance, evaluation.holdings)


def _is_size_missing(evaluation: Evaluation) -> bool:
    return any(finding.severity is Severity.INPUT and finding.field == "size" for finding in evaluation.findings)


def _in_book(evaluation: Evaluation, book: Book, sizing: Sizing, before: AccountState, quantity: Decimal) -> Evaluation:
    """The account with this plan in it: an entry fee leaves the wallet, the spread stays with the position."""
    plan, unit = sizing.plan, evaluation.unit or sizing.unit
    entry, instrument = unit.entry_price, unit.leg.instrument
    terms = Terms(plan.leverage, plan.loan_to_value, plan.intraday)
    leg = opened(book.venue, instrument, plan.side, terms, quantity=quantity, price=entry)
    margin, fee = unit.conversion.amount(leg.initial_margin, entry), quantity * unit.entry_fee
    posted = margin + plan.added_margin if plan.margin_mode is MarginMode.ISOLATED else ZERO
    planned = Entry(plan.margin_mode, leg.paying(instrument.spread), unit.conversion, entry, posted)
    added, cost = (posted or margin) - book.relief(planned), fee + quantity * unit.spread_cost
    key, book_after = book.key(instrument.symbol, plan.margin_mode, plan.side), book.adding(planned, cost=fee)
    blocked = cost + added if plan.margin_mode is MarginMode.CROSS else book.wallet - book_after.wallet
    blocked -= _freed_by_netting(book, planned, key)
    unit_loss = loss_of_one(plan, unit)
    closed = exits(plan, quantity, instrument.quantity_step)
    return replace(
        evaluation,
        notional=unit.conversion.amount(quantity * unit.notional, entry),
        entry_cost=cost,
        loss_at_stop=None if unit_loss is None else quantity * unit_loss,
        exits=closed,
        gain_at_targets=_gain_at_targets(plan, unit, closed),
        initial_margin=margin,
        book_after=book_after,
        key=key,
        planned=planned,
        after=AccountState(
            before.equity - cost,
            without_noise(before.used_margin + added, before.used_margin + margin),
            before.free_margin - blocked,
            without_noise(before.requirement + book_after.requirement(key) - book.requirement(key), before.requirement),
        ),
    )


def _freed_by_netting(book: Book, planned: Entry, key: Key) -> Decimal:
    """What is free besides margin once a plan closes what it faces where sides net.

    Profit that backed nothing before counts once it is realised; an isolated position is closed at the plan's entry,
    not at its mark.
    """
    there, amount = book.exposures.get(key), planned.conversion.amount
    faced = (
        ZERO if there is None else sum((leg.quantity for leg in there.legs if leg.side is not planned.leg.side), ZERO)
    )
    if not book.is_netting or there is None or not faced:
        return ZERO
    closed = min(planned.leg.quantity, faced)
    if planned.mode is MarginMode.CROSS:
        return (there.pnl - book.counted(there)) * closed / faced
    at_entry, at_mark = (amount(planned.leg.pnl_at(price), price) for price in (planned.mark, there.mark))
    return (at_entry - at_mark) * closed / planned.leg.quantity


def _gain_at_targets(plan: Plan, unit: UnitTrade, closed: tuple[Order, ...]) -> Decimal | None:
    """What the targets bring, all costs paid; None where they close nothing, or would more than there is."""
    if not any(order.quantity for order in closed) or sum(target.share for target in plan.targets) > ONE:
        return None
    return sum((order.quantity * unit.profit_at(order.price) for order in closed), ZERO)


def _with_levels(evaluation: Evaluation, instrument: Instrument, entry: Decimal) -> Evaluation:
    book, key, side = evaluation.book_after, evaluation.key, evaluation.draft.plan.side
    if book is None or key is None or key not in book.exposures:
        return evaluation
    demands = demands_of(book.venue, instrument)
    named = {name: demand for name, demand in demands.named() if demand is not None}
    pool = book.pool(key)
    each = levels_of(book, key, entry, list(named.values()), pool)
    ends = {name: (below, above) for name, (below, above, _) in zip(named, each, strict=True)}
    losing = 0 if side is Side.LONG else 1
    found = {name: _real(prices[losing]) for name, prices in ends.items()}
    if "liquidation" in ends:
        found["far_liquidation"] = _real(ends["liquidation"][1 - losing])
    ticks = {name: _toward(price, entry, instrument) for name, price in found.items()}
    return replace(
        evaluation,
        pool=pool,
        demands=demands,
        roots=Levels(evaluation.roots.break_even, **found),
        levels=Levels(evaluation.levels.break_even, **ticks),
    )


def _real(price: Decimal | None) -> Decimal | None:
    """A crossing beyond every price that can be written is none."""
    return price if price is not None and price < LARGEST else None


def _toward(price: Decimal | None, market: Decimal, instrument: Instrument) -> Decimal | None:
    """A level on the tick nearer to the market."""
    return None if price is None else toward(market, price, instrument.price_tick)


def _against_trader(price: Decimal | None, side: Side, instrument: Instrument) -> Decimal | None:
    if price is None:
        return None
    rounded = ceil_to_step if side is Side.LONG else floor_to_step
    return rounded(price, instrument.price_tick) or None


def placed(evaluation: Evaluation, quantity: Decimal, lost: Decimal = ZERO) -> Evaluation:
    """The same account after `lost` was lost, with `quantity` of the plan in it and what backs that.

    No levels and no objections: what one of many sizes in a row needs. As it was where there is no entry or no size.
    """
    book, before, sizing, instrument = (
        evaluation.book, evaluation.before, evaluation.sizing, evaluation.draft.instrument,
    )  # fmt: skip
    if book is None or before is None or sizing is None or instrument is None:
        return evaluation
    with localcontext(ENGINE):
        left = AccountState(before.equity - lost, before.used_margin, before.free_margin - lost, before.requirement)
        book = replace(book, wallet=book.wallet - lost)
        poorer = replace(
            evaluation,
            book=book,
            before=left,
            unit_margin=sizing.unit.margin,
            asked_quantity=quantity,
            quantity=quantity,
            orders=orders(evaluation.draft.plan, quantity, instrument.quantity_step),
            stop_room=None,
        )
        if not quantity:
            return poorer
        found = _in_book(poorer, book, sizing, left, quantity)
        backed = found.book_after is not None and found.key in found.book_after.exposures
        pool = found.book_after.pool(found.key) if backed and found.book_after and found.key else None
        return replace(found, pool=pool, demands=demands_of(book.venue, instrument))
