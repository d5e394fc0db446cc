"""A setup that comes again: the decisions of a plan without its prices, and the same put upon another plan.

Distances take the place of prices: of the stop in ATR where the plan has one, else as a rate of the entry, of further
entries as a rate of the entry, of targets in R. The side is decided anew each time.
"""

from decimal import Decimal, localcontext
from typing import Annotated

from msgspec.structs import replace
from pydantic import Field, StringConstraints

from planner.domain.checklist import MOST_TAGS, CheckItem, Tag
from planner.domain.costs import GuaranteedStop, Liquidity
from planner.domain.distances import Unit, price_at, target_reference
from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.fitting import fitted, is_like_money
from planner.domain.number import ENGINE, ONE, Amount, Multiple, Number, Rate, ceil_to_step, floor_to_step
from planner.domain.plan import Draft, Plan, Rung, SizeBy, SizingTerms, Target
from planner.domain.record import Currency, Name, Record
from planner.domain.stop_rules import StopRules, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.venue import Instrument, MarginMode

TemplateName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
FINEST = Decimal("0.0001")
"""What a distance in R or in ATR is rounded to: it is a habit, not a price."""
FINEST_RATE = Decimal("0.000001")
"""What a rate of the entry is rounded to: for a stop of few pips a hundredth of a percent is much."""

_KEPT = (
    "leverage", "margin_mode", "size_by", "size", "fee_rate", "entry_liquidity", "exit_liquidity", "guaranteed_stop",
    "slippage_rate", "holding_days", "tags", "signal_source",
)  # fmt: skip
"""The decisions that are taken over as they are."""
_IN_MONEY = frozenset({SizeBy.RISK_AMOUNT, SizeBy.MARGIN, SizeBy.FIXED_RATIO})


class AwayFromEntry(Record):
    """A further entry, so far on the losing side of the first one; a rate of it."""

    rate: Number
    share: Rate


class TargetAt(Record):
    """A target where the whole position would bring so many times its risk."""

    r_multiple: Multiple
    share: Rate


class Template(Record):
    """The decisions of a plan. `stop_atr` and `stop_rate` are how far the stop is: one of them, or none."""

    name: TemplateName
    stop_atr: Multiple | None = None
    stop_rate: Amount | None = None
    ladder: tuple[AwayFromEntry, ...] = Field(default=(), max_length=8)
    targets: tuple[TargetAt, ...] = Field(default=(), max_length=8)
    leverage: Multiple
    margin_mode: MarginMode
    size_by: SizeBy
    size: Amount
    currency: Currency | None = Field(default=None, description="of the account it was saved in; any, if absent")
    sizing: SizingTerms = SizingTerms()
    fee_rate: Rate | None = None
    entry_liquidity: Liquidity = Liquidity.TAKER
    exit_liquidity: Liquidity = Liquidity.TAKER
    guaranteed_stop: GuaranteedStop | None = None
    slippage_rate: Rate
    holding_days: Amount
    stop_rules: StopRules = StopRules()
    tags: tuple[Tag, ...] = Field(default=(), max_length=MOST_TAGS)
    signal_source: Name = ""
    checklist: tuple[CheckItem, ...] = Field(default=(), max_length=20)


def template_of(evaluation: Evaluation, name: str) -> Template:
    """The decisions of a plan under a name; nothing of the checklist is done yet."""
    plan = evaluation.draft.plan
    with localcontext(ENGINE):
        return Template(
            name=name,
            stop_atr=_stop_distance(plan, plan.sizing.atr, FINEST),
            stop_rate=None if plan.sizing.atr else _stop_distance(plan, plan.entry_price, FINEST_RATE),
            ladder=tuple(_away(plan, rung) for rung in plan.ladder if plan.entry_price),
            targets=_targets_at(evaluation),
            currency=evaluation.draft.situation.account.currency,
            sizing=plan.sizing.replace(atr=None),
            stop_rules=_rules_at(evaluation),
            checklist=tuple(item.replace(done=False) for item in plan.checklist),
            **{field: getattr(plan, field) for field in _KEPT},
        )


def _fine(value: Decimal) -> Decimal:
    return max(value.quantize(FINEST, context=ENGINE), FINEST).normalize(ENGINE)


def _stop_distance(plan: Plan, unit: Decimal | None, finest: Decimal) -> Decimal | None:
    """Rounded up, so that the tick nearer to the entry is the tick it was taken from."""
    if plan.entry_price is None or plan.stop_price is None or not unit:
        return None
    distance = plan.side.sign * (plan.entry_price - plan.stop_price) / unit
    return ceil_to_step(distance, finest).normalize(ENGINE) if distance > 0 else None


def _away(plan: Plan, rung: Rung) -> AwayFromEntry:
    """Rounded as the stop is."""
    entry = plan.entry_price or ONE
    rate = ceil_to_step(plan.side.sign * (entry - rung.price) / entry, FINEST_RATE)
    return AwayFromEntry(rate=rate.normalize(ENGINE), share=rung.share)


