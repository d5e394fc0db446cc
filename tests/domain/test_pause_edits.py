"""Rules set and events entered, as edits of a plan."""

from datetime import timedelta

from planner.domain.journal import RulesSet
from planner.domain.older_events import parted
from planner.domain.pause_edits import note, rules_of, set_limits, set_rules
from planner.domain.pause_rules import Reset
from tests.conftest import limits, make_draft
from tests.happenings import NOW, RULES, closed, counts, event, rule

OTHER = (rule("cool_down"),)
LATER = NOW + timedelta(minutes=1)


def test_before_anything_has_happened_rules_are_only_laid_down() -> None:
    draft = make_draft(events=counts(losing_streak=2))
    changed = set_rules(OTHER, NOW, Reset(zone="Europe/Berlin")).change(draft).situation
    assert (changed.rules, changed.reset.zone) == (OTHER, "Europe/Berlin")
    assert changed.events == draft.situation.events


def test_afterwards_setting_rules_is_an_event_and_the_old_ones_stay() -> None:
    draft = make_draft(events=[closed(NOW, "-1")], judged_at=None)
    changed = set_rules(OTHER, LATER).change(draft)
    assert changed.situation.rules == RULES
    last = changed.situation.events[-1]
    assert isinstance(last, RulesSet)
    assert (last.at, last.rules, last.id) == (LATER, OTHER, "rules.set.1")
    assert rules_of(changed) == OTHER


def test_rules_typed_key_by_key_from_one_moment_on_are_one_event() -> None:
    draft = make_draft(events=[closed(NOW, "-1")], judged_at=None)
    for minutes in (6, 60):
        draft = set_rules((rule("cool_down", minutes=minutes),), LATER).change(draft)
    assert len(draft.situation.events) == 2
    assert rules_of(draft) == (rule("cool_down", minutes=60),)
    again = set_rules(OTHER, LATER + timedelta(minutes=1)).change(draft)
    assert [e.id for e in again.situation.events[1:]] == ["rules.set.1", "rules.set.2"]


def test_a_plan_judged_at_a_moment_of_its_own_has_its_rules_set_then() -> None:
    draft = set_rules(OTHER, LATER).change(make_draft(events=[closed(NOW, "-1")]))
    assert draft.situation.events[-1].at == NOW


def test_an_event_is_entered_once() -> None:
    pause = event("paused_by_hand", NOW, id="noted.1")
    again = event("paused_by_hand", LATER, id="noted.1")
    draft = note(again).change(note(pause).change(make_draft()))
    assert draft.situation.events == (again,)


def test_limits_and_rules_are_set_together() -> None:
    strict = limits(single_trade_rate="0.01")
    changed = set_limits(strict, RULES[:1], NOW).change(make_draft()).situation
    assert (changed.limits, changed.rules) == (strict, RULES[:1])


def test_limits_alone_are_no_new_rules() -> None:
    draft = make_draft(events=[closed(NOW, "-1")], judged_at=None)
    changed = set_limits(limits(single_trade_rate="0.01"), RULES, LATER).change(draft).situation
    assert changed.events == draft.situation.events


def test_rules_that_were_set_among_the_older_events_are_known_and_changed_by_an_event() -> None:
    older, newest = parted([event("rules_set", NOW, rules=[rule("news")]), *counts(losing_streak=2)], 1)
    situation = make_draft(judged_at=None).situation.replace(older_events=older, events=newest)
    draft = make_draft().replace(situation=situation)
    assert rules_of(draft) == (rule("news"),)
    changed = set_rules(OTHER, LATER).change(draft)
    assert rules_of(changed) == OTHER
    assert changed.situation.rules == RULES
