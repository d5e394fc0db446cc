"""The three cards in the real window: they follow a key after its paint, fold, and open their pages."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.ui.main_window import MainWindow
from planner.ui.panels.cards import KEYS
from planner.ui.widgets.equity_bars import EquityBars
from planner.ui.widgets.question_card import QuestionCard
from tests.ui.screen import field, type_into

TURNS = 4


def turn() -> None:
    """Let everything happen that waits for the next turn."""
    for _ in range(TURNS):
        QApplication.processEvents()


@pytest.fixture(autouse=True)
def shown(window: MainWindow) -> MainWindow:
    """The window once its cards are answered."""
    window.resize(1440, 900)
    turn()
    return window


def _card(window: MainWindow, key: str) -> QuestionCard:
    return window.cards.cards[key]


class Order(QObject):
    """Writes down what is painted and when a card changes."""

    def __init__(self, window: MainWindow) -> None:
        """Watch the chart, a figure and the first card."""
        super().__init__(window)
        self.seen: list[str] = []
        self.named: dict[QObject, str] = {
            window.chart.findChildren(QAbstractScrollArea)[0].viewport(): "chart",
            window.summary.figures["loss_at_stop"].value: "figure",
            _card(window, "against").headline: "card",
        }
        for widget in self.named:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Write it down and let it pass."""
        if event.type() is QEvent.Type.Paint:
            self.seen.append(self.named[watched])
        return super().eventFilter(watched, event)


def test_the_first_card_follows_the_stop(window: MainWindow, qtbot: QtBot) -> None:
    """2 % of 10,000 at risk whatever the stop, in steps of 0.001 BTC: 0.133 at a distance of 1,500."""
    type_into(qtbot, field(window, "stop_price").input, "48500")
    turn()
    assert _card(window, "against").headline.text() == "−199.50 USDT at the stop"
    assert _card(window, "against").lines[0].text().startswith("2.00\u202f% of equity")


def test_a_key_is_painted_before_the_cards_follow_and_paints_the_chart_once(window: MainWindow, qtbot: QtBot) -> None:
    line = field(window, "stop_price").input
    type_into(qtbot, line, "4850")
    turn()
    order = Order(window)
    for key in ("1", "2", "3"):
        order.seen.clear()
        qtbot.keyClicks(line, key)
        turn()
        assert order.seen.count("chart") == 1
        assert order.seen.index("figure") < order.seen.index("card")
        assert order.seen.index("chart") < order.seen.index("card")
        qtbot.keyClick(line, Qt.Key.Key_Backspace)
        turn()


def test_of_several_keys_in_one_turn_the_last_one_is_answered(window: MainWindow) -> None:
    before = window.cards.answers
    for stop in range(48_000, 48_020):
        window.workspace.document.apply(edits.move_stop(Decimal(stop), continuing=True))
    assert window.cards.answers is before
    turn()
    assert window.cards.answers is not before
    text = _card(window, "against").lines[1].text()
    assert text.startswith("Stop:")
    assert window.workspace.document.draft.plan.stop_price == Decimal(48_019)


def test_every_card_is_reached_by_tab_and_read_aloud(window: MainWindow) -> None:
    window.activateWindow()
    first = _card(window, "against")
    first.setFocus()
    reached = []
    for _ in KEYS:
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == [_card(window, key) for key in KEYS]
    for card in reached:
        assert card.accessibleName()[:1] in "123"
        assert len(card.accessibleDescription().split(". ")) >= 3


def test_what_a_line_cannot_show_is_in_the_tooltip(window: MainWindow) -> None:
    for key in KEYS:
        card = _card(window, key)
        assert all(line.text() in card.toolTip() for line in (card.headline, *card.lines))
        assert card.toolTip().endswith("Click, or Enter: all of it.")


def test_cards_are_low_enough_for_the_chart_and_fold_in_a_low_window(window: MainWindow) -> None:
    assert 90 <= _card(window, "against").height() <= 112
    assert window.chart.height() >= 500
    window.resize(QSize(1024, 640))
    turn()
    for key in KEYS:
        card = _card(window, key)
        assert card.height() <= 36
        assert card.headline.isVisible()
        assert not any(line.isVisible() for line in card.lines)
    assert not _card(window, "losing_run").bars.isVisible()
    assert window.chart.height() >= 320
    assert [_card(window, key).title.text() for key in KEYS] == ["1 · Against me", "2 · Losing run", "3 · Gap"]
    window.resize(QSize(1440, 900))
    turn()
    assert _card(window, "losing_run").bars.isVisible()
    assert _card(window, "losing_run").title.text() == "2 · If I keep losing"


def test_in_a_low_window_levels_are_asked_on_the_chart_and_by_name(window: MainWindow) -> None:
    window.resize(QSize(1024, 640))
    turn()
    assert not window.summary.figures["liquidation"].isVisible()
    assert window.summary.figures["quantity"].isVisible()
    window.chart.activated.emit("liquidation")
    dialog = window.asides.why
    assert dialog is not None
    assert dialog.headline.text() == "Liquidation: 45,226.2 USDT"
    assert {dialog.list.itemData(at) for at in range(dialog.list.count())} >= set(window.summary.figures)
    dialog.close()


def test_a_level_that_the_chart_cannot_show_keeps_its_tile(window: MainWindow) -> None:
    window.resize(QSize(1024, 640))
    window.workspace.document.apply(edits.set_leverage(Decimal(1)))
    turn()
    levels = window.workspace.document.assessment.evaluation.levels
    assert window.summary.figures["liquidation"].isVisible() is (levels.liquidation is None)


def _colours(bars: QWidget) -> set[str]:
    image = bars.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_bars_turn_to_caution_from_the_pause_on(window: MainWindow) -> None:
    bars = window.findChild(EquityBars)
    card = _card(window, "losing_run")
    assert bars is not None
    assert {window.cards.theme["entry"], window.cards.theme["caution"]} <= _colours(card.bars)
    assert "paused after 3 losses" in card.lines[0].text()


def test_another_theme_changes_the_bars(window: MainWindow) -> None:
    window.menus.actions["light"].trigger()
    turn()
    assert window.cards.theme["entry"] in _colours(_card(window, "losing_run").bars)
    window.menus.actions["dark"].trigger()
    turn()


def test_a_plan_that_cannot_be_read_says_so_on_every_card(window: MainWindow) -> None:
    window.workspace.document.apply(edits.set_account("currency", "EUR"))
    turn()
    assert {_card(window, key).headline.text() for key in KEYS} == {"Not known yet"}
