"""The names of curves beside a piece of each."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.ui.charts.colours import ChartColours
from planner.ui.charts.curve_model import Curve

_PIECE = 24
_GAP = 8


class Legend(QWidget):
    """The names of curves beside a piece of each, above the plot: it hides nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty legend."""
        super().__init__(parent)
        self.curves: tuple[Curve, ...] = ()
        self._colours: ChartColours | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_curves(self, curves: Sequence[Curve], colours: ChartColours) -> None:
        """Name these."""
        self.curves, self._colours = tuple(curve for curve in curves if curve.name), colours
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """As many lines as the names take."""
        places = self.places(width)
        return round(places[-1].bottom()) + _GAP if places else 0

    def sizeHint(self) -> QSize:
        """As wide as it is, and as high as that takes."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def places(self, width: int) -> list[QRectF]:
        """Where each name and its piece of curve stand."""
        found: list[QRectF] = []
        x, y, line = float(_GAP), 0.0, self.fontMetrics().height()
        for curve in self.curves:
            wide = _PIECE + _GAP + self.fontMetrics().horizontalAdvance(curve.name)
            if found and x + wide > width:
                x, y = float(_GAP), y + line
            found.append(QRectF(x, y, wide, line))
            x += wide + 2 * _GAP
        return found

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all of it is painted
        """A piece of each curve and its name."""
        if self._colours is None:
            return
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._colours.window))
            for curve, place in zip(self.curves, self.places(self.width()), strict=True):
                pen = QPen(QColor(self._colours.of(curve.colour)), 2)
                pen.setStyle(Qt.PenStyle.DashLine if curve.is_dashed else Qt.PenStyle.SolidLine)
                painter.setPen(pen)
                middle = place.center().y()
                painter.drawLine(QPointF(place.left(), middle), QPointF(place.left() + _PIECE, middle))
                painter.setPen(QColor(self._colours.text))
                painter.drawText(place.adjusted(_PIECE + _GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, curve.name)
