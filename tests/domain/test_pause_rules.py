"""What cannot be a rule is refused where it is written down."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from planner.domain.pause_rules import Reset, RuleTable
from planner.domain.rule_presets import RulePreset
from tests.happenings import NOW, RULES, event, rule

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("losses", {"scope": "cluster"}, "a cluster names its instruments"),
    ("losses", {"instruments": ["EURUSD"]}, "a cluster names its instruments"),
    ("losses", {"warn_at": 4, "pause_at": 3}, "a rule warns before it pauses"),
    ("losses", {"in_a_row": False}, "counted within a window"),
    ("loss", {"anchor": "day_start", "rate": "0.05", "amount": "100"}, "a rate or an amount"),
    ("loss", {"anchor": "day_start"}, "a rate or an amount"),
    ("loss", {"anchor": "day_start", "rate": "0.05", "rate_of": "initial"}, "from the initial balance needs it"),
    ("loss", {"anchor": "day_start", "rate": "0.05", "lock_at": "100"}, "only a trailing floor stops trailing"),
    (
        "loss",
        {"anchor": "day_start", "rate": "0.05", "scope": "instrument"},
        "only realised losses of a period are known apart",
    ),
    ("loss", {"anchor": "day_start", "rate": "0.05", "include_costs": False}, "known without costs"),
    ("margin_level", {"warn_below": "1", "floor": "1.5"}, "a rule warns before it pauses"),
]


@pytest.mark.parametrize(("kind", "changes", "why"), REFUSED)
def test_a_rule_that_contradicts_itself_is_refused(kind: str, changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        rule(kind, **changes)


@pytest.mark.parametrize("changes", [{}, {"warn_below": "1.5", "floor": "1.5"}])
def test_a_margin_level_may_warn_where_it_pauses(changes: dict[str, Any]) -> None:
    assert rule("margin_level", **changes).kind == "margin_level"


def test_every_rule_has_an_id_of_its_own() -> None:
    with pytest.raises(ValidationError, match="an id of its own"):
        TypeAdapter(RuleTable).validate_python((*RULES, RULES[0]))


@pytest.mark.parametrize("zone", ["Nowhere/Land", "../etc"])
def test_a_day_begins_in_a_zone_that_there_is(zone: str) -> None:
    with pytest.raises(ValidationError, match="no time zone"):
        Reset(zone=zone)
    assert Reset(zone="Europe/Berlin").zone == "Europe/Berlin"


def test_a_release_starts_before_it_ends() -> None:
    hour = timedelta(hours=1)
    assert event("news_announced", NOW, title="CPI", starts=NOW, ends=NOW + hour)
    with pytest.raises(ValidationError, match="starts before it ends"):
        event("news_announced", NOW, title="CPI", starts=NOW, ends=NOW - hour)


def test_a_preset_names_its_source_and_its_day() -> None:
    read = {"id": "mine", "name": "Mine", "as_of": "2026-01-05", "source": "a page", "rules": RULES}
    preset = RulePreset.model_validate(read)
    assert (preset.rules, preset.reset) == (RULES, None)
