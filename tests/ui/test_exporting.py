"""The plan as files: what a program that opens them finds in them."""

import csv
import io
import re
from base64 import b64decode
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from planner.domain.distances import Unit
from planner.report.export import report_markdown, report_of
from planner.report.levels import Beside
from planner.storage.scenario_files import shipped_scenarios
from planner.ui.exporting import chart_picture
from planner.ui.main_window import MainWindow
from planner.ui.panels.chart_model import chart_model
from planner.ui.theme import load_theme
from tests.ui.charts.builders import settle
from tests.ui.conftest import Script
from tests.ui.pdf_text import pdf_text


def _export(window: MainWindow, script: Script, path: Path) -> bytes:
    script.export_path = path
    window.menus.actions["export"].trigger()
    assert script.told == []
    return path.read_bytes()


def _letters(text: str) -> str:
    """The text without spaces, which a document sets as it likes."""
    return re.sub(r"\s", "", text)


def test_every_word_of_the_report_can_be_found_in_the_document(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    found = _letters(pdf_text(_export(window, script, tmp_path / "plan.pdf")))
    report = report_of(window.workspace.document.assessment, shipped_scenarios())
    assert _letters("Take 0.200 BTC. ") in found
    for title, rows in report.sections:
        assert _letters(title) in found
        for cell in (cell for row in rows for cell in row if len(cell) <= 24):
            assert _letters(cell) in found
    assert _letters(report.footnotes[-1]) in found


def test_the_document_bears_the_chart(window: MainWindow, script: Script, tmp_path: Path) -> None:
    data = _export(window, script, tmp_path / "plan.PDF")
    assert re.search(rb"/Subtype /Image\s+/Width 1920\s+/Height 1120", data)


def test_markdown_bears_the_chart_below_the_report(window: MainWindow, script: Script, tmp_path: Path) -> None:
    text = _export(window, script, tmp_path / "plan.md").decode()
    report, _, picture = text.partition("\n![chart](data:image/png;base64,")
    assert report == report_markdown(window.workspace.document.assessment, shipped_scenarios())
    shown = QImage.fromData(b64decode(picture.removesuffix(")\n")))
    assert (shown.width(), shown.height()) == (1920, 1120)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_chart_is_drawn_on_paper_whatever_the_window_wears(window: MainWindow, theme: str) -> None:
    window.menus.actions[theme].trigger()
    model = window.chart.model_of(window.workspace.document.assessment)
    picture = chart_picture(model, window.workspace.candles("BTCUSDT"))
    paper, stop = QColor(load_theme("light")["window"]), QColor(load_theme("light")["stop"])
    assert picture.pixelColor(2, 2) == paper
    colours = {picture.pixelColor(x, y).name() for x in range(0, 1920, 4) for y in range(0, 1120, 2)}
    assert stop.name() in colours


def test_the_chart_of_a_report_tells_what_the_windows_chart_tells(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    """Distances in ticks, the average true range and the last close of the shipped candles; amounts are not hidden."""
    window.ticket.stop.enter_in(Unit.TICKS)
    window.menus.actions["hide_money"].trigger()
    written = _export(window, script, tmp_path / "plan.md").decode()
    picture = QImage.fromData(b64decode(written.rpartition("base64,")[2].removesuffix(")\n")))
    workspace = window.workspace
    beside = Beside(Unit.TICKS, workspace.reference_atr("BTCUSDT"), Decimal("93381.0"))
    model, candles = chart_model(workspace.document.assessment, beside), workspace.candles("BTCUSDT")
    assert model.subtitle == "long · USDT · ATR 12,916.0"
    assert picture == chart_picture(model, candles).convertToFormat(picture.format())
    bare = chart_model(workspace.document.assessment)
    assert picture != chart_picture(bare, candles).convertToFormat(picture.format())


def test_the_picture_is_the_window_as_it_is_seen(window: MainWindow, script: Script, tmp_path: Path) -> None:
    settle()
    seen = window.grab().toImage()
    picture = QImage.fromData(_export(window, script, tmp_path / "plan.png"))
    assert picture == seen.convertToFormat(picture.format())


def test_the_table_holds_every_row_of_the_report(window: MainWindow, script: Script, tmp_path: Path) -> None:
    text = _export(window, script, tmp_path / "plan.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["Section", "Name", "Value", "To", "Unit", "Detail", "Unit of detail", "More", "Unit of more"]
    assert ["Plan", "Entry", "50000.0", "", "", "", "", "", ""] in rows
    assert len({len(row) for row in rows}) == 1


def test_a_figure_of_the_table_is_a_number_that_a_program_reads(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    text = _export(window, script, tmp_path / "plan.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    loss = next(row for row in rows if row["Name"] == "Loss at stop")
    quantity = next(row for row in rows if row["Name"] == "Quantity")
    assert (float(loss["Value"]) < 0, loss["Unit"]) == (True, "USDT")
    assert (quantity["Value"], quantity["Unit"]) == ("0.200", "BTC")


@pytest.mark.parametrize("name", ["plan", "plan."])
def test_a_name_without_an_ending_has_that_of_markdown(
    window: MainWindow, script: Script, tmp_path: Path, name: str
) -> None:
    said: list[str] = []
    window.workspace.said.connect(said.append)
    script.export_path = tmp_path / name
    window.menus.actions["export"].trigger()
    assert said == ["Wrote plan.md."]
    assert (tmp_path / "plan.md").read_bytes().startswith(b"# BTCUSDT long")
    assert not (tmp_path / name).exists()


def test_a_name_without_an_ending_takes_the_place_of_no_other_file(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    (tmp_path / "plan.md").write_text("mine", encoding="utf-8")
    script.export_path = tmp_path / "plan"
    window.menus.actions["export"].trigger()
    assert script.told == ["The report is not written: plan.md is there already."]
    assert (tmp_path / "plan.md").read_text(encoding="utf-8") == "mine"


def test_an_ending_that_no_report_has_is_refused_with_those_there_are(
    window: MainWindow, script: Script, tmp_path: Path
) -> None:
    script.export_path = tmp_path / "plan.docx"
    window.menus.actions["export"].trigger()
    why = "No report ends in .docx. Choose a name that ends in .pdf, .png, .csv, .md, .txt, .json."
    assert script.told == [f"The report is not written: {why}"]
    assert not script.export_path.exists()


@pytest.mark.parametrize("suffix", ["pdf", "png", "csv", "md"])
def test_what_cannot_be_written_is_told_and_leaves_nothing(
    window: MainWindow, script: Script, tmp_path: Path, suffix: str
) -> None:
    script.export_path = tmp_path / "none" / f"plan.{suffix}"
    window.menus.actions["export"].trigger()
    assert script.told[0].startswith("The report is not written: ")
    assert not (tmp_path / "none").exists()


def test_a_report_is_suggested_beside_its_plan(window: MainWindow, script: Script) -> None:
    window.menus.actions["export"].trigger()
    assert script.asked == ["export test.pdf"]


@pytest.mark.parametrize(("ending", "tells"), [("csv", True), ("pdf", True), ("md", True), ("png", False)])
def test_a_report_that_tells_hidden_amounts_says_so(
    window: MainWindow, script: Script, tmp_path: Path, ending: str, *, tells: bool
) -> None:
    said: list[str] = []
    window.workspace.said.connect(said.append)
    _export(window, script, tmp_path / f"open.{ending}")
    window.menus.actions["hide_money"].trigger()
    _export(window, script, tmp_path / f"hidden.{ending}")
    warning = " It tells amounts: they are hidden on screen alone." if tells else ""
    assert [text for text in said if text.startswith("Wrote")] == [
        f"Wrote open.{ending}.",
        f"Wrote hidden.{ending}.{warning}",
    ]
