from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import Draft
from planner.settings import Settings
from planner.storage.recovery import Journal, read_journal
from planner.ui import files
from planner.ui.dialogs.dialogs import QtDialogs
from planner.ui.main_window import MainWindow
from planner.ui.recovery import Keeper, offer_recovery
from tests.storage.machine import file_size_limit
from tests.ui.conftest import Script, window_on


@pytest.fixture
def keeper(window: MainWindow) -> Keeper:
    """The keeper of the window's edits."""
    return Keeper(window.workspace)


def _journals(window: MainWindow) -> list[Path]:
    return sorted(window.workspace.folders.recovery.glob("*"))


def _edit(window: MainWindow, price: int) -> Draft:
    window.workspace.document.apply(edits.move_stop(Decimal(price)))
    return window.workspace.document.draft


def test_an_edit_is_kept_soon_after_it_was_made(window: MainWindow, keeper: Keeper, qtbot: QtBot) -> None:
    edited = _edit(window, 48000)
    qtbot.waitUntil(lambda: bool(_journals(window)), timeout=3000)
    keeper.pool.waitForDone()
    assert read_journal(_journals(window)[0]).draft == edited
    keeper.finish()


def _said(window: MainWindow) -> list[str]:
    """What the line at the foot of the window is told from now on."""
    said = list[str]()
    window.workspace.warned.connect(said.append)
    window.workspace.said.connect(said.append)
    return said


FULL = "Unsaved edits cannot be kept for recovery: "
AGAIN = "Unsaved edits are kept for recovery again."


def test_edits_that_cannot_be_kept_are_told_once_and_tried_again_until_they_are(
    window: MainWindow, keeper: Keeper, qtbot: QtBot
) -> None:
    said, beats = _said(window), list[bool]()
    keeper.timer.timeout.connect(lambda: beats.append(True))
    with file_size_limit(100):
        edited = _edit(window, 48000)
        qtbot.waitUntil(lambda: len(beats) > 2, timeout=9000)
        assert _journals(window) == []
        assert len(said) == 1
        assert said[0].startswith(FULL)
        assert said[0] == window.statusBar().currentMessage()
    qtbot.waitUntil(lambda: len(said) > 1, timeout=9000)
    assert said[1:] == [AGAIN]
    (path,) = _journals(window)
    assert read_journal(path).draft == edited
    qtbot.waitUntil(lambda: not keeper.timer.isActive(), timeout=9000)
    keeper.finish()


def test_edits_that_cannot_be_kept_another_time_are_told_another_time(window: MainWindow, keeper: Keeper) -> None:
    said = _said(window)
    for price in (48000, 48100):
        with file_size_limit(100):
            _edit(window, price)
            keeper.rescue()
            keeper.keep()
            keeper.pool.waitForDone()
        keeper.rescue()
        keeper.keep()
        keeper.forget()
    assert [text.startswith(FULL) for text in said] == [True, False, True, False]
    keeper.finish()


def test_what_is_saved_is_not_tried_again(
    window: MainWindow, keeper: Keeper, script: Script, tmp_path: Path, qtbot: QtBot
) -> None:
    with file_size_limit(100):
        _edit(window, 48000)
        keeper.keep()
        keeper.pool.waitForDone()
    script.save_path = tmp_path / "saved.plan.json"
    assert files.save(window.workspace)
    qtbot.waitUntil(lambda: not keeper.timer.isActive(), timeout=3000)
    keeper.pool.waitForDone()
    assert _journals(window) == []
    keeper.finish()


def test_while_a_state_is_being_written_the_next_one_waits_for_a_beat(
    window: MainWindow, keeper: Keeper, qtbot: QtBot
) -> None:
    go_on = Event()
    keeper.pool.start(lambda: go_on.wait(9))  # a disk that takes its time
    beats = list[bool]()
    keeper.timer.timeout.connect(lambda: beats.append(True))
    _edit(window, 48000)
    qtbot.waitUntil(lambda: len(beats) == 1, timeout=3000)
    on_its_way = keeper.write
    edited = _edit(window, 47000)
    qtbot.waitUntil(lambda: len(beats) == 3, timeout=3000)
    assert keeper.write is on_its_way
    go_on.set()
    qtbot.waitUntil(lambda: keeper.kept is edited, timeout=3000)
    keeper.pool.waitForDone()
    assert read_journal(_journals(window)[0]).draft == edited
    keeper.finish()


