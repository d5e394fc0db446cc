"""Fields side by side, with what is wrong with any of them below all: sentences need the width."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from planner.ui.theme import LARGE_SCALE, text_scale
from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField

SPACING = 8
Field = NumberField | ChoiceField


class Row(QBoxLayout):
    """What stands side by side, and one above the other where text is large."""

    def __init__(self) -> None:
        """An empty row, as the text is large now."""
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self.stack(stacked=text_scale() >= LARGE_SCALE)

    def stack(self, *, stacked: bool) -> None:
        """Stand one above the other, or side by side again."""
        directions = QBoxLayout.Direction
        self.setDirection(directions.TopToBottom if stacked else directions.LeftToRight)


def pair(*fields: Field, shares: tuple[int, ...] = (), stacks: bool = True) -> QVBoxLayout:
    """The fields in a row and their messages under it; short ones never stand one above the other."""
    row = Row() if stacks else QHBoxLayout()
    row.setSpacing(SPACING)
    rows = QVBoxLayout()
    rows.setSpacing(3)
    rows.addLayout(row)
    for field, share in zip(fields, shares or (1,) * len(fields), strict=True):
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(field.message)
    return rows
