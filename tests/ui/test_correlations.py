"""Correlations and groups: chosen, typed, estimated, and taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from planner.domain.correlation import CorrelationMethod
from planner.domain.plan import Situation
from planner.ui.dialogs.correlations_dialog import CorrelationsDialog
from planner.ui.main_window import MainWindow
from tests.conftest import linear_instrument, linear_venue, position
from tests.ui.conftest import Script
from tests.ui.screen import type_into

PAIR = ("BTCUSDT", "ETHUSDT")


@pytest.fixture(autouse=True)
def two(window: MainWindow) -> Iterator[None]:
    """A long position in ETH beside the plan; what was opened is closed again."""
    _hold(
        window, position(instrument="ETHUSDT", entry_price="3000", mark_price="3000", stop_price="2900", quantity="1")
    )
    yield
    window.asides.close()


def _hold(window: MainWindow, *positions: object) -> None:
    document = window.workspace.document
    other = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    venue = linear_venue(linear_instrument(), other, id="binance_usdm")
    situation = document.draft.situation.replace(positions=positions, venue=venue)
    document.open(document.draft.replace(situation=situation), path=None, title="two")


@pytest.fixture
def dialog(window: MainWindow) -> CorrelationsDialog:
    """The dialog, opened from the menu."""
    window.asides.show_correlations()
    assert window.asides.correlations is not None
    return window.asides.correlations


def _situation(window: MainWindow) -> Situation:
    return window.workspace.document.draft.situation


def _cell(table: QTableWidget, row: int, column: int) -> str:
    item = table.item(row, column)
    return "" if item is None else item.text()


def _row_of(dialog: CorrelationsDialog, symbol: str) -> int:
    return next(row for row in range(dialog.instruments.rowCount()) if _cell(dialog.instruments, row, 0) == symbol)


def test_the_first_pair_is_chosen_and_a_correlation_typed_into_it(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot
) -> None:
    assert dialog.value.input.isEnabled()
    type_into(qtbot, dialog.value.input, "0.25")
    said = _situation(window).correlations.of(*PAIR)
    assert said is not None
    assert said.value == Decimal("0.25")
    assert _cell(dialog.pairs, 0, 1) == "0.25"
    dialog.value.settled.emit()
    window.workspace.document.undo()
    assert _situation(window).correlations.of(*PAIR) is None


def test_an_emptied_correlation_is_forgotten(window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot) -> None:
    usual = _cell(dialog.pairs, 0, 1)
    type_into(qtbot, dialog.value.input, "0.25")
    type_into(qtbot, dialog.value.input, "")
    assert _situation(window).correlations.of(*PAIR) is None
    assert _cell(dialog.pairs, 0, 1) == usual


@pytest.mark.parametrize("text", ["1.5", "-2", "x"])
def test_what_is_no_correlation_is_said_beside_the_field(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot, text: str
) -> None:
    type_into(qtbot, dialog.value.input, text)
    assert dialog.value.message.isVisible()
    assert _situation(window).correlations.of(*PAIR) is None


def test_a_group_is_typed_and_one_undo_takes_it_back(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot
) -> None:
    dialog.instruments.selectRow(_row_of(dialog, "ETHUSDT"))
    type_into(qtbot, dialog.group, "majors")
    assert _situation(window).groups == {"ETHUSDT": "majors"}
    assert _cell(dialog.instruments, _row_of(dialog, "ETHUSDT"), 1) == "majors"
    dialog.group.editingFinished.emit()
    window.workspace.document.undo()
    assert _situation(window).groups == {}
    assert dialog.group.text() == ""


def test_the_chosen_instrument_stays_the_same_when_the_plan_goes_to_another(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot
) -> None:
    dialog.instruments.selectRow(_row_of(dialog, "ETHUSDT"))
    qtbot.mouseClick(window.ticket.side.buttons["short"], Qt.MouseButton.LeftButton)
    assert _cell(dialog.instruments, dialog.instruments.currentRow(), 0) == "ETHUSDT"


def test_alone_there_is_nothing_to_correlate(window: MainWindow, dialog: CorrelationsDialog) -> None:
    assert not dialog.hint.isVisible()
    _hold(window)
    assert dialog.hint.isVisible()
    assert not dialog.estimate.isEnabled()
    assert not dialog.value.input.isEnabled()


def _history(path: Path, closes: list[int]) -> Path:
    first = date(2026, 1, 1)
    lines = [f"{first + timedelta(days=n)},{c},{c + 1},{c - 1},{c}" for n, c in enumerate(closes)]
    path.write_text("\n".join(["time,open,high,low,close", *lines, ""]), encoding="utf-8")
    return path


def test_correlations_are_estimated_from_price_histories(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    closes = [100 + (7 * day * day) % 23 for day in range(90)]
    for symbol in PAIR:
        script.candles_path = _history(tmp_path / f"{symbol}.csv", closes)
        dialog.instruments.selectRow(_row_of(dialog, symbol))
        qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
        assert _cell(dialog.instruments, _row_of(dialog, symbol), 2) == symbol
    dialog.method.setCurrentIndex(dialog.method.findData(CorrelationMethod.SAMPLE.value))
    qtbot.mouseClick(dialog.estimate, Qt.MouseButton.LeftButton)
    assert dialog.message.text() == ""
    said = _situation(window).correlations.of(*PAIR)
    assert said is not None
    # the same prices twice move as one
    assert round(said.value, 6) == 1


def test_too_little_history_is_said(
    window: MainWindow, dialog: CorrelationsDialog, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    for symbol in PAIR:
        script.candles_path = _history(tmp_path / f"{symbol}.csv", [100, 101])
        dialog.instruments.selectRow(_row_of(dialog, symbol))
        qtbot.mouseClick(dialog.choose, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.estimate, Qt.MouseButton.LeftButton)
    assert dialog.message.text() != ""
    assert _situation(window).correlations.of(*PAIR) is None


def test_a_cell_of_the_grid_opens_its_pair(window: MainWindow) -> None:
    grid = window.portfolio.together.grid
    assert grid.rowCount() == 2
    grid.cellActivated.emit(0, 1)
    dialog = window.asides.correlations
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.value.label.text() == f"Correlation of {_cell(dialog.pairs, dialog.pairs.currentRow(), 0)}"


def test_more_shows_the_page_on_all_positions_together(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.portfolio.together.more, Qt.MouseButton.LeftButton)
    page = window.asides.together
    assert page is not None
    assert page.isVisible()
    assert "how much of it is one bet" in page.view.toPlainText()
