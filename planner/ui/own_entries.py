"""The entries of the menus that only the window can make, by the names `actions.MENUS` calls them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from planner.ui import files
from planner.ui.asides import Asides
from planner.ui.docks import Desk, dock_actions
from planner.ui.menus import Entry, window_action
from planner.ui.rounds import Rounds
from planner.ui.workspace import Workspace
from planner.words import translated


def own_entries(
    window: QMainWindow, asides: Asides, desk: Desk, rounds: Rounds, fit: Callable[[], None]
) -> dict[str, Entry]:
    """All but the menus of files; `fit` shows all of the chart."""
    return {
        "fit": window_action(translated("&Fit chart"), fit, window, "Ctrl+0"),
        "quit": window_action(translated("&Quit"), window.close, window, "Ctrl+Q"),
        "shortcuts": window_action(translated("&Shortcuts"), asides.show_shortcuts, window, "F1"),
        "book": window_action(translated("&Open the book"), asides.show_book, window, "Ctrl+B"),
        "place": window_action(translated("&Place this plan into the book"), asides.place, window, "Ctrl+Return"),
        "pause_rules": window_action(translated("Pause &rules…"), asides.show_pause_rules, window, "Ctrl+R"),
        "pause": window_action(translated("&Pause…"), asides.show_pause, window, "Ctrl+P"),
        "correlations": window_action(translated("&Correlations and groups…"), asides.show_correlations, window),
        "palette": window_action(translated("&Commands…"), asides.show_palette, window, "Ctrl+K"),
        "history": window_action(translated("&History…"), asides.show_history, window, "Ctrl+H"),
        "settings": window_action(translated("Se&ttings…"), asides.show_settings, window, "Ctrl+,"),
        "rules": window_action(translated("&Rules and what is not modelled"), asides.show_rules, window, "Shift+F1"),
        **_of_the_layout(window, desk, rounds),
    }


def _of_the_layout(window: QMainWindow, desk: Desk, rounds: Rounds) -> dict[str, QAction]:
    """What shows, hides and moves the panels, and goes round them."""
    movable = QAction(translated("&Move panels"), window, checkable=True)
    movable.toggled.connect(lambda checked: desk.set_movable(movable=checked))
    return {
        **dock_actions(desk),
        "movable": movable,
        "reset_layout": window_action(translated("&Reset layout"), desk.reset, window),
        "next_panel": window_action(translated("&Next panel"), partial(rounds.go, 1), window, "F6"),
        "previous_panel": window_action(translated("Pre&vious panel"), partial(rounds.go, -1), window, "Shift+F6"),
    }


def show_examples(menu: QMenu, workspace: Workspace, window: QMainWindow) -> None:
    """Fill the menu of examples."""
    for path in files.examples():
        name = path.name.removesuffix(".plan.json").replace("-", " ")
        menu.addAction(window_action(name, partial(files.open_example, workspace, path), window))


def show_recent(menu: QMenu, workspace: Workspace, window: QMainWindow) -> None:
    """Fill the menu of recent files anew."""
    menu.clear()
    for path in workspace.window_state.recent:
        entry = window_action(path.name, partial(files.open_recent, workspace, path), window)
        entry.setToolTip(str(path))
        menu.addAction(entry)
    menu.setEnabled(bool(workspace.window_state.recent))
