"""What-ifs: fields and sliders, the ghost on the chart, and the plan that is left alone until they are applied.

The plan: 0.2 BTC from 50,000 at 10x, isolated, 0.5 % maintenance: liquidation at (10,000 - 1,000) / (0.2 x 0.995).
"""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.settings import Theme
from planner.storage.folders import Folders
from planner.ui.charts.level_layout import MARK, PAD
from planner.ui.charts.model import ChartModel
from planner.ui.main_window import MainWindow
from planner.ui.panels.liquidation_box import LiquidationBox
from tests.ui.screen import SIZES, field, figure, shown_window, type_into, verdict


@pytest.fixture
def box(window: MainWindow, qtbot: QtBot) -> LiquidationBox:
    """Unfolded."""
    qtbot.mouseClick(window.portfolio.liquidation.toggle, Qt.MouseButton.LeftButton)
    return window.portfolio.liquidation


def _model(window: MainWindow) -> ChartModel:
    model = window.chart.chart._picture.model
    assert model is not None
    return model


def _ghosts(window: MainWindow) -> dict[str, str]:
    return {level.key: level.price_text for level in _model(window).levels if level.is_tried}


def _slide(box: LiquidationBox, key: str, value: str) -> None:
    slider = box.trials[key].slider
    slider.setValue(slider.minimum() + slider.stops.index(Decimal(value)))


def test_what_is_slid_to_is_written_and_drawn_faintly(window: MainWindow, box: LiquidationBox) -> None:
    before, planned = window.workspace.document.draft, _model(window)
    said = verdict(window), figure(window, "liquidation")
    _slide(box, "more_margin", "300")
    assert box.trials["more_margin"].field.input.text() == "300"
    assert _ghosts(window)["tried.liquidation"] == "43,718.6"  # 8,700 / (0.2 x 0.995)
    assert box.trials["more_margin"].result.text().startswith("Liquidation 43,718.6")
    own = tuple(level for level in _model(window).levels if not level.is_tried)
    assert own == planned.levels
    path, planned_path = _model(window).path, planned.path
    assert path is not None
    assert planned_path is not None
    tried = [curve for curve in path.curves if curve.is_tried]
    equity = next(curve for curve in planned_path.curves if curve.kind == "equity")
    shift = [after - now for after, now in zip(tried[0].amounts, equity.amounts, strict=False)]
    assert len(tried) == 2
    assert shift == pytest.approx([300.0] * len(shift))
    assert window.workspace.document.draft is before
    assert (verdict(window), figure(window, "liquidation")) == said


