"""The rules editor and the pause: every button and field, and what they do to the plan."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from planner.domain.journal import NewsAnnounced, Overridden, PausedByHand, Reviewed, RulesSet
from planner.domain.pause_edits import rules_of
from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Draft
from planner.report.rule_form import KINDS
from planner.ui.dialogs.pause_dialog import PauseDialog
from planner.ui.dialogs.pause_rules_dialog import PauseRulesDialog
from planner.ui.main_window import MainWindow
from planner.ui.widgets.number_field import NumberField
from planner.ui.widgets.record_form import RecordForm
from tests.happenings import NOW, closed, rule
from tests.ui.screen import type_into


class Ticking:
    """A clock that is a second later at every look."""

    def __init__(self) -> None:
        """It begins at nine."""
        self.now = datetime(2026, 4, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time."""
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture(autouse=True)
def clock(window: MainWindow) -> Iterator[Ticking]:
    """Time goes on; what was opened is closed again."""
    made = Ticking()
    window.workspace.document.clock = made
    _begin(window)
    yield made
    window.asides.close()


def _begin(window: MainWindow, *rules: PauseRule, **changes: Any) -> None:  # noqa: ANN401 - fields of a situation
    """Go on with a plan that lives by those rules, judged by the clock."""
    document = window.workspace.document
    given = {"judged_at": None, **({"rules": rules} if rules else {}), **changes}
    document.open(document.draft.replace(situation=document.draft.situation.replace(**given)), path=None, title="t")


@pytest.fixture
def editor(window: MainWindow) -> PauseRulesDialog:
    """The rules editor."""
    window.asides.show_pause_rules()
    assert window.asides.pausing is not None
    return window.asides.pausing.rules


def _pause(window: MainWindow) -> PauseDialog:
    window.asides.show_pause()
    assert window.asides.pausing is not None
    return window.asides.pausing.pause


def _draft(window: MainWindow) -> Draft:
    return window.workspace.document.draft


def _click(qtbot: QtBot, button: QPushButton) -> None:
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def _form(editor: PauseRulesDialog) -> RecordForm:
    assert editor.form is not None
    return editor.form


def test_every_rule_is_a_sentence_and_the_chosen_one_a_form(editor: PauseRulesDialog) -> None:
    sentences = [editor.list.item(row).text() for row in range(editor.list.count())]
    assert sentences[0].startswith("After 3 losses in a row: no new trades for 24 hours")
    editor.list.setCurrentRow(1)
    assert _form(editor).record == editor.rules[1]


def test_a_number_is_typed_into_a_rule_and_one_undo_takes_it_back(
    window: MainWindow, editor: PauseRulesDialog, qtbot: QtBot
) -> None:
    before = rules_of(_draft(window))
    field = _form(editor).editors["pause_at"]
    assert isinstance(field, NumberField)
    type_into(qtbot, field.input, "12")
    assert getattr(rules_of(_draft(window))[0], "pause_at", None) == 12
    assert editor.list.item(0).text().startswith("After 12 losses")
    assert editor.form is not None
    assert field.isVisible(), "the form that is typed into stays"
    field.input.editingFinished.emit()
    window.workspace.document.undo()
    assert rules_of(_draft(window)) == before


def test_what_makes_no_rule_is_said_and_changes_nothing(
    window: MainWindow, editor: PauseRulesDialog, qtbot: QtBot
) -> None:
    before = rules_of(_draft(window))
    field = _form(editor).editors["pause_at"]
    assert isinstance(field, NumberField)
    type_into(qtbot, field.input, "1")
    assert _form(editor).message.text() == "A rule warns before it pauses."
    type_into(qtbot, field.input, "")
    assert field.message.isVisible()
    assert rules_of(_draft(window)) == before


