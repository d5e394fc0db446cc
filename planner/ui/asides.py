"""What stands beside the window and follows its plan: why a figure is what it is, the rules, the history, commands."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QLineEdit, QMainWindow, QWidget

from planner.assess import Assessment
from planner.domain.history import Step
from planner.domain.journal import Event
from planner.domain.plan import Draft
from planner.domain.rule_edits import Values, change_rules, restore_rules
from planner.report.shortcuts import shortcuts_page
from planner.ui.actions import WORDS
from planner.ui.background import in_background
from planner.ui.menus import menu_keys
from planner.ui.theme import Theme, theme_for
from planner.ui.widgets.unwheeled import Choices
from planner.ui.workspace import Workspace
from planner.words import translated

if TYPE_CHECKING:
    from planner.ui.book.window import BookWindow
    from planner.ui.dialogs.correlations_dialog import CorrelationsDialog
    from planner.ui.dialogs.history_dialog import HistoryDialog
    from planner.ui.dialogs.page_dialog import PageDialog
    from planner.ui.dialogs.palette import Command
    from planner.ui.dialogs.rules_dialog import RulesDialog
    from planner.ui.dialogs.settings_dialog import SettingsDialog
    from planner.ui.dialogs.why_dialog import WhyDialog
    from planner.ui.pausing import Pausing
    from planner.ui.questions.page import QuestionPage

_QUESTIONS = {
    "against": ("planner.ui.questions.against_page", "AgainstPage"),
    "losing_run": ("planner.ui.questions.losing_page", "LosingPage"),
    "gap": ("planner.ui.questions.gap_page", "GapPage"),
}
"""The pages are imported when they are first wanted."""


class Asides:
    """The dialogs of a window, loaded and made when they are first wanted: not before the first picture."""

    def __init__(self, window: QMainWindow, workspace: Workspace) -> None:
        """Nothing is open yet."""
        self.window, self.workspace = window, workspace
        self.why: WhyDialog | None = None
        self.rules: RulesDialog | None = None
        self.history: HistoryDialog | None = None
        self.together: PageDialog | None = None
        self.book: BookWindow | None = None
        self.pausing: Pausing | None = None
        self.correlations: CorrelationsDialog | None = None
        self.shortcuts: PageDialog | None = None
        self.settings: SettingsDialog | None = None
        self.questions: dict[str, QuestionPage] = {}
        workspace.settings_changed.connect(self._follow_settings)
        workspace.export_wanted.connect(self.export)

    def show_why(self, key: str) -> None:
        """Tell why a figure is what it is; the one told last, where no figure is named."""
        from planner.report.why import is_subject  # noqa: PLC0415 - as the class says
        from planner.ui.dialogs.why_dialog import WhyDialog  # noqa: PLC0415 - as the class says

        if self.why is None:
            self.why = WhyDialog(self.window)
        if is_subject(self.workspace.shown, key):
            self.why.subject = key
        self.why.show_assessment(self.workspace.shown)
        _bring_up(self.why)

    def show_level(self, key: str) -> None:
        """Tell why a level of the chart lies where it does; the trader's own levels have no why."""
        from planner.report.why import SUBJECTS  # noqa: PLC0415 - as the class says

        if key in SUBJECTS:
            self.show_why(key)

    def show_rules(self) -> None:
        """Tell the rules of the plan."""
        from planner.ui.dialogs.rules_dialog import RulesDialog  # noqa: PLC0415 - as the class says

        if self.rules is None:
            self.rules = RulesDialog(self.window)
            self.rules.changed.connect(self._change)
            self.rules.restored.connect(self._restore)
        self._follow_rules()
        _bring_up(self.rules)

    def show_history(self) -> None:
        """List the steps of the plan."""
        from planner.ui.dialogs.history_dialog import HistoryDialog  # noqa: PLC0415 - as the class says

        if self.history is None:
            words = {name: translated(words) for name, words in WORDS.items()}
            self.history = HistoryDialog(words, self._became, self.window)
            self.history.wanted.connect(self.workspace.document.go_to)
        self.history.show_history(self.workspace.document.history)
        _bring_up(self.history)

    def _became(self, step: Step[Draft], before: Draft) -> str:
        from planner.report.steps import became  # noqa: PLC0415 - as the class says

        hides_money = self.workspace.settings.appearance.hide_money
        return became(step.label, before, step.state, hides_money=hides_money, named=step.named)

    def show_settings(self) -> None:
        """Show all settings."""
        from planner.ui.dialogs.settings_dialog import SettingsDialog  # noqa: PLC0415 - as the class says

        if self.settings is None:
            self.settings = SettingsDialog(self.workspace.settings, self.window)
            self.settings.changed.connect(self.workspace.change_settings)
        self._follow_settings()
        _bring_up(self.settings)

    def show_book(self) -> "BookWindow":
        """Open the book beside the plan."""
        if self.book is None:
            made = in_background(lambda: import_module("planner.ui.book.window"))
            self.book = made.BookWindow(self.workspace, self.window)
            self.book.refresh()
        _bring_up(self.book)
        return self.book

    def export(self) -> None:
        """Write the plan as a document, a table, a picture or text."""
        made = in_background(lambda: import_module("planner.ui.exporting"))
        made.export_plan(self.workspace, self.window)

    def place(self) -> None:
        """Seal the plan in the book's account; where the book was not open, that account can be seen first."""
        was_open = self.book is not None and self.book.isVisible()
        book = self.show_book()
        if was_open or len(book.accounts) <= 1:
            book.place()

    def close(self) -> None:
        """Close what is open, and let others have the book."""
        if self.book is not None:
            self.book.session.close()
        for window in self.window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if window.isWindow():
                window.close()

    def show_pause_rules(self) -> None:
        """Show the rules editor."""
        _bring_up(self._paused().rules)

    def show_pause(self) -> None:
        """Tell why there is a pause, and take or end one."""
        _bring_up(self._paused().pause)

    def _paused(self) -> "Pausing":
        from planner.ui.pausing import Pausing  # noqa: PLC0415 - as the class says

        if self.pausing is None:
            self.pausing = Pausing(self.workspace, self.window, self._keep_event)
        self.pausing.follow(self.workspace.shown)
        return self.pausing

    def _keep_event(self, event: Event) -> None:
        """In the book too, where it is open."""
        if self.book is not None:
            self.book.keep_event(event)

    def show_together(self) -> None:
        """Show the open positions and the plan as one book."""
        from planner.report.together import together_page  # noqa: PLC0415 - as the class says
        from planner.ui.dialogs.page_dialog import PageDialog  # noqa: PLC0415 - as the class says

        page = together_page(self.workspace.shown)
        if self.together is None:
            self.together = PageDialog(page, self.window)
        self.together.show_page(page)
        _bring_up(self.together)

    def show_question(self, key: str) -> None:
        """Open the page of one of the three questions."""
        if key not in self.questions:
            module, name = _QUESTIONS[key]
            made = in_background(lambda: import_module(module))
            self.questions[key] = getattr(made, name)(self._theme, self.window)
            self.questions[key].serve(self.workspace)
        page = self.questions[key]
        page.show_assessment(self.workspace.shown)
        _bring_up(page)

    def _theme(self) -> Theme:
        return theme_for(self.workspace.settings.appearance)

    def show_correlations(self, first: str = "", second: str = "") -> None:
        """Show correlations and groups, at two instruments where they are named."""
        from planner.ui.correlating import Correlating  # noqa: PLC0415 - as the class says

        if self.correlations is None:
            self.correlations = Correlating(self.workspace, self.window).dialog
        self.correlations.show_assessment(self.workspace.shown)
        _bring_up(self.correlations)
        self.correlations.select_pair(first, second)

    def show_shortcuts(self) -> None:
        """Show the sheet of shortcuts."""
        from planner.ui.dialogs.page_dialog import PageDialog  # noqa: PLC0415 - as the class says

        page = shortcuts_page(menu_keys(self.window.menuBar()))
        if self.shortcuts is None:
            self.shortcuts = PageDialog(page, self.window)
        self.shortcuts.show_page(page)
        _bring_up(self.shortcuts)

    def show_palette(self) -> None:
        """Let anything be done by its name."""
        from planner.ui.dialogs.palette import Palette, menu_commands  # noqa: PLC0415 - as the class says

        palette = Palette([*menu_commands(self.window.menuBar()), *self._fields()], self.window)
        palette.finished.connect(palette.deleteLater)
        palette.open()

    def _fields(self) -> "Iterator[Command]":
        """Every field that can be typed into and every list that can be chosen from now."""
        from planner.ui.dialogs.palette import Command  # noqa: PLC0415 - as the class says

        for field in self.window.findChildren(QWidget):
            name = field.accessibleName() if isinstance(field, (QLineEdit, Choices)) else ""
            is_here = field.window() is self.window or isinstance(field.window(), QDockWidget)
            if name and is_here and field.isVisible() and field.isEnabled():
                yield Command(name, translated("Go to"), "", partial(_enter, field))

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan in what is open."""
        for dialog in (self.why, self.correlations, *self.questions.values()):
            if dialog is not None and dialog.isVisible():
                dialog.show_assessment(assessment)
        if self.rules is not None and self.rules.isVisible():
            self._follow_rules()
        if self.pausing is not None and (self.pausing.rules.isVisible() or self.pausing.pause.isVisible()):
            self.pausing.follow(assessment)
        if self.together is not None and self.together.isVisible():
            from planner.report.together import together_page  # noqa: PLC0415 - as the class says

            self.together.show_page(together_page(assessment))
        if self.history is not None and self.history.isVisible():
            self.history.show_history(self.workspace.document.history)

    def _follow_settings(self) -> None:
        if self.settings is not None:
            self.settings.show_settings(self.workspace.settings)

    def _follow_rules(self) -> None:
        draft, shipped = self.workspace.document.draft, self.workspace.shipped_venue()
        can_restore = shipped is not None and bool(draft.situation.venue.changed)
        if self.rules is not None:
            self.rules.show_draft(draft, can_restore=can_restore)

    def _change(self, values: Values, saves: bool) -> None:  # noqa: FBT001 - what the signal carries
        if values:
            self.workspace.document.apply(change_rules(values, self.workspace.shipped_venue()))
        if saves:
            self.workspace.keep_rules()

    def _restore(self) -> None:
        shipped = self.workspace.shipped_venue()
        if shipped is not None:
            self.workspace.document.apply(restore_rules(shipped))


def _enter(field: QWidget) -> None:
    field.activateWindow()
    field.setFocus(Qt.FocusReason.ShortcutFocusReason)
    if isinstance(field, QLineEdit):
        field.selectAll()


def _bring_up(dialog: QWidget) -> None:
    dialog.show()
    dialog.activateWindow()
