from datetime import timedelta
from decimal import Decimal

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.edits import Edit
from planner.domain.older_events import parted
from planner.domain.pause_edits import note, set_rules
from planner.domain.plan import Draft
from planner.ui.document import Document
from tests.conftest import make_draft
from tests.happenings import NOW, closed, counts


def test_an_edit_can_be_undone_and_made_again(draft: Draft) -> None:
    document = Document(draft)
    document.apply(edits.move_stop(Decimal(48000)))
    document.undo()
    assert document.draft == draft
    document.redo()
    assert document.draft.plan.stop_price == Decimal(48000)


def test_a_drag_is_one_step(draft: Draft) -> None:
    document = Document(draft)
    for price in (48900, 48800, 48700):
        document.apply(edits.move_stop(Decimal(price), continuing=True))
    document.settle()
    document.undo()
    assert document.draft == draft


def test_a_drag_back_to_its_start_leaves_no_step(draft: Draft) -> None:
    document = Document(draft)
    for price in (48900, 48800, 49000):
        document.apply(edits.move_stop(Decimal(price), continuing=True))
    document.settle()
    assert document.history.undo_label is None
    assert document.history.is_saved


def test_a_refused_edit_leaves_the_plan_as_it_was(draft: Draft) -> None:
    document = Document(draft)
    refusals: list[bool] = []
    document.refused.connect(lambda: refusals.append(True))
    document.apply(edits.move_stop(Decimal(-1)))
    assert document.draft == draft
    assert refusals == [True]


def test_the_assessment_follows_every_edit(draft: Draft) -> None:
    document = Document(draft)
    before = document.assessment.evaluation.quantity
    document.apply(edits.move_stop(Decimal(48000)))
    # half of the distance, half of the size: 200 / 2,000
    assert before == Decimal("0.200")
    assert document.assessment.evaluation.quantity == Decimal("0.100")


def test_going_back_to_what_is_saved_is_saved(draft: Draft) -> None:
    document = Document(draft)
    document.apply(edits.flip_side())
    assert not document.history.is_saved
    document.apply(edits.flip_side())
    assert document.history.is_saved


def test_a_pause_ends_as_time_goes_on() -> None:
    times = [NOW, NOW + timedelta(hours=23), NOW + timedelta(hours=24)]
    document = Document(make_draft(events=counts(losing_streak=3), judged_at=None), clock=lambda: times[0])
    seen = []
    while times:
        document.look_again()
        seen.append(document.assessment.pauses.rules[0].state.value)
        del times[0]
    assert seen == ["paused", "paused", "active"]


def test_a_long_history_is_gone_through_off_the_thread_of_the_window_and_once(qtbot: QtBot) -> None:
    """What waits for the window's thread has its turn meanwhile."""
    document = Document(make_draft())
    events = [closed(NOW + minute * timedelta(minutes=1), -1) for minute in range(3)]
    older, newest = parted(events, 1)
    turns: list[str] = []

    def had_its_turn(edit: Edit) -> bool:
        turns.clear()
        QTimer.singleShot(0, lambda: turns.append("the window's"))
        document.apply(edit)
        found = bool(turns)
        qtbot.waitUntil(lambda: bool(turns))
        return found

    situation = document.draft.situation.replace(events=newest, older_events=older)
    assert had_its_turn(Edit("use_account", lambda draft: draft.replace(situation=situation)))
    assert not had_its_turn(edits.move_stop(Decimal(48000)))
    assert had_its_turn(set_rules((), NOW + timedelta(hours=1)))
    assert had_its_turn(note(closed(NOW, -1, id="late")))
    document.undo()
    document.undo()
    document.undo()
    assert had_its_turn(Edit("set_rules", lambda draft: draft.replace(situation=situation.replace(rules=()))))
