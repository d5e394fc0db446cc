"""A gap is kept as a scenario, stands with those of history everywhere, and is taken away again."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThreadPool
from pytestqt.qtbot import QtBot

from planner.domain import edits
from planner.domain.venue import Side
from planner.settings import Settings
from planner.simulation.custom import Gap
from planner.simulation.scenario import Scenario
from planner.storage.scenario_files import shipped_scenarios
from planner.ui.main_window import MainWindow
from planner.ui.questions.gap_page import WIDE, GapPage
from tests.conftest import linear_instrument, linear_venue
from tests.ui.conftest import Script, window_on
from tests.ui.screen import type_into
from tests.ui.test_cards import turn
from tests.ui.test_question_pages import _texts


@pytest.fixture
def page(window: MainWindow) -> Iterator[GapPage]:
    """The third page, at the gaps of one's own."""
    window.asides.show_question("gap")
    found = window.asides.questions["gap"]
    assert isinstance(found, GapPage)
    found.tabs.setCurrentWidget(found.own)
    yield found
    found.close()
    QThreadPool.globalInstance().waitForDone()
    turn()


def _keep(page: GapPage, qtbot: QtBot, script: Script, name: str, percent: str) -> None:
    type_into(qtbot, page.own.fields["gap_rate"].input, percent)
    qtbot.waitUntil(page.own.keep.isEnabled)
    script.name = name
    qtbot.mouseClick(page.own.keep, Qt.MouseButton.LeftButton)
    turn()


def _names(page: GapPage) -> list[str]:
    return [row[1] for row in _texts(page.table)]


def _files(window: MainWindow) -> list[Path]:
    return list(window.workspace.folders.scenarios.glob("*.json"))


def test_there_is_nothing_to_keep_before_a_gap_is_entered(page: GapPage) -> None:
    assert not page.own.keep.isEnabled()


def test_a_gap_is_kept_and_stands_with_history_in_table_and_card(
    window: MainWindow, page: GapPage, qtbot: QtBot, script: Script
) -> None:
    """60 % is more than the 51.1 % of March 2020: it is the worst from now on."""
    _keep(page, qtbot, script, "Weekend", "60")
    assert "BTCUSDT −60.0 %" in script.asked[-1]
    qtbot.waitUntil(lambda: _names(page)[0] == "Weekend (your own)")
    assert len(_names(page)) == 6
    turn()
    assert "Weekend: −60.0\u202f%" in window.cards.cards["gap"].accessibleDescription()
    (path,) = _files(window)
    kept = Scenario.model_validate_json(path.read_bytes(), strict=True)
    assert (kept.moves[0].codes, kept.moves[0].rate) == (("BTC",), Decimal("-0.6"))
    page.tabs.setCurrentIndex(2)
    assert "Your own: a gap entered by hand." in page.view.toPlainText()


def test_what_is_known_is_shown_until_the_traders_own_scenarios_have_been_read(
    window: MainWindow, page: GapPage, qtbot: QtBot, script: Script, plan_file: Path
) -> None:
    _keep(page, qtbot, script, "Weekend", "60")
    later = window_on(plan_file, window.workspace.folders, Settings(), script)
    qtbot.addWidget(later)
    assert later.workspace.scenarios() == shipped_scenarios()
    with qtbot.waitSignal(later.workspace.scenarios_changed):
        pass
    assert {one.name for one in later.workspace.scenarios()} - {one.name for one in shipped_scenarios()} == {"Weekend"}


def test_a_report_holds_the_traders_own_scenarios_however_early_it_is_written(
    window: MainWindow, page: GapPage, qtbot: QtBot, script: Script, plan_file: Path
) -> None:
    _keep(page, qtbot, script, "Weekend", "60")
    later = window_on(plan_file, window.workspace.folders, Settings(), script)
    qtbot.addWidget(later)
    script.export_path = plan_file.with_name("plan.txt")
    later.menus.actions["export"].trigger()
    assert "Weekend" in script.export_path.read_text(encoding="utf-8")


def test_a_scenario_that_cannot_be_read_is_told_and_the_others_stay(window: MainWindow, qtbot: QtBot) -> None:
    folder = window.workspace.folders.scenarios
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text("{", encoding="utf-8")
    with qtbot.waitSignal(window.workspace.warned) as told:
        window.workspace.read_scenarios()
    assert "broken.json" in str(told.args)
    assert window.workspace.scenarios() == shipped_scenarios()