def _r_of(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """How many times its risk a unit brings at a price; None without a risk or a gain."""
    unit, risk = evaluation.unit, evaluation.unit_loss
    if unit is None or risk is None or risk <= 0:
        return None
    gain = unit.profit_at(price) / risk
    return _fine(gain) if gain > 0 else None


def _targets_at(evaluation: Evaluation) -> tuple[TargetAt, ...]:
    found = ((_r_of(evaluation, target.price), target.share) for target in evaluation.draft.plan.targets)
    return tuple(TargetAt(r_multiple=multiple, share=share) for multiple, share in found if multiple is not None)


def _rules_at(evaluation: Evaluation) -> StopRules:
    """The rules of the stop: triggers at a price as R, a distance in price as a rate; what has neither is left out."""
    rules, entry = evaluation.draft.plan.stop_rules, evaluation.entry_price
    steady, trailing = rules.break_even, rules.trailing
    if steady is not None:
        steady = steady.replace(trigger=_trigger_at(evaluation, steady.trigger))
    if trailing is not None:
        trailing = trailing.replace(trigger=_trigger_at(evaluation, trailing.trigger))
        if trailing.by is TrailBy.PRICE and entry:
            distance = _fine(trailing.distance / entry)
            trailing = TrailingRule(trigger=trailing.trigger, by=TrailBy.PERCENT, distance=distance)
    return StopRules(break_even=steady, trailing=trailing).without_prices()


def _trigger_at(evaluation: Evaluation, trigger: Trigger) -> Trigger:
    multiple = _r_of(evaluation, trigger.value) if trigger.by is TriggerBy.PRICE else None
    return trigger if multiple is None else Trigger(value=multiple)


def apply_template(template: Template, reference_atr: Decimal | None) -> Edit:
    """Decide as the template does, in one step; what the venue does not offer takes its nearest value.

    A size in money of another currency is left as the plan has it.

    `reference_atr` is that of the chart, used where the plan has none of its own.
    """

    def change(draft: Draft) -> Draft:
        instrument, venue = draft.instrument, draft.situation.venue
        if instrument is None:
            return draft
        plan, atr = draft.plan, draft.plan.sizing.atr or reference_atr
        decided = {field: getattr(template, field) for field in _KEPT}
        sizing = template.sizing
        if _is_of_other_money(template, draft.situation.account.currency):
            decided |= {"size_by": plan.size_by, "size": plan.size}
            sizing = plan.sizing
        sizing = sizing.replace(atr=atr if _needs_atr(template) else plan.sizing.atr)
        plan = fitted(plan.replace(**decided), venue, instrument).replace(
            sizing=sizing,
            fee_rate=template.fee_rate,
            guaranteed_stop=template.guaranteed_stop,
            stop_rules=template.stop_rules,
            checklist=template.checklist,
        )
        with localcontext(ENGINE):
            plan = _with_prices(plan, template, instrument, atr)
            return _with_targets(draft.replace(plan=plan), template)

    return Edit("apply_template", change)


def _is_of_other_money(template: Template, currency: str) -> bool:
    """Whether an amount would become the same number of another currency."""
    is_alike = template.currency is None or is_like_money(template.currency, currency)
    return not is_alike and (template.size_by in _IN_MONEY or template.sizing.base_amount is not None)


def _needs_atr(template: Template) -> bool:
    trailing = template.stop_rules.trailing
    trails = trailing is not None and trailing.by is TrailBy.ATR
    return trails or template.stop_atr is not None or template.size_by is SizeBy.VOLATILITY


def _with_prices(plan: Plan, template: Template, instrument: Instrument, atr: Decimal | None) -> Plan:
    """Stop and further entries at their distances, on the tick nearer to the entry."""
    entry, tick = plan.entry_price, instrument.price_tick
    if entry is None:
        return plan
    near = ceil_to_step if plan.side.sign > 0 else floor_to_step
    away = (atr, template.stop_atr) if template.stop_atr is not None else (entry, template.stop_rate)
    stop = plan.stop_price
    if away[0] is not None and away[1] is not None:
        stop = max(near(entry - plan.side.sign * away[0] * away[1], tick), tick)
    ladder = tuple(
        Rung(price=max(near(entry * (ONE - plan.side.sign * rung.rate), tick), tick), share=rung.share)
        for rung in template.ladder
    )
    return plan.replace(stop_price=stop, ladder=ladder)


def _with_targets(draft: Draft, template: Template) -> Draft:
    """Targets where they bring their R, at the size and costs decided now; the plan's own where no R can be counted."""
    reference = target_reference(evaluate(draft), None, 0)
    if not template.targets or reference is None or not reference.unit_loss:
        return draft
    now = replace(reference, after=None)
    found = ((price_at(Unit.R, at.r_multiple, now), at.share) for at in template.targets)
    targets = tuple(Target(price=price, share=share) for price, share in found if price is not None)
    return draft.replace(plan=draft.plan.replace(targets=targets, held_reward_risk=None))
