"""Questions put to the trader: a protocol, so that tests answer from a script, and Qt's answers to it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget

from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Draft, Limits, Position
from planner.domain.venue import Venue
from planner.ui.dialogs.answers import Conflict, Unsaved
from planner.ui.dialogs.backup_dialog import BackupDialog
from planner.ui.dialogs.limits_dialog import LimitsDialog
from planner.ui.dialogs.position_dialog import PositionDialog
from planner.words import translated

LimitsAnswer = tuple[Limits, tuple[PauseRule, ...]]
PLAN_FILES = "Plans (*.plan.json)"
EXPORTS = {
    ".pdf": "Document with the chart",
    ".png": "Picture of the window",
    ".csv": "Table",
    ".md": "Markdown",
    ".txt": "Text",
    ".json": "JSON",
}
"""What a plan is exported as, by the ending of the name."""


class Dialogs(Protocol):
    """Everything the program asks."""

    def ask_open_path(self) -> Path | None:
        """Which plan to open."""

    def ask_save_path(self, suggestion: Path) -> Path | None:
        """Where to save the plan."""

    def ask_export_path(self, suggestion: Path) -> Path | None:
        """Where to write the report."""

    def ask_candles_path(self) -> Path | None:
        """Which price history to draw."""

    def ask_table_path(self) -> Path | None:
        """Which table to import."""

    def ask_target(self, suggestion: Path) -> Path | None:
        """Where to write what leaves the book."""

    def ask_unsaved(self, name: str) -> Unsaved:
        """What to do with unsaved changes."""

    def ask_conflict(self, sentence: str) -> Conflict:
        """What to do with a file that changed on disk."""

    def ask_recover(self, name: str, differences: str) -> bool | None:
        """Whether to go on with what an earlier run did not save; None where that is not answered."""

    def ask_backup(self, lines: Sequence[str], changes: Callable[[int], str]) -> int | None:
        """Which of these backups to go on with; `changes` tells what one would change."""

    def ask_position(self, draft: Draft, venue: Venue, position: Position | None) -> Position | None:
        """The figures of an open position."""

    def ask_limits(self, limits: Limits, rules: tuple[PauseRule, ...]) -> LimitsAnswer | None:
        """The trader's limits and pause rules."""

    def ask_name(self, title: str, label: str, suggestion: str, known: Sequence[str]) -> str | None:
        """A name; one that is `known` is offered again."""

    def ask_choice(self, title: str, label: str, options: Sequence[str]) -> str | None:
        """One of these."""

    def tell(self, title: str, sentence: str) -> None:
        """Say something that cannot be said beside a field."""


