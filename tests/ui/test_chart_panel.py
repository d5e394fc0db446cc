from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.assess import assess
from planner.domain import edits
from planner.domain.distances import Unit
from planner.report.levels import LevelKind
from planner.report.shortcuts import shortcuts_page
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.ui.charts.model import PathModel
from planner.ui.charts.price_chart import PriceChart
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.panels.notes_box import NotesBox
from tests.conftest import make_draft
from tests.ui.charts.builders import (
    drag,
    key,
    mouse,
    press,
    price_per_pixel,
    pull,
    release,
    settle,
    shown_price,
    spot_of,
    viewport,
)
from tests.ui.conftest import Script, window_on
from tests.ui.screen import field, figure, objection, type_into


def _chart(window: MainWindow) -> PriceChart:
    settle()
    return window.chart.chart


def test_a_dragged_stop_moves_the_field_and_the_figures_in_one_step(window: MainWindow) -> None:
    chart = _chart(window)
    before = window.workspace.document.draft
    drag(chart, spot_of(chart, "stop"), 0, 12)
    stop = window.workspace.document.draft.plan.stop_price
    assert stop is not None
    assert stop < Decimal(49000)
    assert stop % Decimal("0.1") == 0
    assert field(window, "stop_price").input.text() == str(stop)
    assert figure(window, "quantity") != "0.200 BTC"
    window.workspace.document.undo()
    assert window.workspace.document.draft == before


def test_entry_and_targets_can_be_dragged_too(window: MainWindow) -> None:
    chart = _chart(window)
    drag(chart, spot_of(chart, "entry"), 0, -4)
    plan = window.workspace.document.draft.plan
    assert plan.entry_price is not None
    assert plan.entry_price > Decimal(50000)
    drag(chart, spot_of(chart, "targets.1"), 0, 6)
    assert window.workspace.document.draft.plan.targets[1].price < Decimal(54000)
    assert window.ticket.targets.rows[1].price.input.text() == str(
        window.workspace.document.draft.plan.targets[1].price
    )


def test_a_typed_price_moves_its_line(window: MainWindow, qtbot: QtBot) -> None:
    chart = _chart(window)
    type_into(qtbot, field(window, "stop_price").input, "48500")
    settle()
    assert abs(shown_price(chart, "stop") - 48500) <= Decimal(price_per_pixel(chart))


def test_a_drag_is_kept_though_another_field_cannot_be_read(window: MainWindow, qtbot: QtBot) -> None:
    chart = _chart(window)
    for name in ("leverage", "entry_price"):
        type_into(qtbot, field(window, name).input, "x")
    chart.setFocus()
    spot, away = spot_of(chart, "entry"), QPointF(0, -4)
    press(chart, spot)
    pull(chart, [spot + away])
    release(chart, spot + away)
    entry = window.workspace.document.draft.plan.entry_price
    assert entry is not None
    assert entry > Decimal(50000)
    assert shown_price(chart, "entry") == entry
    assert field(window, "entry_price").input.text() == str(entry)
    assert field(window, "leverage").fault


def test_a_stop_beyond_liquidation_is_marked_on_the_chart(window: MainWindow) -> None:
    window.workspace.document.apply(edits.move_stop(Decimal(45000)))
    levels = {level.key: level for level in chart_model(window.workspace.document.assessment).levels}
    assert levels["stop"].error
    assert not levels["entry"].error


def test_the_chart_shows_every_level_with_its_zones_and_the_margin_path(window: MainWindow) -> None:
    model = chart_model(window.workspace.document.assessment)
    assert [level.key for level in model.levels] == [
        "entry", "stop", "targets.0", "targets.1", "break_even", "margin_call", "liquidation", "bankruptcy",
    ]  # fmt: skip
    assert {zone.kind for zone in model.zones} == {"risk", "reward", "liquidated", "negative"}
    assert model.path is not None
    # at the entry the isolated margin of 1,000 backs 0.2 BTC
    marker = model.path.markers[0]
    assert (marker.price, marker.equity) == (50000.0, 1000.0)


