"""The window in another language: no English is left on screen or for a screen reader but data and Qt's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.dialogs.backup_dialog import BackupDialog
from planner.ui.dialogs.failure_dialog import FailureDialog
from planner.ui.dialogs.limits_dialog import LimitsDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from planner.ui.dialogs.rules_form import RulesForm
from planner.ui.main_window import MainWindow
from planner.ui.panels.folded_box import FoldedBox
from planner.words import speak
from tests.pseudo import english_in, speak_pseudo
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script, window_on
from tests.ui.visible import texts_of

QT_OWN = {
    *("Cancel", "Close", "OK", "Restore Defaults", "Scroll Left", "Scroll Right", "Float", "Export"),
    *("Closes the dock widget", "Undocks and re-attaches the dock widget"),
}
"""What Qt says itself: its own catalogues are read beside the planner's, where there is one of a language."""
SHOWN = ("show_why", "show_rules", "show_history", "show_settings", "show_pause_rules", "show_pause", "show_together",
         "show_correlations", "show_shortcuts", "show_palette", "show_book")  # fmt: skip
EXAMPLES = ("cross-book", "eurusd-third-try", "btc-too-far-stop", "crypto-loan", "stock-margin", "cash", "futures-es")


@pytest.fixture(autouse=True)
def greek(tmp_path: Path) -> Iterator[None]:
    """Everything is read in a language made up for tests."""
    speak_pseudo(tmp_path / "languages")
    yield
    speak(tmp_path, [])


@pytest.fixture
def shown(qtbot: QtBot, folders: Folders) -> Callable[[str], MainWindow]:
    """The real window on an example."""

    def show(name: str) -> MainWindow:
        made = window_on(resource("examples", f"{name}.plan.json"), folders, Settings(), Script())
        qtbot.addWidget(made)
        with qtbot.waitExposed(made):
            made.show()
        made.catch_up()
        settle()
        return made

    return show


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_english_is_left_in_the_window(shown: Callable[[str], MainWindow], name: str) -> None:
    window = shown(name)
    window.portfolio.liquidation.toggle.setChecked(True)
    for box in window.findChildren(FoldedBox):
        box.unfold()
    settle()
    assert english_in(texts_of(window), QT_OWN) == []


def test_no_english_is_left_in_what_can_be_opened(shown: Callable[[str], MainWindow]) -> None:
    window = shown("cross-book")
    before = set(QApplication.topLevelWidgets())
    for name in SHOWN:
        getattr(window.asides, name)(*(["liquidation"] if name == "show_why" else []))
    for question in ("against", "losing_run", "gap"):
        window.asides.show_question(question)
    settle()
    opened = [each for each in QApplication.topLevelWidgets() if each not in before and not isinstance(each, QMenu)]
    assert len(opened) >= len(SHOWN)
    left = {type(each).__name__: english_in(texts_of(each), QT_OWN) for each in opened}
    for each in opened:
        each.close()
    assert {name: texts for name, texts in left.items() if texts} == {}


def test_no_english_is_left_in_the_history_of_a_plan_that_was_saved(
    shown: Callable[[str], MainWindow], tmp_path: Path
) -> None:
    window = shown("cross-book")
    document = window.workspace.document
    document.apply(edits.flip_side())
    document.mark_saved(document.draft, tmp_path / "x.plan.json", "")
    window.asides.show_history()
    history = window.asides.history
    assert history is not None
    steps = [history.list.item(row).text() for row in range(history.list.count())]
    history.close()
    assert len(steps) == 2
    assert english_in(steps, QT_OWN) == []


@pytest.mark.parametrize("name", ["cross-book", "crypto-loan", "stock-margin", "futures-es"])
def test_no_english_is_left_in_forms(shown: Callable[[str], MainWindow], qtbot: QtBot, name: str) -> None:
    draft = shown(name).workspace.document.draft
    instrument = draft.instrument
    assert instrument is not None
    forms: list[QDialog] = [
        PositionDialog(draft, draft.situation.venue, None),
        LimitsDialog(draft.situation.limits, draft.situation.rules),
        RulesForm(draft.situation.venue, instrument),
        BackupDialog([], lambda _: ""),
        FailureDialog(""),
    ]
    for form in forms:
        qtbot.addWidget(form)
        assert english_in(texts_of(form), QT_OWN) == [], type(form).__name__
