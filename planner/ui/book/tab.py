"""The contract of a tab of the book window: it shows what the book holds of one account."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from planner.domain.trades import BookAccount
from planner.report.book import EMPTY
from planner.ui.book.session import BookSession
from planner.ui.book.step_dialog import Question, Step, StepDialog
from planner.words import translated


class BookTab(QWidget):
    """A tab; `account` is None while the book has none. `empty` tells what to do where there is nothing."""

    title = ""
    emptiness = ""

    def __init__(self, session: BookSession, parent: QWidget | None = None) -> None:
        """A tab without an account yet."""
        super().__init__(parent)
        self.session = session
        self.account: BookAccount | None = None
        self.rows = QVBoxLayout(self)
        self.empty = QLabel(translated(EMPTY.get(self.emptiness, "")), self)
        self.empty.setProperty("role", "detail")
        self.empty.setWordWrap(True)
        self.empty.hide()
        self.rows.addWidget(self.empty)

    def show_account(self, account: BookAccount | None) -> None:
        """Show what the book holds of that account."""
        self.account = account
        self.refresh()

    def refresh(self) -> None:
        """Ask the book again."""

    def say_empty(self, *, is_empty: bool) -> None:
        """Tell what to do, where there is an account and nothing in it."""
        self.empty.setVisible(is_empty and self.account is not None)

    def put(self, question: Question, keep_step: Callable[[Step], str]) -> None:
        """Ask for a step; `keep_step` keeps it, or says why it cannot."""
        if self.account is not None:
            StepDialog(question, keep_step, zone=self.account.zone, now=self.session.now(), parent=self).open()

    def add_buttons(self, buttons: Sequence[tuple[str, Callable[[], object]]]) -> list[QPushButton]:
        """A row of buttons below everything else."""
        row, made = QHBoxLayout(), []
        for text, run in buttons:
            button = QPushButton(text, self)
            button.clicked.connect(lambda _checked=False, run=run: run())
            row.addWidget(button)
            made.append(button)
        row.addStretch(1)
        self.rows.addLayout(row)
        return made
