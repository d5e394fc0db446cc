"""Fields side by side, with what is wrong with any of them below all: sentences need the width."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from planner.ui.widgets.choice import ChoiceField
from planner.ui.widgets.number_field import NumberField

Field = NumberField | ChoiceField


def pair(*fields: Field, shares: tuple[int, ...] = ()) -> QVBoxLayout:
    """The fields in a row and their messages under it."""
    row = QHBoxLayout()
    row.setSpacing(8)
    rows = QVBoxLayout()
    rows.setSpacing(3)
    rows.addLayout(row)
    for field, share in zip(fields, shares or (1,) * len(fields), strict=True):
        row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        rows.addWidget(field.message)
    return rows
