"""A rectangle of the scene that one function paints."""

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

Paint = Callable[[QPainter], None]


class Layer(QGraphicsItem):
    """Paints in pixels from its own top left corner, never outside its rectangle."""

    def __init__(self, paint: Paint) -> None:
        """Cover nothing until told what."""
        super().__init__()
        self._paint = paint
        self._area = QRectF()

    def cover(self, area: QRectF) -> None:
        """Take a rectangle of the scene; the same one again is nothing to paint for."""
        if area.size() == self._area.size() and area.topLeft() == self.pos():
            return
        self.prepareGeometryChange()
        self.setPos(area.topLeft())
        self._area = QRectF(0, 0, area.width(), area.height())

    def boundingRect(self) -> QRectF:
        """The rectangle, from zero."""
        return self._area

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint, clipped."""
        del option, widget
        painter.setClipRect(self._area)
        self._paint(painter)
