"""A real window on a real plan file, and dialogs that answer from a script."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.domain.fault import Fault
from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Draft, Limits, Position
from planner.domain.venue import Venue
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import save_plan
from planner.storage.resources import resource
from planner.storage.venue_files import load_venues
from planner.ui.dialogs.answers import Conflict, Unsaved
from planner.ui.dialogs.dialogs import LimitsAnswer
from planner.ui.main_window import MainWindow
from planner.ui.start import open_window
from planner.ui.venues import learn_venues
from tests.conftest import linear_instrument, linear_venue, make_draft
from tests.ui.running import in_event_loop


@dataclass
class Script:
    """Answers given in advance; what was told and asked is kept."""

    open_path: Path | None = None
    save_path: Path | None = None
    export_path: Path | None = None
    candles_path: Path | None = None
    table_path: Path | None = None
    target: Path | None = None
    unsaved: Unsaved = Unsaved.DISCARD
    conflict: Conflict = Conflict.CANCEL
    recover: bool | None = False
    backup: int | None = None
    position: Position | None = None
    limits: LimitsAnswer | None = None
    name: str | None = None
    choice: str | None = None
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask_open_path(self) -> Path | None:
        """Answer from the script."""
        self.asked.append("open")
        return self.open_path

    def ask_save_path(self, suggestion: Path) -> Path | None:
        """Answer from the script."""
        self.asked.append(f"save {suggestion.name}")
        return self.save_path

    def ask_export_path(self, suggestion: Path) -> Path | None:
        """Answer from the script."""
        self.asked.append(f"export {suggestion.name}")
        return self.export_path

    def ask_candles_path(self) -> Path | None:
        """Answer from the script."""
        self.asked.append("candles")
        return self.candles_path

    def ask_table_path(self) -> Path | None:
        """Answer from the script."""
        self.asked.append("table")
        return self.table_path

    def ask_target(self, suggestion: Path) -> Path | None:
        """Answer from the script."""
        self.asked.append(f"target {suggestion.name}")
        return self.target

    def ask_unsaved(self, name: str) -> Unsaved:
        """Answer from the script."""
        self.asked.append(f"unsaved {name}")
        return self.unsaved

    def ask_conflict(self, sentence: str) -> Conflict:
        """Answer from the script."""
        self.asked.append(sentence)
        return self.conflict

    def ask_recover(self, name: str, differences: str) -> bool | None:
        """Answer from the script."""
        self.asked.append(f"recover {name}: {differences}")
        return self.recover

    def ask_backup(self, lines: Sequence[str], changes: Callable[[int], str]) -> int | None:
        """Answer from the script."""
        self.asked += [f"backup {line[21:]}: {changes(index)}" for index, line in enumerate(lines)]
        return self.backup

    def ask_position(self, draft: Draft, venue: Venue, position: Position | None) -> Position | None:
        """Answer from the script."""
        self.asked.append(f"position {venue.id} {draft.plan.instrument} {position is not None}")
        return self.position

    def ask_limits(self, limits: Limits, rules: tuple[PauseRule, ...]) -> LimitsAnswer | None:
        """Answer from the script."""
        self.asked.append(f"limits {limits.single_trade_rate} {len(rules)}")
        return self.limits

    def ask_name(self, title: str, label: str, suggestion: str, known: Sequence[str]) -> str | None:
        """Answer from the script."""
        self.asked.append(f"{title}: {label}, {suggestion}, {', '.join(known)}")
        return self.name

    def ask_choice(self, title: str, label: str, options: Sequence[str]) -> str | None:
        """Answer from the script."""
        self.asked.append(f"{title}: {label}, {', '.join(options)}")
        return self.choice

    def tell(self, title: str, sentence: str) -> None:
        """Keep what was told."""
        self.told.append(f"{title}: {sentence}")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Every test of this folder runs within an event loop, as the program does."""
    test = pyfuncitem.obj
    pyfuncitem.obj = lambda **given: in_event_loop(partial(test, **given))


def window_on(plan: Path, folders: Folders, settings: Settings, script: Script) -> MainWindow:
    """The window as it is built where the trader has no venues of their own; the shipped ones are read once."""
    made = open_window(plan, folders, settings, script)
    learn_venues(made.workspace, *_shipped_venues())
    return made


@cache
def _shipped_venues() -> tuple[tuple[Venue, ...], tuple[Fault, ...]]:
    return load_venues(resource("venues"))


@pytest.fixture
def script() -> Script:
    """Dialogs that cancel everything and discard changes, unless told otherwise."""
    return Script()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Settings and state of this test alone."""
    return Folders(tmp_path / "config", tmp_path / "state")


@pytest.fixture
def draft() -> Draft:
    """A plan to take: long 0.2 BTC from 50,000, stop 49,000, two targets."""
    targets = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    return make_draft(venue=linear_venue(linear_instrument(), id="binance_usdm"), targets=targets, size="0.02")


@pytest.fixture
def plan_file(tmp_path: Path, draft: Draft) -> Path:
    """The plan on disk."""
    path = tmp_path / "test.plan.json"
    save_plan(path, draft, replacing=None)
    return path


@pytest.fixture
def window(qtbot: QtBot, plan_file: Path, folders: Folders, script: Script) -> Iterator[MainWindow]:
    """The real window, shown, on a copy of the plan."""
    made = window_on(plan_file, folders, Settings(), script)
    with qtbot.waitExposed(made):
        made.show()
    made.catch_up()
    yield made
    script.unsaved = Unsaved.DISCARD
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(qtbot: QtBot) -> Iterator[None]:  # noqa: ARG001 - the application must outlive the check
    """A test that leaves a top-level widget behind fails."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    assert not left, f"left behind: {left}"
