from decimal import Decimal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from planner.domain.venue import Side
from planner.report.position_liquidation import LiquidationLines
from planner.report.rows import PositionRow
from planner.ui.main_window import MainWindow
from planner.ui.panels.position_table import _BELOW, PositionTable
from tests.conftest import limits, position
from tests.happenings import RULES
from tests.ui.conftest import Script
from tests.ui.screen import verdict


def _cells(window: MainWindow) -> list[list[str]]:
    table = window.portfolio.table
    items = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item is not None else "" for item in row] for row in items]


def test_an_added_position_stands_below_the_plan_with_its_risk(
    window: MainWindow, qtbot: QtBot, script: Script
) -> None:
    script.position = position(entry_price="50000", mark_price="50500", stop_price="49500", quantity="0.1")
    qtbot.mouseClick(window.portfolio.add, Qt.MouseButton.LeftButton)
    # 2 % of an equity of 10,050 for the plan; for the position 0.1 x 500 against its entry
    assert _cells(window) == [
        ["▲ BTCUSDT*\n0.201 BTC", "—", "201.00"],
        ["▲ BTCUSDT\n0.100 BTC", "50.00", "50.00"],
    ]
    assert window.portfolio.bars["total_open_risk"].text.text().startswith("2.50")


def test_a_position_without_a_stop_makes_open_risk_unbounded(window: MainWindow, qtbot: QtBot, script: Script) -> None:
    script.position = position(stop_price=None)
    qtbot.mouseClick(window.portfolio.add, Qt.MouseButton.LeftButton)
    assert _cells(window)[1][2] == "unbounded"
    assert verdict(window) == "Do not take. An open position without a stop: total open risk is unbounded."


def test_a_position_can_be_changed_and_removed(window: MainWindow, qtbot: QtBot, script: Script) -> None:
    script.position = position()
    qtbot.mouseClick(window.portfolio.add, Qt.MouseButton.LeftButton)
    window.portfolio.table.selectRow(1)
    script.position = position(quantity="0.3")
    qtbot.mouseClick(window.portfolio.change, Qt.MouseButton.LeftButton)
    assert [p.quantity for p in window.workspace.document.draft.situation.positions] == [Decimal("0.3")]
    window.portfolio.table.selectRow(1)
    qtbot.mouseClick(window.portfolio.remove, Qt.MouseButton.LeftButton)
    assert window.workspace.document.draft.situation.positions == ()


def test_the_prices_below_a_removed_position_come_back_with_it(
    window: MainWindow, qtbot: QtBot, script: Script
) -> None:
    table = window.portfolio.table
    for quantity in ("0.1", "0.3"):
        script.position = position(quantity=quantity)
        qtbot.mouseClick(window.portfolio.add, Qt.MouseButton.LeftButton)
    window.catch_up()
    before = [_below(table, row) for row in range(3)]
    assert all(lines and tips for lines, tips in before)
    table.selectRow(1)
    qtbot.mouseClick(window.portfolio.remove, Qt.MouseButton.LeftButton)
    window.catch_up()
    window.menus.actions["undo"].trigger()
    window.catch_up()
    assert [_below(table, row) for row in range(3)] == before


def _below(table: PositionTable, row: int) -> tuple[list[str], list[str]]:
    """The lines that are painted below a row, and what a screen reader and the mouse are told of them."""
    cells = [table.item(row, column) for column in range(table.columnCount())]
    first = cells[0]
    assert first is not None
    described = first.data(Qt.ItemDataRole.AccessibleDescriptionRole)
    return first.data(_BELOW) or [], [described or "", *(cell.toolTip() for cell in cells if cell is not None)]


def test_a_long_size_goes_on_below_profit_and_risk_and_covers_no_line(qtbot: QtBot) -> None:
    short, long = (_row_of_size(qtbot, size) for size in ("5", "23,054 contracts"))
    line = long.line
    lines = QRect(0, 0, 170, long.rowHeight(0)).adjusted(0, 2 * line + 4, 0, 0)
    below_profit = QRect(long.columnViewportPosition(1), line + 4, 60, line)
    assert _seen(short, lines) == _seen(long, lines)
    assert _seen(short, below_profit) != _seen(long, below_profit)


def test_a_name_without_room_is_cut_and_leaves_the_size_its_line(qtbot: QtBot) -> None:
    short, long = (_row_of_size(qtbot, "40,000 DOGE", symbol=name) for name in ("DO", "DOGEUSDT" * 3))
    below = QRect(0, short.line + 5, 170, short.line - 2)
    assert _seen(short, below) == _seen(long, below)


def _row_of_size(qtbot: QtBot, size: str, *, symbol: str = "BTCUSD") -> PositionTable:
    """A row narrow enough for a long size to need two lines in its own column."""
    table = PositionTable()
    qtbot.addWidget(table)
    table.setFixedWidth(180)
    table.show_rows((PositionRow(symbol, Side.LONG, size, "10.00", "1,000.00"),))
    table.show_lines({0: LiquidationLines(("Liquidation ↑ 122,362.7",), "")})
    table.show()
    return table


def _seen(table: PositionTable, area: QRect) -> QImage:
    return table.viewport().grab(area).toImage()


def test_the_plan_itself_can_be_neither_changed_nor_removed_there(window: MainWindow) -> None:
    window.portfolio.table.selectRow(0)
    assert not window.portfolio.change.isEnabled()
    assert not window.portfolio.remove.isEnabled()


def test_losses_entered_by_hand_warn_and_then_pause(window: MainWindow, qtbot: QtBot) -> None:
    more = window.portfolio.pauses["losing_streak"].more
    seen = []
    for _ in range(3):
        qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
        seen.append(window.header.pill.text())
    assert seen[:2] == ["● No pause", "● Caution: 2 of 3 losses in a row"]
    assert seen[2].startswith("● Paused: 3 of 3 losses in a row · ")  # and how long
    assert verdict(window) == "Do not take. Losses in a row 3 of 3: no new trades until 09:00 tomorrow."


def test_deviations_pause_the_account_too(window: MainWindow, qtbot: QtBot) -> None:
    for _ in range(3):
        qtbot.mouseClick(window.portfolio.pauses["deviations"].more, Qt.MouseButton.LeftButton)
    assert verdict(window).startswith("Do not take. Deviations in a row 3 of 3:")


def test_a_lower_limit_shrinks_the_trade_and_is_named(window: MainWindow, qtbot: QtBot, script: Script) -> None:
    script.limits = (limits(single_trade_rate="0.01"), RULES)
    qtbot.mouseClick(window.portfolio.limits, Qt.MouseButton.LeftButton)
    # 1 % of 10,000 over 1,000 a unit
    assert verdict(window) == (
        "Shrink to 0.100 BTC. Your limit for a single trade allows no more; the plan asks 0.200 BTC."
    )


def test_the_header_shows_the_account_before_and_after(window: MainWindow) -> None:
    values = [(chip.value.text(), chip.detail.text()) for chip in window.header.chips]
    assert values == [
        ("10,000.00", "→ 10,000.00"),
        ("0.00", "→ 1,000.00"),
        ("10,000.00", "→ 9,000.00"),
        ("—", "→ 1,000\u202f%"),
    ]
