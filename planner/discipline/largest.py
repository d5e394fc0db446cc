"""The largest size of a plan that can be taken: what its limits leave, and what the venue does not object to.

A limit is worked out at one size and holds at another only where nothing bends on the way: fewer whole steps of several
entries can lose more each, fewer shares borrow less, and what faces an open position costs no margin until it is
closed. So a size is looked for that its own limits leave, from above; and from there as many steps more as theirs do.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from planner.discipline.bounds import Cap
from planner.discipline.limits import allowed_quantity
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation, Severity
from planner.domain.kelly import paying_quantity
from planner.domain.number import ONE, ZERO, last_within
from planner.domain.order_findings import largest_ordered, least_ordered
from planner.domain.sizing import follows_targets
from planner.domain.stop_room import BEFORE_STOP
from planner.domain.venue import MarginMode
from planner.domain.what_if import with_share

CURED_BY_SIZE = BEFORE_STOP | {"already_liquidatable", "ladder_cut_off", "order_below_minimum"}
"""The objections to a plan that a smaller size may meet no longer."""
_TOO_LARGE = tuple(sorted(CURED_BY_SIZE - {"order_below_minimum"}))
_MOST_ROUNDS = 16
"""One or two are usual."""

CapsOf = Callable[[Evaluation], tuple[Cap, ...]]
"""The caps on a plan in the size it has, the tightest first; none where nothing can be said."""


class Largest(NamedTuple):
    """What binds, and what that leaves, evaluated: None where it leaves nothing that can be taken."""

    binding: str | None
    evaluation: Evaluation | None = None


def largest_within(evaluation: Evaluation, caps_of: CapsOf) -> Largest:
    """The largest size that its own caps leave; nothing binds where that is what the plan asks.

    Where the targets set the size, one whose own odds pay; and one of which every entry is an order.
    """
    found, binding = _lowered(evaluation, caps_of)
    if binding is None:
        return Largest(None, evaluation)
    asked = evaluation.sizing
    if asked is not None and follows_targets(asked.plan):
        return Largest(binding, found if _fits(found, caps_of) else None)
    start = found if _fits(found, caps_of) else at_size(evaluation, least_ordered(evaluation))
    if _size(start) > _size(evaluation) or not _fits(start, caps_of):
        return Largest(binding)
    left = _with_more(start, _size(evaluation), caps_of)
    return Largest(_stopped_by(left, caps_of) or binding, left)


def _stopped_by(evaluation: Evaluation, caps_of: CapsOf) -> str | None:
    """What keeps a step more from being taken: the tightest limit there, or an objection; None where neither does."""
    instrument = evaluation.draft.instrument
    if instrument is None:
        return None
    more = at_size(evaluation, _size(evaluation) + instrument.quantity_step)
    limits, codes = caps_of(more), {finding.code for finding in more.findings}
    if limits and allowed_quantity(more, limits[0]) < _size(more):
        return limits[0].rule
    return next((code for code in _TOO_LARGE if code in codes), None)


def _lowered(evaluation: Evaluation, caps_of: CapsOf) -> tuple[Evaluation, str | None]:
    """The plan in a size that the caps leave, once lowered to it or a few times, and the last one that did so."""
    found, binding, asked = evaluation, None, evaluation.sizing
    for _ in range(_MOST_ROUNDS):
        limits = caps_of(found)
        if not limits or (allowed := allowed_quantity(found, limits[0])) >= _size(found):
            break
        binding = limits[0].rule
        found = at_size(found, largest_ordered(found, allowed if asked is None else paying_quantity(asked, allowed)))
    return found, binding


def cured(evaluation: Evaluation, code: str, caps_of: CapsOf) -> Largest | None:
    """The largest size that is taken where the plan meets an objection of that name; None where a smaller one does too.

    What binds is a limit, or else the objection.
    """
    if code not in CURED_BY_SIZE or not _size(evaluation) or _is_of_every_size(evaluation, code):
        return None
    within = largest_within(evaluation, caps_of)
    if within.binding is not None and within.evaluation is not None:
        return within
    smaller = _unopposed(evaluation)
    if smaller is None:
        return None
    found = largest_within(smaller, caps_of)
    return found._replace(binding=found.binding or code) if found.evaluation is not None else None


def _is_of_every_size(evaluation: Evaluation, code: str) -> bool:
    """Whether less of a plan would not help: what isolated entries in the same shares end at does not depend on it.

    Few whole steps are other shares, and may end elsewhere by accident.
    """
    plan = evaluation.draft.plan
    is_fixed = plan.margin_mode is MarginMode.ISOLATED and not plan.added_margin
    return bool(plan.ladder) and is_fixed and code != "order_below_minimum"


def _unopposed(evaluation: Evaluation) -> Evaluation | None:
    """The plan in the largest size of which all steps below meet no objection, if there is one."""
    instrument = evaluation.draft.instrument
    least = at_size(evaluation, least_ordered(evaluation))
    if instrument is None or _size(least) >= _size(evaluation) or not can_be_taken(least):
        return None
    step, start = instrument.quantity_step, _size(least)

    def is_taken(more: int) -> bool:
        size = largest_ordered(evaluation, start + more * step)
        return size < _size(evaluation) and can_be_taken(at_size(evaluation, size))

    most = last_within(is_taken, int((_size(evaluation) - start) / step))
    return at_size(evaluation, largest_ordered(evaluation, start + most * step))


def _with_more(evaluation: Evaluation, most: Decimal, caps_of: CapsOf) -> Evaluation:
    """As many steps more as their own caps leave, up to a size."""
    size, instrument = _size(evaluation), evaluation.draft.instrument
    step = most if instrument is None else instrument.quantity_step

    def fits(more: int) -> bool:
        return _fits(at_size(evaluation, size + more * step), caps_of)

    more = last_within(fits, int((most - size) / step))
    return at_size(evaluation, size + more * step) if more else evaluation


def _fits(evaluation: Evaluation, caps_of: CapsOf) -> bool:
    """Whether its own caps leave a plan the size it has, and nothing else is in its way."""
    limits = caps_of(evaluation)
    return bool(limits) and allowed_quantity(evaluation, limits[0]) >= _size(evaluation) and can_be_taken(evaluation)


def can_be_taken(evaluation: Evaluation) -> bool:
    """Whether the plan meets no blocker: a smaller size can be worse beside other positions."""
    return all(finding.severity < Severity.BLOCKER for finding in evaluation.findings)


def at_size(evaluation: Evaluation, quantity: Decimal) -> Evaluation:
    """The same plan in another size."""
    return evaluate(with_share(evaluation.draft, quantity, ONE), evaluation)


def _size(evaluation: Evaluation) -> Decimal:
    return evaluation.quantity or ZERO
