"""The states of a document as one immutable value: undo is a list and a cursor."""

from typing import Generic, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

T = TypeVar("T")

KEPT_STEPS = 500


class Step(Struct, Generic[T], frozen=True):
    """A state and the edit that led to it; `continuing` tells that the next edit of that name may replace it.

    `named` is what the trader calls the thing that decided it, where the state does not tell.
    """

    label: str
    state: T
    continuing: bool = False
    named: str = ""


class History(Struct, Generic[T], frozen=True):
    """All states up to the newest, where we stand, and the state on disk (None: nowhere yet).

    `ahead` are the steps that could be made again when an unfinished one began: they are there again if it is given up.
    """

    steps: tuple[Step[T], ...]
    index: int = 0
    saved: T | None = None
    ahead: tuple[Step[T], ...] = ()

    @classmethod
    def starting_with(cls, state: T, *, saved: bool) -> Self:
        """A history of one state."""
        return cls((Step("", state),), saved=state if saved else None)

    @property
    def current(self) -> T:
        """The state we stand at."""
        return self.steps[self.index].state

    @property
    def is_saved(self) -> bool:
        """Whether the current state is the one on disk."""
        return self.saved is not None and self.current == self.saved

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, if anything."""
        return self.steps[self.index].label if self.index else None

    @property
    def redo_label(self) -> str | None:
        """What redo would repeat, if anything."""
        return self.steps[self.index + 1].label if self.index + 1 < len(self.steps) else None

    def add(self, label: str, state: T, *, continuing: bool = False, named: str = "") -> Self:
        """Go on with a new state; an equal one adds nothing, one that continues a drag replaces its step.

        Any other ends a drag that went on: only the newest step is ever unfinished, so going back never drops one.
        """
        last = self.steps[self.index]
        if state == last.state:
            return self
        goes_on = self._goes_on(label)
        before = self if goes_on else self.settled()
        past = (*before.steps[: before.index + (not goes_on)], Step(label, state, continuing, named))[-KEPT_STEPS:]
        ahead = self.ahead if goes_on else before.steps[before.index + 1 :]
        return replace(self, steps=past, index=len(past) - 1, ahead=ahead if continuing else ())

    def _goes_on(self, label: str) -> bool:
        last = self.steps[self.index]
        return last.continuing and last.label == label and self.index > 0

    def began(self, label: str) -> T | None:
        """The state from which the drag set out that an edit of that name goes on with; None where it is the first."""
        return self.steps[self.index - 1].state if self._goes_on(label) else None

    def settled(self) -> Self:
        """The same with a drag in progress ended; one that came back to where it began leaves no step."""
        last = self.steps[self.index]
        if not last.continuing:
            return self
        if self.index and last.state == self.steps[self.index - 1].state:
            return self.retracted()
        steps = (*self.steps[: self.index], replace(last, continuing=False), *self.steps[self.index + 1 :])
        return replace(self, steps=steps, ahead=())

    def retracted(self) -> Self:
        """The same without an unfinished drag or run of typing: back to before it began, with what could be redone."""
        if not self.index or not self.steps[self.index].continuing:
            return self
        return replace(self, steps=(*self.steps[: self.index], *self.ahead), index=self.index - 1, ahead=())

    def undo(self) -> Self:
        """One step back, if there is one."""
        return self.at(self.index - 1)

    def redo(self) -> Self:
        """One step forward, if there is one."""
        return self.at(self.index + 1)

    def at(self, index: int) -> Self:
        """Standing at another step; the nearest where there is none."""
        return replace(self, index=min(max(index, 0), len(self.steps) - 1))

    def mark_saved(self, state: T) -> Self:
        """The same history with `state` as the one on disk."""
        return replace(self, saved=state)