def test_what_is_tried_together_is_applied_in_one_step(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    document = window.workspace.document
    before = document.draft
    assert not box.apply.isEnabled()
    _slide(box, "more_margin", "300")
    _slide(box, "less_size", "0.5")
    assert _ghosts(window)["tried.liquidation"] == "42,211.1"  # (5,000 - 500 - 300) / (0.1 x 0.995)
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    plan = document.draft.plan
    assert (plan.added_margin, plan.size, document.assessment.evaluation.quantity) == (
        Decimal(300),
        Decimal("0.1"),
        plan.size,
    )
    assert figure(window, "liquidation") == "42,211.1"
    assert _ghosts(window) == {}
    assert box.trials["less_size"].field.input.text() == ""
    assert window.menus.actions["undo"].text() == "&Undo what was tried"
    document.undo()
    assert document.draft == before


def test_several_that_are_tried_tell_what_they_come_to_together(
    window: MainWindow, box: LiquidationBox, qtbot: QtBot
) -> None:
    _slide(box, "more_margin", "300")
    assert not box.together.isVisible()
    _slide(box, "margin_hike", "0.2")
    assert box.together.isVisible()
    # (10,000 - 1,300) / (0.2 x (1 - 0.006)) with the hike, / (0.2 x 0.995) without it
    assert box.trials["more_margin"].result.text().startswith("Liquidation 43,718.6")
    assert _ghosts(window)["tried.liquidation"] == "43,762.6"
    together, applied, left_out = box.together.text().splitlines()
    assert "Liquidation 43,762.6" in together
    assert "Liquidation 43,718.6" in applied
    assert left_out == "The margin hike is the venue's and is not planned."
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    assert figure(window, "liquidation") == "43,718.6"
    assert not box.together.isVisible()


def test_leverage_is_applied_without_touching_the_size(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    before = window.workspace.document.draft.plan
    assert box.trials["other_leverage"].slider.value() == 10
    _slide(box, "other_leverage", "20")
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    plan = window.workspace.document.draft.plan
    assert plan == before.replace(leverage=Decimal(20))
    assert box.trials["other_leverage"].slider.value() == 20


def test_a_margin_hike_is_tried_but_never_applied(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    _slide(box, "margin_hike", "0.2")
    assert _ghosts(window)["tried.liquidation"] == "45,271.7"  # 9,000 / (0.2 x (1 - 0.006))
    assert not box.apply.isEnabled()
    _slide(box, "other_leverage", "20")
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    assert window.workspace.document.draft.situation.venue.changed == ()
    assert box.trials["margin_hike"].field.input.text() == "20"
    assert _ghosts(window) != {}


def test_reset_and_folding_leave_no_ghost(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    before = window.workspace.document.draft
    type_into(qtbot, box.trials["less_size"].field.input, "50")
    assert box.trials["less_size"].slider.value() == 50
    type_into(qtbot, box.trials["more_margin"].field.input, "120")
    assert _ghosts(window) != {}
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    assert _ghosts(window) == {}
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    assert _ghosts(window) != {}
    qtbot.mouseClick(box.reset, Qt.MouseButton.LeftButton)
    assert _ghosts(window) == {}
    assert [trial.field.input.text() for trial in box.trials.values()] == ["", "", "", ""]
    assert box.trials["less_size"].slider.value() == 0
    assert window.workspace.document.draft is before


def test_the_keys_move_a_slider_that_has_a_name(box: LiquidationBox, qtbot: QtBot) -> None:
    slider = box.trials["margin_hike"].slider
    assert slider.accessibleName() == "Margin hike slider"
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert box.trials["margin_hike"].value == Decimal("0.05")
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert box.trials["margin_hike"].value == Decimal("0.30")


@pytest.mark.parametrize("text", ["1e9", "999", "12x"])
def test_what_is_typed_and_cannot_be_taken_is_not_applied_in_part(box: LiquidationBox, qtbot: QtBot, text: str) -> None:
    line = box.trials["other_leverage"].field.input
    type_into(qtbot, line, text)
    assert box.trials["other_leverage"].field.fault
    assert not box.apply.isEnabled()
    assert box.reset.isEnabled()
    type_into(qtbot, line, "12")
    assert box.apply.isEnabled()


def test_what_cannot_be_taken_takes_its_run_of_typing_back(
    window: MainWindow, box: LiquidationBox, qtbot: QtBot
) -> None:
    trial = box.trials["more_margin"]
    untried = trial.result.text()
    type_into(qtbot, trial.field.input, "99999999")
    said = "99999999 is more than is free: 9,000.00 USDT at most."
    assert (trial.field.input.text(), trial.field.message.text()) == ("99999999", said)
    assert (trial.value, trial.slider.value(), trial.result.text(), _ghosts(window)) == (None, 0, untried, {})
    assert box.reset.isEnabled()
    qtbot.keyClick(trial.field.input, Qt.Key.Key_Escape)
    assert (trial.field.input.text(), trial.field.message.text(), box.reset.isEnabled()) == ("", "", False)


@pytest.mark.parametrize("way", ["typed", "slid"])
def test_what_was_tried_before_is_tried_again_where_typing_comes_to_nothing(
    window: MainWindow, box: LiquidationBox, qtbot: QtBot, way: str
) -> None:
    window.activateWindow()
    trial = box.trials["more_margin"]
    if way == "typed":
        type_into(qtbot, trial.field.input, "300")
        qtbot.keyClick(trial.field.input, Qt.Key.Key_Return)
    else:
        _slide(box, "more_margin", "300")
    place = trial.slider.value()
    type_into(qtbot, trial.field.input, "99999999")
    assert _ghosts(window)["tried.liquidation"] == "43,718.6"  # 8,700 / (0.2 x 0.995)
    assert (trial.value, trial.slider.value()) == (Decimal(300), place)
    assert trial.result.text().startswith("Liquidation 43,718.6")
    assert trial.field.input.text() == "99999999"
    assert not box.apply.isEnabled()
    qtbot.keyClick(trial.field.input, Qt.Key.Key_Escape)
    assert (trial.field.input.text(), trial.field.message.text()) == ("300", "")
    assert box.apply.isEnabled()


def test_without_a_size_there_is_nothing_to_apply(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    _slide(box, "more_margin", "300")
    assert box.apply.isEnabled()
    type_into(qtbot, field(window, "stop_price").input, "50000")
    assert window.workspace.document.assessment.evaluation.quantity is None
    assert not box.apply.isEnabled()


def test_a_size_too_small_to_order_cannot_be_applied_and_says_why(
    window: MainWindow, box: LiquidationBox, qtbot: QtBot
) -> None:
    # 1 % of 0.2 BTC are two steps of 0.001, 1 % of those less than one
    _slide(box, "more_margin", "100")
    assert box.apply.isEnabled()
    type_into(qtbot, box.trials["less_size"].field.input, "99")
    assert box.apply.isEnabled()
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    assert window.workspace.document.draft.plan.size == Decimal("0.002")
    type_into(qtbot, box.trials["less_size"].field.input, "99")
    said = "Apply cannot plan the size: 0.00002 BTC is below the smallest order, 0.001 BTC."
    assert (box.together.text(), box.apply.toolTip()) == (said, said)
    assert box.trials["less_size"].result.text() == "cannot be planned\nsmallest order 0.001 BTC"
    assert not box.apply.isEnabled()
    assert box.reset.isEnabled()
    type_into(qtbot, box.trials["less_size"].field.input, "50")
    assert box.apply.isEnabled()


def test_no_more_than_is_free_can_be_added(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    # 1,000 of 10,000 are posted; at 5x it is 2,000
    trial = box.trials["more_margin"]
    assert trial.slider.stops[-1] == Decimal(9000)
    type_into(qtbot, trial.field.input, "9000.01")
    assert trial.field.message.text() == "9000.01 is more than is free: 9,000.00 USDT at most."
    assert not box.apply.isEnabled()
    type_into(qtbot, trial.field.input, "9000")
    assert (trial.field.fault, box.apply.isEnabled()) == ("", True)
    _slide(box, "other_leverage", "5")
    assert trial.field.message.text() == "9000 is more than is free: 8,000.00 USDT at most."
    assert not box.apply.isEnabled()
    type_into(qtbot, trial.field.input, "8000")
    qtbot.mouseClick(box.apply, Qt.MouseButton.LeftButton)
    assert window.workspace.document.draft.plan.added_margin == Decimal(8000)
    assert trial.slider.stops == (Decimal(0),), "nothing is left to add"


def test_the_plan_itself_says_beside_the_field_what_is_not_free(window: MainWindow, qtbot: QtBot) -> None:
    added = window.ticket.terms.added
    assert added is not None
    type_into(qtbot, added.input, "50000")
    said = (
        "The added margin needs 41,000.00 USDT more than is free: add 9,000.00 USDT at most, or trade a smaller size."
    )
    assert added.message.text() == said
    type_into(qtbot, added.input, "9000")
    assert added.message.text() == ""


def test_escape_tries_nothing_any_more(window: MainWindow, box: LiquidationBox, qtbot: QtBot) -> None:
    line = box.trials["more_margin"].field.input
    type_into(qtbot, line, "300")
    assert "tried.liquidation" in _ghosts(window)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), _ghosts(window), box.apply.isEnabled()) == ("", {}, False)
    _slide(box, "less_size", "0.5")
    qtbot.keyClick(box.trials["less_size"].slider, Qt.Key.Key_Escape)
    assert _ghosts(window) == {}


def test_no_name_of_what_is_tried_is_cut_on_the_chart(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "majors-book", folders, Theme.LIGHT, SIZES["usual"])
    box = window.portfolio.liquidation
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    type_into(qtbot, box.trials["more_margin"].field.input, "6000")
    chart = window.chart.chart
    placed = chart._picture.layout(chart._canvas.plane()).levels
    lettering = chart._picture._tag
    assert "Margin call, tried" in {each.name for each in placed}
    for each in placed:
        room = each.tag.width() - lettering.width(each.level.price_text) - MARK * bool(each.beyond) - 3 * PAD
        assert lettering.cut(each.name, room) == each.name
