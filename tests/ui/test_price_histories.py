"""Price histories that a trader opens."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from planner.domain import edits
from planner.report.numbers import NARROW_SPACE
from planner.ui.main_window import MainWindow
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script


def _act(window: MainWindow, name: str) -> None:
    action = window.menus.actions[name]
    assert isinstance(action, QAction)
    action.trigger()


def test_a_price_history_from_a_file_is_drawn(window: MainWindow, script: Script, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_text("time,open,high,low,close\n2024-01-01,1,2,1,2\n2024-01-02,2,3,2,3\n", encoding="utf-8")
    script.candles_path = path
    _act(window, "candles")
    candles = window.workspace.candles("BTCUSDT")
    assert candles is not None
    assert list(candles.close) == [2.0, 3.0]


def test_a_broken_price_history_is_explained_and_changes_nothing(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    before = window.workspace.candles("BTCUSDT")
    path = tmp_path / "history.csv"
    path.write_text("time,open,high,low,close\n2024-01-01,1,2,x,2\n", encoding="utf-8")
    script.candles_path = path
    _act(window, "candles")
    sentence = "history.csv: line 2 has “x” where a price should be. Write prices with a point."
    assert script.told == [f"This price history cannot be drawn: {sentence}"]
    assert window.workspace.candles("BTCUSDT") is before


@pytest.mark.parametrize(
    ("answer", "close"), [("150, with decimals", 150.5), ("150000, in thousands", 150500), (None, None)]
)
def test_prices_that_can_be_read_in_two_ways_are_asked_about(
    window: MainWindow, script: Script, tmp_path: Path, answer: str | None, close: float | None
) -> None:
    before = window.workspace.candles("BTCUSDT")
    path = tmp_path / "history.csv"
    path.write_text("time;open;high;low;close\n2024-01-01;150.000;151.000;149.000;150.500\n", encoding="utf-8")
    script.candles_path, script.choice = path, answer
    _act(window, "candles")
    asked = "Prices with decimals, or in thousands?: Every price in history.csv can be read in two ways. “150.000” is"
    assert script.asked[-1] == f"{asked}, 150, with decimals, 150000, in thousands"
    candles = window.workspace.candles("BTCUSDT")
    assert candles is not None
    assert candles is before if close is None else candles.close.tolist() == [close]
    assert script.told == []


@pytest.mark.parametrize(
    ("answer", "first"),
    [("2024-02-01, day first", 1706745600.0), ("2024-01-02, month first", 1704153600.0), (None, None)],
)
def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    window: MainWindow, script: Script, tmp_path: Path, answer: str | None, first: float | None
) -> None:
    before = window.workspace.candles("BTCUSDT")
    path = tmp_path / "history.csv"
    path.write_text("Date,Close/Last,Open,High,Low\n01/02/2024,$150.25,$150,$151,$149\n", encoding="utf-8")
    script.candles_path, script.choice = path, answer
    _act(window, "candles")
    asked = (
        "Dates with the day first, or the month?: Every date in history.csv can be read in two ways. “01/02/2024” is"
    )
    assert script.asked[-1] == f"{asked}, 2024-02-01, day first, 2024-01-02, month first"
    candles = window.workspace.candles("BTCUSDT")
    assert candles is not None
    assert candles is before if first is None else candles.time.tolist() == [first]
    assert script.told == []


def test_dates_and_prices_are_asked_about_one_after_the_other(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    path = tmp_path / "history.csv"
    path.write_text("time;open;high;low;close\n01/02/2024;150.000;151.000;149.000;150.500\n", encoding="utf-8")
    script.candles_path, script.choice = path, "2024-01-02, month first"
    _act(window, "candles")
    candles = window.workspace.candles("BTCUSDT")
    assert candles is not None
    assert [asked.split(":")[0] for asked in script.asked[1:]] == [
        "Prices with decimals, or in thousands?",
        "Dates with the day first, or the month?",
    ]
    assert (candles.close.tolist(), candles.time.tolist()) == ([150.5], [1704153600.0])


@pytest.mark.parametrize(
    "rows",
    ["2024-01-02;1.234;1.240;1.230;1.235,5\n2024-01-03;1.235;1.250;1.231;1.24\n", "1/2/2024 29:30;1;1;1;1\n"],
    ids=["prices", "times"],
)
def test_nothing_is_asked_where_no_answer_makes_a_history_readable(
    window: MainWindow, script: Script, tmp_path: Path, rows: str
) -> None:
    path = tmp_path / "history.csv"
    path.write_text("time;open;high;low;close\n" + rows, encoding="utf-8")
    script.candles_path = path
    before = len(script.asked)
    _act(window, "candles")
    assert script.asked[before:] == ["candles"]
    assert len(script.told) == 1


def test_rows_without_prices_are_left_out_and_counted(window: MainWindow, script: Script, tmp_path: Path) -> None:
    path, said = tmp_path / "history.csv", list[str]()
    window.workspace.said.connect(said.append)
    rows = "2024-01-01,1,2,1,2\n2024-01-02,null,null,null,null\n2024-01-03,2,3,2,3\n"
    path.write_text("time,open,high,low,close\n" + rows, encoding="utf-8")
    script.candles_path = path
    _act(window, "candles")
    assert said == ["1 row without prices is left out."]


def test_an_entry_far_from_a_history_is_told_until_it_is_near(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    path, caution = tmp_path / "history.csv", window.chart.chart._header._caution
    script.candles_path = path
    for low, told in ((20_000_000, True), (49_000, False)):
        path.write_text(f"time,open,high,low,close\n2024-01-01,{low},{low},{low},{low}\n", encoding="utf-8")
        _act(window, "candles")
        settle()
        assert caution.isVisible() is told
    path.write_text("time,open,high,low,close\n2024-01-01,20,20,20,20\n", encoding="utf-8")
    _act(window, "candles")
    settle()
    assert caution.text() == f"entry 249,900.00{NARROW_SPACE}% above the last close"
    assert "is it the right one?" in caution.toolTip()


def test_a_history_of_another_price_tells_no_range(window: MainWindow) -> None:
    assert window.workspace.reference_atr("BTCUSDT") is not None
    assert "ATR" in window.chart.model_of(window.workspace.shown).subtitle
    window.workspace.document.apply(edits.move_entry(Decimal("0.93")))
    assert window.workspace.reference_atr("BTCUSDT") is None
    assert "ATR" not in window.chart.model_of(window.workspace.shown).subtitle
