import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from planner.domain.fault import Fault
from planner.market import price_file, price_text
from planner.market.candles import interval_of, last_candle, load_candles, shipped_candles
from planner.market.meant import Meant
from planner.storage.resources import resource
from tests.market.files import HEADER, ROWS, candles, refusal, written


def test_a_file_becomes_columns_of_numbers(tmp_path: Path) -> None:
    read = candles(tmp_path, HEADER + ROWS)
    assert read.time.tolist() == [1704067200.0, 1704153600.0]
    assert read.open.tolist() == [10.0, 11.0]
    assert read.high.tolist() == [12.0, 13.0]
    assert read.low.tolist() == [9.0, 10.0]
    assert read.close.tolist() == [11.0, 12.5]
    assert (read.title, read.interval, read.symbol) == ("prices", "1 d", "")


def test_candles_cannot_be_changed(tmp_path: Path) -> None:
    read = candles(tmp_path, HEADER + ROWS)
    with pytest.raises(ValueError, match="read-only"):
        read.close[0] = 1


@pytest.mark.parametrize(
    "content",
    [
        "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-01,10,12,9,11,11,500\n2024-01-02,11,13,10,12.5,12,600\n",
        "volume;CLOSE;low;high;OPEN;TimeStamp\n1;11;9;12;10;2024-01-01T00:00Z\n1;12.5;10;13;11;2024-01-02T00:00Z\n",
        '"time"\topen\thigh\tlow\tclose\n"2024-01-01"\t"10"\t12\t9\t11\n\n2024-01-02\t11\t13\t10\t"12.5"\n',
        b"\xef\xbb\xbftime, open, high, low, close\r\n2024-01-01 , 10, 12, 9, 11\r\n2024-01-02, 11, 13, 10, 12.5\r\n",
        HEADER + "2024-01-02,11,13,10,12.5\n2024-01-01,10,12,9,11\n",
    ],
    ids=["more columns", "any order", "quoted with blank line", "from Windows", "newest first"],
)
def test_the_same_prices_are_read_from_every_common_layout(tmp_path: Path, content: str | bytes) -> None:
    read = candles(tmp_path, content)
    assert read.time.tolist() == [1704067200.0, 1704153600.0]
    assert read.close.tolist() == [11.0, 12.5]


@pytest.mark.parametrize("row", ["1,000,5;2;1;2", "1.000.500;1.000.500;1.000.500;1.000.500"])
def test_a_mark_between_thousands_is_refused(tmp_path: Path, row: str) -> None:
    fault = refusal(written(tmp_path, f"time;open;high;low;close\n2024-01-01;{row}\n"))
    assert fault.code == "candles_number"


@pytest.mark.parametrize(
    ("row", "text", "in_thousands", "close"),
    [
        ("42,000;42,100;41,000;42,050", "42,000", False, 42.05),
        ("42,000;42,100;41,000;42,050", "42,000", True, 42050),
        ("150.000;151.000;149.000;150.500", "150.000", False, 150.5),
        ("150.000;151.000;149.000;150.500", "150.000", True, 150500),
    ],
)
def test_prices_that_can_all_be_read_in_two_ways_are_asked_about(
    tmp_path: Path, row: str, text: str, close: float, *, in_thousands: bool
) -> None:
    path = written(tmp_path, f"time;open;high;low;close\n2024-01-01;{row}\n")
    fault = refusal(path)
    assert (fault.code, fault.facts["text"], fault.facts["file"]) == ("candles_decimals", text, "prices.csv")
    assert load_candles(path, meant=Meant(in_thousands=in_thousands)).close.tolist() == [close]


@pytest.mark.parametrize(
    ("content", "close"),
    [
        ("time;open;high;low;close\n2024-01-01;150.000;151.000;149.000;150.50\n", 150.5),
        ("time;open;high;low;close\n2024-01-01;0.500;0.600;0.400;0.500\n", 0.5),
        ("time;open;high;low;close\n2024-01-01;0,500;0,600;0,400;0,500\n", 0.5),
        ("time;open;high;low;close\n2024-01-01;1500.000;1501.000;1499.000;1500.000\n", 1500),
        ("time;open;high;low;close\n2024-01-01;150;151;149;150\n", 150),
        (HEADER + "2024-01-01,150.000,151.000,149.000,150.500\n", 150.5),
        ("<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\n2024.01.01\t150.000\t151.000\t149.000\t150.500\n", 150.5),
    ],
    ids=[
        "one price tells",
        "no thousands",
        "nor with a comma",
        "four figures",
        "no mark",
        "commas part columns",
        "MetaTrader",
    ],
)
def test_prices_that_can_be_read_in_one_way_are_not_asked_about(tmp_path: Path, content: str, close: float) -> None:
    assert candles(tmp_path, content).close.tolist() == [close]