@pytest.mark.parametrize(("size", "end"), [("0.001", 52000.0), ("0.002", 54000.0), ("0", 54000.0)])
def test_the_zone_of_reward_ends_where_the_last_of_the_position_is_closed(size: str, end: float) -> None:
    # one step cannot be halved: it is closed at the nearer target
    halves = [{"price": "52000", "share": "0.5"}, {"price": "54000", "share": "0.5"}]
    model = chart_model(assess(make_draft(targets=halves, size_by="quantity", size=size)))
    assert [(zone.low, zone.high) for zone in model.zones if zone.kind == "reward"] == [(50000.0, end)]


def test_a_double_clicked_level_waits_to_be_typed(window: MainWindow) -> None:
    window.chart.activated.emit("targets.0")
    assert window.ticket.targets.rows[0].price.input.hasFocus()
    window.chart.activated.emit("stop")
    assert field(window, "stop_price").input.hasFocus()


def _is_in_view(chart: PriceChart, key: str) -> bool:
    plane = chart._canvas.plane()
    prices = {level.key: float(level.price) for level in chart._picture.levels()}
    return plane.low < prices[key] < plane.high


def test_a_plan_typed_from_nothing_is_in_view(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.actions["new"].trigger()
    for name, text in (("entry_price", "93400"), ("stop_price", "91000")):
        type_into(qtbot, field(window, name).input, text)
    window.menus.actions["add_target"].trigger()
    chart = _chart(window)
    qtbot.waitUntil(lambda: spot_of(chart, "stop").y() - spot_of(chart, "entry").y() >= 16)
    assert all(_is_in_view(chart, key) for key in ("entry", "stop", "targets.0"))
    plane = chart._canvas.plane()
    assert plane.low > 0


def test_another_plan_of_the_same_instrument_is_fitted_anew(window: MainWindow) -> None:
    chart = _chart(window)
    far = window.workspace.document.draft
    plan = far.plan.replace(entry_price=Decimal(20000), stop_price=Decimal(19000), targets=())
    window.workspace.document.open(far.replace(plan=plan), path=None, title="far")
    settle()
    assert _is_in_view(chart, "entry")
    assert _is_in_view(chart, "stop")


def _point_at(window: MainWindow, level: str, down: float) -> Decimal:
    """Let the mouse rest below a level's line; the price there."""
    chart = _chart(window)
    mouse(chart, QEvent.Type.MouseMove, spot_of(chart, level) + QPointF(0, down))
    pointed = chart._picture.pointed
    assert pointed is not None
    assert pointed.price % Decimal("0.1") == 0
    return pointed.price


@pytest.mark.parametrize("focused", ["chart", "button"])
def test_a_key_puts_entry_stop_or_target_where_the_mouse_is_in_one_step(
    window: MainWindow, qtbot: QtBot, focused: str
) -> None:
    window.activateWindow()
    target = window.chart.chart if focused == "chart" else window.ticket.targets.add
    target.setFocus()
    document = window.workspace.document
    start = document.draft
    stop = _point_at(window, "stop", 9)
    qtbot.keyClick(target, Qt.Key.Key_S)
    assert document.draft.plan.stop_price == stop != start.plan.stop_price
    entry = _point_at(window, "entry", 7)
    qtbot.keyClick(target, Qt.Key.Key_E)
    assert document.draft.plan.entry_price == entry
    aim = _point_at(window, "targets.1", -5)
    qtbot.keyClick(target, Qt.Key.Key_T)
    assert [one.price for one in document.draft.plan.targets] == [Decimal(52000), Decimal(54000), aim]
    assert sum(one.share for one in document.draft.plan.targets) == 1
    for _ in range(3):
        document.undo()
    assert document.draft == start


def test_a_field_takes_every_letter_until_the_chart_is_clicked(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    chart, stop = _chart(window), field(window, "stop_price")
    before = window.workspace.document.draft
    stop.input.setFocus()
    aim = _point_at(window, "stop", 9)
    stop.input.selectAll()
    qtbot.keyClicks(stop.input, "tses")
    assert stop.input.text() == "tses"
    stop.input.selectAll()
    qtbot.keyClicks(stop.input, "1e5")
    assert stop.input.text() == "1e5"
    assert objection(stop)
    assert window.workspace.document.draft == before
    qtbot.keyClick(stop.input, Qt.Key.Key_Escape)
    qtbot.mouseClick(viewport(chart), Qt.MouseButton.LeftButton, pos=(spot_of(chart, "stop") + QPointF(0, 9)).toPoint())
    focused = QApplication.focusWidget()
    assert focused is chart
    qtbot.keyClick(focused, Qt.Key.Key_S)
    assert window.workspace.document.draft.plan.stop_price == aim != before.plan.stop_price


def test_the_keys_mean_letters_again_once_the_mouse_has_left(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    before = window.workspace.document.draft
    _point_at(window, "stop", 9)
    window.ticket.notes.header.click()
    box = window.ticket.notes.content
    assert isinstance(box, NotesBox)
    box.note.input.setFocus()
    qtbot.keyClicks(box.note.input, "set")
    assert box.note.input.text() == "set"
    QApplication.sendEvent(viewport(window.chart.chart), QEvent(QEvent.Type.Leave))
    window.chart.chart.setFocus()
    qtbot.keyClicks(window.chart.chart, "set")
    assert window.workspace.document.draft.plan.replace(note="") == before.plan


def test_a_key_while_a_level_is_dragged_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    chart = _chart(window)
    window.activateWindow()
    chart.setFocus()
    point = spot_of(chart, "stop")
    mouse(chart, QEvent.Type.MouseMove, point)
    press(chart, point)
    pull(chart, [point + QPointF(0, 10)])
    held = window.workspace.document.draft
    qtbot.keyClick(chart, Qt.Key.Key_E)
    assert window.workspace.document.draft == held
    key(chart, Qt.Key.Key_Escape)


def test_every_key_at_the_mouse_is_in_the_sheet(window: MainWindow) -> None:
    keys = [shortcut.key().toString() for shortcut in window.chart.chart.findChildren(QShortcut)]
    lines = {line.label for line in shortcuts_page([]).section("On the chart").lines}
    assert sorted(keys) == ["E", "S", "T"]
    assert set(keys) <= lines


def test_labels_follow_the_unit_that_is_chosen_in_the_ticket(window: MainWindow, qtbot: QtBot) -> None:
    window.ticket.stop.enter_in(Unit.TICKS)
    notes = {level.key: level.note for level in _chart(window)._picture.levels()}
    assert notes["stop"].endswith("−10,000 ticks")
    assert "+20,000 ticks" in notes["targets.0"]
    qtbot.keyClick(window.ticket.targets.rows[0].price.input, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert "+4.00" in {level.key: level.note for level in _chart(window)._picture.levels()}["targets.0"]


def test_the_mouse_reads_the_account_of_the_plan(window: MainWindow) -> None:
    price = _point_at(window, "stop", 3)
    reading = dict(_chart(window)._picture.reading())
    # 0.2 BTC from 50,000 in an account of 10,000
    equity = Decimal(10000) - (Decimal(50000) - price) / 5
    assert reading["Equity"] == f"{equity:,.2f} USDT"


@pytest.fixture
def book(qtbot: QtBot, folders: Folders) -> MainWindow:
    """A window on a plan beside four open cross positions."""
    window = window_on(resource("examples", "cross-book.plan.json"), folders, Settings(), Script())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def _path(window: MainWindow) -> PathModel:
    model = _chart(window)._picture.model
    assert model is not None
    assert model.path is not None
    return model.path


def test_the_margin_path_follows_the_book_where_the_trader_wants_it(book: MainWindow, qtbot: QtBot) -> None:
    chart, button = _chart(book), book.chart.whole_book
    assert button.isVisible()
    alone = chart._picture.model
    before = viewport(chart).grab().toImage()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    together = chart._picture.model
    assert alone is not None
    assert together is not None
    assert alone.path is not None
    assert together.path is not None
    labels = [curve.label for curve in together.path.curves if curve.label]
    assert labels == ["equity", "maintenance", "margin call", "before this plan"]
    # more is lost where everything falls
    assert together.path.markers[1].equity < alone.path.markers[1].equity
    assert viewport(chart).grab().toImage() != before
    book.resize(1024, 640)
    settle()
    assert not button.isVisible()


def test_the_margin_path_says_where_the_venue_has_closed_of_one_instrument_and_of_the_book(
    book: MainWindow, qtbot: QtBot
) -> None:
    liquidation = figure(book, "liquidation")
    read = dict(_path(book).reading(Decimal(30000)))
    assert (read["Liquidated at"], "As if nothing were closed:" in read) == (liquidation, True)
    qtbot.mouseClick(book.chart.whole_book, Qt.MouseButton.LeftButton)
    settle()
    nearer = dict(_path(book).reading(Decimal(30000)))["Liquidated at"]
    assert Decimal(nearer.replace(",", "")) > Decimal(liquidation.replace(",", ""))


def test_the_margin_path_reads_the_margins_of_an_account_in_which_all_has_moved(book: MainWindow, qtbot: QtBot) -> None:
    """At 84,060, a tenth lower: margin of 3,668.83 is a tenth less; 0.184 x 9,340 and a tenth of 39,535 are lost."""
    qtbot.mouseClick(book.chart.whole_book, Qt.MouseButton.LeftButton)
    settle()
    read = dict(_path(book).reading(Decimal(84060)))
    assert (read["Equity"], read["Free margin"]) == ("4,634.33 USDT", "1,332.38 USDT")
    assert read["Margin level"].startswith("140")


def test_what_is_marked_in_the_margin_path_is_where_the_equity_that_is_drawn_has_fallen(
    book: MainWindow, qtbot: QtBot
) -> None:
    alone = _path(book)
    assert alone.markers[2].price == pytest.approx(39_064.94, abs=0.01)
    assert [zone.high for zone in alone.zones] == [pytest.approx(37_387.02, abs=0.01)]
    qtbot.mouseClick(book.chart.whole_book, Qt.MouseButton.LeftButton)
    settle()
    # 6 ether, 80 SOL, 4,000 XRP short and 40,000 DOGE move as much: 10,306.39 - 0.184 x 16,971.20 - 18.17 % of 39,535
    together = _path(book)
    assert [zone.high for zone in together.zones] == [pytest.approx(76_428.80, abs=0.01)]
    liquidation = together.markers[2]
    assert (liquidation.kind, len(together.markers)) == (LevelKind.LIQUIDATION, 3)
    assert liquidation.price == pytest.approx(76_901.7, abs=0.1)
    assert liquidation.equity == pytest.approx(287.1, abs=0.1), "what is required there"


def test_the_margin_path_is_there_in_a_narrow_chart_where_it_is_asked_for(book: MainWindow, qtbot: QtBot) -> None:
    chart = _chart(book)
    entry = next(one for one in book.findChildren(QAction) if one.text() == "Mar&gin path")
    assert entry.isChecked()
    assert chart.shows_path()
    book.resize(1024, 640)
    settle()
    assert not entry.isChecked()
    candles = chart._canvas.plane().width
    qtbot.keyClick(book, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert entry.isChecked()
    assert chart._canvas.path_width() >= 100
    assert chart._canvas.plane().width == candles - chart._canvas.path_width()
    assert book.chart.whole_book.isVisible()
    entry.trigger()
    settle()
    assert chart._canvas.path_width() == 0
    book.resize(1440, 900)
    settle()
    assert chart._canvas.path_width() == 0, "who has left it out is not shown it again"


def test_a_plan_that_stands_apart_has_no_choice_of_paths(window: MainWindow) -> None:
    assert not window.chart.whole_book.isVisible()


def test_the_line_above_the_chart_tells_the_average_true_range(book: MainWindow) -> None:
    model = _chart(book)._picture.model
    assert model is not None
    assert model.subtitle == "long · USDT · ATR 12,916.0"
    assert model.levels[-1].label == "Last close"


def test_a_level_out_of_view_says_how_far_it_is_and_can_be_reached(window: MainWindow) -> None:
    chart = _chart(window)
    chart._look_as_asked(replace(chart._canvas.plane(), low=49_900.0, high=50_100.0))
    placed = {each.level.key: each for each in chart._picture.layout(chart._canvas.plane()).levels}
    assert placed["stop"].beyond == 1
    assert placed["stop"].level.distance.startswith("−2.00")
    inside = QRectF(0, 0, chart._canvas.plane().width, chart._canvas.plane().height)
    assert all(inside.contains(each.tag) for each in placed.values())
    mouse(chart, QEvent.Type.MouseButtonDblClick, placed["stop"].tag.center())
    assert field(window, "stop_price").input.hasFocus()
