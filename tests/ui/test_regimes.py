"""The window at venues of every regime: the same shape, each with its own fields and words."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from planner.assess import assess
from planner.domain import edits
from planner.domain.plan import PositionMode
from planner.domain.venue import MarginMode, Side
from planner.storage.plan_files import load_plan
from planner.storage.resources import resource
from planner.ui import files
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.panels.margin_paths import MarginPaths
from tests.ui.conftest import Script
from tests.ui.screen import field, figure, objection, type_into, verdict


def _open(window: MainWindow, name: str) -> None:
    draft = load_plan(resource("examples", f"{name}.plan.json")).draft
    window.workspace.document.open(draft, path=None, title=name)


def _shown(window: MainWindow) -> list[str]:
    return [name for name, place in window.ticket.terms.places.items() if place.isVisible()]


@pytest.mark.parametrize(
    ("name", "place", "unit", "distance"),
    [
        ("btc-breakout", "leverage", "BTC", "4,500 pts"),
        ("eurusd-pullback", "leverage", "lot", "32.0 pips"),
        ("futures-es", "intraday", "contracts", "56 ticks"),
        ("inverse-btc", "leverage", "contracts", "28,000 ticks"),
        ("stock-margin", "intraday", "shares", "18 pts"),
        ("crypto-loan", "loan_to_value", "BTC", "3,500 pts"),
        ("cash", "paid", "shares", "22 pts"),
    ],
)
def test_the_ticket_shows_what_decides_the_margin_there(
    window: MainWindow, name: str, place: str, unit: str, distance: str
) -> None:
    _open(window, name)
    assert _shown(window) == [place]
    assert figure(window, "quantity").endswith(unit)
    assert field(window, "stop_price").unit.text() == distance
    has_shorts = name not in {"crypto-loan", "cash"}
    assert window.ticket.side.buttons[Side.SHORT].isVisible() is has_shorts
    for part in (window.ticket.account.position_mode, window.ticket.terms.added):
        assert (part is not None and part.isVisible()) is (name in {"btc-breakout", "inverse-btc"})


def test_a_day_trade_asks_for_less_margin(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, "futures-es")
    assert figure(window, "initial_margin") == "46,200.00 USD"
    day = window.ticket.terms.day
    assert day is not None
    qtbot.mouseClick(day.buttons["day"], Qt.MouseButton.LeftButton)
    assert window.workspace.document.draft.plan.intraday
    assert figure(window, "initial_margin") == "1,500.00 USD"
    assert window.ticket.terms.hint.text() == "Overnight 23,100 USD a contract, day trade 750 USD a contract"


def test_a_loan_is_set_by_its_loan_to_value(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, "crypto-loan")
    loan = window.ticket.terms.loan
    assert loan is not None
    type_into(qtbot, loan.input, "40")
    assert window.workspace.document.draft.plan.loan_to_value == Decimal("0.4")
    assert figure(window, "initial_margin") == "5,604.00 USDT"  # 0.6 of 9,340
    type_into(qtbot, loan.input, "70")
    assert objection(loan).startswith("70.00\u202f% of the collateral is more than the lender gives")
    type_into(qtbot, loan.input, "")
    assert window.workspace.document.draft.plan.loan_to_value is None
    assert figure(window, "initial_margin") == "3,269.00 USDT"  # 0.35 of 9,340


def test_added_margin_moves_liquidation_away(window: MainWindow, qtbot: QtBot) -> None:
    added = window.ticket.terms.added
    assert added is not None
    type_into(qtbot, added.input, "1000")
    # (10,000 - 2,000) / 0.199 = 40,201.005
    assert figure(window, "liquidation") == "40,201.1"
    window.workspace.document.apply(edits.set_margin_mode(MarginMode.CROSS))
    assert not added.isVisible()


def test_the_position_mode_is_the_account_s(window: MainWindow) -> None:
    mode = window.ticket.account.position_mode
    assert mode is not None
    modes = mode.list
    modes.setCurrentIndex(1)
    modes.activated.emit(1)
    assert window.workspace.document.draft.situation.account.position_mode is PositionMode.ONE_WAY
    assert window.workspace.document.history.undo_label == "set_position_mode"


def test_every_venue_can_be_chosen_and_leaves_a_plan_that_can_be_judged(window: MainWindow) -> None:
    offered = window.ticket.venue.list
    for venue in window.ticket.venues:
        index = offered.findData(venue.id)
        offered.setCurrentIndex(index)
        offered.activated.emit(index)
        draft = window.workspace.document.draft
        assert draft.situation.venue.id == venue.id
        assert draft.plan.margin_mode in venue.margin_modes
        codes = {f.code for f in window.workspace.document.assessment.evaluation.findings}
        assert not codes & {
            "leverage_above_maximum", "short_not_offered", "loan_above_maximum", "currency_not_offered",
            "margin_mode_not_offered",
        }  # fmt: skip
        assert verdict(window)


def _seen(box: QComboBox) -> int:
    """How wide the text in a box may be."""
    option = QStyleOptionComboBox()
    option.initFrom(box)
    part = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    return part.width() - 2 * box.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin)


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_no_two_venues_look_the_same_in_their_box(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    box = window.ticket.venue.list
    names = [box.itemText(at) for at in range(box.count())]
    metrics, room = box.fontMetrics(), _seen(box)
    shown = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in names]
    assert len(set(shown)) == len(names) > 20, shown


def test_a_list_opens_as_wide_as_its_longest_name(window: MainWindow) -> None:
    box = window.ticket.venue.list
    box.widen()
    assert box.view().minimumWidth() > max(box.fontMetrics().horizontalAdvance(box.itemText(at)) for at in range(26))
    assert box.toolTip() == f"{box.currentText()}\nWhose margin rules apply."


def test_one_margin_mode_alone_is_no_choice(window: MainWindow) -> None:
    assert window.ticket.margin_mode.isVisible()
    for name in ("eurusd-pullback", "stock-margin", "futures-es", "crypto-loan", "cash"):
        _open(window, name)
        assert not window.ticket.margin_mode.isVisible(), name
    draft = window.workspace.document.draft
    odd = draft.replace(plan=draft.plan.replace(margin_mode="isolated"))
    window.workspace.document.open(odd, path=None, title="odd")
    assert window.ticket.margin_mode.isVisible()
    assert window.ticket.margin_mode.message.text().endswith("choose the other mode.")


def test_a_cash_account_is_told_without_words_of_margin(window: MainWindow) -> None:
    _open(window, "cash")
    chips = [chip.label.text() for chip in window.header.chips if chip.isVisible()]
    assert chips == ["Equity · USD", "Invested · USD", "Cash left · USD"]
    shown = {key: tile.label.text() for key, tile in window.summary.figures.items() if tile.isVisible()}
    assert {"margin_call", "bankruptcy"} & set(shown) == set()
    assert not any("argin" in text for text in (*chips, *shown.values()))
    assert not window.portfolio.liquidation.isVisible()
    captions = [part.text() for part in window.ticket.findChildren(QLabel) if part.isVisible()]
    assert not any("argin" in text for text in captions)
    _open(window, "btc-breakout")
    assert window.header.chips[3].label.text() == "Margin level"
    assert window.summary.figures["margin_call"].isVisible()
    assert window.portfolio.liquidation.isVisible()


def test_what_is_tried_is_bounded(window: MainWindow, qtbot: QtBot) -> None:
    box = window.portfolio.liquidation
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    more = box.trials["more_margin"]
    type_into(qtbot, more.field.input, "99999999999")
    assert objection(more.field) == "99999999999 is more than is free: 9,000.00 USDT at most."
    qtbot.mouseClick(window.ticket.margin_mode.buttons["cross"], Qt.MouseButton.LeftButton)
    assert objection(more.field) == "99999999999 is above the maximum of 1000000."  # 100 x 10,000
    type_into(qtbot, more.field.input, "1000000")
    assert objection(more.field) == ""


def test_a_folded_box_unfolds_to_what_a_liquidation_takes(window: MainWindow, qtbot: QtBot) -> None:
    box = window.portfolio.liquidation
    assert box.headline.text() == "−954.77 USDT"  # 1,000 less 0.5 % of 0.2 x 45,226.13
    assert not box.folded.isVisible()
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    assert box.folded.isVisible()
    assert box.lines["residual"].value.text() == "45.23 USDT"
    assert box.lines["deficit"].value.text() == "insurance fund, then ADL"


def test_what_if_is_live_and_leaves_the_plan_alone(window: MainWindow, qtbot: QtBot) -> None:
    box, before = window.portfolio.liquidation, window.workspace.document.draft
    qtbot.mouseClick(box.toggle, Qt.MouseButton.LeftButton)
    hike = box.trials["margin_hike"]
    assert hike.result.text().startswith("Liquidation 45,226.2")
    type_into(qtbot, hike.field.input, "20")
    assert hike.result.text().startswith("Liquidation 45,271.7")  # 9,000 / (0.2 (1 - 0.006))
    assert window.workspace.document.draft is before
    type_into(qtbot, box.trials["other_leverage"].field.input, "500")
    assert objection(box.trials["other_leverage"].field) == "500 is above the maximum of 125."
    _open(window, "futures-es")
    assert hike.field.input.text() == ""
    assert hike.result.text().startswith("Margin call 6,174.00")
    assert not box.trials["other_leverage"].isVisible()
    _open(window, "cash")
    assert box.lines["liquidation"].value.text() == "impossible"
    assert not hike.isVisible()


def test_open_positions_show_their_liquidation_before_and_with_the_plan(window: MainWindow) -> None:
    _open(window, "cross-book")
    table = window.portfolio.table
    assert [len(found.lines) for _, found in table.below.values()] == [1] * 5
    ether = table.below[1][1]
    assert ether.lines[0].startswith("Liquidation ↓ 1,657.29 → ")
    cell = table.item(1, 0)
    assert cell is not None
    assert "if only ETHUSDT moves" in cell.toolTip()
    assert table.rowHeight(1) >= 3 * table.line
    picture = table.grab().toImage()
    below = picture.copy(0, table.rowViewportPosition(2) + table.horizontalHeader().height() - table.line, 200, 8)
    colours = {below.pixel(x, y) for x in range(below.width()) for y in range(below.height())}
    assert len(colours) > 5, "the line is painted"
    _open(window, "cash")
    assert table.below[0][1].lines == ()


def test_a_long_list_computes_the_rows_in_view_alone_until_it_is_scrolled(window: MainWindow) -> None:
    _open(window, "cross-book")
    held = window.workspace.document.draft.situation.positions * 5
    window.workspace.document.apply(edits.set_positions(held, window.workspace.document.draft.situation.venue))
    table = window.portfolio.table
    assert table.below[2][1].lines
    assert not table.below[20][1].lines
    table.scrollToBottom()
    assert table.below[20][1].lines


def test_all_prices_together_follow_the_beta_of_the_row(window: MainWindow, qtbot: QtBot) -> None:
    _open(window, "cross-book")
    shock = window.portfolio.shock
    fall = shock.lines["all_fall"].value
    before = fall.text()
    assert not shock.beta.isVisible()
    window.portfolio.table.selectRow(1)
    assert shock.beta.label.text() == "Beta of ETHUSDT"
    type_into(qtbot, shock.beta.input, "-0.5")
    assert window.workspace.document.draft.situation.betas == {"ETHUSDT": Decimal("-0.5")}
    assert fall.text() != before
    type_into(qtbot, shock.beta.input, "")
    assert fall.text() == before
    _open(window, "btc-too-far-stop")
    assert shock.isVisible()
    _open(window, "cash")
    assert not shock.isVisible()


def test_the_chart_of_a_venue_without_liquidation_marks_the_margin_call(window: MainWindow) -> None:
    _open(window, "futures-es")
    model = chart_model(window.workspace.document.assessment)
    assert model.path is not None
    assert model.path.curves[1].label == "maintenance"
    assert [marker.kind for marker in model.path.markers] == ["entry", "stop", "margin_call"]
    _open(window, "cash")
    assert chart_model(window.workspace.document.assessment).path is None


def test_a_line_tells_its_meaning_in_its_tooltip(window: MainWindow) -> None:
    _open(window, "cross-book")
    assert "before the account is liquidated" in window.portfolio.shock.lines["all_fall"].toolTip()


@pytest.mark.parametrize("typed", ["abc", "70"])
def test_what_is_wrong_with_a_field_goes_with_its_regime(
    window: MainWindow, script: Script, qtbot: QtBot, tmp_path: Path, typed: str
) -> None:
    _open(window, "crypto-loan")
    loan = window.ticket.terms.loan
    assert loan is not None
    type_into(qtbot, loan.input, typed)
    assert objection(loan)
    window.ticket.venue.chosen.emit("binance_usdm")
    assert not objection(loan)
    script.save_path = tmp_path / "kept.plan.json"
    files.save_as(window.workspace)
    assert (script.told, script.save_path.exists()) == ([], True)


def test_leverage_that_cannot_be_read_holds_up_nothing_where_there_is_none(window: MainWindow, qtbot: QtBot) -> None:
    leverage = field(window, "leverage")
    type_into(qtbot, leverage.input, "abc")
    assert window.workspace.unreadable
    window.ticket.venue.chosen.emit("crypto_loan")
    assert (objection(leverage), window.workspace.unreadable) == ("", "")


def test_what_is_wrong_with_a_day_trade_goes_with_its_regime(window: MainWindow) -> None:
    _open(window, "futures-es")
    day = window.ticket.terms.day
    assert day is not None
    day.show_objection("Not here.")
    window.ticket.venue.chosen.emit("binance_usdm")
    assert not day.message.isVisible()


@pytest.mark.parametrize("name", ["inverse-btc", "btc-breakout"])
@pytest.mark.parametrize("lowest", ["0", "0.02"])
def test_a_level_at_nothing_leaves_the_margin_path_at_prices_that_there_are(name: str, lowest: str) -> None:
    assessment = assess(load_plan(resource("examples", f"{name}.plan.json")).draft)
    path = MarginPaths().model(assessment, [Decimal(lowest), Decimal(100_000)])
    assert path is not None
    for curve in path.curves:
        assert curve.prices[0] > 0
        assert curve.prices[-1] == 900_000
