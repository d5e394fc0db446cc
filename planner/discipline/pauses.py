"""The pause rules of a plan in its situation: what each says now, and will say after the trade."""

from datetime import UTC, datetime
from decimal import Decimal

from msgspec import Struct

from planner.discipline.bounds import Cap
from planner.discipline.judging import Proposal, RuleStanding
from planner.discipline.preview import Outlook, outcomes, outlook
from planner.discipline.replay import Replayed, replay
from planner.domain.evaluation import Evaluation
from planner.domain.journal import EquityMarked
from planner.domain.number import ENGINE, ONE
from planner.domain.plan import Situation


class Pauses(Struct, frozen=True):
    """The account after its events, the moment it is judged at, and the rules now and after the trade."""

    replayed: Replayed
    at: datetime
    outlook: Outlook

    @property
    def rules(self) -> tuple[RuleStanding, ...]:
        """What every rule says now."""
        return self.outlook.now


def pauses(evaluation: Evaluation, now: datetime | None, like: tuple[Situation, Replayed] | None) -> Pauses:
    """The pause rules of a plan at a moment; the events of a situation alike are not gone through again.

    A situation with a moment of its own is judged at that one, and without a clock at the last event.
    """
    situation = evaluation.draft.situation
    replayed = replayed_in(situation, like)
    at = moment_of(situation, replayed, now)
    before = evaluation.before
    equity = None if before is None else before.equity
    proposal = Proposal(
        evaluation.draft.plan.instrument,
        evaluation.draft.plan.side,
        evaluation.quantity,
        None if before is None else before.margin_level,
        is_known=before is not None,
    )
    present = replayed if equity is None else replayed.with_event(_mark(situation, equity, at))
    return Pauses(replayed, at, outlook(present, proposal, at, outcomes(evaluation), equity))


def replayed_in(situation: Situation, like: tuple[Situation, Replayed] | None) -> Replayed:
    """The account after the events of a situation, taken over where they are the same; what follows is added to it."""
    found = None if like is None else _taken_over(situation, *like)
    return replay(situation.rules, situation.reset, situation.happened) if found is None else found


def is_told_anew(situation: Situation, like: tuple[Situation, Replayed]) -> bool:
    """Whether a history too long for the events of a plan has to be gone through again: that takes a while."""
    return bool(situation.older_events.events) and _taken_over(situation, *like) is None


def _taken_over(situation: Situation, before: Situation, replayed: Replayed) -> Replayed | None:
    """The account after all events of a situation, of which those `before` are known; None where others differ."""
    count = len(before.events)
    is_same = _beginning(before) == _beginning(situation) and situation.events[:count] == before.events
    return _further(replayed, situation, count) if is_same else None


def _beginning(situation: Situation) -> tuple[object, ...]:
    return situation.rules, situation.reset, situation.older_events


def _further(replayed: Replayed, situation: Situation, count: int) -> Replayed | None:
    """The account after those events that come after so many; None where they are not simply added to the others."""
    if count == len(situation.events):
        return replayed
    known = {event.id for event in situation.happened[: count - len(situation.events)]}
    for event in situation.events[count:]:
        if event.id in known or not replayed.is_followed_by(event):
            return None
        known.add(event.id)
        replayed = replayed.with_event(event)
    return replayed


def moment_of(situation: Situation, replayed: Replayed, now: datetime | None) -> datetime:
    """When a situation is judged: its own moment, the clock, or the last event; never before what has happened."""
    wanted = situation.judged_at or now or datetime.fromtimestamp(0, UTC)
    return replayed.not_before(wanted)


def _mark(situation: Situation, equity: Decimal, at: datetime) -> EquityMarked:
    """What the account holds as the plan says: the last event there is."""
    balance = situation.account.wallet_balance
    return EquityMarked.model_construct(id="planner.now", at=at, recorded_at=at, balance=balance, equity=equity)


def size_caps(standings: tuple[RuleStanding, ...], caps: tuple[Cap, ...]) -> tuple[Cap, ...]:
    """The caps that warnings and probations put beside the others, the tightest first.

    A share of the usual risk is one of what the limit for a single trade allows.
    """
    single = next((cap.quantity for cap in caps if cap.rule == "single_trade"), None)
    if not caps:
        return caps
    shares = [
        Cap(row.rule.id, ENGINE.multiply(single, row.size))
        for row in standings
        if single is not None and row.size < ONE
    ]
    larger = [
        Cap(row.rule.id, row.limit)
        for row in standings
        if row.rule.kind == "size_up" and row.rule.action.blocks and row.limit is not None
    ]
    return tuple(sorted((*caps, *shares, *larger), key=lambda cap: cap.quantity))
