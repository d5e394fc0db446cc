"""Pause rules between their dialogs and the plan: the rules editor, and the pause itself."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from planner.assess import Assessment
from planner.domain.journal import Event
from planner.domain.pause_edits import note, rules_of, set_rules
from planner.domain.pause_rules import PauseRule, Reset
from planner.domain.rule_presets import RulePreset
from planner.storage.resources import resource
from planner.storage.rule_presets import load_rule_presets
from planner.ui.background import in_background
from planner.ui.dialogs.pause_dialog import PauseDialog
from planner.ui.dialogs.pause_rules_dialog import PauseRulesDialog
from planner.ui.workspace import Workspace


class Pausing(QObject):
    """Both dialogs of a workspace; `keep` is told what was noted, to keep it elsewhere too."""

    def __init__(self, workspace: Workspace, parent: QWidget, keep: Callable[[Event], None]) -> None:
        """Dialogs that follow the workspace's plan once they are shown."""
        super().__init__(parent)
        self.workspace, self.keep = workspace, keep
        presets = in_background(lambda: load_rule_presets(resource("rules")))
        self.rules, self.pause = PauseRulesDialog(presets, parent), PauseDialog(parent)
        self._began: datetime | None = None
        self.rules.changed.connect(self._set)
        self.rules.settled.connect(self._settle)
        self.rules.preset_chosen.connect(self._use)
        self.pause.noted.connect(self._note)

    def follow(self, assessment: Assessment) -> None:
        """Show the plan's rules and its pause."""
        draft = assessment.draft
        self.rules.show_rules(rules_of(draft), draft.situation.account.currency)
        self.pause.show_assessment(assessment)

    def _set(self, rules: tuple[PauseRule, ...], reset: Reset | None = None) -> None:
        """What is typed key by key is set once, at the moment when typing began."""
        document = self.workspace.document
        self._began = self._began or document.clock()
        document.apply(set_rules(rules, self._began, reset))

    def _settle(self) -> None:
        self._began = None
        self.workspace.document.settle()

    def _use(self, preset: RulePreset) -> None:
        self._settle()
        self._set(preset.rules, preset.reset)
        self._settle()

    def _note(self, event: Event) -> None:
        document = self.workspace.document
        document.apply(note(event))
        document.settle()
        self.keep(event)
