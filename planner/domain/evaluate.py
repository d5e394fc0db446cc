"""One plan in one account. Pure and total: every draft has an evaluation; what is wrong with it is a finding."""

from dataclasses import replace
from decimal import Decimal, localcontext

from planner.domain.account import AccountState, book_of_account, holdings_of, state_of
from planner.domain.book import Entry, opened
from planner.domain.conversion import conversion_of
from planner.domain.demands import demands_of
from planner.domain.evaluation import Evaluation, Levels, Severity
from planner.domain.findings import findings_of
from planner.domain.input_findings import input_findings
from planner.domain.margin.leg import Terms
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ENGINE, LARGEST, ZERO, ceil_to_step, floor_to_step
from planner.domain.plan import Draft, Plan, SizeBy
from planner.domain.unit_trade import UnitTrade, unit_trade
from planner.domain.venue import Instrument, MarginMode, Side


def evaluate(draft: Draft) -> Evaluation:
    """Everything that follows from the draft."""
    with localcontext(ENGINE):
        evaluation = _measured(Evaluation(draft, input_findings(draft)))
        return replace(evaluation, findings=(*evaluation.findings, *findings_of(evaluation)))


def _measured(evaluation: Evaluation) -> Evaluation:
    draft, instrument = evaluation.draft, evaluation.draft.instrument
    conversion, holdings = conversion_of(instrument, draft.situation), holdings_of(draft.situation)
    if instrument is None or conversion is None or holdings is None:
        return evaluation
    book = book_of_account(draft.situation, holdings)
    before = state_of(book)
    unit = unit_trade(draft.plan, draft.situation.venue, instrument, conversion)
    evaluation = replace(evaluation, holdings=holdings, book=book, before=before, unit=unit)
    return evaluation if unit is None else _sized(evaluation, instrument, unit, before)


def _sized(evaluation: Evaluation, instrument: Instrument, unit: UnitTrade, before: AccountState) -> Evaluation:
    plan, root = evaluation.draft.plan, unit.break_even_price()
    asked = _asked_quantity(evaluation, unit, before.equity)
    quantity = None if asked is None or asked > LARGEST else floor_to_step(asked, instrument.quantity_step)
    evaluation = replace(
        evaluation,
        unit_margin=unit.margin,
        asked_quantity=asked,
        quantity=quantity,
        levels=Levels(break_even=_against_trader(root, plan.side, instrument)),
        roots=Levels(break_even=root),
    )
    if not quantity:
        return evaluation
    evaluation = _with_money(evaluation, unit, quantity)
    return _with_levels(_in_book(evaluation, instrument, unit, before), instrument, unit.entry_price)


def _asked_quantity(evaluation: Evaluation, unit: UnitTrade, equity: Decimal) -> Decimal | None:
    """What the trader asked for, unrounded; None where it cannot be known."""
    plan = evaluation.draft.plan
    if any(finding.severity is Severity.INPUT and finding.field == "size" for finding in evaluation.findings):
        return None
    if plan.size_by is SizeBy.QUANTITY:
        return plan.size
    loss = _unit_loss(plan, unit)
    if loss is None or loss <= 0 or equity <= 0:
        return None
    return (plan.size * equity if plan.size_by is SizeBy.RISK_RATE else plan.size) / loss


def _unit_loss(plan: Plan, unit: UnitTrade) -> Decimal | None:
    """Loss of one unit at the stop; None without a stop on the losing side."""
    if plan.stop_price is None or plan.side.sign * (unit.entry_price - plan.stop_price) <= 0:
        return None
    return unit.loss_at_stop(plan.stop_price)


