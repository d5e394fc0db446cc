"""A page of sections to read, select and copy. Its texts come from files: none of them is taken for markup."""

from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from planner.report.markup import escape
from planner.report.sections import Line, Page, Section, page_text


class PageView(QTextEdit):
    """Read-only; it stays where it was scrolled to while the page changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """A view without a page yet."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "page")
        self._page: Page | None = None
        self._shown = ""

    def show_page(self, page: Page) -> None:
        """Show a page."""
        text = _page_html(page, self.palette().color(QPalette.ColorRole.PlaceholderText).name())
        is_same_subject = self._page is not None and self._page.title.split(":")[0] == page.title.split(":")[0]
        self._page = page
        if text == self._shown:
            return
        self._shown = text
        place = self.verticalScrollBar().value() if is_same_subject else 0
        self.setHtml(text)
        self.verticalScrollBar().setValue(place)

    def copy_page(self) -> None:
        """Put the page into the clipboard as plain text."""
        if self._page is not None:
            QGuiApplication.clipboard().setText(page_text(self._page))


def _page_html(page: Page, quiet: str) -> str:
    parts = [f'<p style="color:{quiet}; margin:0 0 4px 0">{escape(page.lead)}</p>']
    parts += [_section_html(section, quiet) for section in page.sections]
    return "".join(parts)


def _section_html(section: Section, quiet: str) -> str:
    rows = "".join(_line_html(line, quiet) for line in section.lines)
    title = f'<p style="color:{quiet}; font-weight:600; margin:14px 0 4px 0">{escape(section.title.upper())}</p>'
    return f'{title}<table width="100%" cellspacing="0" cellpadding="2">{rows}</table>'


def _line_html(line: Line, quiet: str) -> str:
    note = f' <span style="color:{quiet}">· {escape(line.note)}</span>' if line.note else ""
    if not line.label:
        return f'<tr><td colspan="2">{escape(line.value)}{note}</td></tr>'
    label = f'<td width="36%" style="color:{quiet}; padding-right:12px">{escape(line.label)}</td>'
    return f"<tr>{label}<td>{escape(line.value)}{note}</td></tr>"
