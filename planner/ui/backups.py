"""Backups brought back: as a plan that lies nowhere yet, so that nothing is overwritten."""

from planner.domain.fault import FaultError
from planner.report.backups import NONE_YET, backup_line, backup_text, backup_title
from planner.report.sentences import fault_sentence
from planner.storage.backups import Backup, all_backups, backups_of
from planner.storage.plan_files import load_plan, plan_name
from planner.ui.background import in_background
from planner.ui.files import may_leave
from planner.ui.workspace import Workspace
from planner.words import translated


def restore_backup(workspace: Workspace) -> None:
    """Let the trader choose among the backups of this plan, or of all where it lies nowhere, and go on with one."""
    folder, path = workspace.folders.backups, workspace.document.path
    found = in_background(lambda: (backups_of(folder, path) if path is not None else ()) or all_backups(folder))
    if not found:
        workspace.dialogs.tell(translated("Restore a backup"), translated(NONE_YET))
        return
    chosen = workspace.dialogs.ask_backup(
        [_line(backup) for backup in found], lambda index: _changes(workspace, found[index])
    )
    if chosen is not None and may_leave(workspace):
        _open(workspace, found[chosen])


def _open(workspace: Workspace, backup: Backup) -> None:
    try:
        opened = in_background(lambda: load_plan(backup.path))
    except FaultError as error:
        workspace.dialogs.tell(translated("This backup cannot be opened"), fault_sentence(error.fault))
        return
    workspace.hold(None)
    title = backup_title(_name(backup), backup.saved_at.astimezone())
    workspace.document.open(opened.draft, path=None, title=title, saved=False, unknown=opened.unknown)


def _line(backup: Backup) -> str:
    return backup_line(_name(backup), backup.saved_at.astimezone())


def _name(backup: Backup) -> str:
    return plan_name(backup.document)


def _changes(workspace: Workspace, backup: Backup) -> str:
    try:
        draft = in_background(lambda: load_plan(backup.path)).draft
    except FaultError as error:
        return fault_sentence(error.fault)
    return backup_text(workspace.told(workspace.document.draft, draft))