@pytest.mark.parametrize(
    ("cells", "closes"),
    [
        (("998,25", "1.002"), [998.25, 1002]),
        (("998,25", "1.002,5"), [998.25, 1002.5]),
        (("998.25", "1,002"), [998.25, 1002]),
        (("1,234,567.5", "1,002"), [1234567.5, 1002]),
    ],
)
def test_a_mark_beside_decimals_that_others_prove_is_read_as_one_of_thousands(
    tmp_path: Path, cells: tuple[str, str], closes: list[float]
) -> None:
    rows = [f"2024-01-0{day};{';'.join([cell] * 4)}\n" for day, cell in enumerate(cells, 1)]
    assert candles(tmp_path, "time;open;high;low;close\n" + "".join(rows)).close.tolist() == closes


def test_prices_in_another_order_without_a_header_are_refused(tmp_path: Path) -> None:
    fault = refusal(written(tmp_path, "1704067200,9,12,10,11,5\n1704153600,10,13,11,12.5,6\n"))
    assert fault.code == "candles_range"


@pytest.mark.parametrize(
    ("seconds", "label"),
    [(60, "1 min"), (300, "5 min"), (3600, "1 h"), (14400, "4 h"), (86400, "1 d"), (604800, "1 w"), (7, "7 s")],
)
def test_the_interval_is_the_usual_gap(seconds: int, label: str) -> None:
    assert interval_of(np.array([0, 1, 2, 3, 10]) * float(seconds)) == label


def test_the_last_candle_has_a_time_and_a_length_where_there_are_two(tmp_path: Path) -> None:
    row = "1,2,0.5,1.5\n"
    text = f"time,open,high,low,close\n2024-03-01T09:00:00Z,{row}2024-03-01T10:00:00Z,{row}"
    assert last_candle(candles(tmp_path, text)) == (datetime(2024, 3, 1, 10, tzinfo=UTC), timedelta(hours=1))
    assert last_candle(candles(tmp_path, text[: text.index("2024-03-01T10")])) is None


def test_months_of_any_length_are_months() -> None:
    days = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31])
    assert interval_of(days * 86400.0) == "1 mo"


@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        ("", "candles_empty", {}),
        (" \n\n", "candles_empty", {}),
        (HEADER, "candles_empty", {}),
        ("time,open,close\n1,2,3\n", "candles_columns", {"missing": "high, low"}),
        ("a,b\n", "candles_columns", {"missing": "time, open, high, low, close"}),
        (HEADER + ROWS + "\n2024-01-03,11,13,10\n", "candles_row", {"line": "5", "fields": "4", "expected": "5"}),
        (HEADER + "2024-01-01,10,x,9,11\n", "candles_number", {"line": "2", "text": "x"}),
        (HEADER + ROWS + "2024-01-03,,13,10,12\n", "candles_number", {"line": "4", "text": ""}),
        (HEADER + ROWS + "2024-01-03,11,13,nan,12\n", "candles_number", {"line": "4", "text": "nan"}),
        (HEADER + ROWS + "2024-01-03,11,inf,10,12\n", "candles_number", {"line": "4", "text": "inf"}),
        (HEADER + ROWS + "2024-01-03,11,1_3,10,12\n", "candles_number", {"line": "4", "text": "1_3"}),
        (HEADER + ROWS + "2024-01-03,11,\uff11\uff13,10,12\n", "candles_number", {"line": "4", "text": "\uff11\uff13"}),
        (HEADER + ROWS + "2024-01-03,11,١٣,10,12\n", "candles_number", {"line": "4", "text": "١٣"}),
        (HEADER + ROWS + "2024-01-03,11,1e19,10,12\n", "candles_number", {"line": "4", "text": "1e19"}),
        (HEADER + ROWS + "2024-01-03,11,13,1e-19,12\n", "candles_number", {"line": "4", "text": "1e-19"}),
        (HEADER + ROWS + '2024-01-03,11,1"3,10,12\n', "candles_number", {"line": "4", "text": '1"3'}),
        (HEADER + f"2024-01-01,1{'0' * 64},1,1,1\n", "candles_number", {"line": "2", "text": "1" + "0" * 23}),
        (HEADER + "20240230120000,1,1,1,1\n", "candles_time", {"line": "2", "text": "20240230120000"}),
        (HEADER + "1 January,10,12,9,11\n", "candles_time", {"line": "2", "text": "1 January"}),
        (HEADER + ROWS + "2024-13-01,10,12,9,11\n", "candles_time", {"line": "4", "text": "2024-13-01"}),
        (HEADER + ROWS + "1704240000,10,12,9,11\n", "candles_time", {"line": "4", "text": "1704240000"}),
        (HEADER + "1704067200,1,1,1,1\n2024-01-02,1,1,1,1\n", "candles_time", {"line": "3", "text": "2024-01-02"}),
        (HEADER + "0001-01-01,1,1,1,1\n", "candles_time", {"line": "2", "text": "0001-01-01"}),
        (HEADER + "9999-12-31,1,1,1,1\n", "candles_time", {"line": "2", "text": "9999-12-31"}),
        (HEADER + "2024-01-01,10,9,9,11\n", "candles_range", {"line": "2"}),
        (HEADER + ROWS + "2024-01-03,11,13,12,12\n", "candles_range", {"line": "4"}),
        (HEADER + ROWS + "2024-01-03,0,13,0,12\n", "candles_not_positive", {"line": "4", "text": "0"}),
        (
            HEADER + "2020-04-20,17,18,-40,-37\n2020-04-21,-37,10,-40,10\n",
            "candles_not_positive",
            {"line": "2", "text": "-40"},
        ),
        (HEADER + ROWS + "2024-01-02,11,13,10,12\n", "candles_repeated", {"line": "4", "before": "3"}),
        (
            HEADER + "2024-01-03,1,1,1,1\n2024-01-03,1,2,1,1\n" + ROWS[:22],
            "candles_repeated",
            {"line": "3", "before": "2"},
        ),
        (HEADER + "20240102 09:30:00 US/Estern,1,1,1,1\n", "candles_zone", {"text": "20240102 09:30:00 US/Est"}),
        (HEADER + "20240102 09:30:00 ../x,1,1,1,1\n", "candles_time", {}),
        (HEADER + "2024-01-01 19:30 AM,1,1,1,1\n", "candles_time", {}),
        (HEADER + "2024-01-01,null,null,null,null\n", "candles_empty", {}),
        (HEADER + "Total rows: 0\n", "candles_empty", {}),
        (HEADER + "2024-01-01,1,1,1,1,,\n", "candles_row", {"line": "2", "fields": "7", "expected": "5"}),
        (HEADER + "2024-01-03,1,1,1,1\n" + ROWS, "candles_order", {"line": "3"}),
        (b"\xff\xfet", "candles_not_text", {}),
        ("time\0", "candles_not_text", {}),
    ],
)
def test_what_cannot_be_drawn_is_named_with_its_line(
    tmp_path: Path, content: str | bytes, code: str, facts: dict[str, str]
) -> None:
    fault = refusal(written(tmp_path, content))
    assert fault.code == code
    assert {"file": "prices.csv", "folder": str(tmp_path), **facts}.items() <= fault.facts.items()


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv").code == "file_missing"


