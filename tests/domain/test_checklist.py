"""Tags, checklist and review day: what is taken, and what an open item does to the verdict."""

from datetime import date

import pytest

from planner.assess import Decision, assess
from planner.domain import checklist_edits
from planner.domain.checklist import MOST_TAGS, CheckItem, read_tags
from planner.domain.fault import FaultError
from tests.conftest import make_draft


def test_tags_stand_between_commas_each_once() -> None:
    assert read_tags(" breakout, btc ,, breakout") == ("breakout", "btc")
    assert read_tags(" , ") == ()


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 25, "tag_too_long"), (",".join(map(str, range(MOST_TAGS + 1))), "too_many_tags")]
)
def test_tags_that_cannot_be_kept_are_refused(text: str, code: str) -> None:
    with pytest.raises(FaultError) as caught:
        read_tags(text)
    assert caught.value.fault.code == code


def test_items_are_added_once_ticked_required_and_removed() -> None:
    draft = make_draft()
    for edit in (
        checklist_edits.add_check(" Trend "),
        checklist_edits.add_check("Trend"),
        checklist_edits.add_check("B"),
    ):
        draft = edit.change(draft)
    assert draft.plan.checklist == (CheckItem(text="Trend"), CheckItem(text="B"))
    draft = checklist_edits.change_check(1, done=True, required=True).change(draft)
    assert draft.plan.checklist[1] == CheckItem(text="B", done=True, required=True)
    assert checklist_edits.remove_check(0).change(draft).plan.checklist == (draft.plan.checklist[1],)


def test_words_of_the_plan_are_set_by_edits() -> None:
    draft = checklist_edits.set_tags(("a", "b")).change(make_draft())
    draft = checklist_edits.set_source("screen").change(draft)
    draft = checklist_edits.set_review(date(2026, 12, 1)).change(draft)
    assert (draft.plan.tags, draft.plan.signal_source, draft.plan.review_by) == (
        ("a", "b"),
        "screen",
        date(2026, 12, 1),
    )
    assert checklist_edits.set_review(None).change(draft).plan.review_by is None


@pytest.mark.parametrize(
    ("item", "decision"),
    [
        ({"text": "Trend"}, Decision.TAKE),
        ({"text": "Trend", "required": True}, Decision.DO_NOT_TAKE),
        ({"text": "Trend", "required": True, "done": True}, Decision.TAKE),
    ],
)
def test_only_a_required_item_keeps_a_trade_from_being_taken(item: dict[str, object], decision: Decision) -> None:
    assert assess(make_draft(checklist=[item])).verdict.decision is decision
