"""A failure of the program, with its report to read before it is copied."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from planner.report.failure import COPY, GO_ON, LEAD, PRIVATE, TITLE
from planner.words import translated


class FailureDialog(QDialog):
    """One dialog for one kind of failure."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        """Show a report."""
        super().__init__(parent)
        self.setWindowTitle(translated(TITLE))
        self.resize(560, 380)
        lead = QLabel(translated(LEAD), self)
        self.report = QPlainTextEdit(report, self)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(translated(TITLE))
        private = QLabel(translated(PRIVATE), self)
        self.buttons = QDialogButtonBox(self)
        self.copying = self.buttons.addButton(translated(COPY), QDialogButtonBox.ButtonRole.ActionRole)
        self.going_on = self.buttons.addButton(translated(GO_ON), QDialogButtonBox.ButtonRole.AcceptRole)
        self.going_on.setDefault(True)
        self.copying.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
        self.buttons.accepted.connect(self.accept)
        layout = QVBoxLayout(self)
        for part in (lead, self.report, private, self.buttons):
            if isinstance(part, QLabel):
                part.setWordWrap(True)
            layout.addWidget(part)
