"""What keeps the book from being used, said above its tabs with the ways out: tried again, saved as text, set aside."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from planner.domain.fault import Fault, FaultError, shown
from planner.report.book import EMPTY
from planner.report.salvaging import mended_line, salvaged_line
from planner.report.sentences import fault_sentence
from planner.storage.book.address import FileAddress
from planner.storage.book.mending import mend
from planner.storage.book.salvage import salvage
from planner.ui.background import in_background
from planner.ui.book.session import DAMAGED, NOT_A_BOOK, BookSession
from planner.ui.widgets.fault_label import FaultLabel
from planner.words import translated

_WITH_WAYS_OUT = {DAMAGED, NOT_A_BOOK, "book_empty"}


class Trouble(QWidget):
    """Hidden while the book can be used and has an account."""

    tried_again = Signal()

    def __init__(self, session: BookSession, parent: QWidget | None = None) -> None:
        """No trouble yet."""
        super().__init__(parent)
        self._may_begin_anew = True
        self.session = session
        self.fault, self.hint = FaultLabel(self), QLabel(translated(EMPTY["accounts"]), self)
        self.hint.setProperty("role", "detail")
        self.again, self.text, self.mend = (
            QPushButton(text, self)
            for text in (translated("Try again"), translated("Save as text…"), translated("Set it aside and go on"))
        )
        self.text.setToolTip(translated("Everything that can still be read, a line of text for each row"))
        self.mend.setToolTip(
            translated("The damaged file is renamed and kept; a new book is made of what can be read of it")
        )
        row = QHBoxLayout()
        for button in (self.again, self.text, self.mend):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for label in (self.fault, self.hint):
            layout.addWidget(label)
        layout.addLayout(row)
        self.again.clicked.connect(self.try_again)
        self.text.clicked.connect(self.save_text)
        self.mend.clicked.connect(self.go_on)

    def show_state(self, fault: Fault | None, *, has_accounts: bool) -> None:
        """Say what is wrong, or what to begin with."""
        self.fault.say("" if fault is None else fault_sentence(fault))
        self.again.setVisible(fault is not None)
        for button in (self.text, self.mend):
            button.setVisible(fault is not None and fault.code in _WITH_WAYS_OUT and self._file() is not None)
        self._may_begin_anew = fault is None or fault.code != NOT_A_BOOK
        self.hint.setVisible(fault is None and not has_accounts)
        self.setVisible(fault is not None or not has_accounts)

    def _file(self) -> Path | None:
        try:
            address = self.session.address
        except FaultError:
            return None
        return address.path if isinstance(address, FileAddress) else None

    def try_again(self) -> None:
        """Open the book anew: another file may lie there by now."""
        self.session.close()
        self.tried_again.emit()

    def save_text(self) -> None:
        """Write what can be read as text."""
        path = self._file()
        target = None if path is None else self.session.workspace.dialogs.ask_target(Path("book.jsonl"))
        if path is None or target is None:
            return
        self.session.close()
        try:
            saved = in_background(lambda: salvage(path, target))
        except FaultError as error:
            self.fault.say(fault_sentence(error.fault))
            return
        self.session.workspace.said.emit(salvaged_line(shown(target.name), saved.rows, saved.damaged))
        self.fault.say(salvaged_line(shown(target.name), saved.rows, saved.damaged))

    def go_on(self) -> None:
        """Go on with a new book of what can be read; the damaged file is kept under another name.

        A file that was chosen and is no book stays where it is unless something of a book can be read of it.
        """
        path = self._file()
        if path is None:
            return
        or_begin_anew = self._may_begin_anew or self.session.is_own_place
        self.session.close()
        try:
            mended = in_background(lambda: mend(path, or_begin_anew=or_begin_anew))
        except FaultError as error:
            self.fault.say(fault_sentence(error.fault))
            return
        self.session.workspace.dialogs.tell(
            translated("The book was mended"),
            mended_line(
                shown(mended.aside.name), mended.rows, mended.lost, parted=mended.parted, refilled=mended.refilled
            ),
        )
        self.tried_again.emit()
