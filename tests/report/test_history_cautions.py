from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from planner.assess import Assessment, assess
from planner.report.history_cautions import cautions, far_words
from planner.report.numbers import NARROW_SPACE
from tests.conftest import make_draft

NOON, HOUR = datetime(2026, 4, 1, 12, tzinfo=UTC), timedelta(hours=1)


@pytest.mark.parametrize(
    ("entry", "close", "words"),
    [
        ("150", "100000", "entry 99.85 % below the last close"),
        ("250", "100", "entry 150.00 % above the last close"),
        ("49.9", "100", "entry 50.10 % below the last close"),
        ("50", "100", ""),
        ("150", "100", ""),
        (None, "100", ""),
        ("150", None, ""),
    ],
)
def test_an_entry_far_from_the_last_close_is_told(entry: str | None, close: str | None, words: str) -> None:
    told, _ = far_words(*(None if text is None else Decimal(text) for text in (entry, close)))
    assert told.replace(NARROW_SPACE, " ") == words


def test_it_asks_whether_the_history_is_the_right_one() -> None:
    _, hint = far_words(Decimal(150), Decimal(100_000))
    assert hint.replace(NARROW_SPACE, " ") == (
        "The entry is 99.85 % below the last close of this price history: is it the right one?"
    )


def _judged(judged_at: datetime | None = None) -> Assessment:
    """A plan to enter at 50,000."""
    return assess(make_draft(judged_at=judged_at), now=NOON)


def test_all_there_is_to_be_careful_about_is_told() -> None:
    words, hint = cautions(_judged(), (NOON - 5 * HOUR, HOUR), Decimal(500_000))
    assert words.replace(NARROW_SPACE, " ") == "last candle 5 h ago · entry 90.00 % below the last close"
    assert hint.splitlines()[0] == "The price may stand elsewhere by now."
    assert hint.endswith("is it the right one?")
    assert cautions(_judged(), (NOON, HOUR), Decimal(50_000)) == ("", "")
    assert cautions(_judged(), None, None) == ("", "")


def test_candles_may_begin_after_the_moment_at_which_a_plan_is_judged_but_not_after_now() -> None:
    later = (NOON + 5 * HOUR, HOUR)
    assert cautions(_judged(), later, None)[0] == "last candle 5 h ahead of now"
    assert cautions(_judged(NOON), later, None) == ("", "")
