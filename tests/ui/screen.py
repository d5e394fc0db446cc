"""What a user does and sees: typing into fields, reading labels."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from planner.settings import Appearance, Settings, Theme
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.main_window import MainWindow
from planner.ui.widgets.number_field import NumberField
from tests.ui.conftest import Script, window_on

SIZES = {"small": QSize(1024, 640), "usual": QSize(1440, 900), "large": QSize(2560, 1440)}


def field(window: MainWindow, key: str) -> NumberField:
    """A number field of the ticket."""
    return window.ticket.bindings[key].field


def shown_window(
    qtbot: QtBot, example: str, folders: Folders, theme: Theme, size: QSize, *, scale: float = 1.0
) -> MainWindow:
    """A window on an example, of that size and with that text, that has been shown."""
    settings = Settings(appearance=Appearance(theme=theme, text_scale=scale))
    window = window_on(resource("examples", f"{example}.plan.json"), folders, settings, Script())
    qtbot.addWidget(window)
    window.resize(size)
    with qtbot.waitExposed(window):
        window.show()
    QApplication.processEvents()
    return window


def type_into(qtbot: QtBot, line: QLineEdit, text: str) -> None:
    """Replace what is in a line by typing, key by key."""
    line.setFocus()
    line.selectAll()
    if not text:
        qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, text)


def verdict(window: MainWindow) -> str:
    """The verdict line as it is read."""
    return f"{window.verdict.headline.text()[3:]}. {window.verdict.reason.text()}"


def figure(window: MainWindow, key: str) -> str:
    """A figure of the summary as it is read."""
    shown = window.summary.figures[key]
    unit = shown.label.text().partition(" · ")[2]
    return f"{shown.value.text()} {unit}".strip()


def objection(number_field: NumberField) -> str:
    """The sentence below a field; nothing while it is well."""
    return number_field.message.text() if number_field.message.isVisible() else ""
