"""What is left of a plan for another trade."""

from planner.domain.fitting import begun_anew
from planner.domain.stop_rules import StopRules, TrailingRule
from tests.conftest import make_draft


def test_the_next_trade_begins_with_habits_and_without_what_was_done_for_the_last_one() -> None:
    habits: dict[str, object] = {"leverage": "7", "size": "0.02", "holding_days": "3", "slippage_rate": "0.001"}
    of_the_trade: dict[str, object] = {
        "entry_price": "50000",
        "stop_price": "49000",
        "ladder": [{"price": "49500", "share": "0.25"}],
        "targets": [{"price": "52000", "share": "1"}],
        "stop_rules": {"break_even": {"trigger": {"by": "price", "value": "51500"}}, "trailing": {}},
        "added_margin": "100",
        "news_blackout": True,
        "note": "above the range",
        "tags": ["breakout"],
        "signal_source": "screen",
        "review_by": "2026-12-01",
        "checklist": [{"text": "Trend", "done": True, "required": True}],
    }
    left: dict[str, object] = {"entry_price": None, "stop_price": None, "targets": [], "ladder": []}
    checklist = [{"text": "Trend", "done": False, "required": True}]
    found = begun_anew(make_draft(**habits, **of_the_trade).plan)
    rules = StopRules(trailing=TrailingRule())
    assert found == make_draft(**habits, **left, checklist=checklist, stop_rules=rules).plan
