"""What the columns of a table mean: a list of meanings below the name of each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from planner.report.book_sentences import ROLES
from planner.storage.book_csv.roles import Role
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated

HEIGHT = 74
NOTHING = "is left out"


class ImportColumns(QScrollArea):
    """Columns side by side; `chosen` tells that one means something else now."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """No columns yet."""
        super().__init__(parent)
        self.boxes: list[Choices] = []
        self.setWidgetResizable(True)
        self.setFixedHeight(HEIGHT)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_columns(self, names: Sequence[str], roles: Sequence[Role | None]) -> None:
        """Show these, each with what it is taken for."""
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        self.boxes = []
        for place, (name, role) in enumerate(zip(names, roles, strict=True), start=1):
            row.addLayout(self._column(whole, name or translated("column {place}", place=place), role))
        row.addStretch(1)
        self.setWidget(whole)

    def _column(self, whole: QWidget, name: str, role: Role | None) -> QVBoxLayout:
        column = QVBoxLayout()
        caption, box = QLabel(name, whole), Choices(whole)
        caption.setTextFormat(Qt.TextFormat.PlainText)
        caption.setProperty("role", "label")
        box.setAccessibleName(translated("What {name} means", name=name))
        box.addItem(translated(NOTHING), "")
        for value, words in ROLES.items():
            box.addItem(translated(words), value)
        box.setCurrentIndex(max(0, box.findData("" if role is None else role.value)))
        box.activated.connect(lambda _index: self.chosen.emit())
        self.boxes.append(box)
        for part in (caption, box):
            column.addWidget(part)
        column.addStretch(1)
        return column

    def roles(self) -> tuple[Role | None, ...]:
        """What each column means."""
        return tuple(Role(box.currentData()) if box.currentData() else None for box in self.boxes)
