"""Which backup to go on with: when it was made, and what it would change."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from planner.words import translated


class BackupDialog(QDialog):
    """A list, newest first, above what the chosen one would change."""

    def __init__(self, lines: Sequence[str], changes: Callable[[int], str], parent: QWidget | None = None) -> None:
        """Offer these backups; `changes` tells what one would change of the plan on screen."""
        super().__init__(parent)
        self.setWindowTitle(translated("Restore a backup"))
        self.resize(520, 460)
        self.list = QListWidget(self)
        self.list.setAccessibleName(translated("Backups"))
        self.list.addItems(list(lines))
        self.changes = QLabel(self)
        self.changes.setTextFormat(Qt.TextFormat.PlainText)
        self.changes.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.addButton(translated("Open it as a new plan"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (self.list, self.changes, self.buttons):
            layout.addWidget(part)
        self.list.currentRowChanged.connect(lambda row: self.changes.setText(changes(row)))
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.list.setCurrentRow(0)

    def ask(self) -> int | None:
        """The place of the chosen backup in the list; None where none is wanted."""
        accepted = self.exec() == QDialog.DialogCode.Accepted
        return self.list.currentRow() if accepted else None
