"""The report as a document to print and as rows of a table."""

from collections.abc import Sequence

from planner.report.export import Report, printable
from planner.report.markup import escape
from planner.report.plain_cells import plain_cell, plain_pair
from planner.report.questions import Cells, Section
from planner.words import translated

COLUMNS = ("Section", "Name", "Value", "To", "Unit", "Detail", "Unit of detail", "More", "Unit of more")
_CELLS = 5
"""In the longest row of a report, its section included."""
VERDICT, OBJECTION, NOTE = "Verdict", "Objection", "Note"


def report_rows(report: Report) -> list[Cells]:
    """The report as rows under `COLUMNS`, every row with the section it stands in.

    A cell that holds a number holds nothing but that, as a program reads it; its unit stands beside it. `To` is what a
    value becomes, or may be at most.
    """
    rows: list[Cells] = [(translated("Plan"), report.title), (translated(VERDICT), report.headline, "", report.reason)]
    rows += [(title, *cells) for title, section in report.sections for cells in section]
    rows += [(translated(OBJECTION), "", "", sentence) for sentence in report.objections]
    rows += [(translated(NOTE), "", "", sentence) for sentence in report.footnotes]
    return [COLUMNS, *(_plain(row) for row in rows)]


def _plain(cells: Cells) -> Cells:
    section, name, value, *others = (*(printable(cell) for cell in cells), "", "", "")[:_CELLS]
    return section, name, *plain_pair(value), *(part for cell in others for part in plain_cell(cell))


def report_html(report: Report, picture: str = "", width: int = 0) -> str:
    """The report as markup; `picture` names an image that stands below the verdict, `width` pixels wide."""
    image = f'<p><img src="{escape(picture)}" width="{width}"></p>' if picture else ""
    parts = [
        f"<html><head><title>{_said(report.title)}</title></head><body>",
        f"<h2>{_said(report.title)}</h2><p><b>{_said(report.headline)}.</b> {_said(report.reason)}</p>{image}",
        *(_section(section) for section in report.sections),
        _section((translated("Objections"), [(sentence,) for sentence in report.objections])),
        _section((translated("Notes"), [(sentence,) for sentence in report.footnotes])),
        "</body></html>",
    ]
    return "".join(parts)


def _section(section: Section) -> str:
    """A table whose heading is its own, so that no page ends in one; on every page it goes on it is told again."""
    title, rows = section
    if not rows:
        return ""
    columns = max(len(row) for row in rows)
    cells = "".join(f"<tr>{_cells((*row, *[''] * (columns - len(row))))}</tr>" for row in rows)
    head = f'<thead><tr><td colspan="{columns}" style="padding-top:12px"><h4>{_said(title)}</h4></td></tr></thead>'
    return f'<table width="100%" cellspacing="0" cellpadding="2">{head}{cells}</table>'


def _cells(cells: Sequence[str]) -> str:
    """A row: the name, its value at the right, the rest at the left."""
    first, *others = cells
    parts = [f"<td>{_said(first)}</td>"]
    for index, cell in enumerate(others):
        side = "right" if index == 0 else "left"
        parts.append(f'<td align="{side}" style="padding-left:14px">{_said(cell)}</td>')
    return "".join(parts)


def _said(text: str) -> str:
    return escape(printable(text))
