"""The plan as a file to keep or to pass on: a report with its chart, a table, a picture of the window.

Pictures are taken where widgets live; everything else is made and written off the window's thread.
"""

from base64 import b64encode
from collections.abc import Callable
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from planner.assess import Assessment
from planner.domain.fault import FaultError, shown
from planner.market.candles import Candles
from planner.report.export import report_json, report_markdown, report_of, report_text
from planner.report.export_document import report_html, report_rows
from planner.report.sentences import fault_sentence
from planner.settings import Appearance, Palette, Theme
from planner.simulation.scenario import Scenario
from planner.storage.atomic import write_file
from planner.storage.book_csv.cells import guarded_csv
from planner.storage.file_faults import file_facts
from planner.storage.scenario_files import known_scenarios
from planner.ui.background import in_background
from planner.ui.charts.model import ChartModel
from planner.ui.charts.price_chart import PriceChart
from planner.ui.dialogs.dialogs import EXPORTS
from planner.ui.files import suggested
from planner.ui.panels.chart_panel import NO_CANDLES, chart_colours
from planner.ui.printing import TEXT_WIDTH, pdf_bytes, png_bytes
from planner.ui.theme import palette_of, theme_for
from planner.ui.workspace import Workspace
from planner.words import translated

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow

MARKDOWN = ".md"
CHART = "chart"
CHART_SIZE = (960, 560)
"""The chart of a document in pixels before it is fitted to the page."""
SHARPER = 2
"""Pixels of the picture for each of the chart."""

Scenarios = tuple[Scenario, ...]
_WRITERS: dict[str, Callable[[Assessment, Scenarios], bytes]] = {
    ".txt": lambda assessment, scenarios: report_text(assessment, scenarios).encode(),
    ".json": lambda assessment, scenarios: report_json(assessment, scenarios).encode(),
    ".csv": lambda assessment, scenarios: guarded_csv(report_rows(report_of(assessment, scenarios))),
}


def export_plan(workspace: Workspace, window: "MainWindow") -> None:
    """Ask for a file and write the plan as its name says."""
    if workspace.refuses(translated("The report is not written")):
        return
    document = workspace.document
    path = workspace.dialogs.ask_export_path(suggested(document, ".pdf"))
    if path is None:
        return
    try:
        path = _told_apart(path)
        made = _made(path.suffix.lower(), workspace, window)
        in_background(lambda: write_file(path, made()))
    except FaultError as error:
        workspace.dialogs.tell(translated("The report is not written"), fault_sentence(error.fault))
    else:
        workspace.said.emit(_done(path, hides_money=workspace.settings.appearance.hide_money))


def _told_apart(path: Path) -> Path:
    """A name with an ending that says what is in the file: that of Markdown where it has none, over no other file."""
    if path.suffix.lower() in EXPORTS:
        return path
    if path.suffix:
        raise FaultError("report_name", ending=shown(path.suffix), endings=", ".join(EXPORTS))
    named = path.with_name(f"{path.name.rstrip('.')}{MARKDOWN}")
    if lexists(named):
        raise FaultError("already_exists", **file_facts(named))
    return named


def _done(path: Path, *, hides_money: bool) -> str:
    """What was written; a picture of the window shows amounts as the window does."""
    is_told = hides_money and path.suffix.lower() != ".png"
    return translated(
        "Wrote {name}. It tells amounts: they are hidden on screen alone." if is_told else "Wrote {name}.",
        name=shown(path.name),
    )


def _made(suffix: str, workspace: Workspace, window: "MainWindow") -> Callable[[], bytes]:
    """What makes the content of a file, away from the window: what it needs of the window is taken at once."""
    assessment, folder = workspace.document.assessment, workspace.folders.scenarios
    if suffix == ".png":
        picture = window.grab().toImage()
        return lambda: png_bytes(picture)
    write = _WRITERS.get(suffix)
    if write is not None:
        return lambda: write(assessment, _scenarios(folder))
    candles = workspace.candles(assessment.draft.plan.instrument)
    chart = chart_picture(window.chart.model_of(assessment), candles, workspace.settings.appearance.palette)
    if suffix == ".pdf":
        family = QApplication.font().family()
        return lambda: pdf_bytes(_markup(assessment, _scenarios(folder)), {CHART: chart}, family)
    return lambda: _markdown(assessment, _scenarios(folder), chart)


def _scenarios(folder: Path) -> Scenarios:
    """All scenarios as they lie there now; what is wrong with one is told where they are shown."""
    return known_scenarios(folder)[0]


def _markdown(assessment: Assessment, scenarios: Scenarios, chart: QImage) -> bytes:
    """The report with its chart in the same file, below all that is read as text."""
    picture = b64encode(png_bytes(chart)).decode()
    return f"{report_markdown(assessment, scenarios)}\n![{CHART}](data:image/png;base64,{picture})\n".encode()


def _markup(assessment: Assessment, scenarios: Scenarios) -> str:
    return report_html(report_of(assessment, scenarios), CHART, TEXT_WIDTH)


def chart_picture(model: ChartModel, candles: Candles | None, palette: Palette = Palette.USUAL) -> QImage:
    """A chart as it is printed: on white paper, fitted to the trade, wherever the window looks."""
    paper = theme_for(Appearance(theme=Theme.LIGHT, palette=palette))
    chart = PriceChart(translated(NO_CANDLES), chart_colours(paper))
    chart.setPalette(palette_of(paper))
    chart.resize(*CHART_SIZE)
    chart.set_candles(candles)
    chart.show_model(model, reset_view=True)
    chart.grab()  # lays it out
    chart.fit()
    picture = QImage(chart.size() * SHARPER, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(SHARPER)
    chart.render(picture)
    chart.deleteLater()
    return picture
