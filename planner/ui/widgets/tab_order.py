"""Tab goes from top to bottom: parts that are made late would else come after all others."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def order_tabs(*parts: QWidget) -> None:
    """Let Tab go through parts of one window, one after the other, each in the order it is laid out in."""
    for one, following in pairwise(stop for part in parts for stop in _stops(part)):
        QWidget.setTabOrder(one, following)


def _stops(part: QWidget) -> Iterator[QWidget]:
    """Where Tab can stop in a part, shown or not."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    layout = part.layout()
    if layout is not None:
        yield from _stops_of(layout)


def _stops_of(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner, widget = (None, None) if item is None else (item.layout(), item.widget())
        if inner is not None:
            yield from _stops_of(inner)
        elif widget is not None:
            yield from _stops(widget)
