from collections import Counter

import pytest

from planner.domain.plan import Draft
from planner.report.shortcuts import OWN, shortcuts_page
from planner.settings import Theme
from planner.storage.resources import RESOURCES
from planner.ui.actions import ACTIONS, MENUS, Submenu
from planner.ui.main_window import MainWindow

OWN_IDS = {
    "fit", "palette", "history", "settings", "recent", "examples", "shortcuts", "rules", "quit",
    "book", "place", "pause_rules", "pause", "correlations",
    "ticket_panel", "portfolio_panel", "cards_panel", "movable", "reset_layout", "next_panel", "previous_panel",
}  # fmt: skip


def test_ids_are_unique() -> None:
    assert Counter(action.id for action in ACTIONS).most_common(1)[0][1] == 1


def test_shortcuts_are_unique() -> None:
    keys = [action.shortcut for action in ACTIONS if action.shortcut] + [key for key, _ in OWN]
    assert Counter(keys).most_common(1)[0][1] == 1


def test_each_action_stands_in_exactly_one_menu() -> None:
    listed = [entry for menu in MENUS.values() for entry in menu if entry is not None]
    inner = [one for entry in listed if isinstance(entry, Submenu) for one in entry.entries if one is not None]
    entries = [entry for entry in listed if isinstance(entry, str)] + inner
    assert sorted(entries) == sorted({action.id for action in ACTIONS} | OWN_IDS)


def test_the_readme_lists_every_shortcut() -> None:
    readme = (RESOURCES.parent / "README.md").read_text(encoding="utf-8")
    page = shortcuts_page([(action.shortcut, action.text) for action in ACTIONS if action.shortcut])
    for line in (line for section in page.sections for line in section.lines):
        assert f"| {line.label} | {line.value} |" in readme


def test_flip_and_add_target_edit_the_plan(window: MainWindow, draft: Draft) -> None:
    window.menus.actions["flip"].trigger()
    assert window.workspace.document.draft.plan.side is draft.plan.side.opposite
    window.menus.actions["add_target"].trigger()
    assert len(window.workspace.document.draft.plan.targets) == 3


def test_a_theme_is_worn_at_once_and_remembered(window: MainWindow) -> None:
    dark = window.palette().window().color().name()
    window.menus.actions["light"].trigger()
    assert window.palette().window().color().name() != dark
    assert window.workspace.settings.appearance.theme is Theme.LIGHT
    assert window.menus.actions["light"].isChecked()
    assert not window.menus.actions["dark"].isChecked()
    assert '"light"' in window.workspace.folders.settings_file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("start", "action", "bound"), [(1.8, "larger", 2.0), (1.0, "smaller", 0.8)])
def test_text_grows_and_shrinks_within_bounds(window: MainWindow, start: float, action: str, bound: float) -> None:
    workspace = window.workspace
    appearance = workspace.settings.appearance.model_copy(update={"text_scale": start})
    workspace.change_settings(workspace.settings.model_copy(update={"appearance": appearance}))
    for _ in range(4):
        window.menus.actions[action].trigger()
    assert workspace.settings.appearance.text_scale == bound
