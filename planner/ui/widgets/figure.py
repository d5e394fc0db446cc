"""A figure: its label, its value and a quiet detail."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from planner.report.rows import Row
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.style import set_property

_MARGINS = {False: (10, 5), True: (7, 2)}
"""Beside and above, compact or not."""
_DIGITS = str.maketrans("123456789", "000000000")
"""All digits of the window's font are of one width."""


class Figure(QFrame):
    """One row of a report as a small block.

    It places its three lines itself: as long as they need the same room, a change lays out nothing around it.
    """

    def __init__(self, parent: QWidget | None = None, *, gives_way: bool = False) -> None:
        """An empty figure; one that gives way holds words, which may be cut, never a number."""
        super().__init__(parent)
        self.setProperty("role", "figure")
        self.label = self._text("label", gives_way=True)
        self.value = self._text("value", gives_way=gives_way)
        self.detail = self._text("detail", gives_way=gives_way)
        self._is_compact = False
        self._shape: tuple[str, ...] = ()
        self._room = QSize()

    def _text(self, role: str, *, gives_way: bool) -> QLabel:
        part = ElidedLabel(self) if gives_way else QLabel(self)
        part.setTextFormat(Qt.TextFormat.PlainText)
        part.setProperty("role", role)
        return part

    def set_compact(self, *, compact: bool) -> None:
        """Leave the detail to the tooltip."""
        self._is_compact = compact
        self.detail.setVisible(not compact)
        self._settle()

    def show_row(self, row: Row) -> None:
        """Show a figure; its unit stands beside the label, quieter than the number."""
        label = f"{row.label} · {row.unit}" if row.unit and row.value.endswith(row.unit) else row.label
        value, detail = (text.removesuffix(f" {row.unit}") for text in (row.value, row.detail))
        for part, text in ((self.label, label), (self.value, value), (self.detail, detail)):
            if part.text() != text:
                part.setText(text)
        hint = f"{row.detail}\n{row.meaning}".strip()
        if self.toolTip() != hint:
            self.setToolTip(hint)
            self.setAccessibleName(row.label)
        self.setAccessibleDescription(f"{row.value} {row.detail}".strip())
        set_property(self.value, "tone", row.tone.value)
        self._settle()

    def sizeHint(self) -> QSize:
        """The room its lines need."""
        sizes = [part.sizeHint() for part in self._parts()]
        beside, above = _MARGINS[self._is_compact]
        height = sum(size.height() for size in sizes) + len(sizes) - 1
        return QSize(max(size.width() for size in sizes) + 2 * beside, height + 2 * above)

    def minimumSizeHint(self) -> QSize:
        """As much, but words may be cut."""
        beside, _ = _MARGINS[self._is_compact]
        width = max(part.minimumSizeHint().width() for part in self._parts()) + 2 * beside
        return QSize(width, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new room."""
        super().resizeEvent(event)
        self._place()

    def _parts(self) -> tuple[QLabel, ...]:
        return (self.label, self.value) if self._is_compact else (self.label, self.value, self.detail)

    def _settle(self) -> None:
        """Ask for other room only where it is needed; measure only what differs in more than its digits."""
        shape = (self.font().key(), *(part.text().translate(_DIGITS) for part in self._parts()))
        if shape == self._shape:
            return
        self._shape, before, self._room = shape, self._room, self.sizeHint()
        if self._room != before:
            self._place()
            self.updateGeometry()

    def _place(self) -> None:
        parts = self._parts()
        beside, top = _MARGINS[self._is_compact]
        more = max(0, self.height() - self.sizeHint().height()) // len(parts)
        for part in parts:
            height = part.sizeHint().height() + more
            part.setGeometry(beside, top, self.width() - 2 * beside, height)
            top += height + 1
