from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.fault import Fault, FaultError
from planner.market import moments
from planner.market.candles import load_candles
from planner.market.meant import Meant
from planner.market.rows import Rows
from tests.market.files import HEADER, candles, refusal, written


@pytest.mark.parametrize(
    ("month_first", "day"), [(False, datetime(2024, 2, 1, tzinfo=UTC)), (True, datetime(2024, 1, 2, tzinfo=UTC))]
)
@pytest.mark.parametrize("text", ["01/02/2024", "1/2/2024", "01-02-2024", "01/02/2024 00:00"])
def test_a_day_and_month_that_could_be_either_are_asked_about(
    tmp_path: Path, text: str, day: datetime, *, month_first: bool
) -> None:
    path = written(tmp_path, HEADER + f"{text},10,12,9,11\n")
    assert refusal(path).code == "candles_days"
    read = load_candles(path, meant=Meant(month_first=month_first))
    assert read.time.tolist() == [day.timestamp()]


@pytest.mark.parametrize("days", ["12/31/2023,01/01/2024", "31/12/2023,01/01/2024", "01/01/2024,02/02/2024"])
def test_a_figure_above_twelve_tells_the_day_from_the_month_of_all_dates(tmp_path: Path, days: str) -> None:
    first, second = days.split(",")
    read = candles(tmp_path, HEADER + f"{first},10,12,9,11\n{second},10,12,9,11\n")
    assert 1704067200.0 in read.time.tolist()
    assert read.interval in {"1 d", "32 d"}


def test_summer_time_of_a_zone_is_heeded(tmp_path: Path) -> None:
    read = candles(tmp_path, HEADER + "20240702 09:30:00 US/Eastern,10,12,9,11\n")
    assert read.time.tolist() == [datetime(2024, 7, 2, 13, 30, tzinfo=UTC).timestamp()]


def _clocks(*clocks: str) -> str:
    """Candles of the day on which New York sets its clocks back, from 02:00 to 01:00, which is 06:00 UTC."""
    return HEADER + "".join(f"20241103 {clock}:00 US/Eastern,10,{12 + at},9,11\n" for at, clock in enumerate(clocks))


def _utc(*clocks: str) -> list[float]:
    return [datetime.fromisoformat(f"2024-11-03T{clock}+00:00").timestamp() for clock in clocks]


@pytest.mark.parametrize(
    ("clocks", "moments_utc"),
    [
        (("00:30", "01:30", "01:30", "02:30"), ("04:30", "05:30", "06:30", "07:30")),
        (("01:00", "01:30", "01:00", "01:30", "02:00"), ("05:00", "05:30", "06:00", "06:30", "07:00")),
        (("00:45", "01:55", "01:15", "01:20"), ("04:45", "05:55", "06:15", "06:20")),
        (("00:30", "01:30", "02:30"), ("04:30", "05:30", "07:30")),
    ],
    ids=["hours", "half hours", "with gaps", "once"],
)
def test_an_hour_that_clocks_show_twice_is_first_the_earlier_then_the_later(
    tmp_path: Path, clocks: tuple[str, ...], moments_utc: tuple[str, ...]
) -> None:
    assert candles(tmp_path, _clocks(*clocks)).time.tolist() == _utc(*moments_utc)
    assert candles(tmp_path, _clocks(*reversed(clocks))).time.tolist() == _utc(*moments_utc), "newest first"


@pytest.mark.parametrize(
    ("clocks", "before", "line"),
    [
        (("00:30", "00:30", "01:30"), "2", "3"),
        (("00:30", "01:30", "01:30", "01:30", "02:30"), "4", "5"),
        (("00:55", "01:00", "01:05", "01:05", "01:10"), "4", "5"),
        (("01:55", "01:00", "01:05", "01:05", "02:10"), "4", "5"),
    ],
    ids=["an hour shown once", "three times", "candles closer than an hour", "twice in the second hour"],
)
def test_a_candle_that_stands_twice_is_refused_on_the_day_clocks_are_set_back(
    tmp_path: Path, clocks: tuple[str, ...], before: str, line: str
) -> None:
    fault = refusal(written(tmp_path, _clocks(*clocks)))
    assert (fault.code, fault.facts["before"], fault.facts["line"]) == ("candles_repeated", before, line)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29T12:30:15Z",
        "2024-02-29 12:30:15",
        "2024-02-29T12:30:15+00:00",
        "2024-02-29T14:30:15+02:00",
        "1709209815",
        "1709209815000",
        "1709209815000000",
        "20240229123015",
    ],
)
def test_a_moment_can_be_written_in_many_ways(tmp_path: Path, text: str) -> None:
    read = candles(tmp_path, HEADER + text + ",1,1,1,1\n")
    assert read.time.tolist() == [datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC).timestamp()]
    assert read.interval == ""


def test_days_and_clocks_in_figures_alone_are_no_milliseconds(tmp_path: Path) -> None:
    read = candles(tmp_path, "202401011300,10,12,9,11\n202401011400,11,13,10,12.5\n")
    assert read.time.tolist() == [1704067200.0 + 13 * 3600, 1704067200.0 + 14 * 3600]
    assert candles(tmp_path, "189302400000,10,12,9,11\n").time.tolist() == [189302400.0], "the first day of 1976"


@pytest.mark.parametrize(("usual", "step"), [("%Y-%m-%dT%H:%M:%SZ", 1), ("%Y-%m-%dT%H:%MZ", 60), ("%Y-%m-%d", 86400)])
@given(seconds=st.lists(st.integers(-5_300_000_000, 7_200_000_000), min_size=1, max_size=8))
def test_times_read_at_once_are_those_written(usual: str, step: int, seconds: list[int]) -> None:
    whole = [second // step * step for second in seconds]
    cells = [(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second)).strftime(usual) for second in whole]
    assert moments.times(Rows({"time": cells}, list(range(len(cells))))).tolist() == whole


@given(cell=st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z|[-0-9TZ:/ ]{19,21}", fullmatch=True))
def test_a_time_is_taken_or_refused_whatever_stands_around_it(cell: str) -> None:
    def read(*cells: str) -> list[float] | Fault:
        try:
            found: list[float] = moments.times(Rows({"time": list(cells)}, [2, 3])).tolist()
        except FaultError as error:
            return error.fault
        return found

    assert read("2024-01-01T00:00:00Z", cell) == read("2024-01-01T00:00:00 Z", cell)


@pytest.mark.parametrize(
    ("written_as", "clock"),
    [("12:00:00 AM", "00:00"), ("12:30 pm", "12:30"), ("1:05 AM", "01:05"), ("11:59:00PM", "23:59")],
)
def test_hours_of_half_a_day_are_read(tmp_path: Path, written_as: str, clock: str) -> None:
    assert (
        candles(tmp_path, HEADER + f"11/03/2024 {written_as},1,1,1,1\n11/13/2024 1:00 PM,1,1,1,1\n").time[0]
        == (_utc(clock)[0])
    )
