from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from planner.domain.history import KEPT_STEPS, History

STATES = st.integers(0, 4)
LABELS = st.sampled_from(["entry", "stop"])


class HistoryAgainstAList(RuleBasedStateMachine):
    """The same edits on a plain list of (label, state, dragging) and a cursor."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.history: History[int] = History.starting_with(0, saved=False)
        self.entries: list[tuple[str, int, bool]] = []
        self.ahead: list[tuple[str, int, bool]] = []
        self.cursor = 0
        self.on_disk: int | None = None

    @initialize(state=STATES, saved=st.booleans())
    def begin(self, state: int, saved: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """A document is opened or made."""
        self.history = History.starting_with(state, saved=saved)
        self.entries, self.cursor = [("", state, False)], 0
        self.on_disk = state if saved else None

    @rule(label=LABELS, state=STATES, dragging=st.booleans())
    def edit(self, label: str, state: int, dragging: bool) -> None:  # noqa: FBT001 - as above
        """A new state, at the end or within a drag."""
        self.history = self.history.add(label, state, continuing=dragging)
        last = self.entries[self.cursor]
        if state == last[1]:
            return
        if last[2] and last[0] == label:
            del self.entries[self.cursor :]
        else:
            self._end_drag()
            self.ahead = self.entries[self.cursor + 1 :]
            del self.entries[self.cursor + 1 :]
        if not dragging:
            self.ahead = []
        self.entries.append((label, state, dragging))
        self.cursor = len(self.entries) - 1

    @rule()
    def undo(self) -> None:
        """One step back."""
        self.history = self.history.undo()
        if self.cursor:
            self.cursor -= 1

    @rule()
    def redo(self) -> None:
        """One step forward."""
        self.history = self.history.redo()
        if self.cursor + 1 < len(self.entries):
            self.cursor += 1

    @rule()
    def let_go(self) -> None:
        """The mouse is released."""
        self.history = self.history.settled()
        self._end_drag()

    def _end_drag(self) -> None:
        label, state, dragging = self.entries[self.cursor]
        if not dragging:
            return
        if self.cursor and self.entries[self.cursor - 1][1] == state:
            self._take_back()
            return
        self.entries[self.cursor] = (label, state, False)
        self.ahead = []

    @rule()
    def call_back(self) -> None:
        """An unfinished drag is given up."""
        self.history = self.history.retracted()
        self._take_back()

    def _take_back(self) -> None:
        if self.cursor and self.entries[self.cursor][2]:
            self.entries[self.cursor :] = self.ahead
            self.cursor -= 1
            self.ahead = []

    @rule()
    def save(self) -> None:
        """The state goes to disk."""
        self.on_disk = self.entries[self.cursor][1]
        self.history = self.history.mark_saved(self.on_disk)

    @invariant()
    def both_agree(self) -> None:
        """Everything that can be asked has the same answer."""
        if not self.entries:
            return
        assert self.history.current == self.entries[self.cursor][1]
        assert self.history.undo_label == (self.entries[self.cursor][0] if self.cursor else None)
        following = self.entries[self.cursor + 1 :]
        assert self.history.redo_label == (following[0][0] if following else None)
        assert self.history.is_saved == (self.on_disk is not None and self.on_disk == self.entries[self.cursor][1])


TestHistory = HistoryAgainstAList.TestCase
TestHistory.settings = settings(max_examples=100, stateful_step_count=30)


def test_a_drag_is_one_step() -> None:
    history = History.starting_with(0, saved=True)
    for price in (1, 2, 3):
        history = history.add("stop", price, continuing=True)
    assert history.settled().undo().current == 0
    assert history.settled().add("stop", 4, continuing=True).undo().current == 3


def test_a_drag_that_goes_on_knows_where_it_began() -> None:
    history = History.starting_with(0, saved=True).add("stop", 1, continuing=True).add("stop", 2, continuing=True)
    assert history.began("stop") == 0
    assert history.began("entry") is None
    assert history.settled().began("stop") is None


def test_a_drag_back_to_its_beginning_leaves_no_step() -> None:
    history = History.starting_with(0, saved=True).add("stop", 1, continuing=True).add("stop", 0, continuing=True)
    settled = history.settled()
    assert settled.undo_label is None
    assert settled.is_saved


def test_a_drag_given_up_leaves_no_step() -> None:
    history = History.starting_with(0, saved=True).add("entry", 1)
    dragged = history.add("stop", 2, continuing=True).add("stop", 3, continuing=True)
    assert dragged.retracted() == history
    assert history.retracted() is history


def test_after_a_drag_given_up_what_was_undone_can_still_be_done_again() -> None:
    history = History.starting_with(0, saved=True).add("stop", 1).undo()
    dragged = history.add("stop", 2, continuing=True).add("stop", 3, continuing=True)
    assert dragged.redo_label is None
    assert dragged.retracted() == history
    assert dragged.add("stop", 0, continuing=True).settled() == history
    assert dragged.settled().redo_label is None


def test_an_equal_state_adds_nothing_and_keeps_what_can_be_redone() -> None:
    history = History.starting_with(0, saved=False).add("entry", 1).undo()
    assert history.add("entry", 0) is history
    assert history.redo_label == "entry"


def test_only_the_last_steps_are_kept() -> None:
    history = History.starting_with(0, saved=False)
    for state in range(1, KEPT_STEPS + 100):
        history = history.add("entry", state)
    assert len(history.steps) == KEPT_STEPS
    for _ in range(KEPT_STEPS + 100):
        history = history.undo()
    assert history.current == 100
    assert history.undo_label is None


def test_a_file_never_saved_is_never_saved() -> None:
    history = History.starting_with(0, saved=False)
    assert not history.is_saved
    assert history.mark_saved(0).is_saved
    assert not history.mark_saved(0).add("entry", 1).is_saved
    assert history.mark_saved(0).add("entry", 1).undo().is_saved


def test_what_is_undone_can_be_done_again_and_a_finished_step_needs_no_settling() -> None:
    history = History.starting_with(0, saved=False).add("entry", 1)
    assert history.undo().redo() == history
    assert history.settled() is history


def test_a_drag_that_came_back_is_no_step_though_another_edit_follows_at_once() -> None:
    history = History.starting_with(0, saved=False).add("entry", 1)
    history = history.add("stop", 2, continuing=True).add("stop", 1, continuing=True).add("size", 5)
    assert [step.label for step in history.steps] == ["", "entry", "size"]


_EDITS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.booleans()), max_size=12)


@given(_EDITS)
def test_whatever_was_done_all_of_it_can_be_undone_and_done_again(edits: list[tuple[str, int, bool]]) -> None:
    history = History.starting_with(0, saved=False)
    for label, state, continuing in edits:
        history = history.add(label, state, continuing=continuing)
    history = history.settled()
    back, count = history, 0
    while back.undo_label is not None:
        back, count = back.settled().undo(), count + 1
    assert back.current == 0
    for _ in range(count):
        back = back.settled().redo()
    assert back == history