def _with_money(evaluation: Evaluation, unit: UnitTrade, quantity: Decimal) -> Evaluation:
    plan = evaluation.draft.plan
    unit_loss = _unit_loss(plan, unit)
    gain = sum((target.share * quantity * unit.profit_at(target.price) for target in plan.targets), ZERO)
    return replace(
        evaluation,
        notional=unit.conversion.amount(quantity * unit.notional, unit.entry_price),
        entry_cost=quantity * (unit.entry_fee + unit.spread_cost),
        loss_at_stop=None if unit_loss is None else quantity * unit_loss,
        gain_at_targets=gain if plan.targets and sum(target.share for target in plan.targets) <= 1 else None,
    )


def _in_book(evaluation: Evaluation, instrument: Instrument, unit: UnitTrade, before: AccountState) -> Evaluation:
    """The account with this plan in it: an entry fee leaves the wallet, the spread stays with the position."""
    plan, venue, book = evaluation.draft.plan, evaluation.draft.situation.venue, evaluation.book
    quantity, entry, cost = evaluation.quantity or ZERO, unit.entry_price, evaluation.entry_cost or ZERO
    if book is None:
        return evaluation
    terms = Terms(plan.leverage, plan.loan_to_value, plan.intraday)
    leg = opened(venue, instrument, plan.side, terms, quantity=quantity, price=entry)
    margin = unit.conversion.amount(leg.initial_margin, entry)
    posted = margin + plan.added_margin if plan.margin_mode is MarginMode.ISOLATED else ZERO
    planned = Entry(plan.margin_mode, leg.paying(instrument.spread), unit.conversion, entry, posted)
    book_after = book.adding(planned).paying(quantity * unit.entry_fee)
    added = posted or margin - book.relief(planned)
    return replace(
        evaluation,
        initial_margin=margin,
        book_after=book_after,
        key=book.key(instrument.symbol, plan.margin_mode, plan.side),
        after=AccountState(
            before.equity - cost, before.used_margin + added, before.available - cost - added, before.requirement
        ),
    )


def _with_levels(evaluation: Evaluation, instrument: Instrument, entry: Decimal) -> Evaluation:
    book, key, losing = evaluation.book_after, evaluation.key, -evaluation.draft.plan.side.sign
    if book is None or key is None:
        return evaluation
    pool, demands = book.pool(key), demands_of(book.venue, instrument)
    liquidation, far = _crossings(pool, demands.liquidation, entry, losing, -losing)
    roots = replace(
        evaluation.roots,
        margin_call=_crossings(pool, demands.margin_call, entry, losing)[0],
        liquidation=liquidation,
        bankruptcy=_crossings(pool, demands.bankruptcy, entry, losing)[0],
        far_liquidation=far,
    )
    levels = Levels(
        break_even=evaluation.levels.break_even,
        margin_call=_toward(roots.margin_call, entry, instrument),
        liquidation=_toward(roots.liquidation, entry, instrument),
        bankruptcy=_toward(roots.bankruptcy, entry, instrument),
        far_liquidation=_toward(roots.far_liquidation, entry, instrument),
    )
    return replace(evaluation, pool=pool, demands=demands, roots=roots, levels=levels)


def _crossings(pool: Pool, demand: Demand | None, start: Decimal, *directions: int) -> tuple[Decimal | None, ...]:
    """The levels of a demand; none where the venue has none."""
    if demand is None:
        return (None,) * len(directions)
    return tuple(_real(price) for price in pool.level(demand, start, *directions))


def _real(price: Decimal | None) -> Decimal | None:
    """A crossing beyond every price that can be written is none."""
    return price if price is not None and price < LARGEST else None


def _toward(price: Decimal | None, market: Decimal, instrument: Instrument) -> Decimal | None:
    """A level on the tick nearer to the market: the trader never believes it farther than it is."""
    if price is None:
        return None
    rounded = ceil_to_step if price < market else floor_to_step
    return rounded(price, instrument.price_tick)


def _against_trader(price: Decimal | None, side: Side, instrument: Instrument) -> Decimal | None:
    if price is None:
        return None
    rounded = ceil_to_step if side is Side.LONG else floor_to_step
    return rounded(price, instrument.price_tick)
