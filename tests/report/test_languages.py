"""A report in another language: no English is left in it but the data of the files it is made of."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.assess import Assessment, assess
from planner.report.export import report_markdown, report_text
from planner.report.order_ticket import order_ticket
from planner.report.rules import rules_page
from planner.report.sections import page_text
from planner.report.together import together_page
from planner.report.why import SUBJECTS, why_page
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from planner.storage.scenario_files import shipped_scenarios
from planner.words import speak
from tests.pseudo import english_in, speak_pseudo

EXAMPLES = sorted(resource("examples").glob("*.plan.json"))
NOW = datetime(2026, 4, 1, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def greek(tmp_path: Path) -> Iterator[None]:
    """Everything is read in a language made up for tests."""
    speak_pseudo(tmp_path / "languages")
    yield
    speak(tmp_path, [])


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.name.partition(".")[0])
def assessment(request: pytest.FixtureRequest) -> Assessment:
    """An example, judged."""
    return assess(load_plan(request.param).draft, now=NOW)


def test_no_english_is_left_in_a_report(assessment: Assessment) -> None:
    assert english_in(report_text(assessment, shipped_scenarios()).splitlines()) == []
    assert english_in(report_markdown(assessment, shipped_scenarios()).replace("\\", "").splitlines()) == []


def test_no_english_is_left_in_an_order_ticket_or_in_the_book_as_one(assessment: Assessment) -> None:
    assert english_in(order_ticket(assessment).splitlines()) == []
    assert english_in(page_text(together_page(assessment)).splitlines()) == []


def test_no_english_is_left_in_the_rules(assessment: Assessment) -> None:
    assert english_in(page_text(rules_page(assessment.draft)).splitlines()) == []


def test_no_english_is_left_in_any_answer_to_why(assessment: Assessment) -> None:
    for subject in SUBJECTS:
        assert english_in(page_text(why_page(assessment, subject)).splitlines()) == [], subject


def test_a_text_that_is_not_translated_is_found() -> None:
    assert english_in(["Στοπ · Entry 5", "EU retail CFD · EURUSD", "ΒΤΓ"]) == ["Στοπ · Entry 5"]
