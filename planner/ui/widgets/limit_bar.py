"""A limit as a bar: what is used, what this plan adds, what is left."""

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from planner.report.glossary import label, meaning
from planner.report.limits import LimitRow
from planner.report.portfolio import ClusterRow
from planner.report.rows import CHANGED_SIGN, Tone
from planner.ui.theme import Theme
from planner.ui.widgets.covering import CoveringLabel
from planner.ui.widgets.hatch import hatch
from planner.ui.widgets.still import Still
from planner.ui.widgets.style import set_property
from planner.ui.widgets.tips import plain_tip
from planner.words import spelled, translated

HEIGHT = 7
NAME_WIDTH = 150
"""Room for the name of a bet, in pixels; the whole name is in its tooltip."""
_FULL = 100
_COLOURS = {"good": "ok", "caution": "caution", "danger": "danger", "plain": "accent"}


class Bar(QProgressBar):
    """Two parts of one: used solid, added hatched, so that they differ without colour; told as percent of the whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty bar."""
        super().__init__(parent)
        self.used = self.added = 0.0
        self.colour, self.track = QColor("green"), QColor("gray")
        self.setRange(0, _FULL)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_shares(self, used: float, added: float, colour: QColor, track: QColor) -> None:
        """Fill it; painted anew only where that is another picture."""
        shown = self.used, self.added, self.colour, self.track
        if shown != (used, added, colour, track):
            self.used, self.added, self.colour, self.track = used, added, colour, track
            self.setValue(round(min(max(used + added, 0.0), 1.0) * _FULL))
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(80, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """No higher, whatever the style thinks of text in it."""
        return QSize(0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - the whole bar is painted
        """Track, used part, added part."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            width, height = float(self.width()), float(self.height())
            painter.setBrush(self.track)
            painter.drawRoundedRect(QRectF(0, 0, width, height), 3, 3)
            used = width * min(max(self.used, 0.0), 1.0)
            both = width * min(max(self.used + self.added, 0.0), 1.0)
            painter.setBrush(self.colour)
            painter.drawRoundedRect(QRectF(0, 0, used, height), 3, 3)
            lighter = QColor(self.colour)
            lighter.setAlphaF(0.45)
            painter.setBrush(lighter)
            painter.drawRoundedRect(QRectF(used, 0, both - used, height), 3, 3)
            painter.setBrush(hatch(self.colour, painter))
            painter.drawRect(QRectF(used, 0, both - used, height))


class Reading(Protocol):
    """What a bar shows."""

    @property
    def detail(self) -> str:
        """What stands below it."""

    @property
    def used(self) -> float:
        """The solid part, of one."""

    @property
    def added(self) -> float:
        """The hatched part, of one."""

    @property
    def tone(self) -> Tone:
        """What it means."""


class FigureBar(QWidget):
    """A bar below its name and figure, above a detail."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A bar without a name yet."""
        super().__init__(parent)
        self.name = QLabel(self)
        self.text, self.detail = CoveringLabel(self), CoveringLabel(self)
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.text.setProperty("role", "limit")
        self.detail.setProperty("role", "detail")
        self.detail.setWordWrap(True)
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.bar = Bar(self)
        top = QHBoxLayout()
        top.addWidget(self.name, 1)
        top.addWidget(Still(self.text, self))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        self.details = Still(self.detail, self)
        layout.addWidget(self.details)

    def show_reading(self, text: str, row: Reading, theme: Theme) -> None:
        """Show how full it is."""
        self.text.setText(text)
        self.detail.setText(row.detail)
        self.details.setVisible(bool(row.detail))
        for told in (self, self.bar):
            told.setAccessibleDescription(f"{text} {row.detail} {spelled(row.tone)}")
        self.bar.setAccessibleName(self.accessibleName())
        set_property(self.text, "tone", row.tone.value)
        self.bar.show_shares(row.used, row.added, QColor(theme[_COLOURS[row.tone]]), QColor(theme["field"]))


class LimitBar(FigureBar):
    """A limit with its figures and its bar."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        """The bar of a glossary term."""
        super().__init__(parent)
        self.name.setText(label(key))
        self._meaning = translated("{meaning} Solid: used now; hatched: added by this plan.", meaning=meaning(key))
        self.setToolTip(self._meaning)

    def show_row(self, row: LimitRow, theme: Theme) -> None:
        """Show how full it is."""
        name = f"{label(row.key)} {CHANGED_SIGN}" if row.changed else label(row.key)
        if name != self.name.text():
            self.name.setText(name)
            self.setToolTip(plain_tip(f"{row.changed}\n{self._meaning}".strip()))
        self.setAccessibleName(label(row.key))
        self.show_reading(row.text, row, theme)


class NamedBar(FigureBar):
    """Positions that are one bet, by the name of the bet."""

    def show_bar(self, row: ClusterRow, theme: Theme) -> None:
        """Show how much is at risk in it."""
        elided = self.name.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, NAME_WIDTH)
        if self.name.text() != elided:
            self.name.setText(elided)
        hint = row.members or row.name
        if self.toolTip() != hint:
            self.setToolTip(plain_tip(hint))
        self.setAccessibleName(row.name)
        self.show_reading(row.total, row, theme)
