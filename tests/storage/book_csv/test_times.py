from datetime import UTC, datetime

import pytest

from planner.domain.date_order import DateOrder
from planner.domain.fault import FaultError
from planner.storage.book_csv.times import TimeRule, read_time

UTC_RULE = TimeRule("UTC")
BERLIN = TimeRule("Europe/Berlin")

READ = [
    ("2026-01-31", UTC_RULE, "2026-01-31T00:00:00+00:00"),
    ("2026-01-31 14:05", UTC_RULE, "2026-01-31T14:05:00+00:00"),
    ("2026-01-31T14:05:06Z", TimeRule(), "2026-01-31T14:05:06+00:00"),
    ("2026-01-31T14:05:06.123456+02:00", TimeRule(), "2026-01-31T12:05:06.123456+00:00"),
    ("2026-01-31 14:05:06,5 -0530", TimeRule(), "2026-01-31T19:35:06.500000+00:00"),
    ("2026.01.31 14:05:06", UTC_RULE, "2026-01-31T14:05:06+00:00"),
    ("2026/1/31 9:05", UTC_RULE, "2026-01-31T09:05:00+00:00"),
    ("31.01.2026 14:05", UTC_RULE, "2026-01-31T14:05:00+00:00"),
    ("01/31/2026 14:05", UTC_RULE, "2026-01-31T14:05:00+00:00"),
    ("05.05.2026", UTC_RULE, "2026-05-05T00:00:00+00:00"),
    ("01/02/2026", TimeRule("UTC", DateOrder.DAY_FIRST), "2026-02-01T00:00:00+00:00"),
    ("01/02/2026, 10:00", TimeRule("UTC", DateOrder.MONTH_FIRST), "2026-01-02T10:00:00+00:00"),
    ("1770000000", TimeRule(), "2026-02-02T02:40:00+00:00"),
    ("1770000000123", TimeRule(), "2026-02-02T02:40:00.123000+00:00"),
    ("1770000000123456", TimeRule(), "2026-02-02T02:40:00.123456+00:00"),
    ("2026-07-01 12:00", BERLIN, "2026-07-01T10:00:00+00:00"),
    ("2026-01-01 12:00", BERLIN, "2026-01-01T11:00:00+00:00"),
    # Berlin's clocks go from 02:00 to 03:00 on 29 March 2026 and from 03:00 to 02:00 on 25 October 2026
    ("2026-03-29 01:59:59", BERLIN, "2026-03-29T00:59:59+00:00"),
    ("2026-10-25 03:00", BERLIN, "2026-10-25T02:00:00+00:00"),
    (" 2026-01-31 ", UTC_RULE, "2026-01-31T00:00:00+00:00"),
]

REFUSED = [
    ("2026-01-31 14:00", TimeRule(), "zone_needed"),
    ("01/02/2026", UTC_RULE, "date_order"),
    ("2026-03-29 02:30", BERLIN, "time_skipped"),
    ("2026-10-25 02:30", BERLIN, "time_twice"),
    ("31.12.26", UTC_RULE, "not_a_time"),
    ("2026-02-30", UTC_RULE, "not_a_time"),
    ("2026-01-01 25:00", UTC_RULE, "not_a_time"),
    ("31/31/2026", UTC_RULE, "not_a_time"),
    ("2026-01.31", UTC_RULE, "not_a_time"),
    ("1969-12-31", UTC_RULE, "not_a_time"),
    ("9999-12-31 23:59 -23:59", UTC_RULE, "not_a_time"),
    ("0001-01-01 00:00 +23:59", UTC_RULE, "not_a_time"),
    ("2026-01-01 10:00 +99:99", UTC_RULE, "not_a_time"),
    ("2026-01-01 10:00 -2400", UTC_RULE, "not_a_time"),
    ("", UTC_RULE, "not_a_time"),
    ("yesterday", UTC_RULE, "not_a_time"),
    ("177000000", UTC_RULE, "not_a_time"),
    ("２０２６-01-31", UTC_RULE, "not_a_time"),  # noqa: RUF001 - full-width digits
    ("2026-01-31" * 1000, UTC_RULE, "not_a_time"),
]


@pytest.mark.parametrize(("text", "rule", "expected"), READ)
def test_a_time_is_read_as_what_it_says(text: str, rule: TimeRule, expected: str) -> None:
    moment = read_time(text, rule)
    assert moment == datetime.fromisoformat(expected)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(("text", "rule", "code"), REFUSED)
def test_a_time_that_cannot_be_or_could_be_two_is_refused(text: str, rule: TimeRule, code: str) -> None:
    with pytest.raises(FaultError) as caught:
        read_time(text, rule)
    assert caught.value.fault.code == code
