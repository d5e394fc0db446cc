from decimal import Decimal

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.ui.charts.price_chart import PriceChart
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from tests.ui.charts.builders import drag, key, press, price_per_pixel, pull, settle, shown_price, spot_of
from tests.ui.screen import field, figure, type_into


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


def test_escape_puts_a_dragged_level_back_where_it_was(window: MainWindow) -> None:
    chart = _chart(window)
    before = window.workspace.document.draft
    start = spot_of(chart, "stop")
    press(chart, start)
    pull(chart, [start + (spot_of(chart, "entry") - start) * -0.5])
    assert window.workspace.document.draft != before
    key(chart, Qt.Key.Key_Escape)
    assert window.workspace.document.draft == before
    assert window.workspace.document.history.undo_label is None


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
