"""A setup that comes again: the decisions of a plan without its prices, and the same put upon another plan.

Distances take the place of prices: of the stop in ATR where the plan has one, else as a rate of the entry, of further
entries as a rate of the entry, of targets in R. The side is decided anew each time.
"""

from collections.abc import Callable
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Annotated

from msgspec import Struct
from msgspec.structs import replace
from pydantic import Field, StringConstraints

from planner.domain.checklist import MOST_TAGS, CheckItem, Tag
from planner.domain.costs import GuaranteedStop, Liquidity
from planner.domain.distances import Reference, Unit, price_at, target_reference
from planner.domain.edits import Edit
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.fitting import fitted, is_like_money
from planner.domain.number import ENGINE, ONE, SMALLEST, Amount, Multiple, Number, Rate, ceil_to_step, floor_to_step
from planner.domain.plan import Draft, Plan, Rung, SizeBy, SizingTerms, Target
from planner.domain.record import Currency, Name, Record
from planner.domain.stop_rules import StopRules, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.venue import MarginMode

TemplateName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
FINEST = Decimal("0.0001")
"""What a distance in R or in ATR is rounded to, or finer where that would lead to another tick: it is a habit."""
FINEST_RATE = Decimal("0.000001")
"""The same of a rate of the entry: for a stop of few pips a hundredth of a percent is much."""
_MORE_DIGITS = 9

_KEPT = (
    "leverage", "margin_mode", "size_by", "size", "fee_rate", "entry_liquidity", "exit_liquidity", "guaranteed_stop",
    "slippage_rate", "holding_days", "tags", "signal_source",
)  # fmt: skip
"""The decisions that are taken over as they are."""
_IN_MONEY = frozenset({SizeBy.RISK_AMOUNT, SizeBy.MARGIN, SizeBy.FIXED_RATIO})


class Kept(StrEnum):
    """What of a plan stays as it was though a template is applied, or is lacking because that cannot be decided."""

    EVERYTHING = "everything"
    SIZE = "size"
    STOP = "stop"
    NO_STOP = "no_stop"
    ENTRIES = "entries"
    TARGETS = "targets"
    NO_TARGETS = "no_targets"
    SOME_TARGETS = "some_targets"
    OWN_TARGETS = "own_targets"
    ADDED_MARGIN = "added_margin"
    NO_ADDED_MARGIN = "no_added_margin"
    LOAN = "loan"
    DAY_TRADE = "day_trade"


class Decided(Struct, frozen=True):
    """A plan as a template decides it, and what the template could not or does not decide."""

    draft: Draft
    kept: tuple[Kept, ...] = ()


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
            stop_atr=_stop_distance(evaluation.draft, plan.sizing.atr, FINEST),
            stop_rate=None if plan.sizing.atr else _stop_distance(evaluation.draft, plan.entry_price, FINEST_RATE),
            ladder=tuple(_away(evaluation.draft, rung) for rung in plan.ladder),
            targets=_targets_at(evaluation),
            currency=evaluation.draft.situation.account.currency,
            sizing=plan.sizing.replace(atr=None),
            stop_rules=_rules_at(evaluation),
            checklist=tuple(item.replace(done=False) for item in plan.checklist),
            **{field: getattr(plan, field) for field in _KEPT},
        )


def _fine(value: Decimal) -> Decimal:
    return max(value.quantize(FINEST, context=ENGINE), FINEST).normalize(ENGINE)


def _rounded_up(exact: Decimal, finest: Decimal, price: Decimal, price_of: Callable[[Decimal], object]) -> Decimal:
    """Rounded up, so that the tick nearer to the entry is the tick it was taken from, to no more digits than it takes.

    A price that is on no tick cannot come back: there it is rounded to the `finest` that is usual.
    """
    steps = (finest.scaleb(-digits) for digits in range(_MORE_DIGITS))
    rounded = [ceil_to_step(exact, step).normalize(ENGINE) for step in steps]
    return next((one for one in rounded if price_of(one) == price), rounded[0])


def _stop_distance(draft: Draft, unit: Decimal | None, finest: Decimal) -> Decimal | None:
    plan = draft.plan
    if plan.entry_price is None or plan.stop_price is None or not unit:
        return None
    distance = plan.side.sign * (plan.entry_price - plan.stop_price) / unit
    if distance <= 0:
        return None
    return _rounded_up(distance, finest, plan.stop_price, lambda one: _nearer_by(draft, unit * one))


def _away(draft: Draft, rung: Rung) -> AwayFromEntry:
    """Rounded as the stop is."""
    entry = draft.plan.entry_price or ONE
    exact = draft.plan.side.sign * (entry - rung.price) / entry
    rate = _rounded_up(exact, FINEST_RATE, rung.price, lambda one: _nearer_by(draft, entry * one))
    return AwayFromEntry(rate=rate, share=rung.share)


def _nearer_by(draft: Draft, distance: Decimal) -> Decimal:
    """The price so far on the losing side of the entry, on the tick nearer to it."""
    entry, sign, instrument = draft.plan.entry_price or ONE, draft.plan.side.sign, draft.instrument
    tick, near = SMALLEST if instrument is None else instrument.price_tick, ceil_to_step if sign > 0 else floor_to_step
    return max(near(entry - sign * distance, tick), tick)


def _r_of(evaluation: Evaluation, price: Decimal) -> Decimal | None:
    """How many times its risk a unit brings at a price; None without a risk or a gain."""
    unit, risk = evaluation.unit, evaluation.unit_loss
    if unit is None or risk is None or risk <= 0:
        return None
    gain = unit.profit_at(price) / risk
    return gain if gain > 0 else None


