from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ui.charts.plane import Plane, grouped, snapped
from planner.ui.charts.ticks import price_ticks, time_text, time_ticks

PLANE = Plane(800, 500, 0, 100, 1.0, 2.0)


@pytest.mark.parametrize(
    ("price", "tick", "expected"),
    [
        (85_799.96, "0.1", "85800.0"),
        (1.234567, "0.00001", "1.23457"),
        (4_512.3, "0.25", "4512.25"),
        (87_961.0, "5", "87960"),
        (0.00001, "0.1", "0.1"),
    ],
)
def test_a_snapped_price_has_the_digits_of_its_tick(price: float, tick: str, expected: str) -> None:
    assert str(snapped(price, Decimal(tick))) == expected


@given(st.floats(0, 1e6), st.sampled_from(["0.1", "0.25", "0.00001", "0.5", "10"]))
def test_a_snapped_price_is_a_multiple_within_half_a_tick(price: float, tick: str) -> None:
    step = Decimal(tick)
    found = snapped(price, step)
    assert found % step == 0
    assert found == step or abs(found - Decimal(price)) <= step * Decimal("0.5000001")


def test_thousands_are_apart() -> None:
    assert grouped(Decimal("1234567.5"), 2) == "1,234,567.50"


def test_price_and_pixel_are_each_other_s_inverse() -> None:
    assert PLANE.y(2.0) == 0
    assert PLANE.y(1.0) == pytest.approx(500)
    assert PLANE.price_at(PLANE.y(1.37)) == pytest.approx(1.37)
    assert PLANE.index_at(PLANE.x(42)) == pytest.approx(42)


def test_zooming_has_its_ends() -> None:
    near, far = PLANE, PLANE
    for _ in range(300):
        near, far = near.zoomed_in_time(0.5, 100), far.zoomed_in_time(2, 100)
        near, far = near.zoomed_in_price(0.5, 100), far.zoomed_in_price(2, 100)
    assert near.last - near.first == pytest.approx(5)
    assert far.last - far.first == pytest.approx(1e6)
    assert near.high > near.low
    assert far.high - far.low <= 1e15


def test_prices_are_marked_at_round_numbers() -> None:
    assert [tick.text for tick in price_ticks(82_300, 86_400, 5, 1)] == ["83,000", "84,000", "85,000", "86,000"]
    assert [tick.text for tick in price_ticks(1.2212, 1.2298, 5, 5)] == ["1.222", "1.224", "1.226", "1.228"]
    assert [tick.text for tick in price_ticks(0.1, 0.62, 3, 2)] == ["0.2", "0.4", "0.6"]


def test_price_labels_have_no_finer_steps_than_the_price_has_decimals() -> None:
    assert [tick.text for tick in price_ticks(10.0, 12.0, 40, 0)] == ["10", "11", "12"]


def test_hours_are_marked_by_clock_and_a_new_day_by_its_date() -> None:
    times = np.datetime64("2018-02-06T20:00:00") + np.arange(12) * np.timedelta64(1, "h")
    ticks = time_ticks(times.astype("datetime64[s]"), 100, 3.0)
    assert [(tick.value, tick.text) for tick in ticks] == [(104.0, "2018-02-07"), (108.0, "04:00")]


def test_days_are_marked_by_date_and_months_by_month() -> None:
    days = (np.datetime64("2020-01-01") + np.arange(400)).astype("datetime64[s]")
    assert [tick.text for tick in time_ticks(days[:20], 0, 5.0)] == ["2020-01-02", "2020-01-09", "2020-01-16"]
    assert [tick.text for tick in time_ticks(days, 0, 80.0)] == ["2020-04", "2020-07", "2020-10", "2021-01"]


def test_no_candles_have_no_times() -> None:
    assert time_ticks(np.empty(0, dtype="datetime64[s]"), 0, 10.0) == ()


def test_labels_are_never_closer_than_asked() -> None:
    times = (np.datetime64("2020-01-01") + np.cumsum(np.tile([1, 1, 1, 1, 3], 60))).astype("datetime64[s]")
    for apart in (3.0, 7.0, 20.0, 55.0):
        places = [tick.value for tick in time_ticks(times, 0, apart)]
        assert places
        assert all(later - earlier >= apart for earlier, later in pairwise(places))


def test_the_time_of_a_candle_has_minutes_and_a_zone_only_within_days() -> None:
    hours = (np.datetime64("2018-02-07T14:00:00") + np.arange(3) * np.timedelta64(1, "h")).astype("datetime64[s]")
    days = (np.datetime64("2018-02-07") + np.arange(3)).astype("datetime64[s]")
    assert (time_text(hours, 0), time_text(days, 1)) == ("2018-02-07 14:00 UTC", "2018-02-08")
