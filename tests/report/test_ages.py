import json
from datetime import UTC, datetime, timedelta

import pytest

from planner.assess import Assessment, Decision, assess
from planner.report.ages import age_words, candle_words, early_words, marked_words
from planner.report.export import report_json, report_text
from planner.report.rows import position_rows
from planner.report.verdict import verdict_text
from tests.conftest import make_draft, position

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
SENTENCE = "Marks of open positions are up to 5 h old: margin and levels follow from those prices."


def _held(hours: int, now: datetime = NOON, **changes: object) -> Assessment:
    held = position(marked_at=NOON - timedelta(hours=hours), mark_price="50400")
    return assess(make_draft(positions=(held,), judged_at=None, size="0.01", **changes), now=now)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(16, "16 min"), (59, "59 min"), (60, "1 h"), (119, "1 h"), (47 * 60 + 59, "47 h"), (48 * 60, "2 d"),
     (1440 * 3210, "3,210 d")],
)  # fmt: skip
def test_an_age_is_told_in_its_largest_unit(minutes: int, words: str) -> None:
    assert age_words(minutes) == words


def test_the_verdict_says_that_it_follows_from_old_marks_and_stays_what_it_is() -> None:
    old, fresh = _held(5), _held(0)
    assert verdict_text(old).reason == f"{verdict_text(fresh).reason} {SENTENCE}"
    assert old.verdict == fresh.verdict
    assert old.verdict.decision is Decision.TAKE


def test_the_verdict_names_the_old_history_that_the_size_follows_from() -> None:
    measured = {"atr": "500", "history": "BTC/USD by month", "opened": "2024-12-31T00:00:00Z", "seconds": "2678400"}
    draft = make_draft(size_by="volatility", size="0.001", sizing={"atr": "500"}, measured_atr=measured, judged_at=None)
    assert verdict_text(assess(draft, now=NOON)).reason.endswith(
        " The ATR is of BTC/USD by month, whose last candle is of 2024-12-31: open a current price history or type the "
        "ATR."
    )


def test_it_says_so_too_where_the_answer_is_no() -> None:
    assert verdict_text(_held(5, stop_price=None)).reason.endswith(SENTENCE)


def test_a_row_marks_a_profit_that_follows_from_an_old_mark() -> None:
    (_, old), (_, fresh) = position_rows(_held(5)), position_rows(_held(0))
    assert (old.pnl, old.words) == ("≈ 40.00", "BTCUSDT long, 0.100 BTC, marked 5 h ago")
    assert (fresh.pnl, fresh.words) == ("40.00", "BTCUSDT long, 0.100 BTC")


def test_a_plan_that_is_judged_at_a_moment_of_its_own_is_as_old_as_it_was_then() -> None:
    held = (position(marked_at=NOON),)
    then = make_draft(positions=held, judged_at=NOON + timedelta(hours=5))
    for now in (None, NOON, NOON + timedelta(days=300)):
        assert SENTENCE in verdict_text(assess(then, now=now)).reason


def test_nothing_is_claimed_without_a_time_without_a_clock_and_before_the_mark() -> None:
    unknown = assess(make_draft(positions=(position(),), judged_at=None), now=NOON)
    assert marked_words(position(), NOON) == ""
    for assessment in (unknown, _held(0, NOON - timedelta(hours=5))):
        assert "old" not in verdict_text(assessment).reason
    assert assess(make_draft(positions=(position(marked_at=NOON),), judged_at=None)).evaluation.findings == ()


def test_the_reports_tell_it_and_when_a_position_was_marked() -> None:
    document = json.loads(report_json(_held(5)))
    assert SENTENCE in report_text(_held(5))
    assert document["positions"][0]["marked_at"] == "2026-04-01T07:00:00Z"
    assert [(found["code"], found["sentence"]) for found in document["findings"]] == [("marks_old", SENTENCE)]


def test_the_last_candle_is_told_where_it_is_old_or_still_to_come() -> None:
    hour = timedelta(hours=1)
    words, hint = candle_words(NOON - 3 * hour, hour, NOON)
    assert words == "last candle 3 h ago"
    assert "The price may stand elsewhere by now." in hint
    words, hint = early_words(NOON + 2 * hour, hour, NOON)
    assert words == "last candle 2 h ahead of now"
    assert "Times that name no zone are read as UTC" in hint
    assert candle_words(NOON - hour, hour, NOON) == ("", "")
    assert early_words(NOON + hour, hour, NOON) == ("", "")
