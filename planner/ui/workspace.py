"""What an action may touch: the document, venues, settings, price histories, scenarios, and the questions."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from planner.assess import Assessment
from planner.domain.fault import Fault, FaultError, shown
from planner.domain.number import floor_to_step
from planner.domain.plan import Draft, MeasuredAtr
from planner.domain.rule_edits import as_own, completed, keep_own_rules, shipped_id
from planner.domain.venue import Venue
from planner.market.candles import Candles, shipped_candles
from planner.market.volatility import measured_atr
from planner.report.history_cautions import is_far
from planner.report.sentences import fault_sentence
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.storage.settings_file import save_settings
from planner.storage.window_state import WindowState, load_window_state, save_window_state
from planner.ui.background import in_background
from planner.ui.document import Document
from planner.ui.latest import Latest
from planner.ui.plan_lock import taken
from planner.words import translated

if TYPE_CHECKING:
    from planner.report.recovery import Change
    from planner.simulation.scenario import Scenario
    from planner.ui.dialogs.dialogs import Dialogs


class Workspace(QObject):
    """One window's work.

    `said` carries what belongs in the status bar, `warned` a fault that belongs there; `unreadable` is what is wrong
    with a text that cannot be taken, `typing_forgotten` that it is taken back; `why_wanted` names the figure that is
    asked about, or none; `export_wanted` asks for what needs the window too.
    """

    said = Signal(str)
    warned = Signal(str)
    candles_changed = Signal()
    settings_changed = Signal()
    recent_changed = Signal()
    venues_changed = Signal()
    scenarios_changed = Signal()
    why_wanted = Signal(str)
    export_wanted = Signal()
    typing_forgotten = Signal()

    def __init__(self, draft: Draft, *, settings: Settings, folders: Folders, dialogs: "Callable[[], Dialogs]") -> None:
        """A workspace with one plan open; `dialogs` are made when they are first asked."""
        super().__init__()
        self.document = Document(draft, self)
        self.venues: tuple[Venue, ...] = ()
        self.settings = settings
        self.folders = folders
        self._made_dialogs = dialogs
        self.window_state: WindowState = load_window_state(folders.window_file)
        self.lock: QLockFile | None = None
        self.unreadable = ""
        self._candles: dict[str, Candles | None] = {}
        self._scenarios: tuple[Scenario, ...] | None = None
        self._reading = Latest(self)
        self._reading.done.connect(self._take_scenarios)
        self._ranges: dict[str, MeasuredAtr | None] = {}
        self._offered: tuple[Venue, tuple[Venue, ...]] | None = None

    @cached_property
    def dialogs(self) -> "Dialogs":
        """Who asks the trader."""
        return self._made_dialogs()

    @property
    def shown(self) -> Assessment:
        """What follows from the plan as it is shown: without amounts of money where they are to be hidden."""
        if not self.settings.appearance.hide_money:
            return self.document.assessment
        from planner.report.veil import veiled  # noqa: PLC0415 - not before the first picture

        return veiled(self.document.assessment)

    def told(self, before: Draft, after: Draft) -> "tuple[Change, ...]":
        """What differs between two drafts, as it is shown."""
        from planner.report.veil import veiled_changes  # noqa: PLC0415 - not before the first picture
        from planner.storage.differences import differences  # noqa: PLC0415 - as above

        found = differences(before, after)
        return veiled_changes(found, before, after) if self.settings.appearance.hide_money else found

    def refuses(self, failed: str) -> bool:
        """Whether a field holds what cannot be taken, so that the plan is another than what is seen: told as `failed`.

        Asked by everything that takes the plan out of the window.
        """
        if self.unreadable:
            way_out = translated("Mend it, or press Esc in the field to take it back; then try again.")
            self.dialogs.tell(failed, f"{self.unreadable} {way_out}")
        return bool(self.unreadable)

    def learn(self, venues: tuple[Venue, ...]) -> None:
        """Offer these venues from now on."""
        self.venues = venues
        self._offered = None
        self.venues_changed.emit()

    def say(self, fault: Fault) -> None:
        """Put a fault into words where it is seen and needs no answer."""
        self.said.emit(fault_sentence(fault))

    def warn(self, fault: Fault) -> None:
        """The same of one that may be among several: each is there to be read."""
        self.warned.emit(fault_sentence(fault))

    def scenarios(self) -> "tuple[Scenario, ...]":
        """What happened before, and the trader's own scenarios once they have been read: then they are changed."""
        from planner.storage.scenario_files import shipped_scenarios  # noqa: PLC0415 - not before the first picture

        if self._scenarios is None:
            self._scenarios = shipped_scenarios()
            self.read_scenarios()
        return self._scenarios

    def read_scenarios(self) -> None:
        """Read the trader's own in another thread; those that are known stay until then."""
        from planner.storage.scenario_files import known_scenarios  # noqa: PLC0415 - not before the first picture

        self._reading.ask(lambda _progress: known_scenarios(self.folders.scenarios))

    def _take_scenarios(self, found: "tuple[tuple[Scenario, ...], tuple[Fault, ...]]") -> None:
        known, faults = found
        for fault in faults:
            self.warn(fault)
        if known != self._scenarios:
            self._scenarios = known
            self.scenarios_changed.emit()

    def candles(self, symbol: str) -> Candles | None:
        """The price history of a symbol, read once."""
        if symbol not in self._candles:
            self._candles[symbol] = shipped_candles(resource("candles"), symbol)
        return self._candles[symbol]

    def use_candles(self, symbol: str, candles: Candles) -> None:
        """Draw another price history for a symbol until the window closes."""
        self._candles[symbol] = candles
        self._ranges.pop(symbol, None)
        self.candles_changed.emit()

    def reference_atr(self, symbol: str) -> Decimal | None:
        """The average true range of a symbol's candles, in price; None with too few of them."""
        measured = self.measured_atr(symbol)
        return None if measured is None else measured.atr

    def measured_atr(self, symbol: str) -> MeasuredAtr | None:
        """The same with the price history it is of; None of one that is so far from the plan that it is of another."""
        if self._is_of_another_price(symbol):
            return None
        if symbol not in self._ranges:
            candles = self.candles(symbol)
            self._ranges[symbol] = None if candles is None else measured_atr(candles)
        return self._ranges[symbol]

    def _is_of_another_price(self, symbol: str) -> bool:
        plan = self.document.draft.plan
        return symbol == plan.instrument and is_far(plan.entry_price, self.reference_price(symbol))

    def reference_price(self, symbol: str) -> Decimal | None:
        """The last known price of a symbol, on its tick; None without a history."""
        candles = self.candles(symbol)
        instrument = next((i for venue in self.venues if (i := venue.instrument(symbol)) is not None), None)
        if candles is None or instrument is None or not len(candles.close):
            return None
        return floor_to_step(Decimal(repr(float(candles.close[-1]))), instrument.price_tick)

    def venue_of(self, draft: Draft) -> Venue:
        """All a draft's venue lists, where it is a known one; what the draft carries otherwise."""
        carried = draft.situation.venue
        return next((venue for venue in self.offered_venues() if venue.id == carried.id), carried)

    def offered_venues(self) -> tuple[Venue, ...]:
        """All known venues; the plan's own with the rules the trader changed in it."""
        carried = self.document.draft.situation.venue
        if not carried.changed:
            return self.venues
        if self._offered is None or self._offered[0] is not carried:
            offered = (completed(carried, venue) if venue.id == carried.id else venue for venue in self.venues)
            self._offered = carried, tuple(offered)
        return self._offered[1]

    def shipped_venue(self) -> Venue | None:
        """The rules as they were shipped of which the plan's are a copy, where they are known."""
        wanted = shipped_id(self.document.draft.situation.venue.id)
        return next((venue for venue in self.venues if venue.id == wanted), None)

    def keep_rules(self) -> bool:
        """Keep the plan's rules as a venue of the trader's own, and go on with that; whether they are on disk."""
        from planner.storage.venue_files import save_venue  # noqa: PLC0415 - not before the first picture

        draft = self.document.draft
        shipped = self.shipped_venue()
        carried = as_own(draft.situation.venue)
        whole = carried if shipped is None else completed(carried, shipped)
        try:
            path = in_background(lambda: save_venue(self.folders.venues, whole))
        except FaultError as error:
            self.dialogs.tell(translated("The rules are not saved"), fault_sentence(error.fault))
            return False
        others = (venue for venue in self.venues if venue.id != whole.id)
        self.learn(tuple(sorted((*others, whole), key=lambda venue: (venue.name, venue.id))))
        self.document.apply(keep_own_rules())
        self.said.emit(
            translated(
                "Saved {name}: “{venue}” can be chosen as a venue from now on.", name=shown(path.name), venue=whole.name
            )
        )
        return True

    def change_settings(self, settings: Settings) -> None:
        """Take other settings and keep them; an address that is none, or holds a password, is said and not kept."""
        from planner.storage.book.address import parse_address  # noqa: PLC0415 - not before the first picture

        try:
            parse_address(settings.book.address)
        except FaultError as error:
            self.say(error.fault)
            settings = settings.model_copy(update={"book": self.settings.book})
        self.settings = settings
        self.settings_changed.emit()
        self._keep(lambda: save_settings(self.folders.settings_file, settings))

    def remember(self, state: WindowState) -> None:
        """Keep recent files and geometry for next time."""
        self.window_state = state
        self.recent_changed.emit()
        self._keep(lambda: save_window_state(self.folders.window_file, state))

    def _keep(self, write: Callable[[], None]) -> None:
        """Write a convenience: that it cannot be kept is said, and stops nothing."""
        try:
            in_background(write)
        except FaultError as error:
            self.say(error.fault)

    def hold(self, path: Path | None) -> bool:
        """Lock a plan against a second window, and let go of the one before; False when another window has it."""
        lock = None if path is None else self.reserved(path)
        self.hold_reserved(lock)
        return path is None or lock is not None

    def reserved(self, path: Path) -> QLockFile | None:
        """The lock of a plan that may be held next, or is held already; None when another window has it."""
        return in_background(lambda: taken(path, self.lock))

    def hold_reserved(self, lock: QLockFile | None) -> None:
        """Hold this lock from now on, and let go of the one before."""
        before, self.lock = self.lock, lock
        self.give_back(before)

    def give_back(self, lock: QLockFile | None) -> None:
        """Let go of a lock, unless it is the one that is held."""
        if lock is not None and lock is not self.lock:
            in_background(lock.unlock)
