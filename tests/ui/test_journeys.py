"""What a trader does from beginning to end, by keyboard and by mouse."""

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from planner.storage.plan_files import load_plan
from planner.ui.main_window import MainWindow
from tests.ui.conftest import Script
from tests.ui.screen import field, figure, verdict

CONTROL = Qt.KeyboardModifier.ControlModifier


def _press(qtbot: QtBot, window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = CONTROL) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def _tab_to(qtbot: QtBot, window: MainWindow, wanted: QWidget) -> None:
    for _ in range(60):
        if QApplication.focusWidget() is wanted:
            return
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
    raise AssertionError(f"{wanted.accessibleName()} cannot be reached by Tab")


def _write(qtbot: QtBot, window: MainWindow, line: QLineEdit, text: str) -> None:
    _tab_to(qtbot, window, line)
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_a_plan_from_nothing_by_keyboard_saved_reopened_and_undone(
    window: MainWindow, qtbot: QtBot, script: Script, tmp_path: Path
) -> None:
    path = tmp_path / "keyboard.plan.json"
    script.save_path = script.open_path = path
    window.activateWindow()
    field(window, "entry_price").input.setFocus()
    _press(qtbot, window, Qt.Key.Key_N)
    assert verdict(window).startswith("Cannot say. Enter the price at which you would open the trade.")
    _write(qtbot, window, field(window, "entry_price").input, "60000")
    _write(qtbot, window, field(window, "stop_price").input, "58000")
    _write(qtbot, window, field(window, "leverage").input, "5")
    _write(qtbot, window, window.ticket.sizing.value.input, "1")
    _press(qtbot, window, Qt.Key.Key_T)
    # 1 % of 10,000 over 2,000 a unit; one target two stop distances away
    assert verdict(window).startswith("Take 0.050 BTC")
    assert window.ticket.targets.rows[0].price.input.text() == "64000.0"
    _press(qtbot, window, Qt.Key.Key_S)
    saved = window.workspace.document.draft
    assert load_plan(path).draft == saved
    _press(qtbot, window, Qt.Key.Key_N)
    _press(qtbot, window, Qt.Key.Key_O)
    assert window.workspace.document.draft == saved
    _press(qtbot, window, Qt.Key.Key_F)
    assert verdict(window).startswith("Take 0.050 BTC")
    _press(qtbot, window, Qt.Key.Key_Z)
    assert window.workspace.document.draft == saved
    assert not window.isWindowModified()


def test_every_control_can_be_reached_by_tab_and_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    field(window, "entry_price").input.setFocus()
    seen: dict[int, QWidget] = {}
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        if id(focused) in seen:
            break
        seen[id(focused)] = focused
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    unnamed = [type(widget).__name__ for widget in seen.values() if not (widget.accessibleName() or _text(widget))]
    assert unnamed == []
    names = {widget.accessibleName() for widget in seen.values()}
    assert {"Entry", "Stop-loss", "Leverage", "Target 1", "Balance", "Venue", "Instrument"} <= names


def _text(widget: QWidget) -> str:
    text = widget.property("text")
    return text if isinstance(text, str) else ""


def test_leverage_by_arrow_keys_changes_margin_and_levels_only(window: MainWindow, qtbot: QtBot) -> None:
    leverage = field(window, "leverage").input
    leverage.setFocus()
    before = (figure(window, "quantity"), figure(window, "loss_at_stop"))
    qtbot.keyClick(leverage, Qt.Key.Key_Up)
    assert leverage.text() == "11"
    assert (figure(window, "quantity"), figure(window, "loss_at_stop")) == before
    # 10,000 / 11 = 909.09
    assert figure(window, "initial_margin") == "909.09 USDT"
    assert window.workspace.document.draft.plan.leverage == Decimal(11)


def test_tab_goes_down_the_ticket(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    line = field(window, "entry_price").input
    line.setFocus()
    names = []
    for _ in range(13):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        names.append(focused.accessibleName() if focused is not None else "")
    assert names == [
        "Stop-loss",
        "Target 1",
        "Share of target 1",
        "Remove target 1",
        "Target 2",
        "Share of target 2",
        "Remove target 2",
        "Reward : risk",
        "Hold reward : risk",
        "Add an entry",
        "Add a target",
        "Add a rule of the stop",
        "Size by",
    ]
