"""The same plan otherwise: what follows from each value that is tried, and from several of them together."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from planner.assess import Assessment
from planner.domain.account import AccountState
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.liquidation import outcome
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import exactly
from planner.domain.stop_room import BEFORE_STOP
from planner.domain.venue import Regime, Venue
from planner.domain.what_if import Trial, account_with_hike, apply_trial, refusal, with_trial
from planner.report import numbers
from planner.report.changed_rules import hint
from planner.report.position_liquidation import liquidation_demand
from planner.report.rows import CHANGED_SIGN, Row, liquidation_label
from planner.report.sentences import Units, finding_sentence, units_of
from planner.words import translated

_SEVERAL = 2
_PLANNED = {"more_margin": "the added margin", "less_size": "the size", "other_leverage": "the leverage"}
_NOT_PLANNED = "The margin hike is the venue's and is not planned."
WHAT_IFS = {"more_margin": "", "less_size": "%", "other_leverage": "×", "margin_hike": "%"}
"""What can be tried, by the name a `Trial` has for it, and the unit it is entered in."""


def what_ifs_of(venue: Venue) -> tuple[str, ...]:
    """What can be tried at a venue; where nothing is borrowed, nothing."""
    if venue.regime is Regime.CASH:
        return ()
    left_out = set() if REGIMES[venue.regime].has_leverage else {"other_leverage"}
    left_out |= {"margin_hike"} if venue.regime is Regime.LOAN else set()
    return tuple(key for key in WHAT_IFS if key not in left_out)


@exactly
def what_if_row(assessment: Assessment, key: str, value: Decimal | None) -> Row:
    """The liquidation price, or the margin call where the broker decides, and the margin level: as tried.

    It follows the rules that the level of the plan follows.
    """
    planned, trial = assessment.evaluation, Trial(**{key: value})
    if not planned.quantity:
        return Row(key, numbers.NONE)
    tried = tried_evaluation(assessment, trial) or planned
    refused = refusal(planned, tried, trial)
    if refused is not None:
        least, units = refused.facts.get("least_quantity"), units_of(assessment.draft)
        least_text = _quantity(least, units) if isinstance(least, Decimal) else ""
        detail = translated("smallest order {least}", least=least_text) if least_text else ""
        return Row(key, translated("cannot be planned"), detail)
    state = account_with_hike(tried, trial.margin_hike)
    return Row(key, _level(tried, assessment), _margin_level(state), changed=_follows(assessment))


class Together(Struct, frozen=True):
    """What all that is tried comes to, in lines; `refusal` says why applying it would make no plan, where it would."""

    lines: tuple[str, ...] = ()
    refusal: str = ""


@exactly
def together(assessment: Assessment, trial: Trial) -> Together:
    """What several values that are tried come to, and what applying them would plan.

    Of one alone, which is told at its field, only why it cannot be applied; nothing of a hike alone. What the plan has
    already is not tried.
    """
    trial = _other_than(assessment, trial)
    quantity, tried = assessment.evaluation.quantity, tried_evaluation(assessment, trial)
    keys = [key for key in WHAT_IFS if getattr(trial, key)]
    if not quantity or tried is None or not trial.can_be_applied:
        return Together()
    applied = evaluate(apply_trial(quantity, trial).change(assessment.draft))
    planned = _listed([translated(_PLANNED[key]) for key in keys if key in _PLANNED])
    refused = _refusal(assessment, applied, trial, planned)
    if len(keys) < _SEVERAL or (refused and refusal(assessment.evaluation, tried, trial)):
        return Together((refused,) if refused else (), refused)
    after, at_once = _figures(assessment, applied, None), _figures(assessment, tried, trial.margin_hike)
    lines = [translated("Together: {figures}.", figures=at_once)]
    if refused:
        lines.append(refused)
    elif after == at_once:
        lines.append(translated("Apply plans {planned}.", planned=planned))
    else:
        lines.append(translated("Apply plans {planned}: {figures}.", planned=planned, figures=after))
    return Together((*lines, translated(_NOT_PLANNED)) if trial.margin_hike else tuple(lines), refused)


def _other_than(assessment: Assessment, trial: Trial) -> Trial:
    """What is tried that the plan does not have already."""
    return replace(trial, other_leverage=None) if trial.other_leverage == assessment.draft.plan.leverage else trial


def _refusal(assessment: Assessment, applied: Evaluation, trial: Trial, planned: str) -> str:
    """Why what would be applied makes no plan; nothing where it does."""
    found = refusal(assessment.evaluation, applied, trial)
    if found is None:
        return ""
    reason = finding_sentence(found, units_of(assessment.draft))
    return translated("Apply cannot plan {planned}: {reason}", planned=planned, reason=reason)


def _figures(assessment: Assessment, tried: Evaluation, hike: Decimal | None) -> str:
    """Size, level, margin level, what the stop costs and free margin in one line."""
    units, sign = units_of(assessment.draft), f" {CHANGED_SIGN}" * bool(_follows(assessment))
    state = account_with_hike(tried, hike)
    told = [
        _quantity(tried.quantity, units),
        f"{_level(tried, assessment)}{sign}",
        _margin_level(state),
        _at_stop(tried, units),
    ]
    if state is not None:
        told.append(translated("free margin {amount}", amount=numbers.money(state.free_margin, units.currency)))
    return " · ".join(part for part in told if part)


def _at_stop(tried: Evaluation, units: Units) -> str:
    """The loss at the stop; where the venue liquidates before it, or between two entries, what that takes instead."""
    objections = {finding.code for finding in tried.findings}
    if "already_liquidatable" in objections or tried.loss_at_stop is None:
        return ""
    if "ladder_cut_off" in objections:
        return translated("liquidated before all entries are filled")
    if not objections & BEFORE_STOP:
        return translated("loss at stop {amount}", amount=numbers.money(tried.loss_at_stop, units.currency))
    taken = outcome(tried)
    if taken is None:
        return translated("liquidated before the stop")
    return translated("liquidated before the stop: loss {amount}", amount=numbers.money(taken.loss, units.currency))


def _quantity(quantity: Decimal | None, units: Units) -> str:
    return numbers.with_unit(numbers.quantity(quantity, units.quantity_step), units.quantity_unit)


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)}{translated(' and ')}{last}" if others else last


def _follows(assessment: Assessment) -> str:
    """Which rule of the trader's own the level follows, if any."""
    return hint(assessment.draft, "margin_call" if liquidation_demand(assessment) is None else "liquidation")


def tried_evaluation(assessment: Assessment, trial: Trial) -> Evaluation | None:
    """What follows from all that is tried together; None where nothing is, or there is no size to try it with."""
    quantity = assessment.evaluation.quantity
    return evaluate(with_trial(assessment.draft, quantity, trial)) if trial.is_any and quantity else None


def _level(tried: Evaluation, assessment: Assessment) -> str:
    is_called = liquidation_demand(assessment) is None
    price = tried.levels.margin_call if is_called else tried.levels.liquidation
    name = translated("Margin call") if is_called else liquidation_label(assessment.draft.situation.venue)
    demand, entry = tried.demands.margin_call if is_called else tried.demands.liquidation, tried.entry_price
    if price is None and tried.pool is not None and demand is not None and entry is not None:
        is_met = tried.pool.excess_at(demand, entry) <= 0
        return f"{name} {translated('at once') if is_met else translated('none')}"
    return f"{name} {numbers.price(price, units_of(assessment.draft).price_tick)}"


def _margin_level(state: AccountState | None) -> str:
    return translated("margin level {ratio}", ratio=numbers.level(None if state is None else state.margin_level))