def test_a_folder_is_no_price_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "is_a_folder"


def test_a_name_that_cannot_be_one_is_a_fault() -> None:
    assert refusal(Path("a\0b")).facts["file"] == "a\\x00b"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv").code == "not_a_file"


def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    with (path := tmp_path / "huge.csv").open("wb") as file:
        file.truncate(price_text.MAX_BYTES + 1)
    assert refusal(path) == Fault("candles_too_large", {"file": "huge.csv", "folder": str(tmp_path), "megabytes": "32"})


def test_more_rows_than_can_be_drawn_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "1,1,1,1,1\n" * (price_file.MAX_ROWS + 1))
    assert refusal(path).code == "candles_too_many"


def test_a_header_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "," * 1_000_000)).code == "candles_columns"


@pytest.mark.parametrize("index", [None, "{", "[]", "{}", '{"X": {}}', '{"X": 1}', '{"X": {"file": "none.csv"}}'])
def test_a_symbol_without_shipped_prices_has_none(tmp_path: Path, index: str | None) -> None:
    if index is not None:
        written(tmp_path, index, "index.json")
    assert shipped_candles(tmp_path, "X") is None


def test_shipped_prices_carry_the_words_of_the_index(tmp_path: Path) -> None:
    written(tmp_path, HEADER + ROWS)
    written(tmp_path, '{"X": {"file": "prices.csv", "title": "X by day", "interval": "1 d"}}', "index.json")
    read = shipped_candles(tmp_path, "X")
    assert read is not None
    assert (read.symbol, read.title, read.interval) == ("X", "X by day", "1 d")


def test_five_thousand_hours_are_read_in_a_moment(benchmark: BenchmarkFixture) -> None:
    read = benchmark(load_candles, resource("candles", "eurusd_1h.csv"))
    assert len(read.time) == 5000
    assert read.time[0] == datetime(2017, 4, 19, 9, tzinfo=UTC).timestamp()


def test_a_line_that_is_said_twice_is_read_once(tmp_path: Path) -> None:
    """Files that were appended to one another begin again with the candle the first one ended with."""
    once = candles(tmp_path, HEADER + ROWS)
    again = candles(tmp_path, HEADER + "".join(line * 2 for line in ROWS.splitlines(keepends=True)))
    for column in ("time", "open", "high", "low", "close"):
        assert getattr(again, column).tolist() == getattr(once, column).tolist()
