"""The pages behind the cards: opened by mouse and key, following the plan, simulating without being in the way."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.plan import SizeBy
from planner.ui.main_window import MainWindow
from planner.ui.panels.cards import KEYS
from planner.ui.questions.against_page import AgainstPage
from planner.ui.questions.gap_page import GapPage
from planner.ui.questions.losing_page import LosingPage
from planner.ui.widgets.elided_label import ElidedLabel
from tests.ui.screen import field, type_into
from tests.ui.test_cards import turn


@pytest.fixture(autouse=True)
def closed(window: MainWindow) -> Iterator[None]:
    """What was opened is closed again, and nothing is worked out any more."""
    turn()
    yield
    for page in window.asides.questions.values():
        page.close()
    QThreadPool.globalInstance().waitForDone()
    turn()


def _open(window: MainWindow, qtbot: QtBot, key: str) -> object:
    qtbot.mouseClick(window.cards.cards[key], Qt.MouseButton.LeftButton)
    turn()
    page = window.asides.questions[key]
    assert page.isVisible()
    return page


def _against(window: MainWindow, qtbot: QtBot) -> AgainstPage:
    page = _open(window, qtbot, "against")
    assert isinstance(page, AgainstPage)
    return page


def _losing(window: MainWindow, qtbot: QtBot) -> LosingPage:
    page = _open(window, qtbot, "losing_run")
    assert isinstance(page, LosingPage)
    return page


def _gap(window: MainWindow, qtbot: QtBot) -> GapPage:
    page = _open(window, qtbot, "gap")
    assert isinstance(page, GapPage)
    return page


def _cells(page: GapPage) -> list[list[str]]:
    return _texts(page.table)


def _texts(table: QTableWidget) -> list[list[str]]:
    items = [[table.item(row, column) for column in range(table.columnCount())] for row in range(table.rowCount())]
    return [[item.text() if item is not None else "" for item in row] for row in items]


@pytest.mark.parametrize(
    ("question", "key"),
    [("against", Qt.Key.Key_Return), ("losing_run", Qt.Key.Key_Enter), ("gap", Qt.Key.Key_Space)],
)
def test_enter_on_a_card_opens_its_page(window: MainWindow, qtbot: QtBot, question: str, key: Qt.Key) -> None:
    card = window.cards.cards[question]
    card.setFocus()
    qtbot.keyClick(card, key)
    page = window.asides.questions[question]
    assert page.isVisible()
    assert not page.isModal()
    assert page.windowTitle() in card.accessibleName()


def test_the_first_page_marks_every_level_where_it_lies(window: MainWindow, qtbot: QtBot) -> None:
    model = _against(window, qtbot).plot.model
    assert model is not None
    roots = window.workspace.document.assessment.evaluation.roots
    assert roots.liquidation is not None
    marks = {mark.name: mark.x for mark in model.marks}
    assert marks["Stop-loss"] == 49_000
    assert marks["Liquidation"] == pytest.approx(float(roots.liquidation))
    assert list(marks) == ["Entry", "Stop-loss", "Margin call", "Liquidation", "Bankruptcy"]


def test_what_is_often_said_is_put_right_where_it_is_met(window: MainWindow, qtbot: QtBot) -> None:
    """10x isolated at 0.5 % maintenance is liquidated at 9.55 %; 2 % a trade leaves 36.42 % after 50 losses."""
    against = _against(window, qtbot).view.toPlainText().replace("\u202f", " ")
    assert "50× is liquidated by 2 to 3 %" in against
    assert "This plan at 10×, with its own margin, is liquidated at 9.55 %." in against
    assert "Keep collateral above 150 %" in against
    losing = _losing(window, qtbot).view.toPlainText().replace("\u202f", " ")
    assert "33 to 100 losses in a row lose everything" in losing
    assert "36.42 % is left then" in losing


def test_equity_falls_by_the_quantity_for_each_unit_of_price(window: MainWindow, qtbot: QtBot) -> None:
    """0.2 BTC, 1,000 of isolated margin at 50,000: 800 left at 49,000, nothing at 45,000."""
    model = _against(window, qtbot).plot.model
    assert model is not None
    equity = dict(zip(model.curves[0].xs, model.curves[0].ys, strict=True))
    assert equity[50_000] == pytest.approx(1000)
    assert equity[49_000] == pytest.approx(800)
    bankruptcy = next(mark.x for mark in model.marks if mark.name == "Bankruptcy")
    assert equity[bankruptcy] == pytest.approx(0, abs=1e-6)


def test_a_page_follows_the_plan_once_it_rests(window: MainWindow, qtbot: QtBot) -> None:
    page = _against(window, qtbot)
    assert "−200.00" in page.view.toPlainText()
    window.activateWindow()
    turn()
    type_into(qtbot, field(window, "stop_price").input, "48500")
    assert "−200.00" in page.view.toPlainText()
    qtbot.waitUntil(lambda: "−199.50" in page.view.toPlainText())


def test_a_page_is_copied_as_text(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(_against(window, qtbot).copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("If price goes against me")


def test_the_run_is_drawn_for_all_four_ways_to_size(window: MainWindow, qtbot: QtBot) -> None:
    """2 % of 10,000 at even R: 9,800 after one loss at every way to size, 9,400 after two where size doubles."""
    model = _losing(window, qtbot).plot.model
    assert model is not None
    assert [curve.ys[1] for curve in model.curves] == [9800.0] * 4
    doubling = model.curves[3]
    assert doubling.name == "twice the size after each loss"
    assert doubling.ys[2] == 9400
    assert {(mark.x, mark.name) for mark in model.marks} >= {(3.0, "paused: losses in a row")}


def test_each_loss_is_told_and_how_every_way_to_size_ends(window: MainWindow, qtbot: QtBot) -> None:
    """0.2 BTC doubled: after four losses 7,000 of 10,000 is left and 3.2 BTC at 10x asks 16,000."""
    text = _losing(window, qtbot).view.toPlainText().replace("\u00a0", " ")
    assert all(f"After {losses} loss" in text for losses in range(1, 21))
    assert "Twice the size after each loss" in text
    assert "no trade after 4 losses: the margin is not there" in text
    assert "6,000.00 USDT after 20 losses" in text  # 20 x 200 of 10,000 at a fixed size


def test_own_odds_change_what_chance_does(window: MainWindow, qtbot: QtBot) -> None:
    """A run of five within 100 trades: 81.01 % where half lose, 0.03 % where a tenth does (exact recurrence)."""
    page = _losing(window, qtbot)
    assert "81.01" in page.view.toPlainText()
    type_into(qtbot, page.wins.input, "90")
    qtbot.waitUntil(lambda: "81.01" not in page.view.toPlainText())
    assert "10 % losers" in page.view.toPlainText().replace("\u00a0", " ")
    type_into(qtbot, page.payoff.input, "3")
    qtbot.waitUntil(lambda: "winners of 3.00 R" in page.view.toPlainText())
    type_into(qtbot, page.within.input, "20")
    qtbot.waitUntil(lambda: "within 20 trades" in page.view.toPlainText())
    type_into(qtbot, page.within.input, "")
    type_into(qtbot, page.wins.input, "")
    qtbot.waitUntil(lambda: "81.01" in page.view.toPlainText())


def test_the_drawdown_table_tells_the_way_back(window: MainWindow, qtbot: QtBot) -> None:
    """Half is made up by 100 %; 2 % a trade needs 35 losses for it, as 0.98^35 = 0.493."""
    text = _losing(window, qtbot).view.toPlainText().replace("\u00a0", " ")
    assert "35 losses in a row" in text
    assert "100 % makes up for it" in text


def _simulated(page: LosingPage, qtbot: QtBot) -> list[list[str]]:
    table = page.simulation.table
    qtbot.waitUntil(lambda: table.rowCount() > 0)
    return _texts(table)


def test_futures_are_simulated_beside_what_is_exact(window: MainWindow, qtbot: QtBot) -> None:
    page = _losing(window, qtbot)
    page.tabs.setCurrentIndex(1)
    qtbot.mouseClick(page.simulation.start, Qt.MouseButton.LeftButton)
    rows = _simulated(page, qtbot)
    assert rows[0][0] == "Falls by 50\u202f% below the start"
    pause = next(row for row in rows if row[0].startswith("Pause: 3 losses in a row"))
    assert pause[1] == "above 99.99\u202f%"
    fan = page.simulation.plot.model
    assert fan is not None
    assert [len(curve.xs) for curve in fan.curves] == [26, 26, 26]
    assert all(low <= middle <= high for low, middle, high in zip(*(curve.ys for curve in fan.curves), strict=True))
    assert page.simulation.progress.value() == 20_000


def test_the_same_seed_draws_the_same_futures(window: MainWindow, qtbot: QtBot) -> None:
    page = _losing(window, qtbot)
    box = page.simulation
    page.tabs.setCurrentIndex(1)
    found = []
    for seed in ("7", "7", "8"):
        type_into(qtbot, box.fields["seed"].input, seed)
        box.table.show_rows([])
        qtbot.mouseClick(box.start, Qt.MouseButton.LeftButton)
        found.append(_simulated(page, qtbot))
        qtbot.waitUntil(lambda: not box.latest.is_busy)
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_typing_goes_on_while_futures_are_drawn_and_they_can_be_cancelled(window: MainWindow, qtbot: QtBot) -> None:
    page = _losing(window, qtbot)
    box = page.simulation
    page.tabs.setCurrentIndex(1)
    type_into(qtbot, box.fields["paths"].input, "1000000")
    qtbot.mouseClick(box.start, Qt.MouseButton.LeftButton)
    assert box.latest.is_busy
    assert not box.start.isEnabled()
    type_into(qtbot, box.fields["seed"].input, "42")
    assert box.values["seed"] == 42
    qtbot.waitUntil(lambda: box.progress.value() > 0)
    qtbot.mouseClick(box.stop, Qt.MouseButton.LeftButton)
    assert not box.latest.is_busy  # and stays so
    QThreadPool.globalInstance().waitForDone()
    turn()
    assert box.result is None
    assert box.table.rowCount() == 0
    assert box.start.isEnabled()


def test_what_is_simulated_follows_the_plan_while_it_is_seen(window: MainWindow, qtbot: QtBot) -> None:
    """The stop twice as far at the same size risks twice the money: 4 % instead of 2 %."""
    page = _losing(window, qtbot)
    box = page.simulation
    assert not box.latest.is_busy
    page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: box.result is not None)
    assert box.result is not None
    assert box.result.experiment.risk == pytest.approx(0.02)
    window.workspace.document.apply(edits.set_size(SizeBy.RISK_RATE, Decimal("0.04")))
    qtbot.waitUntil(lambda: box.result is not None and box.result.experiment.risk == pytest.approx(0.04))
    type_into(qtbot, box.fields["trades_ahead"].input, "50")
    qtbot.waitUntil(lambda: box.result is not None and box.result.experiment.trades == 50)


def test_too_few_closed_trades_are_said_and_not_drawn_from(window: MainWindow, qtbot: QtBot) -> None:
    box = _losing(window, qtbot).simulation
    assert not box.source.buttons["own"].isEnabled()
    assert "10 are needed" in box.note.text()


def test_every_scenario_stands_in_the_table_with_its_date(window: MainWindow, qtbot: QtBot) -> None:
    rows = _cells(_gap(window, qtbot))
    assert rows[0][:3] == ["12 Mar 2020", "Bitcoin halves", "−51.1\u202f%"]
    assert rows[0][3] == "stop at 24,450.0"
    # 0.2 x 50,000 x 51.1 % is 5,110 of which 1,000 were its margin
    assert rows[0][7:] == ["4,110.00 USDT", "insurance fund, then ADL"]


def test_how_a_scenario_is_applied_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    """Half the way from the stop to the far end: 49,000 - 24,550 / 2. A tenth less of 10,000, and of its 1,000 too."""
    page = _gap(window, qtbot)
    page.fill.list.setFocus()
    QTest.keyClick(page.fill.list, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: _cells(page)[0][3] == "stop at 36,725.0")
    type_into(qtbot, page.fields["gap_haircut"].input, "10")
    qtbot.waitUntil(lambda: "8,100.00" in _cells(page)[0][4])


def test_a_gap_of_ones_own_is_entered_by_hand(window: MainWindow, qtbot: QtBot) -> None:
    """8 % of 50,000 on 0.2 BTC: 800 of 10,000, the stop at 49,000 filled at 46,000."""
    page = _gap(window, qtbot)
    page.tabs.setCurrentIndex(1)
    type_into(qtbot, page.own.fields["gap_rate"].input, "8")
    qtbot.waitUntil(lambda: page.own.table.rowCount() == 1)
    texts = _texts(page.own.table)[0]
    assert texts[2:5] == ["−8.0\u202f%", "stop at 46,000.0", "9,200.00 USDT"]


def test_the_heat_map_is_worked_out_beside_the_window(window: MainWindow, qtbot: QtBot) -> None:
    """At 10 % its 1,000 of margin are gone: equity 9,000, and what lies beyond is missing."""
    page = _gap(window, qtbot)
    page.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.own.heat.rowCount() == 8)
    fifteen = page.own.heat.item(4, 4)
    assert fifteen is not None
    assert [row[0] for row in _texts(page.own.heat)][2] == "95\u202f%"
    assert fifteen.text() == "85\u202f% · missing"
    assert "more is lost than backs it" in fifteen.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_no_text_of_a_page_is_clipped(window: MainWindow, qtbot: QtBot, theme: str) -> None:
    window.menus.actions[theme].trigger()
    for question in KEYS:
        _open(window, qtbot, question)
        page = window.asides.questions[question]
        labels: list[QLabel | QPushButton] = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
        for label in labels:
            gives_way = isinstance(label, ElidedLabel) or (isinstance(label, QLabel) and label.wordWrap())
            if label.isVisible() and label.text() and not gives_way:
                assert label.fontMetrics().horizontalAdvance(label.text().replace("&", "")) <= label.width() + 1


def test_every_page_has_room_on_a_small_screen(window: MainWindow, qtbot: QtBot) -> None:
    for question in KEYS:
        _open(window, qtbot, question)
        page = window.asides.questions[question]
        assert page.minimumSizeHint().width() <= 1024
        page.resize(1024, 600)
        turn()
        assert page.width() == 1024


def test_a_plan_that_cannot_be_read_leaves_empty_pages(window: MainWindow, qtbot: QtBot) -> None:
    window.workspace.document.apply(edits.set_account("currency", "EUR"))
    turn()
    assert "follows once" in _against(window, qtbot).view.toPlainText()
    losing = _losing(window, qtbot)
    assert not losing.simulation.start.isEnabled()
    assert _cells(_gap(window, qtbot)) == []
    QApplication.processEvents()
