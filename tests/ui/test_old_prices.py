"""Prices that have become old while nobody looked: sleep, a night, a weekend."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidgetItem

from planner.domain.edits import Entered
from planner.market.candles import Candles
from planner.ui.main_window import MainWindow
from tests.conftest import position
from tests.ui.conftest import Script

NINE = datetime(2026, 4, 1, 9, tzinfo=UTC)
SENTENCE = "Marks of open positions are up to 5 h old: margin and levels follow from those prices."


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: datetime = NINE

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@pytest.fixture(autouse=True)
def clock(window: MainWindow) -> Clock:
    """Nine o'clock; the candles are of this hour, and one position has just been marked."""
    made, document = Clock(), window.workspace.document
    document.clock = made
    window.workspace.use_candles(document.draft.plan.instrument, _hours(until=NINE))
    held = (position(mark_price="50500", marked_at=NINE),)
    _judge(window, positions=held, judged_at=None)
    return made


def _judge(window: MainWindow, **changes: object) -> None:
    document = window.workspace.document
    document.open(document.draft.replace(situation=document.draft.situation.replace(**changes)), path=None, title="t")


def _hours(until: datetime) -> Candles:
    time, price = np.array([until.timestamp() + 3600 * hour for hour in range(-99, 1)]), np.array([50_000.0] * 100)
    return Candles("BTCUSDT", "Bitcoin", "1 h", time, price, price, price, price)


def _sleep(window: MainWindow, clock: Clock, hours: int) -> None:
    """The clock goes on; then the window is looked at."""
    clock.now += timedelta(hours=hours)
    window._look_again()
    window.catch_up()


def _cell(window: MainWindow, column: int) -> QTableWidgetItem:
    found = window.portfolio.table.item(1, column)
    assert found is not None
    return found


def _age(window: MainWindow) -> str:
    label = window.chart.chart._header._caution
    return label.text() if label.isVisible() else ""


def _is_marked(window: MainWindow) -> bool:
    """Whether all places tell of an old mark; none tells of it alone."""
    tip, spoken = _cell(window, 1).toolTip(), str(_cell(window, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    told: set[bool] = {
        _cell(window, 1).text() == "≈ 50.00",
        "marked 5 h ago" in tip,
        spoken == "BTCUSDT long, 0.100 BTC, marked 5 h ago",
        SENTENCE in window.verdict.reason.text(),
        window.portfolio.message.text() == SENTENCE,
    }
    assert len(told) == 1, told
    return told.pop()


def test_after_five_hours_the_window_tells_that_marks_and_candles_are_old(window: MainWindow, clock: Clock) -> None:
    assert not _is_marked(window)
    assert _age(window) == ""
    _sleep(window, clock, 5)
    assert _is_marked(window)
    assert _age(window) == "last candle 5 h ago"
    assert window.verdict.headline.text().startswith("✓  Take")


def test_age_goes_on_while_the_profit_stays(window: MainWindow, clock: Clock) -> None:
    _sleep(window, clock, 5)
    _sleep(window, clock, 1)
    assert "marked 6 h ago" in _cell(window, 1).toolTip()
    assert _age(window) == "last candle 6 h ago"


def test_another_mark_and_newer_candles_are_of_now(window: MainWindow, script: Script, clock: Clock) -> None:
    _sleep(window, clock, 5)
    window.portfolio.table.selectRow(1)
    script.position = position(mark_price="50500", stop_price="49500")
    window.portfolio.change.click()
    assert window.workspace.document.draft.situation.positions[0].marked_at == NINE
    script.position = position(mark_price="50600", stop_price="49500")
    window.portfolio.change.click()
    assert window.workspace.document.draft.situation.positions[0].marked_at == clock.now
    assert _cell(window, 1).text() == "60.00"
    window.workspace.use_candles("BTCUSDT", _hours(until=clock.now))
    assert _age(window) == ""


def test_the_same_mark_entered_again_is_of_now(window: MainWindow, script: Script, clock: Clock) -> None:
    _sleep(window, clock, 5)
    window.portfolio.table.selectRow(1)
    script.position = Entered.model_validate({**dict(position(mark_price="50500")), "is_marked": True})
    window.portfolio.change.click()
    assert window.workspace.document.draft.situation.positions[0].marked_at == clock.now
    assert SENTENCE not in window.verdict.reason.text()


def test_an_added_position_is_marked_now(window: MainWindow, script: Script, clock: Clock) -> None:
    clock.now += timedelta(minutes=7)
    script.position = position(mark_price="50500", side="short", stop_price=None)
    window.portfolio.add.click()
    assert [held.marked_at for held in window.workspace.document.draft.situation.positions] == [NINE, clock.now]


def test_a_plan_judged_at_a_moment_of_its_own_does_not_grow_old(window: MainWindow, clock: Clock) -> None:
    _judge(window, judged_at=NINE)
    _sleep(window, clock, 5)
    assert not _is_marked(window)
    assert _age(window) == ""


def test_nothing_is_claimed_of_prices_without_a_time(window: MainWindow, clock: Clock) -> None:
    _judge(window, positions=(position(mark_price="50500"),))
    single = _hours(until=NINE)
    columns = {name: getattr(single, name)[:1] for name in ("time", "open", "high", "low", "close")}
    window.workspace.use_candles("BTCUSDT", Candles("BTCUSDT", "Bitcoin", "", **columns))
    _sleep(window, clock, 5)
    assert not _is_marked(window)
    assert _age(window) == ""


def test_an_excerpt_of_the_past_says_so_in_its_title_alone(window: MainWindow, clock: Clock) -> None:
    window.workspace.use_candles(
        window.workspace.document.draft.plan.instrument, replace(_hours(until=NINE), is_excerpt=True)
    )
    _sleep(window, clock, 5)
    assert _age(window) == ""


def test_candles_that_begin_after_now_are_told_and_why(window: MainWindow, clock: Clock) -> None:
    window.workspace.use_candles("BTCUSDT", _hours(until=NINE + timedelta(hours=3)))
    _sleep(window, clock, 0)
    assert _age(window) == "last candle 3 h ahead of now"
    assert "read as UTC" in window.chart.chart._header._caution.toolTip()
    _sleep(window, clock, 2)
    assert _age(window) == ""
