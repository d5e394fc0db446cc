"""The contract of a tab of the book window: it shows what the book holds of one account."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from planner.domain.trades import BookAccount
from planner.ui.book.session import BookSession


class BookTab(QWidget):
    """A tab; `account` is None while the book has none."""

    title = ""

    def __init__(self, session: BookSession, parent: QWidget | None = None) -> None:
        """A tab without an account yet."""
        super().__init__(parent)
        self.session = session
        self.account: BookAccount | None = None
        self.rows = QVBoxLayout(self)

    def show_account(self, account: BookAccount | None) -> None:
        """Show what the book holds of that account."""
        self.account = account
        self.refresh()

    def refresh(self) -> None:
        """Ask the book again."""

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
