"""A page beside the window, to read and to copy."""

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout, QWidget

from planner.report.sections import Page
from planner.ui.dialogs.closing_dialog import ClosingDialog
from planner.ui.dialogs.page_view import PageView
from planner.ui.theme import in_text_size
from planner.words import translated

SIZE = (560, 620)


class PageDialog(ClosingDialog):
    """One page."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        """A dialog with that page."""
        super().__init__(parent)
        self.view = PageView(self)
        self.copy = self.buttons.addButton(translated("Copy as text"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(self.view.copy_page)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.buttons)
        self.resize(in_text_size(*SIZE))
        self.show_page(page)

    def show_page(self, page: Page) -> None:
        """Show another page."""
        self.setWindowTitle(page.title)
        self.view.setAccessibleName(page.title)
        self.view.show_page(page)
