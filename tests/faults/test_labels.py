"""Markup and commands in what a trader, a venue or a file calls things: shown as it is written, never followed."""

import re
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from planner.report.export import report_markdown, report_text
from planner.settings import Settings
from planner.storage.folders import Folders
from planner.storage.plan_files import save_plan
from planner.ui.main_window import MainWindow
from planner.ui.start import build_window
from tests.conftest import linear_instrument, linear_venue, make_draft, position
from tests.faults.conftest import Ledger
from tests.faults.ledger import Row
from tests.ui.conftest import Script

MARK = "zq7"
PAYLOADS = (
    f'<img src="file:///{MARK}">',
    f'<a href="file:///{MARK}">x</a>',
    f"<b>{MARK}</b>",
    f"<style>*{{x:url({MARK})}}</style>",
    f"\x1b[31m{MARK}",
    f"\u202e{MARK}",
)
_TAG = re.compile("<[a-z!]")
_opened: list[str] = []
_listens = [False]


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if _listens[0] and (event.startswith("socket.") or (event == "open" and MARK in str(arguments[0]))):
        _opened.append(f"{event} {arguments[0]}")


sys.addaudithook(_listen)


@pytest.fixture
def listening() -> Iterator[list[str]]:
    _opened.clear()
    _listens[0] = True
    yield _opened
    _listens[0] = False


def _followed(widget: QWidget) -> int:
    """Whether Qt would read markup that somebody else has written: in the text, or in the tooltip."""
    tip = widget.toolTip()
    wrong = MARK in tip and _TAG.search(tip) is not None and not tip.startswith("<span>")
    if isinstance(widget, QLabel):
        text, kind = widget.text(), widget.textFormat()
        is_rich = kind == Qt.TextFormat.RichText or (kind == Qt.TextFormat.AutoText and _TAG.search(text) is not None)
        wrong |= is_rich and MARK in text and "&lt;" not in text
    if isinstance(widget, QTextBrowser):
        wrong |= "<img" in widget.toHtml() or "file:///" in "".join(_links(widget))
    return int(wrong)


def _links(browser: QTextBrowser) -> Iterator[str]:
    block = browser.document().begin()
    while block.isValid():
        for each in block.textFormats():
            yield each.format.anchorHref()
        block = block.next()


def _window(tmp_path_folders: Folders, payload: str) -> MainWindow:
    """A symbol is a word of a few signs; a venue, an account, a note and a tag are whatever somebody writes."""
    venue = linear_venue(linear_instrument(), name=payload[:60])
    draft = make_draft(venue=venue, note=payload, positions=[position()], tags=(payload[:20],))
    plan = tmp_path_folders.config.parent / "a.plan.json"
    save_plan(plan, draft, replacing=None, overwrite=True)
    return build_window(plan, tmp_path_folders, Settings(), Script())


@pytest.mark.qt_log_level_fail("CRITICAL")
def test_names_and_notes_are_never_read_as_markup(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, ledger: Ledger, listening: list[str]
) -> None:
    looked = wrong = 0
    for number, payload in enumerate(PAYLOADS[:4]):
        home = tmp_path_factory.mktemp(str(number))
        window = _window(Folders(home / "config", home / "state"), payload)
        qtbot.addWidget(window)
        window.show()
        window.catch_up()
        window.asides.show_rules()
        window.asides.show_why("quantity")
        window.asides.show_history()
        QApplication.processEvents()
        widgets = [each for top in QApplication.topLevelWidgets() for each in (top, *top.findChildren(QWidget))]
        followed = [widget for widget in widgets if _followed(widget)]
        wrong += len(followed)
        looked += len(widgets)
        window.asides.close()
        window.close()
    assert _followed(QLabel(PAYLOADS[0])) == 1, "the control: a plain QLabel reads markup"
    ledger.enter(
        Row(id="H8", fault="markup in names, notes and tags: followed by a label, a tooltip or a page", runs=looked,
            violations=wrong + len(listening), control="a QLabel as it comes: reads it")
    )  # fmt: skip


def test_reports_hold_nothing_that_commands_a_terminal(ledger: Ledger) -> None:
    from planner.assess import assess  # noqa: PLC0415 - only here

    wrong = control = 0
    for payload in PAYLOADS[4:]:
        draft = make_draft(note=payload, tags=(payload[:20],))
        for write in (report_text, report_markdown):
            wrong += _commands(write(assess(draft)))
        control += _commands(f"{draft.plan.note}") > 0
    assert control > 0
    ledger.enter(
        Row(
            id="H8",
            fault="control characters in a report for a terminal",
            runs=2 * len(PAYLOADS[4:]),
            violations=wrong,
            control=f"the note as it is: {control} of {len(PAYLOADS[4:])}",
        )
    )


def _commands(said: str) -> int:
    """How many kinds of characters are in a text that command a terminal or turn its lines round."""
    return sum(character in said for character in "\x1b\u202e\u202d\u2066\x07\x00")
