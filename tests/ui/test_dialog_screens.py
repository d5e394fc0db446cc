"""What opens beside the window, as pictures for people to look at: light, dark, and with larger text."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from planner.domain import edits, ladder_edits
from planner.domain.stop_rule_edits import set_break_even, set_trailing
from planner.domain.stop_rules import BreakEvenRule, TrailingRule
from planner.settings import Appearance, Palette, Settings, Theme
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.dialogs.limits_dialog import LimitsDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from planner.ui.dialogs.rules_form import RulesForm
from planner.ui.dialogs.settings_dialog import SettingsDialog
from planner.ui.main_window import MainWindow
from planner.ui.questions.page import QuestionPage
from tests.ui.conftest import Script, window_on
from tests.ui.screen import SIZES, field, type_into
from tests.ui.test_screens import clipped, keep_picture

SHOWN = ("show_rules", "show_history", "show_settings", "show_pause_rules", "show_pause", "show_together",
         "show_correlations", "show_shortcuts", "show_palette")  # fmt: skip
LOOKS = {
    "dark": Appearance(),
    "light-safe": Appearance(theme=Theme.LIGHT, palette=Palette.COLOUR_BLIND_SAFE),
    "larger": Appearance(theme=Theme.LIGHT, text_scale=1.4),
    "twice": Appearance(text_scale=2.0),
}


def _window(qtbot: QtBot, folders: Folders, look: Appearance, example: str = "cross-book") -> MainWindow:
    path = resource("examples", f"{example}.plan.json")
    window = window_on(path, folders, Settings(appearance=look), Script())
    qtbot.addWidget(window)
    window.resize(SIZES["small"])
    with qtbot.waitExposed(window):
        window.show()
    return window


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("name", LOOKS)
def test_no_text_is_clipped_in_what_opens_beside_the_window(qtbot: QtBot, folders: Folders, name: str) -> None:
    window = _window(qtbot, folders, LOOKS[name])
    draft, found = window.workspace.document.draft, {}
    calls: dict[str, Callable[[], object]] = {shown: getattr(window.asides, shown) for shown in SHOWN}
    calls["show_why"] = lambda: window.asides.show_why("liquidation")
    calls |= {key: partial(window.asides.show_question, key) for key in ("against", "losing_run", "gap")}
    calls["position"] = lambda: _opened(PositionDialog(draft, draft.situation.venue, None, window))
    calls["limits"] = lambda: _opened(LimitsDialog(draft.situation.limits, draft.situation.rules, window))
    for key, call in calls.items():
        before = _seen()
        call()
        _settle()
        (opened,) = _seen() - before
        if isinstance(opened, QuestionPage):
            opened.catch_up()
        keep_picture(opened, f"{key.removeprefix('show_')}-{name}")
        found[key] = clipped(opened)
        opened.close()
    assert {key: texts for key, texts in found.items() if texts} == {}


def _opened(dialog: QDialog) -> None:
    dialog.show()


def _seen() -> set[QWidget]:
    return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def _full(window: MainWindow, qtbot: QtBot) -> None:
    """As much in the ticket as it may have."""
    for edit in (
        ladder_edits.add_rung(), ladder_edits.add_rung(), edits.add_target(), set_break_even(BreakEvenRule()),
        set_trailing(TrailingRule()),
    ):  # fmt: skip
        window.workspace.document.apply(edit)
    window.ticket.costs.unfold()
    window.ticket.notes.unfold()
    type_into(qtbot, window.ticket.reward_risk.field.input, "0.01")


def _without_a_stop(window: MainWindow, qtbot: QtBot) -> None:
    type_into(qtbot, field(window, "stop_price").input, "")


def _without_amounts(window: MainWindow, qtbot: QtBot) -> None:  # noqa: ARG001 - the shape of a state
    window.menus.actions["hide_money"].trigger()


def _floating(window: MainWindow, qtbot: QtBot) -> None:  # noqa: ARG001 - as above
    window.desk.set_movable(movable=True)


STATES = {
    "everything": _full, "without-a-stop": _without_a_stop, "hidden-money": _without_amounts, "movable": _floating,
}  # fmt: skip


@pytest.mark.parametrize("scale", [1.0, 1.2, 2.0])
@pytest.mark.parametrize("state", STATES)
def test_no_text_is_clipped_whatever_the_ticket_holds(qtbot: QtBot, folders: Folders, state: str, scale: float) -> None:
    window = _window(qtbot, folders, Appearance(theme=Theme.LIGHT, text_scale=scale), "btc-breakout")
    STATES[state](window, qtbot)
    _settle()
    keep_picture(window, f"state-{state}-{scale}")
    keep_picture(window.ticket, f"state-{state}-{scale}-ticket")
    assert clipped(window) == []
    if scale < LARGE:
        assert not window.outer.verticalScrollBar().isVisible(), "the whole window is seen"
        assert not window.outer.horizontalScrollBar().isVisible()


LARGE = 2.0
"""Text for which a small screen has no room: the window is scrolled."""


@pytest.mark.parametrize("scale", [1.0, 1.4, 2.0])
def test_every_setting_is_read_whole_however_large_the_text(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = _window(qtbot, folders, Appearance(text_scale=scale))
    window.asides.show_settings()
    _settle()
    dialog = next(seen for seen in window.findChildren(SettingsDialog) if seen.isVisible())
    labels = dialog.findChildren(QLabel)
    assert len(labels) > 10
    for label in labels:
        assert label.height() >= label.heightForWidth(label.width()), label.text()
        assert label.height() >= label.fontMetrics().height(), label.text()
    dialog.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_form_is_scrolled_below_and_never_cut_beside(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = _window(qtbot, folders, Appearance(text_scale=scale))
    draft = window.workspace.document.draft
    situation = draft.situation
    assert draft.instrument is not None
    for form in (
        LimitsDialog(situation.limits, situation.rules, window),
        PositionDialog(draft, situation.venue, None, window),
        RulesForm(situation.venue, draft.instrument, window),
    ):
        qtbot.addWidget(form)
        form.show()
        _settle()
        assert form.area.content.minimumSizeHint().width() <= form.area.viewport().width()
        form.resize(form.width(), 300)
        _settle()
        assert form.height() <= 320
        assert form.area.verticalScrollBar().isVisible()
        assert form.buttons.geometry().bottom() < form.height()
        form.close()