def test_a_saved_plan_leaves_no_journal(window: MainWindow, keeper: Keeper, script: Script, tmp_path: Path) -> None:
    _edit(window, 48000)
    keeper.keep()
    script.save_path = tmp_path / "saved.plan.json"
    files.save(window.workspace)
    keeper.pool.waitForDone()
    assert _journals(window) == []
    keeper.finish()


def test_a_window_closed_with_consent_leaves_no_journal(window: MainWindow, keeper: Keeper) -> None:
    _edit(window, 48000)
    keeper.keep()
    keeper.finish()
    assert _journals(window) == []


def _crash(window: MainWindow, draft: Draft, document: Path | None, base: str | None) -> None:
    journal = Journal(window.workspace.folders.recovery, document, base)
    journal.append(draft, sync=True)
    journal.close()


def test_what_a_crash_left_is_offered_with_what_it_changes(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    files.open_path(window.workspace, plan_file)
    _crash(window, edited, plan_file, window.workspace.document.fingerprint)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    assert script.asked == ["recover test: stop price: 49000 → 48500"]
    assert window.workspace.document.draft == edited
    assert not window.workspace.document.history.is_saved
    assert len(_journals(window)) == 1
    keeper.finish()
    assert _journals(window) == []


def test_recovered_work_is_saved_to_its_own_file(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    files.open_path(window.workspace, plan_file)
    _crash(window, edited, plan_file, window.workspace.document.fingerprint)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    assert files.save(window.workspace)
    assert window.workspace.document.path == plan_file


def test_declined_work_is_gone_and_the_plan_stays(
    window: MainWindow, keeper: Keeper, script: Script, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    _crash(window, edited, None, None)
    offer_recovery(window.workspace, keeper)
    assert script.asked == ["recover Untitled: There is no saved version to compare it with."]
    assert window.workspace.document.draft == draft
    assert _journals(window) == []


def test_work_of_another_plan_waits_for_its_own_start(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    _crash(window, edited, plan_file.with_name("other.plan.json"), None)
    offer_recovery(window.workspace, keeper, plan_file)
    assert script.asked == []
    assert len(_journals(window)) == 1


@pytest.mark.parametrize("way", ["folder/../test.plan.json", "link.plan.json"])
def test_work_is_offered_whichever_way_its_plan_is_asked_for(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, way: str
) -> None:
    (plan_file.parent / "folder").mkdir()
    (plan_file.parent / "link.plan.json").symlink_to(plan_file)
    draft = window.workspace.document.draft
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    _crash(window, edited, plan_file, None)
    offer_recovery(window.workspace, keeper, plan_file.parent / way)
    assert len(script.asked) == 1


def test_an_offer_that_nobody_answers_is_made_again(
    window: MainWindow, keeper: Keeper, script: Script, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48500)))
    _crash(window, edited, None, None)
    script.recover = None
    offer_recovery(window.workspace, keeper)
    assert len(_journals(window)) == 1


def test_the_end_of_the_program_is_no_answer(qtbot: QtBot) -> None:
    def end() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.done(0)

    assert qtbot
    QTimer.singleShot(0, end)
    assert QtDialogs().ask_recover("test", "stop price: 1 → 2") is None


def test_what_the_file_holds_already_is_not_offered(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    _crash(window, draft, plan_file, None)
    offer_recovery(window.workspace, keeper)
    assert script.asked == []
    assert _journals(window) == []


def _offered_again(window: MainWindow, keeper: Keeper) -> Keeper:
    """The keeper of the run after this one has died: what it had kept is offered."""
    keeper.pool.waitForDone()
    window.workspace.document.changed.disconnect(keeper._changed)
    keeper.timer.stop()
    keeper.journal.close()
    if keeper.adopted is not None:
        keeper.adopted.release()
    following = Keeper(window.workspace)
    offer_recovery(window.workspace, following)
    return following


def test_after_a_second_crash_the_newest_edits_are_offered(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    _crash(window, draft.replace(plan=draft.plan.replace(stop_price=Decimal(48900))), plan_file, None)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    _edit(window, 48111)
    keeper.keep()
    following = _offered_again(window, keeper)
    assert script.asked == [
        "recover test: stop price: 49000 → 48900",
        "recover test: stop price: 49000 → 48111",
    ]
    following.finish()
    assert _journals(window) == []


def test_edits_that_were_taken_up_are_kept_by_their_window_before_the_old_journal_goes(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    edited = draft.replace(plan=draft.plan.replace(stop_price=Decimal(48900)))
    _crash(window, edited, plan_file, None)
    left = _journals(window)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    with file_size_limit(100):
        keeper.keep()
        keeper.pool.waitForDone()
    assert _journals(window) == left
    _edit(window, 48111)
    keeper.keep()
    keeper.pool.waitForDone()
    (own,) = _journals(window)
    assert [own] != left
    assert read_journal(own).draft == window.workspace.document.draft
    keeper.finish()


def test_recovered_work_whose_file_is_gone_is_offered_again_by_its_name(
    window: MainWindow, keeper: Keeper, script: Script, plan_file: Path, draft: Draft
) -> None:
    _crash(window, draft, plan_file.with_name("gone.plan.json"), None)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    assert window.workspace.document.path is None
    keeper.keep()
    following = _offered_again(window, keeper)
    assert script.asked == ["recover gone: There is no saved version to compare it with."] * 2
    following.finish()


@pytest.fixture
def second(window: MainWindow, plan_file: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Another window of the same trader, that would take up whatever it is offered."""
    made = window_on(plan_file, window.workspace.folders, Settings(), Script(recover=True))
    qtbot.addWidget(made)
    yield made
    made.workspace.hold(None)


def test_edits_that_a_window_has_taken_up_are_offered_in_no_other(
    window: MainWindow, second: MainWindow, keeper: Keeper, script: Script, draft: Draft
) -> None:
    _crash(window, draft.replace(plan=draft.plan.replace(stop_price=Decimal(48900))), None, None)
    script.recover = True
    offer_recovery(window.workspace, keeper)
    others = Keeper(second.workspace)
    offer_recovery(second.workspace, others)
    keeper.keep()
    keeper.pool.waitForDone()
    offer_recovery(second.workspace, others)
    assert second.workspace.document.draft == draft
    assert len(_journals(window)) == 1
    others.finish()
    keeper.finish()


class Hesitating(Script):
    """Gives no answer to what is offered, and meanwhile lets another window be started."""

    def __init__(self, other: MainWindow) -> None:
        """While it is asked, `other` looks for what was left over."""
        super().__init__()
        self.other = other

    def ask_recover(self, name: str, differences: str) -> bool | None:
        """No answer, in the end."""
        self.asked.append(f"recover {name}: {differences}")
        offer_recovery(self.other.workspace, Keeper(self.other.workspace))
        return None


def test_edits_that_are_being_asked_about_are_offered_in_no_other_window(
    window: MainWindow, second: MainWindow, plan_file: Path, qtbot: QtBot, draft: Draft
) -> None:
    _crash(window, draft.replace(plan=draft.plan.replace(stop_price=Decimal(48900))), None, None)
    hesitating = Hesitating(second)
    asked = window_on(plan_file, window.workspace.folders, Settings(), hesitating)
    qtbot.addWidget(asked)
    offer_recovery(asked.workspace, Keeper(asked.workspace))
    assert len(hesitating.asked) == 1
    assert second.workspace.document.draft == draft
    assert len(_journals(window)) == 1
