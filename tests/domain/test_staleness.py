from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from planner.domain import edits
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Severity
from planner.domain.plan import Position
from planner.domain.staleness import candle_age, candle_lead, mark_age, marked, with_old_prices
from tests.conftest import linear_venue, make_draft, position

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 27, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _marked(before_noon: timedelta | None) -> Position:
    return position(marked_at=None if before_noon is None else NOON - before_noon)


@pytest.mark.parametrize(
    ("before_noon", "age"),
    [
        (None, None),
        (timedelta(0), None),
        (HOUR, None),
        (HOUR + timedelta(seconds=1), HOUR + timedelta(seconds=1)),
        (5 * HOUR, 5 * HOUR),
        (-5 * HOUR, None),
    ],
)
def test_a_mark_is_old_after_an_hour_and_never_where_its_time_is_not_known_or_to_come(
    before_noon: timedelta | None, age: timedelta | None
) -> None:
    assert mark_age(_marked(before_noon), NOON) == age


@pytest.mark.parametrize(
    ("interval", "since", "is_old"),
    [
        (MINUTE, 15 * MINUTE, False),
        (MINUTE, 16 * MINUTE, True),
        (15 * MINUTE, 30 * MINUTE, False),
        (15 * MINUTE, 31 * MINUTE, True),
        (HOUR, 2 * HOUR, False),
        (HOUR, 2 * HOUR + MINUTE, True),
        (HOUR, -5 * HOUR, False),
        (DAY, 3 * DAY, False),
        (7 * DAY, 14 * DAY, False),
        (7 * DAY, 15 * DAY, True),
    ],
)
def test_a_candle_is_old_when_more_than_two_should_have_opened(
    interval: timedelta, since: timedelta, *, is_old: bool
) -> None:
    assert candle_age(NOON - since, interval, NOON) == (since if is_old else None)


def test_a_candle_that_opens_later_than_a_whole_one_from_now_is_still_to_come() -> None:
    assert candle_lead(NOON + 3 * HOUR, HOUR, NOON) == 3 * HOUR
    assert candle_lead(NOON + HOUR, HOUR, NOON) is None
    assert candle_lead(NOON, HOUR, NOON) is None


def test_the_daily_candle_of_friday_is_the_last_until_monday_is_over() -> None:
    monday, tuesday = datetime(2026, 3, 30, 23, 59, tzinfo=UTC), datetime(2026, 3, 31, 0, 1, tzinfo=UTC)
    assert FRIDAY.strftime("%a") == "Fri"
    assert candle_age(FRIDAY, DAY, monday) is None
    assert candle_age(FRIDAY, DAY, tuesday) == 4 * DAY + MINUTE


def test_a_mark_is_of_now_when_it_is_entered_or_changed_and_stays_of_then_when_it_is_not() -> None:
    before = _marked(5 * HOUR)
    assert marked(position(), None, NOON).marked_at == NOON
    assert marked(position(mark_price="50100"), before, NOON).marked_at == NOON
    assert marked(position(instrument="ETHUSDT"), before, NOON).marked_at == NOON
    assert marked(position(stop_price="49500"), before, NOON).marked_at == NOON - 5 * HOUR
    assert marked(position(stop_price="49500"), position(), NOON).marked_at is None


def test_an_entered_position_keeps_its_beta_and_its_time() -> None:
    entered = marked(edits.Entered.model_validate({**dict(position()), "beta": "0.8"}), None, NOON)
    changed = edits.set_positions((entered,), linear_venue()).change(make_draft())
    assert changed.situation.positions == (position(marked_at=NOON),)
    assert str(changed.situation.betas["BTCUSDT"]) == "0.8"


def test_what_follows_from_old_marks_is_warned_of_by_the_oldest_and_nothing_is_blocked() -> None:
    held = (_marked(2 * HOUR), _marked(None), _marked(5 * HOUR), _marked(MINUTE))
    draft = make_draft(positions=held, targets=[{"price": "60000", "share": "0.5"}])
    evaluation = with_old_prices(evaluate(draft), NOON)
    assert [finding.code for finding in evaluation.findings] == ["marks_old", "unplanned_share"]
    old = evaluation.findings[0]
    assert (old.severity, old.field) == (Severity.WARNING, "positions")
    assert old.facts == {"oldest_minutes": Decimal(300)}


MEASURED = {"atr": "500", "history": "Bitcoin by hour", "opened": NOON - 3 * HOUR, "seconds": "3600"}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, True),
        ({"measured_atr": {**MEASURED, "opened": NOON - HOUR}}, False),
        ({"measured_atr": {**MEASURED, "atr": "501"}}, False),
        ({"measured_atr": None}, False),
        ({"size_by": "risk_rate"}, False),
        ({"size_by": "risk_rate", "stop_rules": {"trailing": {"by": "atr", "distance": "2"}}}, True),
    ],
)
def test_what_follows_from_the_range_of_an_old_history_is_warned_of(
    changes: dict[str, object], *, is_told: bool
) -> None:
    draft = make_draft(**{"size_by": "volatility", "sizing": {"atr": "500"}, "measured_atr": MEASURED, **changes})
    found = [finding for finding in with_old_prices(evaluate(draft), NOON).findings if finding.code == "atr_old"]
    assert bool(found) is is_told
    for finding in found:
        assert (finding.severity, finding.field) == (Severity.WARNING, "sizing.atr")
        assert finding.facts == {"history": "Bitcoin by hour", "day": "2026-04-01"}


def test_nothing_is_said_of_fresh_marks_and_of_those_of_an_unknown_time() -> None:
    evaluation = evaluate(make_draft(positions=(_marked(MINUTE), _marked(None))))
    assert with_old_prices(evaluation, NOON) is evaluation
