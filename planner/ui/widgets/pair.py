"""Two fields side by side, with what is wrong with either below both: sentences need the width."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField

SPACING = 8
Field = NumberField | ChoiceField


class Row(QBoxLayout):
    """What stands side by side, and one above the other where text is large."""

    def __init__(self) -> None:
        """An empty row."""
        super().__init__(QBoxLayout.Direction.LeftToRight)

    def stack(self, *, stacked: bool) -> None:
        """Stand one above the other, or side by side again."""
        directions = QBoxLayout.Direction
        self.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)


def pair(left: Field, right: Field, *, shares: tuple[int, int] = (1, 1), stacks: bool = True) -> QVBoxLayout:
    """The fields in a row and their messages under it; short ones never stand one above the other."""
    row = Row() if stacks else QHBoxLayout()
    row.setSpacing(SPACING)
    rows = QVBoxLayout()
    rows.setSpacing(3)
    rows.addLayout(row)
    for field, share in zip((left, right), shares, strict=True):
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(field.message)
    return rows