class QtDialogs:
    """The questions as Qt dialogs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Dialogs of a window, which may come to be later."""
        self.parent = parent

    def ask_open_path(self) -> Path | None:
        """Which plan to open."""
        return self._opened(translated("Open plan"), translated(PLAN_FILES))

    def ask_candles_path(self) -> Path | None:
        """Which price history to draw."""
        return self._opened(translated("Open price history"), translated("Price history (*.csv)"))

    def ask_table_path(self) -> Path | None:
        """Which table to import."""
        return self._opened(translated("Import a table"), translated("Tables (*.csv *.tsv *.txt)"))

    def ask_target(self, suggestion: Path) -> Path | None:
        """Where to write what leaves the book."""
        name, _ = QFileDialog.getSaveFileName(
            self.parent, translated("Write {stem}", stem=suggestion.stem), str(suggestion)
        )
        return Path(name) if name else None

    def _opened(self, title: str, kinds: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self.parent, title, "", translated("{kinds};;All files (*)", kinds=kinds))
        return Path(name) if name else None

    def ask_save_path(self, suggestion: Path) -> Path | None:
        """Where to save the plan."""
        name, _ = QFileDialog.getSaveFileName(
            self.parent, translated("Save plan as"), str(suggestion), translated(PLAN_FILES)
        )
        return Path(name) if name else None

    def ask_export_path(self, suggestion: Path) -> Path | None:
        """Where to write the report."""
        dialog = QFileDialog(self.parent, translated("Export report"), str(suggestion.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([*_kinds()])
        dialog.filterSelected.connect(lambda chosen: _follow_kind(dialog, chosen))
        dialog.setDefaultSuffix(suggestion.suffix)
        dialog.selectFile(suggestion.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def ask_unsaved(self, name: str) -> Unsaved:
        """What to do with unsaved changes."""
        buttons = QMessageBox.StandardButton
        answer = self._asked(
            translated("Unsaved changes"),
            translated("“{name}” has changes that are not saved.", name=name),
            buttons.Save | buttons.Discard | buttons.Cancel,
        )
        return {buttons.Save: Unsaved.SAVE, buttons.Discard: Unsaved.DISCARD}.get(answer, Unsaved.CANCEL)

    def ask_conflict(self, sentence: str) -> Conflict:
        """What to do with a file that changed on disk."""
        box = self._box(translated("The file changed on disk"), sentence)
        overwrite = box.addButton(translated("Overwrite it"), QMessageBox.ButtonRole.DestructiveRole)
        elsewhere = box.addButton(translated("Save under another name…"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(elsewhere)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is overwrite:
            return Conflict.OVERWRITE
        return Conflict.SAVE_AS if box.clickedButton() is elsewhere else Conflict.CANCEL

    def ask_recover(self, name: str, differences: str) -> bool | None:
        """Whether to go on with what an earlier run did not save; None where that is not answered."""
        box = self._box(
            translated("Unsaved work found"),
            translated("“{name}” was open when the planner ended without saving.", name=name),
        )
        box.setInformativeText(differences)
        recover = box.addButton(translated("Recover it"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(translated("Discard it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(recover)
        box.exec()
        clicked = box.clickedButton()
        return clicked is recover if clicked in (recover, discard) else None

    def ask_backup(self, lines: Sequence[str], changes: Callable[[int], str]) -> int | None:
        """Which of these backups to go on with; `changes` tells what one would change."""
        return BackupDialog(lines, changes, self.parent).ask()

    def ask_position(self, draft: Draft, venue: Venue, position: Position | None) -> Position | None:
        """The figures of an open position."""
        return PositionDialog(draft, venue, position, self.parent).ask()

    def ask_name(self, title: str, label: str, suggestion: str, known: Sequence[str]) -> str | None:
        """A name; one that is `known` is offered again."""
        dialog = name_dialog(title, label, suggestion, known, self.parent)
        taken = dialog.exec() == QDialog.DialogCode.Accepted
        return dialog.textValue().strip() or None if taken else None

    def ask_choice(self, title: str, label: str, options: Sequence[str]) -> str | None:
        """One of these."""
        text, taken = QInputDialog.getItem(self.parent, title, label, list(options), 0, editable=False)
        return text if taken else None

    def ask_limits(self, limits: Limits, rules: tuple[PauseRule, ...]) -> LimitsAnswer | None:
        """The trader's limits and pause rules."""
        return LimitsDialog(limits, rules, self.parent).ask()

    def tell(self, title: str, sentence: str) -> None:
        """Say something that cannot be said beside a field."""
        self._asked(title, sentence, QMessageBox.StandardButton.Ok)

    def _box(self, title: str, text: str) -> QMessageBox:
        box = QMessageBox(self.parent)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        return box

    def _asked(self, title: str, text: str, buttons: QMessageBox.StandardButton) -> QMessageBox.StandardButton:
        box = self._box(title, text)
        box.setStandardButtons(buttons)
        return QMessageBox.StandardButton(box.exec())


def name_dialog(title: str, label: str, suggestion: str, known: Sequence[str], parent: QWidget | None) -> QInputDialog:
    """A name to type or to choose; the button says where what is known under it is replaced."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setComboBoxEditable(True)
    dialog.setComboBoxItems(list(dict.fromkeys((suggestion, *known))))
    keep = dialog.okButtonText()

    def follow(name: str) -> None:
        dialog.setOkButtonText(translated("Replace") if name.strip() in known else keep)

    dialog.textValueChanged.connect(follow)
    dialog.setTextValue(suggestion)
    follow(suggestion)
    return dialog


def _kinds() -> dict[str, str]:
    """The endings of files by what a dialog calls them."""
    return {f"{translated(words)} (*{suffix})": suffix for suffix, words in EXPORTS.items()}


def _follow_kind(dialog: QFileDialog, chosen: str) -> None:
    """Give the name in the dialog the ending of the kind that was chosen."""
    suffix = _kinds()[chosen]
    dialog.setDefaultSuffix(suffix)
    names = [Path(name) for name in dialog.selectedFiles()]
    if names and names[0].suffix in EXPORTS:
        dialog.selectFile(names[0].with_suffix(suffix).name)
