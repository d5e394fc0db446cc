"""What can be done about pauses: other rules, and events that the rules look at."""

from datetime import datetime
from itertools import chain

from planner.domain.edits import Edit
from planner.domain.journal import CountsEntered, EquityMarked, Event, RulesSet
from planner.domain.pause_rules import PauseRule, Reset
from planner.domain.plan import Draft, Limits

SET_NOW = "rules.set"
_STATED = (CountsEntered, EquityMarked)


def set_rules(rules: tuple[PauseRule, ...], at: datetime, reset: Reset | None = None) -> Edit:
    """Live by other rules from a moment on: what is tighter holds at once, what is looser from the next day.

    Where nothing has happened yet but what was entered of before, the rules are only being laid down: all hold at once.
    """

    def change(draft: Draft) -> Draft:
        situation = draft.situation
        older, day = situation.older_events.events, situation.reset if reset is None else reset
        if not older and all(isinstance(event, _STATED) for event in situation.events):
            return draft.replace(situation=situation.replace(rules=rules, reset=day))
        now = at if situation.judged_at is None else situation.judged_at
        kept = tuple(event for event in situation.events if not (event.id.startswith(SET_NOW) and event.at == now))
        number = sum(1 for event in kept if event.id.startswith(SET_NOW))
        event = RulesSet(id=f"{SET_NOW}.{number + 1}", at=now, recorded_at=now, rules=rules, reset=day)
        return draft.replace(situation=situation.replace(events=(*kept, event)))

    return Edit("set_rules", change, continuing=True)


def set_limits(limits: Limits, rules: tuple[PauseRule, ...], at: datetime, reset: Reset | None = None) -> Edit:
    """Set the trader's limits, and live by those rules from a moment on."""

    def change(draft: Draft) -> Draft:
        limited = draft.replace(situation=draft.situation.replace(limits=limits))
        return limited if rules == rules_of(draft) else set_rules(rules, at, reset).change(limited)

    return Edit("set_limits", change)


def rules_of(draft: Draft) -> tuple[PauseRule, ...]:
    """The rules as they were set last."""
    situation = draft.situation
    latest_first = chain(reversed(situation.events), reversed(situation.older_events.events))
    latest = next((event for event in latest_first if isinstance(event, RulesSet)), None)
    return situation.rules if latest is None else latest.rules


def note(event: Event) -> Edit:
    """Enter an event that the rules look at."""

    def change(draft: Draft) -> Draft:
        others = tuple(known for known in draft.situation.events if known.id != event.id)
        return draft.replace(situation=draft.situation.replace(events=(*others, event)))

    return Edit("note", change)
