"""What stands beside the window and follows its plan: why a figure is what it is, and the rules."""

from PySide6.QtWidgets import QMainWindow

from planner.assess import Assessment
from planner.domain.rule_edits import Values, change_rules, restore_rules
from planner.report.why import SUBJECTS, is_subject
from planner.ui.dialogs.rules_dialog import RulesDialog
from planner.ui.dialogs.why_dialog import WhyDialog
from planner.ui.workspace import Workspace


class Asides:
    """The dialogs of a window, made when they are first wanted."""

    def __init__(self, window: QMainWindow, workspace: Workspace) -> None:
        """Nothing is open yet."""
        self.window, self.workspace = window, workspace
        self.why: WhyDialog | None = None
        self.rules: RulesDialog | None = None

    def show_why(self, key: str) -> None:
        """Tell why a figure is what it is; the one told last, where no figure is named."""
        if self.why is None:
            self.why = WhyDialog(self.window)
        if is_subject(self.workspace.document.assessment, key):
            self.why.subject = key
        self.why.show_assessment(self.workspace.document.assessment)
        _bring_up(self.why)

    def show_level(self, key: str) -> None:
        """Tell why a level of the chart lies where it does; the trader's own levels have no why."""
        if key in SUBJECTS:
            self.show_why(key)

    def show_rules(self) -> None:
        """Tell the rules of the plan."""
        if self.rules is None:
            self.rules = RulesDialog(self.window)
            self.rules.changed.connect(self._change)
            self.rules.restored.connect(self._restore)
        self._follow_rules()
        _bring_up(self.rules)

    def show_assessment(self, assessment: Assessment) -> None:
        """Follow the plan in what is open."""
        if self.why is not None and self.why.isVisible():
            self.why.show_assessment(assessment)
        if self.rules is not None and self.rules.isVisible():
            self._follow_rules()

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


def _bring_up(dialog: WhyDialog | RulesDialog) -> None:
    dialog.show()
    dialog.activateWindow()
