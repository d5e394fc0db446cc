"""Five hundred steps of a trader who does anything at any time: the screen tells what holds, and all can go back."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from planner.domain.distances import Unit
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.charts.price_chart import PriceChart
from planner.ui.main_window import MainWindow
from planner.ui.widgets.number_field import NumberField
from tests.ui.charts.builders import mouse, press, pull, release
from tests.ui.conftest import Script, window_on

STEPS, SEED = 500, 20_261_122
TEXTS = ("0", "1", "2.5", "93000", "94000.5", "0.02", "", "x", "-3", "1e3", "700", "12.", "9" * 30)


class Trader:
    """Picks what to do next from a seeded generator; knows nothing but what is on the screen."""

    def __init__(self, window: MainWindow, qtbot: QtBot, seed: int) -> None:
        """Begin with the window as it is."""
        self.window, self.qtbot, self.random = window, qtbot, Random(seed)  # noqa: S311 - seeded on purpose
        self.ways: dict[Callable[[], None], int] = {
            self.type: 28,
            self.nudge: 14,
            self.leave: 6,
            self.undo: 14,
            self.redo: 8,
            self.drag: 10,
            self.give_up_a_drag: 4,
            self.place_at_mouse: 8,
            self.click_a_button: 12,
            self.choose: 6,
            self.switch_unit: 4,
            self.switch_theme: 1,
        }

    def step(self) -> str:
        """Do something; its name."""
        (way,) = self.random.choices(list(self.ways), list(self.ways.values()))
        way()
        return way.__name__

    @property
    def chart(self) -> PriceChart:
        """The chart."""
        return self.window.chart.chart

    def fields(self) -> list[NumberField]:
        """Every field that can be typed into."""
        return [
            one for one in self.window.ticket.findChildren(NumberField) if one.isVisible() and one.input.isEnabled()
        ]

    def type(self) -> None:
        """Replace what is in a field, or add to it."""
        line = self.random.choice(self.fields()).input
        line.setFocus()
        if self.random.random() < 0.7:
            line.selectAll()
        text = self.random.choice(TEXTS)
        if text:
            line.insert(text)
            line.textEdited.emit(line.text())  # as a paste
        else:
            self.qtbot.keyClick(line, Qt.Key.Key_Delete)

    def nudge(self) -> None:
        """An arrow key in a field."""
        line = self.random.choice(self.fields()).input
        line.setFocus()
        modifier = self.random.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
        self.qtbot.keyClick(line, self.random.choice([Qt.Key.Key_Up, Qt.Key.Key_Down]), modifier)

    def leave(self) -> None:
        """Let the keys go to the chart."""
        self.chart.setFocus()

    def undo(self) -> None:
        """Ctrl+Z."""
        self.window.menus.actions["undo"].trigger()

    def redo(self) -> None:
        """Ctrl+Y."""
        self.window.menus.actions["redo"].trigger()

    def _spot(self) -> QPointF | None:
        plane = self.chart._canvas.plane()
        seen = [each for each in self.chart._picture.layout(plane).levels if each.level.draggable and not each.beyond]
        return QPointF(150.0, self.random.choice(seen).line) if seen else None

    def drag(self) -> None:
        """Pull a level somewhere."""
        spot = self._spot()
        if spot is not None:
            away = spot + QPointF(0, self.random.choice([-1, 1]) * self.random.randint(4, 60))
            press(self.chart, spot)
            pull(self.chart, [away])
            release(self.chart, away)

    def give_up_a_drag(self) -> None:
        """Pull a level, then Escape, or let it go after the candles have come anew."""
        spot = self._spot()
        if spot is None:
            return
        press(self.chart, spot)
        pull(self.chart, [spot + QPointF(0, 9)])
        if self.random.random() < 0.5:
            self.window.chart.show_candles()
        else:
            self.qtbot.keyClick(self.chart, Qt.Key.Key_Escape)
        release(self.chart, spot + QPointF(0, 9))

    def place_at_mouse(self) -> None:
        """Point somewhere and press a key."""
        plane = self.chart._canvas.plane()
        mouse(self.chart, QEvent.Type.MouseMove, QPointF(100.0, self.random.uniform(1, plane.height - 1)))
        self.chart.setFocus()
        self.qtbot.keyClick(self.chart, self.random.choice([Qt.Key.Key_E, Qt.Key.Key_S, Qt.Key.Key_T]))

    def click_a_button(self) -> None:
        """Side, mode, one more entry or target, one less."""
        ticket = self.window.ticket
        removes = [row.remove for row in (*ticket.targets.rows, *ticket.ladder.rows)]
        segments = [*ticket.side.buttons.values(), *ticket.margin_mode.buttons.values()]
        buttons = [*segments, ticket.targets.add, ticket.ladder.add, *removes, self.window.chart.whole_book]
        able = [button for button in buttons if button.isEnabled() and button.isVisible()]
        self.random.choice(able).click()

    def choose(self) -> None:
        """Another entry of a list: method, instrument, venue, currency."""
        lists = [one for one in self.window.ticket.findChildren(QComboBox) if one.isVisible() and one.isEnabled()]
        chosen = self.random.choice(lists)
        index = self.random.randrange(chosen.count())
        chosen.setCurrentIndex(index)
        chosen.activated.emit(index)

    def switch_unit(self) -> None:
        """Think in another unit."""
        self.window.ticket.stop.enter_in(self.random.choice(list(Unit)))

    def switch_theme(self) -> None:
        """Dark or light."""
        self.window.menus.actions[self.random.choice(["dark", "light"])].trigger()


@pytest.fixture
def window(qtbot: QtBot, folders: Folders) -> Iterator[MainWindow]:
    """A window on a plan beside four open cross positions."""
    made = window_on(resource("examples", "cross-book.plan.json"), folders, Settings(), Script())
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def shows_what_holds(window: MainWindow) -> list[str]:
    """Fields that say another thing than the document, while their text can be taken; levels drawn elsewhere."""
    draft = window.workspace.document.draft
    wrong = [
        f"{key}: {binding.field.input.text()!r}"
        for key, binding in window.ticket.bindings.items()
        if not binding.field.fault and binding.field._value != binding.value(draft)
    ]
    rows = zip(window.ticket.targets.rows, draft.plan.targets, strict=True)
    wrong += [
        row.price.input.text() for row, target in rows if not row.price.fault and row.price._value != target.price
    ]
    plan = draft.plan
    own = {"entry": plan.entry_price, "stop": plan.stop_price}
    own |= {f"targets.{index}": target.price for index, target in enumerate(plan.targets)}
    drawn = {level.key: level.price for level in window.chart.chart._picture.levels() if level.draggable}
    told: dict[str, Decimal] = {key: price for key, price in own.items() if price is not None}
    wrong += [f"{key} is drawn at {drawn[key]}, not {price}" for key, price in told.items() if drawn[key] != price]
    return wrong


def shows_what_is_typed(window: MainWindow) -> list[str]:
    """Fields whose text neither means what they hold nor is how they write it."""
    fields = [binding.field for binding in window.ticket.bindings.values()]
    return [
        f"{one.input.accessibleName()}: {one.input.text()!r} for {one._value}, not {one_text(one)!r}"
        for one in fields
        if not one.fault and one._typed() != one._value and one.input.text() != one_text(one)
    ]


def one_text(field: NumberField) -> str:
    """What a field writes for the value it holds."""
    before = field.input.text()
    field._write(field._value)
    after = field.input.text()
    field.input.setText(before)
    return after


@pytest.mark.timeout(300)  # some 15 seconds of a processor that is left alone
def test_whatever_a_trader_does_the_screen_tells_the_document_and_undo_goes_all_the_way(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.activateWindow()
    document, trader, done = window.workspace.document, Trader(window, qtbot, SEED), []
    start = document.draft
    for number in range(STEPS):
        done.append(trader.step())
        if number % 20 == 0:
            QApplication.processEvents()
        assert shows_what_holds(window) == [], f"step {number}, {done[-3:]}"
        assert shows_what_is_typed(window) == [], f"step {number}, {done[-3:]}"
    assert set(done) == {way.__name__ for way in trader.ways}
    end = document.draft
    steps = 0
    while document.history.undo_label is not None:
        document.undo()
        steps += 1
    assert document.draft == start
    assert steps > STEPS / 10
    for _ in range(steps):
        document.redo()
    assert document.draft == end
    QApplication.processEvents()
