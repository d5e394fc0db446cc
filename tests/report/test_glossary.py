"""Every figure, limit, rule and edit has its words."""

import pytest

from planner.assess import assess
from planner.discipline.largest import CURED_BY_SIZE
from planner.domain.plan import Draft
from planner.report.glossary import EDITS, RULES, TERMS
from planner.report.limits import limit_rows
from planner.report.liquidation import if_liquidated_rows
from planner.report.pauses import pause_pill
from planner.report.position_liquidation import shock_rows
from planner.report.rows import account_rows, summary_rows
from tests.cases.objections import OBJECTIONS
from tests.report.codes import first_texts, read_source
from tests.report.plans import book, btc, doomed, eurusd, quiet, unsaid

SOURCE = read_source()


@pytest.mark.parametrize(
    "draft", [book(), btc(), doomed(), eurusd(), quiet(), unsaid(), *(objection.raised for objection in OBJECTIONS)]
)
def test_every_row_has_a_term(draft: Draft) -> None:
    assessment = assess(draft)
    rows = (*if_liquidated_rows(assessment), *shock_rows(assessment))
    for row in (*summary_rows(assessment), *account_rows(assessment), *rows, pause_pill(assessment)):
        assert row.label
        assert row.meaning
    assert {row.key for row in limit_rows(assessment)} <= TERMS.keys()


def test_every_label_that_is_asked_for_is_there() -> None:
    asked = first_texts(SOURCE, "Row", "LimitRow", "label", "meaning")
    assert len(asked) > 10
    assert asked <= TERMS.keys()


def test_every_rule_that_can_bind_has_words() -> None:
    rules = first_texts(SOURCE, "Cap", "Usage", "Room")
    assert rules >= {"single_trade", "available_margin"}
    assert rules | CURED_BY_SIZE | {"position_without_stop", "size_missing"} == RULES.keys()


def test_every_edit_has_its_word() -> None:
    edits = first_texts(SOURCE, "Edit", "_plan_edit", "_situation_edit")
    assert len(edits) > 15
    assert edits == EDITS.keys()


@pytest.mark.parametrize("key", TERMS)
def test_a_meaning_is_one_sentence(key: str) -> None:
    term = TERMS[key]
    assert term.label[0].isupper()
    assert term.meaning[0].isupper()
    assert term.meaning.endswith(".")
    assert len(term.meaning) < 120
