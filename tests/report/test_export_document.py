"""The report as a document and as a table."""

from html.parser import HTMLParser

import pytest

from planner.assess import assess
from planner.report.export import report_of
from planner.report.export_document import COLUMNS, report_html, report_rows
from planner.report.plain_cells import plain_cell, plain_pair
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
    assert {len(row) for row in rows} == {9}
    assert ("Plan", "Stop-loss", "49000.0", "", "", "", "", "", "") in rows
    assert [row[5] for row in rows if row[0] == "Note"] == [*report_of(assess(book())).footnotes]


def test_no_row_of_a_report_is_longer_than_the_table() -> None:
    sections = report_of(assess(book())).sections
    assert max(len(row) for _, rows in sections for row in rows) == 4


@pytest.mark.parametrize(
    ("cell", "number", "unit"),
    [
        ("49,000.0", "49000.0", ""),
        ("−99.86 USDT", "-99.86", "USDT"),
        ("+1,234,567.5 USD", "1234567.5", "USD"),
        ("0.98\u202f%", "0.98", "%"),
        ("7.34×", "7.34", "×"),
        ("1.90 : 1", "1.90", ": 1"),
        ("2 days", "2", "days"),
    ],
)
def test_a_number_is_plain_and_its_unit_stands_beside_it(cell: str, number: str, unit: str) -> None:
    assert plain_cell(cell) == (number, unit)


@pytest.mark.parametrize(
    "text",
    ["", "—", "none", "at 30×", "50\u202f% of it", "2026-02-24", "14:21", "1,5", "7 Feb 2018", "> 100,000\u202f%"],
)
def test_what_is_no_number_alone_stays_as_it_is(text: str) -> None:
    assert plain_cell(text) == (text, "")
    assert plain_pair(text) == (text, "", "")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("83,381.2 → 83,464.6", ("83381.2", "83464.6", "")),
        ("0.98\u202f% / 2.00\u202f%", ("0.98", "2.00", "%")),
        ("2 / 3", ("2", "3", "")),
        ("5.00 / 7.00 USD", ("5.00", "7.00", "USD")),
        ("5.00 USD / 7.00 EUR", ("5.00 USD / 7.00 EUR", "", "")),
        ("Stop-out ↓ 0.79456 → 0.82200", ("Stop-out ↓ 0.79456 → 0.82200", "", "")),
        ("371\u202f% / ≥ 200\u202f%", ("371\u202f% / ≥ 200\u202f%", "", "")),
    ],
)
def test_two_numbers_of_one_unit_in_a_cell_stand_in_two(cell: str, parts: tuple[str, str, str]) -> None:
    assert plain_pair(cell) == parts
