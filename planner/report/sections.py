"""What is read at length: a page of sections of lines, as data and as plain text."""

from msgspec import Struct

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Line(Struct, frozen=True):
    """A value with its label and a quiet note; a sentence has no label."""

    label: str
    value: str
    note: str = ""


class Section(Struct, frozen=True):
    """Lines under a title."""

    title: str
    lines: tuple[Line, ...]


class Page(Struct, frozen=True):
    """Sections under a headline."""

    title: str
    lead: str
    sections: tuple[Section, ...]

    def section(self, title: str) -> Section:
        """The section of that title."""
        return next(section for section in self.sections if section.title == title)


def sentence(text: str) -> Line:
    """A line without a label."""
    return Line("", text)


def section(title: str, *lines: Line | None) -> Section:
    """A section of the lines that there are."""
    return Section(title, tuple(line for line in lines if line is not None))


def page_text(page: Page) -> str:
    """The page as plain text."""
    parts = [f"{page.title}\n{page.lead}".strip()]
    parts += ["\n".join([part.title, *(_line_text(line) for line in part.lines)]) for part in page.sections]
    return "\n\n".join(parts) + "\n"


def _line_text(line: Line) -> str:
    text = f"{line.label}: {line.value}" if line.label else line.value
    return f"  {text} ({line.note})" if line.note else f"  {text}"
