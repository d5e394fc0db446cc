"""Files that could be read in two ways: what they prove, what contradicts itself, and what is left to ask."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.domain.fault import FaultError
from planner.market.candles import load_candles
from planner.market.meant import Meant
from planner.report.sentences import fault_sentence
from tests.market.files import HEADER, candles, refusal, written

POINTED = "time;open;high;low;close\n"


def _day(month: int, day: int) -> float:
    return datetime(2024, month, day, tzinfo=UTC).timestamp()


def test_prices_that_would_contradict_each_other_with_decimals_are_in_thousands(tmp_path: Path) -> None:
    read = candles(tmp_path, POINTED + "2024-01-02;998;999;997;998\n2024-01-03;999;1.001;998;1.000\n")
    assert (read.high.tolist(), read.close.tolist()) == ([999, 1001], [998, 1000])


def test_prices_that_would_contradict_each_other_in_thousands_have_decimals(tmp_path: Path) -> None:
    read = candles(tmp_path, POINTED + "2024-01-02;1.234;2;1;1.235\n")
    assert (read.high.tolist(), read.close.tolist()) == ([2], [1.235])


def test_dates_that_would_not_be_in_order_with_the_month_first_begin_with_their_day(tmp_path: Path) -> None:
    read = candles(tmp_path, HEADER + "".join(f"{date}/2024,1,1,1,1\n" for date in ("11/01", "12/01", "01/02")))
    assert read.time.tolist() == [_day(1, 11), _day(1, 12), _day(2, 1)]


def test_dates_that_would_not_be_in_order_with_the_day_first_begin_with_their_month(tmp_path: Path) -> None:
    read = candles(tmp_path, HEADER + "".join(f"{date}/2024,1,1,1,1\n" for date in ("01/11", "01/12", "02/01")))
    assert read.time.tolist() == [_day(1, 11), _day(1, 12), _day(2, 1)]


def test_dates_are_asked_about_once_the_prices_are_proven(tmp_path: Path) -> None:
    path = written(tmp_path, POINTED + "01/02/2024;999;1.001;998;1.000\n")
    fault = refusal(path)
    assert (fault.code, fault.facts["text"]) == ("candles_days", "01/02/2024")
    read = load_candles(path, meant=Meant(month_first=True))
    assert (read.time.tolist(), read.close.tolist()) == ([_day(1, 2)], [1000])


def test_prices_are_asked_about_once_the_dates_are_proven(tmp_path: Path) -> None:
    rows = "".join(f"{date}/2024;1.234;1.240;1.230;1.235\n" for date in ("11/01", "12/01", "01/02"))
    path = written(tmp_path, POINTED + rows)
    assert refusal(path).code == "candles_decimals"
    read = load_candles(path, meant=Meant(in_thousands=False))
    assert (read.time.tolist()[-1], read.close.tolist()[-1]) == (_day(2, 1), 1.235)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            POINTED + "2024-01-02;1.234;1.240;1.230;1.235,5\n\n2024-01-03;1.235;1.250;1.231;1.24\n",
            (
                "prices.csv: decimals begin with a point in line 4 (1.24), with a comma in line 2 (1.235,5). "
                "Write all prices with a point."
            ),
        ),
        (
            POINTED + "2024-01-01; 1,5;1.6 ;1,4;1,5\n",
            (
                "prices.csv: decimals begin with a point in line 2 (1.6), with a comma in line 2 (1,5). "
                "Write all prices with a point."
            ),
        ),
        (
            HEADER + "12/01/2024,1,1,1,1\n13/01/2024,1,1,1,1\n01/14/2024,1,1,1,1\n",
            (
                "prices.csv: the date begins with its day in line 3 (13/01/2024), "
                "with its month in line 4 (01/14/2024). Write dates as 2026-01-31."
            ),
        ),
        (
            HEADER + "12/31/2023,1,1,1,1\n31/12/2023,1,1,1,1\n",
            (
                "prices.csv: the date begins with its day in line 3 (31/12/2023), "
                "with its month in line 2 (12/31/2023). Write dates as 2026-01-31."
            ),
        ),
    ],
)
def test_lines_that_prove_opposite_ways_are_named_instead_of_a_question(
    tmp_path: Path, content: str, sentence: str
) -> None:
    assert fault_sentence(refusal(written(tmp_path, content))) == sentence


def test_a_time_that_no_answer_makes_readable_is_refused_without_a_question(tmp_path: Path) -> None:
    fault = refusal(written(tmp_path, HEADER + "1/2/2024 29:30,1,1,1,1\n1/2/2024 31:35,1,1,1,1\n"))
    assert (fault.code, fault.facts["line"], fault.facts["text"]) == ("candles_time", "2", "1/2/2024 29:30")


def test_where_no_answer_is_right_the_fault_is_that_of_the_reading_that_goes_furthest(tmp_path: Path) -> None:
    content = POINTED + "2024-01-02;998;1.002;997;999\n2024-01-03;998;990;997;999\n"
    fault = refusal(written(tmp_path, content))
    assert (fault.code, fault.facts["line"]) == ("candles_range", "3"), "in thousands line 2 is right"


def test_an_answer_that_was_given_is_not_tried_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path, POINTED + "2024-01-03;999;1.001;998;1.000\n")
    with pytest.raises(FaultError, match="candles_range"):
        load_candles(path, meant=Meant(in_thousands=False))
