"""Unsaved edits are kept in a journal, off the GUI thread, within half a second."""

import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QThreadPool, QTimer

from planner.domain.fault import Fault, FaultError
from planner.domain.plan import Draft
from planner.report.sentences import fault_sentence
from planner.storage.plan_files import load_plan, plan_name
from planner.storage.recovery import Claim, Journal, Recovered, claimed, left_over
from planner.storage.unknown_fields import Unknown
from planner.ui.background import in_background
from planner.ui.workspace import Workspace
from planner.words import translated

DELAY_MS = 500
LONGEST_WAIT_MS = 1000
_log = logging.getLogger(__name__)


class _Write:
    """A state on its way to a journal; once it `is_over`, `fault` is what stood in its way."""

    def __init__(self, journal: Journal, draft: Draft, adopted: Claim | None) -> None:
        self.journal, self.draft, self.adopted = journal, draft, adopted
        self.is_over = False
        self.fault: Fault | None = None

    def run(self) -> None:
        """In the keeper's own thread. Only once the state is written, what it began with is not needed any more."""
        try:
            self.journal.append(self.draft, sync=True)
            if self.adopted is not None:
                _quietly(self.adopted.discard)
        except FaultError as error:
            self.fault = error.fault
        finally:
            self.is_over = True


class Keeper(QObject):
    """Writes what is not saved; discards it once it is. What cannot be written is told once and tried at each beat."""

    def __init__(self, workspace: Workspace) -> None:
        """Keep the edits of a workspace."""
        super().__init__(workspace)
        self.workspace = workspace
        self.pool = QThreadPool(self)
        self.pool.setMaxThreadCount(1)
        self.journal = self._new_journal()
        self.kept: Draft | None = None
        self.write: _Write | None = None
        self.is_failing = False
        self.adopted: Claim | None = None
        self.owner = self._identity()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(DELAY_MS)
        self.timer.timeout.connect(self._beat)
        workspace.document.changed.connect(self._changed)

    def _identity(self) -> tuple[Path | None, str | None, Unknown | None]:
        document = self.workspace.document
        return (document.path, document.fingerprint, document.unknown)

    def _new_journal(self) -> Journal:
        return Journal(self.workspace.folders.recovery, *self._identity())

    def _changed(self) -> None:
        document = self.workspace.document
        if document.history.is_saved or self.owner != self._identity():
            self.forget()
        if not document.history.is_saved and document.draft is not self.kept and not self.timer.isActive():
            self.timer.start()

    def _beat(self) -> None:
        """Once what was being written is over, go on with what there is by now."""
        if self.write is not None and not self.write.is_over:
            self.timer.start()
        else:
            self.keep()

    def keep(self) -> None:
        """Write the current state, in the keeper's own thread; the next beat hears what became of it."""
        self._hear()
        draft = self.workspace.document.draft
        if draft is self.kept or self.workspace.document.history.is_saved:
            return
        self.kept = draft
        self.write = _Write(self.journal, draft, self.adopted)
        self.pool.start(self.write.run)
        self.timer.start()

    def _hear(self) -> None:
        """What became of what was written: a state that could not be is none that is kept."""
        if self.write is None or not self.write.is_over:
            return
        fault, self.write = self.write.fault, None
        if fault is not None:
            self.kept = None
        if self.is_failing is not (fault is not None):
            self.is_failing = fault is not None
            self._tell(fault)

    def _tell(self, fault: Fault | None) -> None:
        """That unsaved edits are not kept any more, and why; or that they are again."""
        if fault is None:
            self.workspace.warned.emit(translated("Unsaved edits are kept for recovery again."))
            return
        _log.warning("recovery journal: %s", fault.code)
        self.workspace.warned.emit(
            translated("Unsaved edits cannot be kept for recovery: {why}", why=fault_sentence(fault))
        )

    def forget(self) -> None:
        """The edits are safe, or not wanted: begin a new journal."""
        self.timer.stop()
        journal, adopted = self.journal, self.adopted
        self.kept = self.write = self.adopted = None
        self.pool.start(lambda: _quietly(journal.discard))
        if adopted is not None:
            self.pool.start(lambda: _quietly(adopted.discard))
        self.owner = self._identity()
        self.journal = self._new_journal()

    def adopt(self, claim: Claim) -> None:
        """Go on with a journal whose edits were taken up; it is kept, and held, until they are in one of our own."""
        self.forget()
        header = claim.found.header
        self.journal = Journal(self.workspace.folders.recovery, header.document_path, header.base, header.unknown)
        self.adopted = claim
        self.timer.start()

    def rescue(self) -> None:
        """Keep the current state now, and wait until it is on the disk, a second at most."""
        self.timer.stop()
        self.keep()
        self.pool.waitForDone(LONGEST_WAIT_MS)

    def finish(self) -> None:
        """Discard and wait: the window closes with the trader's consent."""
        self.forget()
        self.pool.waitForDone()


