"""The same plan otherwise: what follows from each value that is tried, and from several of them together."""

from collections.abc import Callable
from decimal import Decimal, localcontext

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ENGINE, ONE
from planner.domain.plan import Draft
from planner.domain.venue import Regime, Venue
from planner.domain.what_if import (
    Trial,
    apply_trial,
    with_leverage,
    with_margin,
    with_margin_hike,
    with_share,
    with_trial,
)
from planner.report import numbers
from planner.report.changed_rules import hint
from planner.report.position_liquidation import liquidation_demand
from planner.report.rows import CHANGED_SIGN, Row, liquidation_label
from planner.report.sentences import units_of
from planner.words import translated

_SEVERAL = 2
_PLANNED = {"more_margin": "the added margin", "less_size": "the size", "other_leverage": "the leverage"}
_NOT_PLANNED = "The margin hike is the venue's and is not planned."
Change = Callable[[Draft, Decimal, Decimal], Draft]


class WhatIf(Struct, frozen=True):
    """Another way to trade the plan: from the draft, its quantity and the value entered to a draft."""

    change: Change
    unit: str = ""


WHAT_IFS: dict[str, WhatIf] = {
    "more_margin": WhatIf(lambda draft, _, amount: with_margin(draft, amount)),
    "less_size": WhatIf(lambda draft, quantity, share: with_share(draft, quantity, ENGINE.subtract(ONE, share)), "%"),
    "other_leverage": WhatIf(lambda draft, _, leverage: with_leverage(draft, leverage), "×"),
    "margin_hike": WhatIf(lambda draft, _, rate: with_margin_hike(draft, rate), "%"),
}


def what_ifs_of(venue: Venue) -> tuple[str, ...]:
    """What can be tried at a venue; where nothing is borrowed, nothing."""
    if venue.regime is Regime.CASH:
        return ()
    left_out = set() if REGIMES[venue.regime].has_leverage else {"other_leverage"}
    left_out |= {"margin_hike"} if venue.regime is Regime.LOAN else set()
    return tuple(key for key in WHAT_IFS if key not in left_out)


def what_if_row(assessment: Assessment, key: str, value: Decimal | None) -> Row:
    """The liquidation price, or the margin call where the broker decides, and the margin level: as tried.

    It follows the rules that the level of the plan follows.
    """
    quantity = assessment.evaluation.quantity
    if not quantity:
        return Row(key, numbers.NONE)
    tried = assessment.evaluation
    if value is not None:
        fixed = with_share(assessment.draft, quantity, ONE)
        tried = evaluate(WHAT_IFS[key].change(fixed, quantity, value))
    hike = _hike(tried, value if key == "margin_hike" else None)
    return Row(key, _level(tried, assessment), _margin_level(tried, hike), changed=_follows(assessment))


def together_lines(assessment: Assessment, trial: Trial) -> tuple[str, ...]:
    """What several values that are tried come to, and what applying them would plan; nothing where only one is."""
    quantity, tried = assessment.evaluation.quantity, tried_evaluation(assessment, trial)
    keys = [key for key in WHAT_IFS if getattr(trial, key)]
    if not quantity or tried is None or len(keys) < _SEVERAL:
        return ()
    applied = evaluate(apply_trial(quantity, trial).change(assessment.draft))
    together, after = _figures(assessment, tried, trial.margin_hike), _figures(assessment, applied, None)
    planned = _listed([translated(_PLANNED[key]) for key in keys if key in _PLANNED])
    lines = [translated("Together: {figures}.", figures=together)]
    if after == together:
        lines.append(translated("Apply plans {planned}.", planned=planned))
    else:
        lines.append(translated("Apply plans {planned}: {figures}.", planned=planned, figures=after))
    return (*lines, translated(_NOT_PLANNED)) if trial.margin_hike else tuple(lines)


def _figures(assessment: Assessment, tried: Evaluation, hike: Decimal | None) -> str:
    """Size, level, margin level, loss at the stop and free margin in one line."""
    factor, units, sign = (
        _hike(tried, hike),
        units_of(assessment.draft),
        f" {CHANGED_SIGN}" * bool(_follows(assessment)),
    )
    told = [
        numbers.with_unit(numbers.quantity(tried.quantity, units.quantity_step), units.quantity_unit),
        f"{_level(tried, assessment)}{sign}",
        _margin_level(tried, factor),
    ]
    if tried.loss_at_stop is not None:
        told.append(translated("loss at stop {amount}", amount=numbers.money(tried.loss_at_stop, units.currency)))
    if tried.after is not None:
        with localcontext(ENGINE):
            free = tried.after.equity - tried.after.used_margin * factor
        told.append(translated("free margin {amount}", amount=numbers.money(free, units.currency)))
    return " · ".join(told)


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)}{translated(' and ')}{last}" if others else last


def _follows(assessment: Assessment) -> str:
    """Which rule of the trader's own the level follows, if any."""
    return hint(assessment.draft, "margin_call" if liquidation_demand(assessment) is None else "liquidation")


def _hike(tried: Evaluation, rate: Decimal | None) -> Decimal:
    """How many times as much margin is asked as is blocked: a hike raises margins in money themselves."""
    is_blocked = tried.draft.situation.venue.regime is Regime.FUTURES
    return ONE if rate is None or is_blocked else ENGINE.add(ONE, rate)


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


def _margin_level(tried: Evaluation, hike: Decimal) -> str:
    """The margin level; a hike that raises the ratios asks that much more for the same positions."""
    level = None if tried.after is None else tried.after.margin_level
    ratio = numbers.level(None if level is None else ENGINE.divide(level, hike))
    return translated("margin level {ratio}", ratio=ratio)
