"""Two fields side by side, with what is wrong with either below both: sentences need the width."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField

Field = NumberField | ChoiceField


def pair(left: Field, right: Field, *, shares: tuple[int, int] = (1, 1)) -> QVBoxLayout:
    """The fields in a row and their messages under it."""
    row = QHBoxLayout()
    row.setSpacing(8)
    rows = QVBoxLayout()
    rows.setSpacing(3)
    rows.addLayout(row)
    for field, share in zip((left, right), shares, strict=True):
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(field.message)
    return rows
