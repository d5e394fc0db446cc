"""A report on pages of paper."""

import pytest
from pytestqt.qtbot import QtBot

from planner.report.export import Report
from planner.report.export_document import report_html
from planner.report.questions import Section
from planner.storage.resources import resource
from planner.ui.printing import pdf_bytes
from planner.ui.theme import load_fonts
from tests.ui.pdf_text import pdf_pages

HEADINGS = ("First", "Second", "Objections", "Notes")


def _pages(rows: int, sentence: str) -> list[str]:
    """The pages of a report of so many rows and then a few long ones, each without its number."""
    sections: tuple[Section, ...] = (
        ("First", [(f"row {index}", "1", "") for index in range(rows)]),
        ("Second", [(sentence, "2", ""), ("last", "3", "")]),
    )
    report = Report("Title", "Take it", "Why", sections, (sentence,), (sentence, "end"))
    pages = pdf_pages(pdf_bytes(report_html(report), {}, load_fonts(resource("fonts"))))
    return [page.removesuffix(str(number)) for number, page in enumerate(pages, 1)]


@pytest.mark.parametrize("sentence", ["short", "a long sentence " * 40], ids=["short", "long"])
def test_no_page_ends_in_a_heading_however_many_rows_stand_before_it(qtbot: QtBot, sentence: str) -> None:  # noqa: ARG001
    reports = [_pages(rows, sentence) for rows in range(36, 60)]
    assert max(len(pages) for pages in reports) == 2
    assert [page[-20:] for pages in reports for page in pages if page.endswith(HEADINGS)] == []


def test_a_table_that_goes_on_is_named_again_on_the_next_page(qtbot: QtBot) -> None:  # noqa: ARG001
    first, second = _pages(80, "short")
    assert first.endswith("1")
    assert second.startswith("First")
