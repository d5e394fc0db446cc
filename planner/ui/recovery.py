"""Unsaved edits are kept in a journal, off the GUI thread, within half a second."""

import logging

from PySide6.QtCore import QObject, QRunnable, QThreadPool, QTimer

from planner.domain.fault import FaultError
from planner.domain.plan import Draft
from planner.report.recovery import differences_text
from planner.storage.differences import differences
from planner.storage.plan_files import load_plan
from planner.storage.recovery import Journal, Recovered, discard_journal, left_over
from planner.ui.workspace import Workspace

DELAY_MS = 500
_log = logging.getLogger(__name__)


class Keeper(QObject):
    """Writes what is not saved; discards it once it is."""

    def __init__(self, workspace: Workspace) -> None:
        """Keep the edits of a workspace."""
        super().__init__(workspace)
        self.workspace = workspace
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(1)
        self.journal = self._new_journal()
        self.kept: Draft | None = None
        self.owner: tuple[object, object] = self._identity()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(DELAY_MS)
        self.timer.timeout.connect(self.keep)
        workspace.document.changed.connect(self._changed)

    def _identity(self) -> tuple[object, object]:
        document = self.workspace.document
        return (document.path, document.fingerprint)

    def _new_journal(self) -> Journal:
        document = self.workspace.document
        return Journal(self.workspace.folders.recovery, document.path, document.fingerprint)

    def _changed(self) -> None:
        document = self.workspace.document
        if document.history.is_saved or self.owner != self._identity():
            self.forget()
        if not document.history.is_saved and document.draft is not self.kept and not self.timer.isActive():
            self.timer.start()

    def keep(self) -> None:
        """Write the current state, in the keeper's own thread."""
        draft, journal = self.workspace.document.draft, self.journal
        if draft is self.kept or self.workspace.document.history.is_saved:
            return
        self.kept = draft
        self.pool.start(QRunnable.create(lambda: _quietly(lambda: journal.append(draft, sync=True))))

    def forget(self) -> None:
        """The edits are safe, or not wanted: begin a new journal."""
        self.timer.stop()
        journal, self.kept = self.journal, None
        self.pool.start(QRunnable.create(lambda: _quietly(journal.discard)))
        self.owner = self._identity()
        self.journal = self._new_journal()

    def finish(self) -> None:
        """Discard and wait: the window closes with the trader's consent."""
        self.forget()
        self.pool.waitForDone()


def _quietly(work: object) -> None:
    """A journal that cannot be written must not disturb the work it guards; the log says so."""
    try:
        if callable(work):
            work()
    except FaultError as error:
        _log.warning("recovery journal: %s", error.fault.code)


def offer_recovery(workspace: Workspace) -> None:
    """Offer what an earlier run did not save, with what it would change."""
    for found in left_over(workspace.folders.recovery):
        if found.draft is not None and workspace.dialogs.ask_recover(_name(found), _changes(found, found.draft)):
            path = found.header.document_path
            workspace.document.open(found.draft, path=None, title=f"{_name(found)} (recovered)", saved=False)
            if path is not None and path.exists() and workspace.hold(path):
                workspace.document.path, workspace.document.fingerprint = path, found.header.base
                workspace.document.changed.emit()
            discard_journal(found.path)
            return
        discard_journal(found.path)


def _name(found: Recovered) -> str:
    path = found.header.document_path
    return path.name.removesuffix(".plan.json") if path is not None else "Untitled"


def _changes(found: Recovered, draft: Draft) -> str:
    path = found.header.document_path
    try:
        before = load_plan(path).draft if path is not None else None
    except FaultError:
        before = None
    return differences_text(differences(before, draft)) if before is not None else differences_text(())
