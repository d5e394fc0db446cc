"""What turns the body of an older plan into that of the next version."""

from typing import Any

from planner.storage.unknown_fields import Body

_KINDS = {"losing_streak": "losses", "deviations": "deviations"}
_UNKNOWN_TIME = "2000-01-01T00:00:00Z"
"""When a count was entered that says nothing of it; its pause ends with a review, whenever that is."""


def with_pause_rules(body: Body) -> Body:
    """1.1 to 1.2: the two counts entered by hand become events, their two thresholds rows of the rule table."""
    situation = body.get("situation")
    discipline = situation.get("discipline") if isinstance(situation, dict) else None
    if not isinstance(situation, dict) or not isinstance(discipline, dict):
        return body
    kept = {name: value for name, value in situation.items() if name != "discipline"}
    rules = [_rule(name, discipline.get(f"{name}_rule")) for name in _KINDS]
    events = [_entered(name, discipline.get(name)) for name in _KINDS]
    return {**body, "situation": {**kept, "rules": rules, "events": events}}


def _rule(name: str, thresholds: object) -> dict[str, Any]:
    row = {"kind": _KINDS[name], "id": name, "pause": {"ends": "at_review"}}
    return {**row, **thresholds} if isinstance(thresholds, dict) else row


def _entered(name: str, count: object) -> dict[str, Any]:
    placed = {"kind": "counts_entered", "id": f"counts.{name}", "at": _UNKNOWN_TIME, "recorded_at": _UNKNOWN_TIME}
    return {**placed, name: count}