def _targets_at(evaluation: Evaluation) -> tuple[TargetAt, ...]:
    """Each rounded as the stop is; one that brings nothing is left out."""
    reference, found = _counted_in_r(evaluation), []
    for target in evaluation.draft.plan.targets:
        exact = _r_of(evaluation, target.price)
        if exact is not None and reference is not None:
            multiple = _rounded_up(exact, FINEST, target.price, lambda one: price_at(Unit.R, one, reference))
            found.append(TargetAt(r_multiple=multiple, share=target.share))
    return tuple(found)


def _counted_in_r(evaluation: Evaluation) -> Reference | None:
    """What R is counted from at the size and costs decided now; None where it cannot be."""
    reference = target_reference(evaluation, None, 0)
    return None if reference is None or not reference.unit_loss else replace(reference, after=None)


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
    return trigger if multiple is None else Trigger(value=_fine(multiple))


def apply_template(template: Template, reference_atr: Decimal | None) -> Edit:
    """Decide as the template does, in one step; what the venue does not offer takes its nearest value."""
    return Edit("apply_template", lambda draft: decided(template, draft, reference_atr).draft, named=template.name)


def decided(template: Template, draft: Draft, reference_atr: Decimal | None) -> Decided:
    """A plan as the template decides it, and what stays as it was.

    A size in money of another currency is left as the plan has it. `reference_atr` is that of the chart, used where the
    plan has none of its own.
    """
    instrument, venue, plan = draft.instrument, draft.situation.venue, draft.plan
    if instrument is None:
        return Decided(draft, (Kept.EVERYTHING,))
    atr = plan.sizing.atr or reference_atr
    chosen = {field: getattr(template, field) for field in _KEPT}
    sizing, kept = template.sizing, []
    if _is_of_other_money(template, draft.situation.account.currency):
        chosen |= {"size_by": plan.size_by, "size": plan.size}
        sizing = plan.sizing
        kept.append(Kept.SIZE)
    sizing = sizing.replace(atr=atr if _needs_atr(template) else plan.sizing.atr)
    plan = fitted(plan.replace(**chosen), venue, instrument).replace(
        sizing=sizing,
        fee_rate=template.fee_rate,
        guaranteed_stop=template.guaranteed_stop,
        stop_rules=template.stop_rules,
        checklist=template.checklist,
    )
    with localcontext(ENGINE):
        priced, of_prices = _with_prices(draft.replace(plan=plan), template, atr)
        aimed, of_targets = _with_targets(priced, template)
    return Decided(aimed, (*kept, *of_prices, *of_targets, *_of_margin(draft.plan, aimed.plan)))


def _of_margin(before: Plan, now: Plan) -> tuple[Kept, ...]:
    """What the margin follows from too, and no template decides."""
    told = {
        Kept.ADDED_MARGIN: now.added_margin > 0,
        Kept.NO_ADDED_MARGIN: before.added_margin > now.added_margin,
        Kept.LOAN: now.loan_to_value is not None,
        Kept.DAY_TRADE: now.intraday,
    }
    return tuple(kept for kept, is_so in told.items() if is_so)


def _is_of_other_money(template: Template, currency: str) -> bool:
    """Whether an amount would become the same number of another currency."""
    is_alike = template.currency is None or is_like_money(template.currency, currency)
    return not is_alike and (template.size_by in _IN_MONEY or template.sizing.base_amount is not None)


def _needs_atr(template: Template) -> bool:
    trailing = template.stop_rules.trailing
    trails = trailing is not None and trailing.by is TrailBy.ATR
    return trails or template.stop_atr is not None or template.size_by is SizeBy.VOLATILITY


def _with_prices(draft: Draft, template: Template, atr: Decimal | None) -> tuple[Draft, tuple[Kept, ...]]:
    """Stop and further entries at their distances, on the tick nearer to the entry."""
    plan, kept = draft.plan, []
    entry, rate = plan.entry_price, template.stop_atr if template.stop_atr is not None else template.stop_rate
    unit = atr if template.stop_atr is not None else entry
    stop = None if rate is None or unit is None else _nearer_by(draft, unit * rate)
    if rate is not None and stop is None:
        kept.append(Kept.NO_STOP if plan.stop_price is None else Kept.STOP)
    rungs = [(None if entry is None else _nearer_by(draft, entry * rung.rate), rung.share) for rung in template.ladder]
    ladder = tuple(Rung(price=price, share=share) for price, share in rungs if price is not None)
    if entry is None:
        kept += [Kept.ENTRIES] if template.ladder else []
        ladder = plan.ladder
    return draft.replace(plan=plan.replace(stop_price=stop or plan.stop_price, ladder=ladder)), tuple(kept)


def _with_targets(draft: Draft, template: Template) -> tuple[Draft, tuple[Kept, ...]]:
    """Targets where they bring their R, at the size and costs decided now; the plan's own where no R can be counted."""
    has_own = bool(draft.plan.targets)
    if not template.targets:
        return draft, (Kept.OWN_TARGETS,) if has_own else ()
    now = _counted_in_r(evaluate(draft))
    if now is None:
        return draft, (Kept.TARGETS if has_own else Kept.NO_TARGETS,)
    found = ((price_at(Unit.R, at.r_multiple, now), at.share) for at in template.targets)
    targets = tuple(Target(price=price, share=share) for price, share in found if price is not None)
    kept = () if len(targets) == len(template.targets) else (Kept.SOME_TARGETS,)
    return draft.replace(plan=draft.plan.replace(targets=targets, held_reward_risk=None)), kept
