"""One plan in one account. Pure and total: every draft has an evaluation; what is wrong with it is a finding."""

from dataclasses import replace
from decimal import Decimal, localcontext

from planner.domain.account import AccountState, account_state, backing, holdings_of, leg_of
from planner.domain.conversion import conversion_of
from planner.domain.evaluation import Evaluation, Levels, Severity
from planner.domain.findings import findings_of
from planner.domain.input_findings import input_findings
from planner.domain.margin.crossings import Pool
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
    before = account_state(draft.situation, holdings)
    unit = unit_trade(draft.plan, instrument, conversion)
    evaluation = replace(evaluation, holdings=holdings, before=before, unit=unit)
    return evaluation if unit is None else _sized(evaluation, instrument, unit, before)


def _sized(evaluation: Evaluation, instrument: Instrument, unit: UnitTrade, before: AccountState) -> Evaluation:
    plan, root = evaluation.draft.plan, unit.break_even_price()
    asked = _asked_quantity(evaluation, unit, before.equity)
    quantity = None if asked is None or asked > LARGEST else floor_to_step(asked, instrument.quantity_step)
    evaluation = replace(
        evaluation,
        unit_margin=unit.conversion.amount(unit.notional / plan.leverage, unit.entry_price),
        asked_quantity=asked,
        quantity=quantity,
        levels=Levels(break_even=_against_trader(root, plan.side, instrument)),
        roots=Levels(break_even=root),
    )
    if not quantity:
        return evaluation
    return _with_levels(_with_money(evaluation, unit, before, quantity), instrument, unit)


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


def _with_money(evaluation: Evaluation, unit: UnitTrade, before: AccountState, quantity: Decimal) -> Evaluation:
    plan = evaluation.draft.plan
    margin = quantity * (evaluation.unit_margin or ZERO)
    cost = quantity * (unit.entry_fee + unit.spread_cost)
    unit_loss = _unit_loss(plan, unit)
    loss = None if unit_loss is None else quantity * unit_loss
    gain = sum((target.share * quantity * unit.profit_at(target.price) for target in plan.targets), ZERO)
    used = before.used_margin + margin
    after = AccountState(before.equity - cost, used, before.available - cost - margin, before.requirements)
    return replace(
        evaluation,
        notional=unit.conversion.amount(quantity * unit.notional, unit.entry_price),
        initial_margin=margin,
        entry_cost=cost,
        loss_at_stop=loss,
        gain_at_targets=gain if plan.targets and sum(target.share for target in plan.targets) <= 1 else None,
        after=after,
    )


def _with_levels(evaluation: Evaluation, instrument: Instrument, unit: UnitTrade) -> Evaluation:
    plan, quantity, entry = evaluation.draft.plan, evaluation.quantity or ZERO, unit.entry_price
    pool = _backing_of_plan(evaluation, instrument, unit, quantity)
    venue, losing = evaluation.draft.situation.venue, -plan.side.sign
    liquidation, far = pool.level(venue.liquidation_ratio, entry, losing, -losing)
    roots = Levels(
        break_even=evaluation.roots.break_even,
        margin_call=_real(pool.level(venue.margin_call_ratio, entry, losing)[0]),
        liquidation=_real(liquidation),
        bankruptcy=_real(pool.level(ZERO, entry, losing)[0]),
        far_liquidation=_real(far),
    )
    levels = Levels(
        break_even=evaluation.levels.break_even,
        margin_call=_toward(roots.margin_call, entry, instrument),
        liquidation=_toward(roots.liquidation, entry, instrument),
        bankruptcy=_toward(roots.bankruptcy, entry, instrument),
        far_liquidation=_toward(roots.far_liquidation, entry, instrument),
    )
    return replace(evaluation, pool=pool, roots=roots, levels=levels)


def _backing_of_plan(evaluation: Evaluation, instrument: Instrument, unit: UnitTrade, quantity: Decimal) -> Pool:
    plan = evaluation.draft.plan
    leg = leg_of(instrument, plan, quantity, unit.entry_price)
    spread = leg.units * instrument.spread * plan.side.sign
    own = -quantity * unit.entry_fee if plan.margin_mode is MarginMode.CROSS else evaluation.initial_margin or ZERO
    return backing(
        evaluation.draft.situation,
        evaluation.holdings,
        {} if evaluation.before is None else evaluation.before.requirements,
        leg._replace(cost=leg.cost + spread),
        mode=plan.margin_mode,
        conversion=unit.conversion,
        own=own,
    )


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