def test_typing_after_something_happened_is_one_event_that_begins_with_the_first_key(
    window: MainWindow, qtbot: QtBot, clock: Ticking
) -> None:
    _begin(window, rule("cool_down", minutes=30), events=(closed(NOW, "-1"),))
    window.asides.show_pause_rules()
    assert window.asides.pausing is not None
    editor = window.asides.pausing.rules
    field = _form(editor).editors["minutes"]
    assert isinstance(field, NumberField)
    began = clock.now
    type_into(qtbot, field.input, "120")
    events = [event for event in _draft(window).situation.events if isinstance(event, RulesSet)]
    assert len(events) == 1
    assert getattr(events[0].rules[0], "minutes", None) == 120
    assert events[0].at - began < timedelta(seconds=3)
    field.input.editingFinished.emit()
    type_into(qtbot, field.input, "90")
    assert len([event for event in _draft(window).situation.events if isinstance(event, RulesSet)]) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_every_kind_can_be_added_has_its_form_and_can_be_removed(
    window: MainWindow, editor: PauseRulesDialog, qtbot: QtBot, kind: str
) -> None:
    before = rules_of(_draft(window))
    editor.kinds.setCurrentIndex(editor.kinds.findData(kind))
    _click(qtbot, editor.add)
    added = rules_of(_draft(window))
    assert len(added) == len(before) + 1
    assert added[-1].kind == kind
    assert editor.list.currentRow() == len(before)
    form = _form(editor)
    assert form.record == added[-1]
    unnamed = [name for name, part in form.editors.items() if not part.accessibleName()]
    assert unnamed == []
    _click(qtbot, editor.remove)
    assert rules_of(_draft(window)) == before
    window.workspace.document.undo()
    assert rules_of(_draft(window)) == added


def _choose(form: RecordForm, name: str, value: str) -> None:
    """Choose in a list of a form, as a key or the mouse would."""
    box = form.editors[name]
    assert isinstance(box, QComboBox)
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def _check(form: RecordForm, name: str) -> None:
    box = form.editors[name]
    assert isinstance(box, QCheckBox)
    box.click()


def test_choices_and_boxes_of_a_rule_change_it(window: MainWindow, editor: PauseRulesDialog) -> None:
    _choose(_form(editor), "action", "warn")
    assert rules_of(_draft(window))[0].action.value == "warn"
    _check(_form(editor), "in_a_row")
    assert _form(editor).message.text() == "What is not counted in a row is counted within a window."
    _check(_form(editor), "in_a_row")
    assert _form(editor).message.text() == ""


def test_the_pause_of_a_rule_and_its_probation_change_it(
    window: MainWindow, editor: PauseRulesDialog, qtbot: QtBot
) -> None:
    pause = _form(editor).editors["pause"].findChildren(RecordForm)[0]
    minutes = pause.editors["minutes"]
    assert isinstance(minutes, NumberField)
    type_into(qtbot, minutes.input, "60")
    assert rules_of(_draft(window))[0].pause.minutes == 60
    probation = pause.editors["probation"].findChildren(RecordForm)[0]
    assert not probation.isVisible()
    _check(pause, "probation?")
    found = rules_of(_draft(window))[0].pause.probation
    assert found is not None
    assert found.trades == 5
    assert probation.isVisible()
    _check(pause, "probation?")
    assert rules_of(_draft(window))[0].pause.probation is None


def test_instruments_of_a_cluster_are_typed_with_commas(window: MainWindow, qtbot: QtBot) -> None:
    _begin(window, rule("cool_down"))
    window.asides.show_pause_rules()
    assert window.asides.pausing is not None
    line = _form(window.asides.pausing.rules).editors["instruments"]
    assert isinstance(line, QLineEdit)
    type_into(qtbot, line, "BTCUSDT, ETHUSDT")
    line.editingFinished.emit()
    _choose(_form(window.asides.pausing.rules), "scope", "cluster")
    assert getattr(rules_of(_draft(window))[0], "instruments", None) == ("BTCUSDT", "ETHUSDT")


def test_a_table_of_others_is_used_with_its_source_and_taken_back(
    window: MainWindow, editor: PauseRulesDialog, qtbot: QtBot
) -> None:
    before = rules_of(_draft(window))
    assert editor.tables.count() > 1
    for index in range(editor.tables.count()):
        editor.tables.setCurrentIndex(index)
        assert "As of 20" in editor.source.text()
    _click(qtbot, editor.use)
    assert rules_of(_draft(window)) == editor.presets[-1].rules
    assert editor.list.count() == len(editor.presets[-1].rules)
    window.workspace.document.undo()
    assert rules_of(_draft(window)) == before
    assert editor.list.count() == len(before)


