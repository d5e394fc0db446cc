"""What an action may touch: the document, the venues, the settings, the price histories, and the questions."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

from planner.domain.fault import Fault, FaultError
from planner.domain.number import floor_to_step
from planner.domain.plan import Draft
from planner.domain.venue import Venue
from planner.market.candles import Candles, shipped_candles
from planner.report.sentences import fault_sentence
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.storage.settings_file import save_settings
from planner.storage.window_state import WindowState, load_window_state, save_window_state
from planner.ui.background import in_background
from planner.ui.dialogs.dialogs import Dialogs
from planner.ui.document import Document


class Workspace(QObject):
    """One window's work.

    `said` carries what belongs in the status bar; `unreadable` is what is wrong with a text that cannot be taken.
    """

    said = Signal(str)
    candles_changed = Signal()
    settings_changed = Signal()
    recent_changed = Signal()

    def __init__(
        self, draft: Draft, *, venues: Sequence[Venue], settings: Settings, folders: Folders, dialogs: Dialogs
    ) -> None:
        """A workspace with one plan open."""
        super().__init__()
        self.document = Document(draft, self)
        self.venues = tuple(venues)
        self.settings = settings
        self.folders = folders
        self.dialogs = dialogs
        self.window_state: WindowState = load_window_state(folders.window_file)
        self.lock: QLockFile | None = None
        self.unreadable = ""
        self._candles: dict[str, Candles | None] = {}

    def say(self, fault: Fault) -> None:
        """Put a fault into words where it is seen and needs no answer."""
        self.said.emit(fault_sentence(fault))

    def candles(self, symbol: str) -> Candles | None:
        """The price history of a symbol, read once."""
        if symbol not in self._candles:
            self._candles[symbol] = shipped_candles(resource("candles"), symbol)
        return self._candles[symbol]

    def use_candles(self, symbol: str, candles: Candles) -> None:
        """Draw another price history for a symbol until the window closes."""
        self._candles[symbol] = candles
        self.candles_changed.emit()

    def reference_price(self, symbol: str) -> Decimal | None:
        """The last known price of a symbol, on its tick; None without a history."""
        candles = self.candles(symbol)
        instrument = next((i for venue in self.venues if (i := venue.instrument(symbol)) is not None), None)
        if candles is None or instrument is None or not len(candles.close):
            return None
        return floor_to_step(Decimal(repr(float(candles.close[-1]))), instrument.price_tick)

    def venue_of(self, draft: Draft) -> Venue:
        """All a draft's venue lists, where it is a known one; what the draft carries otherwise."""
        return next((venue for venue in self.venues if venue.id == draft.situation.venue.id), draft.situation.venue)

    def change_settings(self, settings: Settings) -> None:
        """Take other settings and keep them."""
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
        """Lock a plan against a second window; False when another holds it. The lock is dropped with the next one."""
        if self.lock is not None:
            self.lock.unlock()
            self.lock = None
        if path is None:
            return True
        lock = QLockFile(str(path.with_name(f".{path.name}.lock")))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            return lock.error() is not QLockFile.LockError.LockFailedError
        self.lock = lock
        return True
