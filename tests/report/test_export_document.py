"""The report as a document and as a table."""

from html.parser import HTMLParser

from planner.assess import assess
from planner.report.export import report_of
from planner.report.export_document import COLUMNS, report_html, report_rows
from tests.conftest import linear_venue, make_draft
from tests.report.plans import book, quiet


class _Texts(HTMLParser):
    """What a reader of markup sees."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.replace("\u00a0", "\u202f"))


def _read(markup: str) -> _Texts:
    reader = _Texts()
    reader.feed(markup)
    return reader


def test_every_cell_and_sentence_stands_in_the_document() -> None:
    report = report_of(assess(book()))
    texts = set(_read(report_html(report)).texts)
    cells = {cell for _, rows in report.sections for row in rows for cell in row if cell}
    assert cells | {title for title, _ in report.sections} | set(report.objections) | set(report.footnotes) <= texts


def test_a_text_of_a_plan_never_becomes_markup() -> None:
    draft = make_draft(venue=linear_venue(name="<script>&<img src=x>"))
    assert _read(report_html(report_of(assess(draft)))).tags.isdisjoint({"script", "img"})


def test_a_picture_stands_only_where_one_is_named() -> None:
    report = report_of(assess(quiet()))
    assert '<img src="chart" width="640">' in report_html(report, "chart", 640)
    assert "<img" not in report_html(report)


def test_rows_of_a_table_are_of_one_width_and_name_their_section() -> None:
    rows = report_rows(report_of(assess(book())))
    assert rows[0] == COLUMNS
    assert {len(row) for row in rows} == {5}
    assert ("Plan", "Stop-loss", "49,000.0", "", "") in rows
    assert [row[3] for row in rows if row[0] == "Note"] == [*report_of(assess(book())).footnotes]