def test_one_of_the_same_name_is_replaced_and_one_is_removed(
    window: MainWindow, page: GapPage, qtbot: QtBot, script: Script
) -> None:
    _keep(page, qtbot, script, "Weekend", "60")
    _keep(page, qtbot, script, "Weekend", "55")
    assert script.asked[-1].endswith("Weekend")  # its name is offered again
    assert len(_files(window)) == 1
    qtbot.waitUntil(lambda: _texts(page.table)[0][2] == "−55.0\u202f%")
    script.choice = "Weekend"
    qtbot.mouseClick(page.own.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: _names(page)[0] == "Bitcoin halves")
    assert _files(window) == []
    said: list[str] = []
    window.workspace.said.connect(said.append)
    qtbot.mouseClick(page.own.remove, Qt.MouseButton.LeftButton)
    assert said[0].startswith("There is no scenario of your own yet")


def test_what_is_not_named_is_not_kept_and_a_folder_that_cannot_be_made_is_told(
    window: MainWindow, page: GapPage, qtbot: QtBot, script: Script
) -> None:
    type_into(qtbot, page.own.fields["gap_rate"].input, "60")
    qtbot.waitUntil(page.own.keep.isEnabled)
    qtbot.mouseClick(page.own.keep, Qt.MouseButton.LeftButton)
    assert _files(window) == []
    window.workspace.folders.config.mkdir(exist_ok=True)
    window.workspace.folders.scenarios.write_text("in the way")
    _keep(page, qtbot, script, "Weekend", "60")
    assert script.told[-1].startswith("The scenarios are as they were: ")


def test_what_is_assumed_above_counts_in_a_gap_of_ones_own(page: GapPage, qtbot: QtBot) -> None:
    """A tenth of 10,000 and 8 % of 0.2 BTC at 50,000: 8,200. How history reaches others is no matter here."""
    type_into(qtbot, page.fields["gap_haircut"].input, "10")
    type_into(qtbot, page.own.fields["gap_rate"].input, "8")
    qtbot.waitUntil(lambda: page.own.table.rowCount() == 1 and _texts(page.own.table)[0][4] == "8,200.00 USDT")
    assert not page.breadth.list.isEnabled()
    page.tabs.setCurrentIndex(0)
    assert page.breadth.list.isEnabled()


def test_every_scenario_names_its_source_in_words(page: GapPage) -> None:
    page.tabs.setCurrentIndex(2)
    text = page.view.toPlainText()
    assert "12 Mar 2020 Bitcoin halves" in text
    assert "research.ledgerprime.com" in text


def test_an_analogue_is_marked_in_the_table_and_named_beside_its_source(window: MainWindow, page: GapPage) -> None:
    """What is traded is ETH: the halving of BTC is like it, and all columns have room."""
    eth = linear_instrument(symbol="ETHUSDT", base_currency="ETH")
    venue = linear_venue(eth, id="binance_usdm")
    for edit in (edits.choose_instrument(venue, "ETHUSDT", Decimal(2000)), edits.move_stop(Decimal(1900))):
        window.workspace.document.apply(edit)
    page.resize(*WIDE)
    page.catch_up()
    page.tabs.setCurrentIndex(0)
    assert "Bitcoin halves (analogue)" in _names(page)
    assert not page.table.horizontalScrollBar().maximum()
    assert "Analogue, the same class: Bitcoin." in page.view.toPlainText()
    assert page.own.caption.text().startswith("Equity left after each gap")


def test_a_rise_of_more_than_the_whole_price_can_be_entered_against_a_short_alone(
    window: MainWindow, page: GapPage, qtbot: QtBot
) -> None:
    """111 % is what nickel rose in a day; against a long it is 99 % at most."""
    type_into(qtbot, page.own.fields["gap_rate"].input, "111")
    assert page.own.fields["gap_rate"].fault
    window.workspace.document.apply(edits.take_side(Side.SHORT))
    window.workspace.document.apply(edits.move_stop(Decimal(51_000)))
    page.catch_up()
    type_into(qtbot, page.own.fields["gap_rate"].input, "111")
    qtbot.waitUntil(lambda: page.own.table.rowCount() == 1 and _texts(page.own.table)[0][2] == "+111.0\u202f%")
    window.workspace.document.apply(edits.take_side(Side.LONG))
    page.catch_up()
    assert page.own.gap == Gap(Decimal("0.99"))
