"""Why a figure is what it is, beside the window: it follows the plan while it is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from planner.assess import Assessment
from planner.report.why import CHOICE, is_subject, subject_name, subjects, why_page
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.dialogs.page_view import PageView
from planner.ui.theme import in_text_size
from planner.ui.widgets.unwheeled import Choices
from planner.words import translated

FIRST = "liquidation"
SIZE = (560, 620)


class WhyDialog(ClosingDialog):
    """One figure at a time; another can be chosen in its list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A dialog about no figure yet."""
        super().__init__(parent)
        self.subject = FIRST
        self.assessment: Assessment | None = None
        self.list = Choices(self)
        self.list.setAccessibleName(translated(CHOICE))
        self.headline = QLabel(self)
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setProperty("role", "headline")
        self.headline.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.view = PageView(self)
        self.view.setAccessibleName(translated("Why"))
        self.copy = self.buttons.addButton(translated("Copy as text"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self.view.copy_page)
        self.list.activated.connect(lambda index: self.ask(self.list.itemData(index)))
        layout = QVBoxLayout(self)
        for part in (self.list, self.headline):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.buttons)
        self.resize(in_text_size(*SIZE))

    def ask(self, subject: str) -> None:
        """Show why that figure is what it is."""
        self.subject = subject
        if self.assessment is not None:
            self.show_assessment(self.assessment)

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan."""
        self.assessment = assessment
        if not is_subject(assessment, self.subject):
            self.subject = FIRST
        offered = subjects(assessment)
        keys = offered if self.subject in offered else (*offered, self.subject)
        names = [(subject_name(assessment, key), key) for key in keys]
        if [(self.list.itemText(at), self.list.itemData(at)) for at in range(self.list.count())] != names:
            self.list.clear()
            for name, key in names:
                self.list.addItem(name, key)
        self.list.setCurrentIndex(keys.index(self.subject))
        page = why_page(assessment, self.subject)
        self.setWindowTitle(translated("Why · {subject}", subject=subject_name(assessment, self.subject)))
        self.headline.setText(page.title)
        self.view.show_page(page)
