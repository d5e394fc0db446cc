"""The rules of a plan: named in the header, read, changed in a copy, kept as a venue of the trader's own."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from planner.report.export import report_text
from planner.report.rules import day
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.resources import resource
from planner.storage.venue_files import load_venue
from planner.ui.dialogs.rules_dialog import RulesDialog
from planner.ui.dialogs.rules_form import RulesForm
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.start import build_window
from tests.ui.conftest import Script
from tests.ui.screen import type_into

FEE = "instrument.fee_rate"


@pytest.fixture
def shipped(qtbot: QtBot, folders: Folders, script: Script) -> Iterator[MainWindow]:
    """The window on an example at a shipped venue."""
    window = build_window(resource("examples", "btc-breakout.plan.json"), folders, Settings(), script)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    if window.asides.rules is not None:
        window.asides.rules.close()
    window.close()
    window.deleteLater()


def _rules(window: MainWindow) -> RulesDialog:
    window.asides.show_rules()
    dialog = window.asides.rules
    assert dialog is not None
    return dialog


def _form(window: MainWindow) -> RulesForm:
    dialog = _rules(window)
    dialog.edit.click()
    assert dialog.form is not None
    return dialog.form


def _use(form: RulesForm) -> None:
    form.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    QApplication.processEvents()


def _change_fee(window: MainWindow, qtbot: QtBot, percent: str) -> None:
    form = _form(window)
    type_into(qtbot, form.fields[FEE].input, percent)
    _use(form)


def test_the_header_names_the_rules_and_a_click_opens_them(shipped: MainWindow, qtbot: QtBot) -> None:
    assert shipped.header.rules.text() == "Binance USD-M · rules of 26 Mar 2026"
    assert shipped.header.origin.text().startswith("regular user · partly typical · Source: Margin tiers and maximum")
    assert "Source: " in shipped.header.rules.toolTip()
    qtbot.mouseClick(shipped.header.rules, Qt.MouseButton.LeftButton)
    dialog = shipped.asides.rules
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    assert dialog.headline.text() == "Binance USD-M · BTCUSDT"
    assert "Up to 300,000 USDT" in dialog.view.toPlainText()


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_whose_rules_and_of_when_is_never_cut_and_the_source_is_seen(
    shipped: MainWindow, size: tuple[int, int]
) -> None:
    shipped.resize(*size)
    QApplication.processEvents()
    header = shipped.header
    for venue in shipped.ticket.venues:
        name = f"{venue.name} · rules of {day(venue.as_of)}"
        assert header.rules.fontMetrics().horizontalAdvance(name) <= header.rules.width(), name
    assert "Source: M" in header.origin.shown_text()


def test_the_source_can_be_clicked_too(shipped: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(shipped.header.origin, Qt.MouseButton.LeftButton)
    assert shipped.asides.rules is not None
    assert shipped.asides.rules.isVisible()


def test_the_rules_open_by_key(shipped: MainWindow, qtbot: QtBot) -> None:
    shipped.header.rules.setFocus()
    qtbot.keyClick(shipped.header.rules, Qt.Key.Key_Return)
    assert shipped.asides.rules is not None
    assert shipped.asides.rules.isVisible()


def test_a_changed_rule_is_one_step_and_marked_wherever_it_is_used(shipped: MainWindow, qtbot: QtBot) -> None:
    before = shipped.workspace.document.draft
    _change_fee(shipped, qtbot, "0.1")
    document = shipped.workspace.document
    assert document.draft.instrument is not None
    assert document.draft.instrument.fee_rate == Decimal("0.001")
    assert document.draft.situation.venue.changed == ("instruments.BTCUSDT.fee_rate",)
    assert "· changed ·" in shipped.header.rules.text()
    assert shipped.header.rules.property("tone") == "caution"
    dialog = _rules(shipped)
    assert "0.1 % · changed by you" in dialog.view.toPlainText()
    assert "Rules you changed yourself: instruments.BTCUSDT.fee rate." in report_text(document.assessment)
    assert shipped.menus.actions["undo"].text() == "&Undo rules"
    shipped.menus.actions["undo"].trigger()
    assert document.draft == before
    assert "changed" not in shipped.header.rules.text()


def test_a_changed_rule_is_marked_at_every_figure_that_follows_it(shipped: MainWindow, qtbot: QtBot) -> None:
    before = shipped.summary.figures["break_even"].label.text()
    assert "Δ" not in before
    _change_fee(shipped, qtbot, "0.1")
    tile, call = shipped.summary.figures["break_even"], shipped.summary.figures["break_even_win_rate"]
    assert tile.label.text() == "Break-even Δ"
    assert tile.toolTip().startswith("Δ Follows a rule you changed, not the shipped file: BTCUSDT fee rate.\n")
    assert "you changed" in call.accessibleDescription()
    assert shipped.portfolio.bars["single_trade"].name.text() == "Single trade Δ"
    assert "BTCUSDT fee rate" in shipped.portfolio.bars["single_trade"].toolTip()
    assert shipped.verdict.reason.text().endswith("Δ By rules you changed.")
    chip = next(chip for chip in shipped.header.chips if chip.label.text().startswith("Equity"))
    assert chip.label.text() == "Equity Δ · USDT"
    qtbot.mouseClick(shipped.portfolio.liquidation.toggle, Qt.MouseButton.LeftButton)
    lines = shipped.portfolio.liquidation.lines
    assert lines["liquidated_loss"].name.text() == "Loss if liquidated Δ"
    assert lines["deficit"].name.text() == "Deficit borne by"
    shipped.menus.actions["undo"].trigger()
    assert tile.label.text() == before
    assert "Δ" not in tile.toolTip()


def test_a_changed_maintenance_marks_the_rows_of_the_table_and_the_chart(shipped: MainWindow, qtbot: QtBot) -> None:
    form = _form(shipped)
    type_into(qtbot, form.fields["liquidation_ratio"].input, "110")
    _use(form)
    table = shipped.portfolio.table
    assert all(found.lines[0].endswith(" Δ") for _, found in table.below.values())
    cell = table.item(1, 0)
    assert cell is not None
    assert "you changed" in cell.toolTip()
    qtbot.mouseClick(shipped.portfolio.liquidation.toggle, Qt.MouseButton.LeftButton)
    tried = shipped.portfolio.liquidation.trials["less_size"].result
    assert tried.text().splitlines()[0].endswith(" Δ")
    assert "liquidation ratio" in tried.toolTip()
    model = chart_model(shipped.workspace.document.assessment)
    assert [level.label for level in model.levels if level.label.endswith("Δ")] == ["Liquidation Δ"]


def test_a_rule_changed_back_leaves_no_mark(shipped: MainWindow, qtbot: QtBot) -> None:
    _change_fee(shipped, qtbot, "0.1")
    _change_fee(shipped, qtbot, "0.05")
    assert shipped.workspace.document.draft.situation.venue.changed == ()


def test_the_shipped_rules_come_back(shipped: MainWindow, qtbot: QtBot) -> None:
    before = shipped.workspace.document.draft
    assert not _rules(shipped).restore.isEnabled()
    _change_fee(shipped, qtbot, "0.1")
    assert _rules(shipped).restore.isEnabled()
    _rules(shipped).restore.click()
    assert shipped.workspace.document.draft == before


def test_cancel_changes_nothing(shipped: MainWindow, qtbot: QtBot) -> None:
    before = shipped.workspace.document.draft
    form = _form(shipped)
    type_into(qtbot, form.fields[FEE].input, "0.1")
    form.reject()
    assert shipped.workspace.document.draft == before
    dialog = _rules(shipped)
    assert dialog.form is None


def test_bad_input_is_told_beside_its_field_and_not_taken(shipped: MainWindow, qtbot: QtBot) -> None:
    form = _form(shipped)
    ok = form.buttons.button(QDialogButtonBox.StandardButton.Ok)
    type_into(qtbot, form.fields[FEE].input, "abc")
    assert form.fields[FEE].message.text() == "“abc” is not a number; write digits with a point, for example 1.5."
    assert not ok.isEnabled()
    assert not form.save.isEnabled()
    type_into(qtbot, form.fields[FEE].input, "0.05")
    cap = form.fields["instrument.margin_tiers.1.notional_cap"]
    type_into(qtbot, cap.input, "5")
    assert cap.message.text() == "Caps rise from tier to tier; enter more than the cap above."
    assert not ok.isEnabled()
    type_into(qtbot, cap.input, "800000")
    assert cap.message.text() == ""
    assert ok.isEnabled()
    form.reject()


def test_changed_rules_hold_for_another_instrument_of_the_venue(shipped: MainWindow, qtbot: QtBot) -> None:
    form = _form(shipped)
    type_into(qtbot, form.fields["margin_call_ratio"].input, "150")
    _use(form)
    shipped.ticket.instrument.chosen.emit("XRPUSDT")
    venue = shipped.workspace.document.draft.situation.venue
    assert shipped.workspace.document.draft.plan.instrument == "XRPUSDT"
    assert venue.margin_call_ratio == Decimal("1.5")
    assert venue.changed == ("margin_call_ratio",)


def test_rules_are_kept_as_an_own_venue_that_the_next_start_offers(
    shipped: MainWindow, qtbot: QtBot, script: Script, folders: Folders
) -> None:
    form = _form(shipped)
    type_into(qtbot, form.fields[FEE].input, "0.1")
    form.save.click()
    QApplication.processEvents()
    kept = load_venue(folders.venues / "my_binance_usdm.json")
    assert (kept.name, kept.changed) == ("Binance USD-M (yours)", ("instruments.BTCUSDT.fee_rate",))
    assert len(kept.instruments) == 6
    assert shipped.workspace.document.draft.situation.venue.id == "my_binance_usdm"
    assert shipped.header.rules.text().startswith("Binance USD-M (yours) · changed · ")
    assert shipped.ticket.venue.list.currentText() == "Binance USD-M (yours)"
    again = build_window(resource("examples", "btc-breakout.plan.json"), folders, Settings(), script)
    qtbot.addWidget(again)
    assert again.ticket.venue.list.findData("my_binance_usdm") >= 0
    again.ticket.venue.chosen.emit("my_binance_usdm")
    instrument = again.workspace.document.draft.situation.venue.instruments[0]
    assert again.workspace.document.draft.situation.venue.changed
    assert instrument is not None


def test_an_own_venue_is_changed_further_in_its_own_file(shipped: MainWindow, qtbot: QtBot, folders: Folders) -> None:
    for percent in ("0.1", "0.2"):
        form = _form(shipped)
        type_into(qtbot, form.fields[FEE].input, percent)
        form.save.click()
        QApplication.processEvents()
    kept = load_venue(folders.venues / "my_binance_usdm.json")
    instrument = kept.instrument("BTCUSDT")
    assert instrument is not None
    assert instrument.fee_rate == Decimal("0.002")
    assert [path.name for path in folders.venues.iterdir()] == ["my_binance_usdm.json"]


def test_rules_that_cannot_be_kept_are_told_and_the_change_stays(
    shipped: MainWindow, qtbot: QtBot, script: Script, folders: Folders
) -> None:
    folders.config.mkdir(parents=True, exist_ok=True)
    folders.venues.write_text("")
    form = _form(shipped)
    type_into(qtbot, form.fields[FEE].input, "0.1")
    form.save.click()
    QApplication.processEvents()
    assert script.told[0].startswith("The rules are not saved: ")
    assert shipped.workspace.document.draft.situation.venue.id == "binance_usdm"
    assert shipped.workspace.document.draft.situation.venue.changed


def test_a_damaged_own_file_is_left_out_and_the_window_opens(qtbot: QtBot, folders: Folders, script: Script) -> None:
    folders.venues.mkdir(parents=True)
    (folders.venues / "broken.json").write_text("{")
    (folders.venues / "empty.json").write_text("")
    window = build_window(resource("examples", "btc-breakout.plan.json"), folders, Settings(), script)
    qtbot.addWidget(window)
    assert len(window.workspace.venues) > 20
    assert "broken.json" in window.statusBar().currentMessage()
    window.statusBar().clearMessage()
    assert "empty.json" in window.statusBar().currentMessage()
    window.statusBar().clearMessage()
    assert window.statusBar().currentMessage() == ""


def test_date_and_source_are_the_traders_to_write(shipped: MainWindow, qtbot: QtBot) -> None:
    before = shipped.workspace.document.draft
    form = _form(shipped)
    day = form.texts["as_of"]
    type_into(qtbot, day.input, "26.3.2026")
    assert day.message.text().startswith("“26.3.2026” is not a day since 2000; write year, month and day")
    assert not form.save.isEnabled()
    type_into(qtbot, day.input, "2026-11-01")
    type_into(qtbot, form.texts["source"].input, "asked my broker")
    _use(form)
    venue = shipped.workspace.document.draft.situation.venue
    assert (venue.as_of.isoformat(), venue.source) == ("2026-11-01", "asked my broker")
    assert venue.changed == ("as_of", "source")
    assert "rules of 1 Nov 2026" in shipped.header.rules.text()
    assert "asked my broker · changed by you" in _rules(shipped).view.toPlainText()
    shipped.menus.actions["undo"].trigger()
    assert shipped.workspace.document.draft == before


def test_a_changed_rule_bears_its_sign_in_the_form_it_is_opened_with(shipped: MainWindow, qtbot: QtBot) -> None:
    form = _form(shipped)
    assert not any(form.field(path).label.text().endswith("Δ") for path in form.named)
    type_into(qtbot, form.fields[FEE].input, "0.1")
    _use(form)
    again = _form(shipped)
    assert [path for path in again.named if again.field(path).label.text().endswith(" Δ")] == [FEE]
    again.reject()


@pytest.mark.parametrize("size", [(1024, 640), (1440, 900)])
def test_the_rules_line_gives_way_before_the_pill_does(shipped: MainWindow, size: tuple[int, int]) -> None:
    shipped.resize(*size)
    QApplication.processEvents()
    header = shipped.header
    assert header.pill.width() >= header.pill.sizeHint().width()
    assert header.rules.geometry().right() <= header.width()
    assert not header.rules.geometry().intersects(header.chips[-1].geometry())


def test_a_plan_file_with_changed_rules_keeps_its_marks(shipped: MainWindow, qtbot: QtBot, script: Script,
                                                        tmp_path: Path) -> None:  # fmt: skip
    _change_fee(shipped, qtbot, "0.1")
    script.save_path = script.open_path = tmp_path / "changed.plan.json"
    shipped.menus.actions["save"].trigger()
    shipped.menus.actions["open"].trigger()
    assert shipped.workspace.document.draft.situation.venue.changed == ("instruments.BTCUSDT.fee_rate",)
    assert "· changed ·" in shipped.header.rules.text()
