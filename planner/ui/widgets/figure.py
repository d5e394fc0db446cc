"""A figure: its label, its value and a quiet detail."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from planner.report.rows import Row
from planner.ui.widgets.covering import CoveringLabel
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.spoken import tell_value
from planner.ui.widgets.style import ONE_DIGIT, set_property
from planner.ui.widgets.tips import plain_tip

_MARGINS = {False: (10, 5), True: (7, 2)}
"""Beside and above, compact or not."""


class Figure(QFrame):
    """One row of a report as a small block.

    It places its three lines itself: as long as they need the same room, a change lays out nothing around it.
    """

    def __init__(self, parent: QWidget | None = None, *, gives_way: bool = False, in_brief: bool = False) -> None:
        """An empty figure; one that gives way holds words, which may be cut, never a number.

        One in brief cuts what stands below its number, before a number of that too, and leaves it to the tooltip.
        """
        super().__init__(parent)
        self.label = ElidedLabel(self)
        self.value: QLabel = ElidedLabel(self) if gives_way else CoveringLabel(self)
        self.detail: QLabel = ElidedLabel(self) if gives_way or in_brief else CoveringLabel(self)
        for part, role in ((self.label, "label"), (self.value, "value"), (self.detail, "detail")):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setProperty("role", role)
        self._is_compact = False
        self._texts = ("", "", "")
        self._shown: tuple[Row, str] | None = None
        self._shape: tuple[str, ...] = ()
        self._heights: tuple[int, ...] = ()
        self._room = self._least = QSize()
        tell_value(self, "")

    def set_compact(self, *, compact: bool) -> None:
        """Leave the detail to the tooltip."""
        if compact is self._is_compact:
            return
        self._is_compact = compact
        self.detail.setVisible(not compact)
        self._settle()

    def show_row(self, row: Row, hint: str = "") -> None:
        """Show a figure; its unit stands beside the label, quieter than the number. `hint` instead of the usual one."""
        if self._shown == (row, hint):
            return
        self._shown = row, hint
        label = f"{row.heading} · {row.unit}" if row.unit and row.value.endswith(row.unit) else row.heading
        value, detail = (text.removesuffix(f" {row.unit}") for text in (row.value, row.detail))
        texts = (label, value, detail)
        if texts != self._texts:
            for part, text, before in zip((self.label, self.value, self.detail), texts, self._texts, strict=True):
                if text != before:
                    part.setText(text)
            self._texts = texts
            self.label.short = row.heading  # half of a unit says nothing: it is left out where it has no room
            self.setAccessibleName(row.label)
            self.setAccessibleDescription(f"{row.value} {row.detail} {row.changed}".strip())
            tell_value(self, row.value)
        usual = f"{row.detail}\n{row.meaning}".strip()
        hint = f"{row.changed}\n{hint or usual}".strip()
        if self.toolTip() != hint:
            self.setToolTip(plain_tip(hint))
        set_property(self.value, "tone", row.tone.value)
        self._settle()

    def sizeHint(self) -> QSize:
        """The room its lines need."""
        return self._room

    def minimumSizeHint(self) -> QSize:
        """As much, but words may be cut, and a unit left out beside what the figure is called."""
        return self._least

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new room."""
        super().resizeEvent(event)
        if self._heights:
            self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other room, from the next row on."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._shown, self._shape = None, ()

    def _parts(self) -> tuple[QLabel, ...]:
        return (self.label, self.value) if self._is_compact else (self.label, self.value, self.detail)

    def _settle(self) -> None:
        """Ask for other room only where it is needed; measure only what differs in more than its digits."""
        shape = tuple(part.text().translate(ONE_DIGIT) for part in self._parts())
        if shape == self._shape:
            return
        self._shape, before = shape, (self._room, self._least)
        self._measure()
        if (self._room, self._least) != before:
            self._place()
            self.updateGeometry()

    def _measure(self) -> None:
        sizes = [part.sizeHint() for part in self._parts()]
        beside, above = _MARGINS[self._is_compact]
        self._heights = tuple(size.height() for size in sizes)
        height = sum(self._heights) + len(sizes) - 1 + 2 * above
        self._room = QSize(max(size.width() for size in sizes) + 2 * beside, height)
        heading = self.label.fontMetrics().horizontalAdvance(self.label.short) + 1
        least = max(heading, *(part.minimumSizeHint().width() for part in self._parts()))
        self._least = QSize(least + 2 * beside, height)

    def _place(self) -> None:
        beside, top = _MARGINS[self._is_compact]
        more = max(0, self.height() - self._room.height()) // len(self._heights)
        for part, needed in zip(self._parts(), self._heights, strict=True):
            part.setGeometry(beside, top, self.width() - 2 * beside, needed + more)
            top += needed + more + 1