def test_the_limits_form_sets_the_rules_that_hold(window: MainWindow, editor: PauseRulesDialog) -> None:
    """Its thresholds are those of the table set last, not of an older one."""
    assert editor.isVisible()
    _begin(window, rule("losses", pause_at=5), events=(closed(NOW, "-1"),))
    set_last = (rule("losses", pause_at=4),)
    assert window.asides.pausing is not None
    window.asides.pausing.rules.changed.emit(set_last)
    window.portfolio.limits_wanted.emit()
    assert rules_of(_draft(window)) == set_last


def test_a_break_is_taken_until_a_moment(window: MainWindow, qtbot: QtBot) -> None:
    pause = _pause(window)
    assert pause.state.text() == "No rule keeps you from trading."
    assert not pause.groups["review"].isVisible()
    type_into(qtbot, pause.why, "tired")
    _click(qtbot, pause.take)
    taken = _draft(window).situation.events[-1]
    assert isinstance(taken, PausedByHand)
    assert taken.reason == "tired"
    assert taken.until is not None
    assert timedelta(hours=23, minutes=59) < taken.until - taken.at <= timedelta(days=1)
    assert pause.why.text() == ""
    assert "Pause by hand: no new trades until" in pause.state.text()
    window.workspace.document.undo()
    assert pause.state.text() == "No rule keeps you from trading."


def test_a_break_cannot_end_before_it_begins(window: MainWindow, qtbot: QtBot) -> None:
    pause = _pause(window)
    pause.until.setDateTime(pause.until.dateTime().addDays(-2))
    assert not pause.take.isEnabled()
    pause.open_end.setChecked(True)
    assert not pause.until.isEnabled()
    _click(qtbot, pause.take)
    taken = _draft(window).situation.events[-1]
    assert isinstance(taken, PausedByHand)
    assert taken.until is None


def test_a_pause_is_reviewed(window: MainWindow, qtbot: QtBot) -> None:
    pause = _pause(window)
    pause.open_end.setChecked(True)
    _click(qtbot, pause.take)
    assert pause.groups["review"].isVisible()
    assert not pause.review.isEnabled()
    type_into(qtbot, pause.what, "chased a move")
    type_into(qtbot, pause.change, "wait for the close")
    _click(qtbot, pause.review)
    event = _draft(window).situation.events[-1]
    assert isinstance(event, Reviewed)
    assert (event.what, event.change, event.rule) == ("chased a move", "wait for the close", "by_hand")
    assert not pause.groups["review"].isVisible()


def test_a_pause_is_broken_off_with_a_reason_where_that_is_allowed(window: MainWindow, qtbot: QtBot) -> None:
    pause = _pause(window)
    _click(qtbot, pause.take)
    assert pause.groups["override"].isVisible()
    type_into(qtbot, pause.reason, "   ")
    assert not pause.override.isEnabled()
    type_into(qtbot, pause.reason, "a hedge")
    _click(qtbot, pause.override)
    event = _draft(window).situation.events[-1]
    assert isinstance(event, Overridden)
    assert (event.reason, event.wait_minutes) == ("a hedge", 15)


def test_a_final_pause_offers_no_way_around_it(window: MainWindow, qtbot: QtBot) -> None:
    _begin(window, rule("by_hand", pause={"ends": "at_review", "can_be_overridden": False}))
    pause = _pause(window)
    _click(qtbot, pause.take)
    assert not pause.groups["override"].isVisible()


def test_news_is_announced_whichever_end_is_entered_first(window: MainWindow, qtbot: QtBot) -> None:
    pause = _pause(window)
    assert not pause.announce.isEnabled()
    type_into(qtbot, pause.title, "CPI")
    pause.starts.setDateTime(pause.ends.dateTime().addSecs(600))
    _click(qtbot, pause.announce)
    news = _draft(window).situation.events[-1]
    assert isinstance(news, NewsAnnounced)
    assert (news.title, news.ends - news.starts) == ("CPI", timedelta(minutes=10))
    assert pause.title.text() == ""
    assert not pause.announce.isEnabled()
