"""Every text that a window shows, tells a screen reader, or says when the mouse rests on something."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from planner.ui.widgets.correlation_grid import CorrelationGrid
from planner.ui.widgets.tone_grid import ToneGrid

OF_ALL = ("toolTip", "accessibleName", "accessibleDescription", "windowTitle")
OF_KINDS: dict[type[Any], Callable[[Any], list[str]]] = {
    QAction: lambda action: [action.text(), action.toolTip()],
    QMenu: lambda menu: [menu.title()],
    QLabel: lambda label: [label.text()],
    QAbstractButton: lambda button: [button.text()],
    QLineEdit: lambda line: [line.placeholderText()],
    QGroupBox: lambda box: [box.title()],
    QComboBox: lambda box: [box.itemText(place) for place in range(box.count())],
    QTabWidget: lambda tabs: [tabs.tabText(place) for place in range(tabs.count())],
    QAbstractItemView: lambda view: [*_cells(view), *_headings(view)],
    QTextEdit: lambda edit: edit.toPlainText().splitlines(),
    QPlainTextEdit: lambda edit: [edit.placeholderText()],
}
"""What each kind of widget shows; what a trader has typed is not among it."""
MOST_ROWS = 60


def texts_of(whole: QWidget) -> list[str]:
    """All texts of a window and of what is in it, hidden parts too."""
    parts = [whole, *whole.findChildren(QWidget), *whole.findChildren(QAction)]
    found = [text for part in parts for text in _texts(part)]
    return [text for text in found if text]


def _texts(part: QObject) -> Iterator[str]:
    if isinstance(part, QWidget):
        yield from (getattr(part, name)() for name in OF_ALL)
    for kind, tell in OF_KINDS.items():
        if isinstance(part, kind):
            yield from tell(part)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if isinstance(view, CorrelationGrid | ToneGrid):
        return
    for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())):
            index = model.index(row, column)
            yield from (
                str(index.data(role) or "") for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            )


def _headings(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if hasattr(view, "horizontalHeader"):
        for column in range(model.columnCount(QModelIndex())):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
