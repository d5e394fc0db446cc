"""The plan being edited: history and assessment. `_become` is the only place where it changes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from planner.assess import Assessment, assess
from planner.discipline.pauses import is_told_anew
from planner.domain.edits import Edit
from planner.domain.fault import Fault, FaultError
from planner.domain.history import History
from planner.domain.plan import Draft
from planner.domain.reward_risk import held
from planner.storage.plan_files import plan_name
from planner.storage.unknown_fields import Unknown
from planner.ui.background import in_background
from planner.words import translated


def universal_time() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Document(QObject):
    """One plan: its states, where it lies on disk, and what follows from it.

    `keep` is asked at every edit what of the state before holds in the one after, because of how it was entered.
    `refused` carries why one is not made. `path` is None while it lies nowhere, `fingerprint` is what the file was when
    last read or written, `unknown` what a newer planner wrote into it that this one keeps. `is_held_elsewhere`: it is
    read-only because another window has it.
    """

    changed = Signal()
    opened = Signal()
    stepped = Signal()
    """Another step of the history follows, whatever was in the hand."""
    refused = Signal(object)

    def __init__(
        self, draft: Draft, parent: QObject | None = None, *, clock: Callable[[], datetime] = universal_time
    ) -> None:
        """A document that lies nowhere yet."""
        super().__init__(parent)
        self.history = History.starting_with(draft, saved=True)
        self.assessment: Assessment = assess(draft, now=clock())
        self.clock = clock
        self.keep: Callable[[Draft, Draft], Draft] = lambda _before, after: after
        self.path: Path | None = None
        self.title = ""
        self.fingerprint: str | None = None
        self.unknown: Unknown | None = None
        self.read_only = False
        self.is_held_elsewhere = False

    @property
    def draft(self) -> Draft:
        """The plan and its situation as they are now."""
        return self.history.current

    @property
    def name(self) -> str:
        """What the window calls it."""
        return plan_name(self.path) if self.path else self.title or translated("Untitled")

    def apply(self, edit: Edit) -> None:
        """Make an edit, or refuse it and let the views show what still holds."""
        try:
            draft = held(self.keep(self.draft, edit.change(self.draft)), self.history.began(edit.name))
        except FaultError as error:
            self._refuse(error.fault)
        except ValidationError:
            self._refuse(Fault("beyond_plan"))
        else:
            self._become(self.history.add(edit.name, draft, continuing=edit.continuing, named=edit.named))

    def _refuse(self, fault: Fault) -> None:
        self.refused.emit(fault)
        self.changed.emit()

    def settle(self) -> None:
        """End a drag or a run of typing: the next edit is a step of its own."""
        settled = self.history.settled()
        if settled is not self.history:
            self._become(settled)

    def retract(self) -> None:
        """Go back to before the unfinished drag or run of typing: what came of it cannot be taken."""
        retracted = self.history.retracted()
        if retracted is not self.history:
            self._become(retracted)

    def undo(self) -> None:
        """Take the last edit back."""
        self.stepped.emit()
        self._become(self.history.settled().undo())

    def redo(self) -> None:
        """Make the next edit again."""
        self.stepped.emit()
        self._become(self.history.settled().redo())

    def go_to(self, index: int) -> None:
        """Stand at that step of the history."""
        self.stepped.emit()
        self._become(self.history.settled().at(index))

    def open(
        self,
        draft: Draft,
        *,
        path: Path | None,
        title: str,
        saved: bool = True,
        fingerprint: str | None = None,
        unknown: Unknown | None = None,
    ) -> None:
        """Go on with another plan, with a history of its own, and with what a newer planner has written of it."""
        self.path, self.title, self.fingerprint, self.unknown = path, title, fingerprint, unknown
        self.read_only = self.is_held_elsewhere = False
        self.opened.emit()
        self._become(History.starting_with(draft, saved=saved))

    def mark_saved(self, draft: Draft, path: Path, fingerprint: str) -> None:
        """Remember that `draft` now lies at `path`."""
        self.path, self.fingerprint = path, fingerprint
        self.read_only = self.is_held_elsewhere = False
        self._become(self.history.mark_saved(draft))

    def look_again(self) -> None:
        """Judge the plan as it is at this time: a pause may be over."""
        self.assessment = assess(self.draft, self.assessment, self.clock())
        self.changed.emit()

    def _become(self, history: History[Draft]) -> None:
        if history.current is not self.draft:
            self.assessment = self._assessed(history.current)
        self.history = history
        self.changed.emit()

    def _assessed(self, draft: Draft) -> Assessment:
        """What follows from a draft; where a long history goes with it, it is gone through off the window's thread."""
        before, now = self.assessment, self.clock()
        if is_told_anew(draft.situation, (before.draft.situation, before.pauses.replayed)):
            return in_background(lambda: assess(draft, before, now))
        return assess(draft, before, now)
