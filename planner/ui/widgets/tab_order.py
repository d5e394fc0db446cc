"""Tab goes from top to bottom: parts that are made late would else come after all others."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QTabWidget, QWidget


def order_tabs(*parts: QWidget) -> None:
    """Let Tab go through parts of one window, one after the other, each in the order it is laid out in."""
    for one, following in pairwise(stop for part in parts for stop in _laid_out(part)):
        QWidget.setTabOrder(one, following)


def first_stop(part: QWidget) -> QWidget | None:
    """Where Tab stops first in a part as it is shown."""
    return next((stop for stop in _laid_out(part) if stop.isVisible() and stop.isEnabled()), None)


def _laid_out(part: QWidget | None) -> Iterator[QWidget]:
    """Where Tab can stop in a part, shown or not."""
    if part is None:
        return
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    layout = part.layout()
    if isinstance(part, (QSplitter, QTabWidget)):
        for place in range(part.count()):
            yield from _laid_out(part.widget(place))
    elif isinstance(part, QScrollArea):
        yield from _laid_out(part.widget())
    elif layout is not None:
        yield from _laid_out_in(layout)


def _laid_out_in(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner, widget = (None, None) if item is None else (item.layout(), item.widget())
        if inner is not None:
            yield from _laid_out_in(inner)
        elif widget is not None:
            yield from _laid_out(widget)
