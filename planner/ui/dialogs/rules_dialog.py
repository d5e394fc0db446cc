"""The rules a plan is judged by, beside the window, and the way to change a copy of them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from planner.domain.plan import Draft
from planner.report.rules import COPY, EDIT, RESTORE, rules_line, rules_page
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.dialogs.page_view import PageView
from planner.ui.dialogs.rules_form import RulesForm
from planner.ui.theme import in_text_size
from planner.ui.widgets.style import set_property
from planner.words import translated

SIZE = (640, 660)


class RulesDialog(ClosingDialog):
    """All rules to read; `changed` carries the numbers changed in a form and whether they shall be kept."""

    changed = Signal(object, bool)
    restored = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """A dialog about no rules yet."""
        super().__init__(parent)
        self.draft: Draft | None = None
        self.form: RulesForm | None = None
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setProperty("role", "headline")
        self.marks = QLabel(self)
        self.marks.setTextFormat(Qt.TextFormat.PlainText)
        self.marks.setProperty("role", "detail")
        self.marks.setWordWrap(True)
        self.view = PageView(self)
        self.view.setAccessibleName(translated("Rules"))
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.edit, self.restore, self.copy = (
            self.buttons.addButton(text, role) for text in (translated(EDIT), translated(RESTORE), translated(COPY))
        )
        self.edit.clicked.connect(self.open_form)
        self.restore.clicked.connect(self.restored)
        self.copy.clicked.connect(self.view.copy_page)
        layout = QVBoxLayout(self)
        for part in (self.headline, self.marks):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.buttons)
        self.resize(in_text_size(*SIZE))

    def show_draft(self, draft: Draft, *, can_restore: bool) -> None:
        """Follow the plan; its shipped rules can come back where they are known and differ."""
        self.draft = draft
        page, line = rules_page(draft), rules_line(draft)
        self.setWindowTitle(translated("Rules · {name}", name=draft.situation.venue.name))
        self.headline.setText(page.title)
        self.marks.setText(line.marks)
        set_property(self.marks, "tone", "caution" if line.is_changed else "plain")
        self.edit.setEnabled(draft.instrument is not None)
        self.restore.setEnabled(can_restore)
        self.view.show_page(page)

    def open_form(self) -> None:
        """Let the trader change a copy."""
        if self.draft is None or self.draft.instrument is None:
            return
        self.form = RulesForm(self.draft.situation.venue, self.draft.instrument, self)
        self.form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form.accepted.connect(self._take)
        self.form.finished.connect(self._forget)
        self.form.open()

    def _take(self) -> None:
        if self.form is not None:
            self.changed.emit(self.form.answer(), self.form.saves)

    def _forget(self) -> None:
        self.form = None
