"""The entries of the menus that only the window can make, by the names `actions.MENUS` calls them."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QMenu

from planner.domain.fault import shown
from planner.storage.plan_files import plan_name
from planner.ui import files
from planner.ui.asides import Asides
from planner.ui.docks import Desk, dock_actions
from planner.ui.menus import Entry, hinder, window_action
from planner.ui.panels.chart_panel import ChartPanel
from planner.ui.panels.portfolio import Portfolio
from planner.ui.panels.ticket import Ticket
from planner.ui.rounds import Rounds
from planner.ui.widgets.tips import plain_tip
from planner.ui.workspace import Workspace
from planner.words import translated

QUESTIONS = {
    "against": "&1 If price goes against me…",
    "losing_run": "&2 If I keep losing…",
    "gap": "&3 If the market gaps…",
}
"""The three questions, as the cards ask them."""


def own_entries(window: QMainWindow, asides: Asides, desk: Desk, rounds: Rounds) -> dict[str, Entry]:
    """All but the menus of files and those of a panel."""
    questions = enumerate(QUESTIONS.items(), 1)
    return {
        **{
            key: window_action(translated(text), partial(asides.show_question, key), window, f"Ctrl+{number}")
            for number, (key, text) in questions
        },
        "together": window_action(translated("Positions &together…"), asides.show_together, window, "Ctrl+Shift+P"),
        "quit": window_action(translated("&Quit"), window.close, window, "Ctrl+Q"),
        "shortcuts": window_action(translated("&Shortcuts"), asides.show_shortcuts, window, "F1"),
        "book": window_action(translated("&Open the book"), asides.show_book, window, "Ctrl+B"),
        "place": window_action(translated("&Place this plan into the book"), asides.place, window, "Ctrl+Return"),
        "pause_rules": window_action(translated("Pause &rules…"), asides.show_pause_rules, window, "Ctrl+R"),
        "pause": window_action(translated("&Pause…"), asides.show_pause, window, "Ctrl+P"),
        "correlations": window_action(
            translated("&Correlations and groups…"), asides.show_correlations, window, "Ctrl+I"
        ),
        "palette": window_action(translated("&Commands…"), asides.show_palette, window, "Ctrl+K"),
        "history": window_action(translated("&History…"), asides.show_history, window, "Ctrl+H"),
        "settings": window_action(translated("Se&ttings…"), asides.show_settings, window, "Ctrl+,"),
        "rules": window_action(translated("&Rules and what is not modelled"), asides.show_rules, window, "Shift+F1"),
        **_of_the_layout(window, desk, rounds),
    }


def _of_the_layout(window: QMainWindow, desk: Desk, rounds: Rounds) -> dict[str, QAction]:
    """What shows, hides and moves the panels, and goes round them."""
    movable = QAction(translated("&Move panels"), window, checkable=True)
    movable.setShortcut(QKeySequence("F4"))
    movable.toggled.connect(lambda checked: desk.set_movable(movable=checked))
    return {
        **dock_actions(desk),
        "movable": movable,
        "reset_layout": window_action(translated("&Reset layout"), desk.reset, window, "Shift+F4"),
        "next_panel": window_action(translated("&Next panel"), partial(rounds.go, 1), window, "F6"),
        "previous_panel": window_action(translated("Pre&vious panel"), partial(rounds.go, -1), window, "Shift+F6"),
    }


def of_the_panels(window: QMainWindow, chart: ChartPanel, portfolio: Portfolio) -> dict[str, Entry]:
    """What a button of a panel does too."""
    path = QAction(translated("Mar&gin path"), window, checkable=True)
    path.setShortcut(QKeySequence("Ctrl+Shift+M"))
    path.triggered.connect(lambda checked: chart.ask_for_path(shown=checked))
    chart.path_shown.connect(path.setChecked)
    book = QAction(translated("Margin path of the w&hole book"), window, checkable=True)
    book.setShortcut(QKeySequence("Ctrl+Shift+W"))
    book.toggled.connect(chart.whole_book.setChecked)
    chart.whole_book.toggled.connect(book.setChecked)
    chart.choice_told.connect(partial(hinder, book))
    return {
        "margin_path": path,
        "fit": window_action(translated("&Fit chart"), chart.chart.fit, window, "Ctrl+0"),
        "whole_book": book,
        "position": window_action(translated("&Add a position…"), portfolio.add.click, window, "Ctrl+Shift+N"),
        "limits": window_action(translated("&Limits…"), portfolio.limits.click, window, "Ctrl+Shift+R"),
    }


def of_what_is_folded(window: QMainWindow, desk: Desk, ticket: Ticket, portfolio: Portfolio) -> dict[str, QAction]:
    """What opens a part of a panel that is one line until then, and gives it the keys."""
    costs, notes, liquidated = ticket.costs.header, ticket.notes.header, portfolio.liquidation.toggle
    return {
        "orders": window_action(translated("&Orders"), partial(_unfold, desk, "ticket", costs), window, "Ctrl+Shift+G"),
        "notes": window_action(
            translated("&Notes and checklist"), partial(_unfold, desk, "ticket", notes), window, "Ctrl+Shift+E"
        ),
        "if_liquidated": window_action(
            translated("&If liquidated"), partial(_unfold, desk, "portfolio", liquidated), window, "Ctrl+Shift+I"
        ),
    }


def _unfold(desk: Desk, panel: str, line: QAbstractButton) -> None:
    desk.bring(panel)
    line.setChecked(True)
    line.setFocus(Qt.FocusReason.TabFocusReason)
    QTimer.singleShot(0, line, partial(desk.reveal, line))  # once what has come has its place


def show_examples(menu: QMenu, workspace: Workspace, window: QMainWindow) -> None:
    """Fill the menu of examples."""
    for path in files.examples():
        name = plan_name(path).replace("-", " ")
        menu.addAction(window_action(name, partial(files.open_example, workspace, path), window))


def show_recent(menu: QMenu, workspace: Workspace, window: QMainWindow) -> None:
    """Fill the menu of recent files anew."""
    menu.clear()
    for path in workspace.window_state.recent:
        entry = window_action(shown(path.name), partial(files.open_recent, workspace, path), window)
        entry.setToolTip(plain_tip(shown(str(path))))
        menu.addAction(entry)
    menu.setEnabled(bool(workspace.window_state.recent))
