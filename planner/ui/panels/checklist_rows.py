"""The checklist: an item a row, and a line to write the next one in."""

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.domain import checklist_edits
from planner.domain.checklist import CheckItem
from planner.report.glossary import meaning
from planner.ui.panels.content import Content
from planner.ui.widgets.step_line import flowing
from planner.ui.widgets.tips import plain_tip
from planner.ui.widgets.undoing import HandsUndoOn
from planner.words import translated

MOST_ITEMS = 20
LONGEST_ITEM = 80


class ChecklistRows(Content):
    """Items that are ticked off, marked as required or removed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A list without items."""
        super().__init__(parent)
        self.rows: list[CheckRow] = []
        self.list = QVBoxLayout()
        self.list.setSpacing(4)
        self.fresh = QLineEdit(self)
        self.fresh.setMaxLength(LONGEST_ITEM)
        self.fresh.setPlaceholderText(translated("Add to the checklist"))
        self.fresh.setAccessibleName(translated("New item of the checklist"))
        self.fresh.setToolTip(translated("Enter adds it.\n{meaning}", meaning=meaning("checklist")))
        HandsUndoOn(self.fresh)
        self.fresh.returnPressed.connect(self._add)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(self.list)
        box.addWidget(self.fresh)

    def tab_order(self) -> list[QWidget]:
        """Item by item, then the line for the next."""
        return [*(part for row in self.rows for part in (row.done, row.required, row.remove)), self.fresh]

    def show_assessment(self, assessment: Assessment) -> None:
        """Show every item."""
        items = assessment.draft.plan.checklist
        while len(self.rows) > len(items):
            row = self.rows.pop()
            self.list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(items):
            self._append_row()
        for row, item in zip(self.rows, items, strict=True):
            row.show_item(item)
        self.fresh.setEnabled(len(items) < MOST_ITEMS)

    def _add(self) -> None:
        text = self.fresh.text().strip()
        if text:
            self.edited.emit(checklist_edits.add_check(text))
            self.fresh.setText("")  # as nothing else does, it forgets what was typed

    def _append_row(self) -> None:
        index, row = len(self.rows), CheckRow(self)
        row.done.clicked.connect(lambda on: self.edited.emit(checklist_edits.change_check(index, done=on)))
        row.required.clicked.connect(lambda on: self.edited.emit(checklist_edits.change_check(index, required=on)))
        row.remove.clicked.connect(lambda: self.edited.emit(checklist_edits.remove_check(index)))
        self.rows.append(row)
        self.list.addWidget(row)


class CheckRow(QWidget):
    """A tick, the item, whether it is required, and a button that takes it away."""

    def __init__(self, parent: QWidget) -> None:
        """An empty row."""
        super().__init__(parent)
        self.done, self.text = QCheckBox(self), flowing()
        self.required, self.remove = QToolButton(self), QToolButton(self)
        self.required.setText("!")
        self.required.setCheckable(True)
        self.required.setProperty("role", "mark")
        self.remove.setText("×")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.done)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.required)
        layout.addWidget(self.remove)

    def show_item(self, item: CheckItem) -> None:
        """Show an item."""
        self.done.setChecked(item.done)
        self.required.setChecked(item.required)
        if self.text.text() == item.text:
            return
        self.text.setText(item.text)
        self.text.setToolTip(plain_tip(item.text))
        self.done.setAccessibleName(translated("Checked: {text}", text=item.text))
        self.required.setAccessibleName(translated("Required: {text}", text=item.text))
        self.required.setToolTip(translated("Required. {meaning}", meaning=meaning("check_required")))
        self.remove.setAccessibleName(translated("Remove from the checklist: {text}", text=item.text))
        self.remove.setToolTip(translated("Remove from the checklist"))
