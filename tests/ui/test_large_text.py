"""Text in other sizes: nothing is cut that could be read, and nothing left out that has room."""

from typing import cast

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from planner.domain.checklist_edits import add_check
from planner.report.rows import Row
from planner.settings import Appearance, Settings, Theme
from planner.storage.folders import Folders
from planner.ui.dialogs.pause_dialog import PauseDialog
from planner.ui.dialogs.pause_rules_dialog import PauseRulesDialog
from planner.ui.main_window import MainWindow
from planner.ui.panels.checklist_rows import CheckRow
from planner.ui.questions.gap_page import GapPage
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.figure import Figure
from planner.ui.widgets.row_line import RowLine
from tests.ui.charts.builders import settle
from tests.ui.screen import SIZES, field, shown_window


@pytest.mark.parametrize("example", ["eurusd-pullback", "cross-book", "spot-margin", "crypto-loan"])
@pytest.mark.parametrize(("scale", "size"), [(1.0, "usual"), (2.0, "usual"), (2.0, "large")])
def test_a_row_has_two_lines_where_one_cannot_tell_it(
    qtbot: QtBot, folders: Folders, example: str, scale: float, size: str
) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES[size], scale=scale)
    window.portfolio.liquidation.toggle.setChecked(True)
    settle()
    lines = [line for line in window.portfolio.findChildren(RowLine) if line.isVisible()]
    assert lines
    for line in lines:
        assert line.name.shown_text() == line.name.text()
        assert line.value.width() >= line.value.sizeHint().width()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_large_window_tells_every_figure_and_names_every_curve(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "eurusd-pullback", folders, Theme.DARK, SIZES["large"], scale=scale)
    settle()
    assert [key for key, figure in window.summary.figures.items() if figure.isHidden()] == []
    assert window.chart.chart._canvas.path_width() == 170 * scale


def test_what_stands_below_a_figure_is_never_cut_within_a_number(qtbot: QtBot) -> None:
    figure = Figure(in_brief=True)
    qtbot.addWidget(figure)
    figure.show_row(Row("quantity", "0.5", "asked 21,307.9630 of it"))
    figure.show()
    shown = set()
    for width in range(figure.sizeHint().width(), 30, -1):
        figure.resize(width, figure.sizeHint().height())
        shown.add(cast("ElidedLabel", figure.detail).shown_text())
    assert "asked…" in shown
    assert all("21,307.9630" in text for text in shown if any(digit in text for digit in "0123456789"))


@pytest.mark.parametrize("scale", [1.3, 2.0])
def test_what_a_trade_changes_is_read_whole_in_the_header(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["usual"], scale=scale)
    for figure in window.header.findChildren(Figure):
        if figure.detail.isVisible() and not isinstance(figure.detail, ElidedLabel):
            assert figure.detail.fontMetrics().horizontalAdvance(figure.detail.text()) <= figure.detail.width()


@pytest.mark.parametrize(("scale", "size", "is_shown"), [
    (1.0, QSize(1440, 900), True), (1.3, QSize(1440, 900), True), (2.0, QSize(1920, 1080), True),
    (2.0, QSize(1440, 900), False),
])  # fmt: skip
def test_the_margin_path_is_there_where_candles_keep_room_beside_it(
    qtbot: QtBot, folders: Folders, scale: float, size: QSize, *, is_shown: bool
) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, size, scale=scale)
    settle()
    assert window.chart.chart.shows_path() is is_shown


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_an_item_of_a_checklist_is_read_whole(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["usual"], scale=scale)
    window.workspace.document.apply(add_check("Have I looked at the higher time frame before this one, and at news?"))
    window.ticket.notes.header.click()
    settle()
    (row,) = window.findChildren(CheckRow)
    assert row.text.height() >= row.text.heightForWidth(row.text.width())
    assert row.text.heightForWidth(row.text.width()) > row.text.fontMetrics().height()


def test_pairs_stand_one_above_the_other_while_text_is_large(window: MainWindow) -> None:
    def above() -> bool:
        entry, stop = field(window, "entry_price"), field(window, "stop_price")
        return entry.geometry().bottom() < stop.geometry().top()

    for scale, wanted in ((1.4, True), (1.0, False)):
        window.workspace.change_settings(Settings(appearance=Appearance(text_scale=scale)))
        settle()
        assert above() is wanted


@pytest.mark.parametrize("example", ["btc-breakout", "majors-book"])
def test_text_made_larger_and_smaller_again_leaves_every_panel_where_it_was(
    qtbot: QtBot, folders: Folders, example: str
) -> None:
    window = shown_window(qtbot, example, folders, Theme.DARK, SIZES["usual"])
    window.catch_up()
    settle()
    panels = (*window.sides, window.ticket, window.portfolio, window.desk.centre, window.cards)
    before = [panel.geometry() for panel in panels]
    for action in ("larger", "smaller"):
        for _ in range(10):
            window.menus.actions[action].trigger()
            settle()
        window.catch_up()
        settle()
        assert ([panel.geometry() for panel in panels] == before) is (action == "smaller")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_a_box_to_tick_is_as_large_as_its_text(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["usual"], scale=scale)
    box = QCheckBox("until I have reviewed it", window)
    option = QStyleOptionButton()
    box.ensurePolished()
    option.initFrom(box)
    tick = box.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    assert tick.height() >= 0.6 * box.fontMetrics().height()


@pytest.mark.parametrize("scale", [1.0, 1.3, 2.0])
def test_a_pause_is_scrolled_where_the_screen_is_low(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["small"], scale=scale)
    dialog = PauseDialog(window)
    dialog.show_assessment(window.workspace.document.assessment)
    dialog.show()
    settle()
    assert dialog.minimumSizeHint().height() <= SIZES["small"].height() / 2
    dialog.close()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_rules_and_their_form_have_halves(qtbot: QtBot, folders: Folders, scale: float) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["usual"], scale=scale)
    window.asides.show_pause_rules()
    (dialog,) = window.findChildren(PauseRulesDialog)
    dialog.resize(1440, 900)
    settle()
    assert dialog.area.width() >= 0.45 * dialog.width()
    dialog.close()


def test_what_gaps_assume_is_read_whole_at_twice_the_text(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["small"], scale=2.0)
    window.asides.show_question("gap")
    (page,) = window.findChildren(GapPage)
    page.resize(SIZES["small"])
    settle()
    assert page.width() <= SIZES["small"].width()
    assert page.breadth.list.shown_text == page.breadth.list.currentText()
    assert page.fill.list.shown_text == page.fill.list.currentText()
    page.close()


def test_a_rule_that_is_cut_in_the_list_is_told_where_the_mouse_rests(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["small"], scale=2.0)
    window.asides.show_pause_rules()
    (dialog,) = window.findChildren(PauseRulesDialog)
    items = [dialog.list.item(row) for row in range(dialog.list.count())]
    assert items
    assert all(item.text().split()[-1] in item.toolTip() for item in items)
    dialog.close()
