"""Why a figure is what it is: asked by mouse, by key and from the menu, and followed while it is open."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.ui.dialogs.why_dialog import WhyDialog
from planner.ui.main_window import MainWindow
from tests.conftest import position

LIQUIDATION = "Liquidation: 45,226.2 USDT"


@pytest.fixture(autouse=True)
def closed(window: MainWindow) -> Iterator[None]:
    """What was opened is closed again."""
    yield
    if window.asides.why is not None:
        window.asides.why.close()


def _why(window: MainWindow) -> WhyDialog:
    dialog = window.asides.why
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def test_a_click_on_a_figure_tells_why(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.summary.figures["liquidation"].value, Qt.MouseButton.LeftButton)
    assert _why(window).headline.text() == LIQUIDATION
    assert "45,226.130653266331658" in _why(window).view.toPlainText()
    assert not _why(window).isModal()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_enter_on_a_figure_tells_why(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    figure = window.summary.figures["break_even"]
    figure.setFocus()
    qtbot.keyClick(figure, key)
    assert _why(window).headline.text().startswith("Break-even: ")


def test_the_action_asks_about_the_figure_with_the_focus_and_else_the_last_one(window: MainWindow) -> None:
    window.activateWindow()
    window.menus.actions["why"].trigger()
    assert _why(window).headline.text() == LIQUIDATION
    _why(window).close()
    window.activateWindow()
    window.summary.figures["quantity"].setFocus()
    window.menus.actions["why"].trigger()
    assert _why(window).headline.text() == "Quantity: 0.200 BTC"
    _why(window).close()
    window.ticket.notes.header.setFocus()
    window.menus.actions["why"].trigger()
    assert _why(window).headline.text() == "Quantity: 0.200 BTC"


def test_the_page_follows_the_plan_and_stays_where_it_was_scrolled(window: MainWindow) -> None:
    window.asides.show_why("liquidation")
    dialog = _why(window)
    dialog.resize(400, 300)
    QApplication.processEvents()
    dialog.view.verticalScrollBar().setValue(60)
    window.workspace.document.apply(edits.set_leverage(Decimal(5)))
    # 2,000 + 0.2 (P - 50,000) = 0.001 P; P = 8,000 / 0.199 = 40,201.005...
    assert dialog.headline.text() == "Liquidation: 40,201.1 USDT"
    assert "40,201.005025125628141" in dialog.view.toPlainText()
    assert dialog.view.verticalScrollBar().value() == 60
    window.workspace.document.undo()
    assert "45,226.130653266331658" in dialog.view.toPlainText()


def test_a_level_double_clicked_in_the_chart_tells_why(window: MainWindow) -> None:
    window.chart.activated.emit("stop")
    assert window.asides.why is None
    window.chart.activated.emit("margin_call")
    assert _why(window).headline.text().startswith("Margin call: ")


def test_another_figure_can_be_chosen_in_its_list(window: MainWindow, qtbot: QtBot) -> None:
    window.asides.show_why("liquidation")
    dialog = _why(window)
    dialog.list.setFocus()
    qtbot.keyClicks(dialog.list, "Margin")
    assert dialog.headline.text().startswith("Margin call: ")
    assert dialog.subject == "margin_call"
    names = [dialog.list.itemText(at) for at in range(dialog.list.count())]
    assert "Liquidation on the winning side" in names


def test_the_page_can_be_copied_as_plain_text(window: MainWindow, qtbot: QtBot) -> None:
    window.asides.show_why("liquidation")
    qtbot.mouseClick(_why(window).copy, Qt.MouseButton.LeftButton)
    text = QApplication.clipboard().text()
    assert text.startswith(f"{LIQUIDATION}\n")
    assert "Equity(P): −9,000 + 0.2 × P" in text


def test_words_from_a_file_are_never_taken_for_markup(window: MainWindow) -> None:
    document = window.workspace.document
    situation = document.draft.situation
    venue = situation.venue.replace(source="<b>bold</b> & <img src=x>", name="<i>Venue</i>")
    document.open(document.draft.replace(situation=situation.replace(venue=venue)), path=None, title="")
    window.asides.show_why("liquidation")
    assert "<b>bold</b> & <img src=x>" in _why(window).view.toPlainText()
    assert window.header.rules.text().startswith("<i>Venue</i> · rules of")


def test_a_closed_page_is_left_alone(window: MainWindow) -> None:
    window.asides.show_why("liquidation")
    dialog = _why(window)
    dialog.close()
    window.workspace.document.apply(edits.set_leverage(Decimal(5)))
    assert dialog.headline.text() == LIQUIDATION


def _with_position(window: MainWindow) -> None:
    held = position(margin_mode="cross", quantity="1", entry_price="50000")
    venue = window.workspace.document.draft.situation.venue
    window.workspace.document.apply(edits.set_positions((held,), venue))


def test_a_row_of_what_a_liquidation_takes_tells_why(window: MainWindow, qtbot: QtBot) -> None:
    box = window.portfolio.liquidation
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(box.lines["residual"].value, Qt.MouseButton.LeftButton)
    assert _why(window).headline.text() == "What is left: 45.23 USDT"
    assert "Click, or Enter: why." in box.lines["residual"].toolTip()
    line = box.lines["deficit"]
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert _why(window).headline.text() == "Deficit borne by: insurance fund, then ADL"


def test_the_common_shock_tells_why(window: MainWindow, qtbot: QtBot) -> None:
    _with_position(window)
    qtbot.mouseClick(window.portfolio.shock.lines["all_fall"].value, Qt.MouseButton.LeftButton)
    assert _why(window).headline.text().startswith("All prices fall: ")
    assert "beta 1" in _why(window).view.toPlainText()


def test_the_prices_of_an_open_position_tell_why(window: MainWindow, qtbot: QtBot) -> None:
    _with_position(window)
    table = window.portfolio.table
    cell = table.visualRect(table.model().index(1, 1))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.center().x(), cell.top() + 6))
    assert window.asides.why is None
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.center().x(), cell.bottom() - 8))
    assert _why(window).headline.text().startswith("Liquidation of BTCUSDT long (1): ")
    window.workspace.document.undo()
    assert _why(window).headline.text() == LIQUIDATION


def test_the_action_asks_about_the_row_of_the_table_with_the_focus(window: MainWindow) -> None:
    _with_position(window)
    window.activateWindow()
    window.portfolio.table.setFocus()
    window.portfolio.table.selectRow(1)
    window.menus.actions["why"].trigger()
    assert _why(window).headline.text().startswith("Liquidation of BTCUSDT long (1): ")
    _why(window).close()
    window.activateWindow()
    window.portfolio.table.setFocus()
    window.portfolio.table.selectRow(0)
    window.menus.actions["why"].trigger()
    assert _why(window).headline.text().startswith("Liquidation: ")