def _quietly(work: Callable[[], None]) -> None:
    """A journal that cannot be removed must not disturb the work it guards; the log says so."""
    try:
        work()
    except FaultError as error:
        _log.warning("recovery journal: %s", error.fault.code)


def offer_recovery(workspace: Workspace, keeper: Keeper, asked_for: Path | None = None) -> None:
    """Offer what an earlier run did not save, with what it would change, the newest first.

    Where a plan was asked for, only its own; the rest waits for another start. What is taken up stays in its journal
    until it is in one of this window's; so does what nobody answers about. What the file holds already was not lost.
    """
    for found in in_background(lambda: _left_over_of(workspace.folders.recovery, asked_for)):
        claim = in_background(partial(claimed, found.path))
        if claim is None or claim.found.draft is None:
            continue
        draft = claim.found.draft
        changes = _changes(workspace, claim.found, draft)
        answer = workspace.dialogs.ask_recover(_name(claim.found), changes) if changes else False
        if answer is None:  # the program ends before anybody has answered
            in_background(claim.release)
            return
        if answer:
            _take_up(workspace, claim.found, draft)
            keeper.adopt(claim)
            return
        _give_up(workspace, claim)


def _left_over_of(folder: Path, asked_for: Path | None) -> Sequence[Recovered]:
    """What is left over, or of it what was of one file, whichever way leads there."""
    found = left_over(folder)
    if asked_for is None:
        return found
    wanted = os.path.realpath(asked_for)
    paths = (one.header.document_path for one in found)
    return [
        one for one, path in zip(found, paths, strict=True) if path is not None and os.path.realpath(path) == wanted
    ]


def _give_up(workspace: Workspace, claim: Claim) -> None:
    try:
        in_background(claim.discard)
    except FaultError as error:
        workspace.say(error.fault)


def _take_up(workspace: Workspace, found: Recovered, draft: Draft) -> None:
    """Go on with what was found: in its file, where that is there and free, else as a plan that lies nowhere."""
    header, path = found.header, found.header.document_path
    title = translated("{found} (recovered)", found=_name(found))
    is_there = path is not None and in_background(path.exists)
    if workspace.hold(path if is_there else None) and is_there:
        base, unknown = header.base, header.unknown
        workspace.document.open(draft, path=path, title=title, saved=False, fingerprint=base, unknown=unknown)
    else:
        workspace.document.open(draft, path=None, title=title, saved=False, unknown=header.unknown)


def _name(found: Recovered) -> str:
    path = found.header.document_path
    return plan_name(path) if path is not None else translated("Untitled")


def _changes(workspace: Workspace, found: Recovered, draft: Draft) -> str:
    """What recovery would change, in words; nothing where the file is that very plan."""
    from planner.report.recovery import differences_text  # noqa: PLC0415 - not before the first picture

    path = found.header.document_path
    try:
        before = in_background(lambda: load_plan(path)).draft if path is not None else None
    except FaultError:
        before = None
    if before is None:
        return differences_text(())
    changes = workspace.told(before, draft)
    return differences_text(changes) if changes else ""
