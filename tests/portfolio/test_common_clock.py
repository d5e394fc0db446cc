import numpy as np
import pytest

from planner.domain.fault import FaultError
from planner.portfolio.common_clock import Clock, PriceSeries, clock_of, on_common_clock

DAY = 86_400.0
MONDAY = 1_704_067_200.0  # 1 January 2024


def series(symbol: str, times: list[float], start: float = 100) -> PriceSeries:
    """Closes that rise by one from bar to bar."""
    return PriceSeries(symbol, np.array(times), start + np.arange(len(times), dtype=float))


def every(gap: float, count: int, start: float = MONDAY) -> list[float]:
    return [start + gap * at for at in range(count)]


def test_series_of_one_clock_are_joined_at_the_times_they_share() -> None:
    panel = on_common_clock([series("A", every(DAY, 5)), series("B", every(DAY, 5, MONDAY + DAY))])
    assert (panel.clock, panel.overlap) == (Clock.OWN, 1)
    assert panel.time.tolist() == every(DAY, 4, MONDAY + DAY)
    assert panel.close.tolist() == [[101, 100], [102, 101], [103, 102], [104, 103]]


def test_days_that_close_at_other_times_are_compared_over_three_days() -> None:
    panel = on_common_clock([series("A", every(DAY, 5)), series("B", every(DAY, 5, MONDAY + DAY / 3))])
    assert (panel.clock, panel.overlap) == (Clock.DAY, 3)
    assert panel.close.tolist() == [[100 + at, 100 + at] for at in range(5)]


def test_hours_beside_days_count_with_the_last_close_of_the_day() -> None:
    panel = on_common_clock([series("A", every(DAY, 3)), series("B", every(3600, 48))])
    assert panel.clock is Clock.DAY
    assert panel.close.tolist() == [[100, 123], [101, 147]]


def test_days_beside_weeks_count_with_the_last_close_of_the_week() -> None:
    panel = on_common_clock([series("A", every(DAY, 14)), series("B", every(7 * DAY, 3))])
    assert (panel.clock, panel.overlap) == (Clock.WEEK, 1)
    assert panel.close.tolist() == [[106, 100], [113, 101]]


def test_months_are_months_whichever_day_they_are_dated() -> None:
    days = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]
    ends = np.array(days, dtype="datetime64[s]").astype(float).tolist()
    starts = [MONDAY, MONDAY + 31 * DAY, MONDAY + 60 * DAY, MONDAY + 91 * DAY]
    panel = on_common_clock([series("A", ends), series("B", starts)])
    assert panel.close.tolist() == [[100 + at, 100 + at] for at in range(4)]
    beside_days = on_common_clock([series("A", ends), series("B", every(DAY, 60))])
    assert beside_days.clock is Clock.MONTH
    assert beside_days.close.tolist() == [[100, 130], [101, 159]]


def test_weekends_are_no_other_clock() -> None:
    weekdays = [time for time in every(DAY, 28) if (time - MONDAY) // DAY % 7 < 5]
    assert clock_of([series("A", weekdays), series("B", every(DAY, 28))]) is Clock.OWN


def test_weeks_of_other_weekdays_are_joined_by_week() -> None:
    panel = on_common_clock([series("A", every(7 * DAY, 4)), series("B", every(7 * DAY, 4, MONDAY + 4 * DAY))])
    assert panel.clock is Clock.WEEK
    assert len(panel.time) == 4


@pytest.mark.parametrize(
    ("time", "close", "code"),
    [
        ([0.0, 1.0], [1.0, 0.0], "not_all_prices"),
        ([0.0, 1.0], [1.0, float("nan")], "not_all_prices"),
        ([0.0, 1.0], [1.0], "not_all_prices"),
        ([0.0], [1.0], "no_clock"),
        ([1.0, 1.0], [1.0, 2.0], "no_clock"),
    ],
)
def test_what_is_no_price_series_is_refused(time: list[float], close: list[float], code: str) -> None:
    with pytest.raises(FaultError) as raised:
        on_common_clock([PriceSeries("A", np.array(time), np.array(close))])
    assert raised.value.fault.code == code
    assert raised.value.fault.facts == {"symbol": "A"}
