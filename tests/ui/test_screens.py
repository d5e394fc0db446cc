"""Every state of the window as a picture for people to look at, and as geometry for this test."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from planner.domain import edits, ladder_edits
from planner.domain.stop_rule_edits import set_trailing
from planner.domain.stop_rules import TrailingRule
from planner.settings import Appearance, Settings, Theme
from planner.storage.folders import HOME_VARIABLE, Folders
from planner.storage.resources import RESOURCES, resource
from planner.ui.main_window import MainWindow
from planner.ui.start import take_picture
from planner.ui.widgets.choice import WideList
from planner.ui.widgets.elided_label import ElidedLabel
from planner.ui.widgets.step_line import StepLine
from tests.ui.charts.builders import settle
from tests.ui.screen import SIZES, field, shown_window, type_into

PICTURES = RESOURCES.parent / "build" / "screens"
QUICKLY = 80
"""Quality of a PNG: it is compressed, but not for long."""
EXAMPLES = (
    "eurusd-pullback",
    "btc-breakout",
    "btc-too-far-stop",
    "cross-book",
    "futures-es",
    "inverse-btc",
    "stock-margin",
    "spot-margin",
    "crypto-loan",
    "cash",
)


def keep_picture(seen: QWidget, name: str) -> None:
    """Save what is seen for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert seen.grab().save(str(PICTURES / f"{name}.png"), "PNG", QUICKLY)


def clipped(window: QWidget) -> list[str]:
    """Texts that do not fit where they stand."""
    found = []
    labels: list[QLabel | QPushButton] = [*window.findChildren(QLabel), *window.findChildren(QPushButton)]
    for label in labels:
        text = label.text()
        if text and label.isVisible() and isinstance(label, QLabel) and label.wordWrap():
            found += _low(label)
        gives_way = isinstance(label, ElidedLabel) or (isinstance(label, QLabel) and label.wordWrap())
        if not text or not label.isVisible() or gives_way:
            continue
        lines = text.splitlines()
        needed = max(label.fontMetrics().horizontalAdvance(line) for line in lines)
        if needed > label.width() + 1:
            found.append(f"{text!r} needs {needed}, has {label.width()}")
        if len(lines) * label.fontMetrics().height() > label.height() + 2:
            found.append(
                f"{text!r} needs a height of {len(lines) * label.fontMetrics().height()}, has {label.height()}"
            )
    return [*found, *_squeezed(window), *_untold(window), *_cut_lists(window), *_cut_sideways(window)]


def _cut_sideways(window: QWidget) -> list[str]:
    """What is wider than the area it stands in, which cannot be scrolled to it."""
    found = []
    for area in window.findChildren(QAbstractScrollArea):
        bar = area.horizontalScrollBarPolicy()
        if not area.isVisible() or bar != Qt.ScrollBarPolicy.ScrollBarAlwaysOff or isinstance(area, QGraphicsView):
            continue
        content = area.widget() if isinstance(area, QScrollArea) else None
        wide = content.width() if content is not None else 0
        wide = area.horizontalHeader().length() if isinstance(area, QTableView) else wide
        if wide > area.viewport().width():
            found.append(f"{type(area).__name__} holds {wide}, shows {area.viewport().width()}")
    return found


def _cut_lists(window: QWidget) -> list[str]:
    """Lists whose entry is cut in the middle of a letter, or not told in full where the mouse rests on it."""
    seen = [box for box in window.findChildren(WideList) if box.isVisible()]
    cut = [box for box in seen if box.shown_text != box.currentText()]
    wide = [box for box in seen if box.fontMetrics().horizontalAdvance(box.shown_text) > box.width() - 20]
    return [box.currentText() for box in cut if box.currentText() not in _told_at(box)] + [b.shown_text for b in wide]


def _low(label: QLabel) -> list[str]:
    """Flowing text that is lower than its lines, or has a word wider than they are."""
    needed = _flowing_height(label)
    widest = max(label.fontMetrics().horizontalAdvance(word) for word in label.text().split())
    return [f"{label.text()!r} has no room"] if needed > label.height() + 1 or widest > label.width() + 1 else []


def _flowing_height(label: QLabel) -> int:
    room, flags = QRect(0, 0, label.width(), 10_000), Qt.TextFlag.TextWordWrap
    return label.fontMetrics().boundingRect(room, flags, label.text()).height()


def _untold(window: QWidget) -> list[str]:
    """Texts cut in the middle of a number, or that are not told in full where the mouse rests on them."""
    cut = [
        label
        for label in window.findChildren(ElidedLabel)
        if label.isVisible() and label.width() and label.shown_text() not in {label.text(), label.short}
    ]
    split = [f"{label.shown_text()!r} cuts a number" for label in cut if _is_split(label.shown_text(), label.text())]
    return split + [f"{label.text()!r} is not told" for label in cut if label.text() not in _told_at(label)]


def _is_split(shown: str, text: str) -> bool:
    kept = len(shown) - 1
    return shown.endswith("…") and text[kept].isdigit() and text[kept - 1] in "0123456789.,"


def _told_at(label: QWidget) -> str:
    """What is said where the mouse rests on a label, or on what it lets the mouse through to."""
    around = label.parentWidget()
    if around is not None and label.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
        return _told_at(around)
    spot = label.rect().center()
    QToolTip.hideText()
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, spot, label.mapToGlobal(spot)))
    return QToolTip.text()


def _squeezed(window: QWidget) -> list[str]:
    """Fields lower than a line of their text."""
    fields = [field for field in window.findChildren(QLineEdit) if field.isVisible()]
    return [f"{f.accessibleName()!r} is {f.height()} high" for f in fields if f.height() < f.fontMetrics().height() + 4]


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_text_is_clipped_in_any_size(qtbot: QtBot, folders: Folders, example: str, theme: Theme) -> None:
    window = shown_window(qtbot, example, folders, theme, SIZES["small"])
    for name, size in SIZES.items():
        window.resize(size)
        settle()
        keep_picture(window, f"{example}-{theme}-{name}")
        assert window.size() == size
        assert window.outer.verticalScrollBar().maximum() == window.outer.horizontalScrollBar().maximum() == 0
        assert clipped(window) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_shows_what_the_window_shows(
    qtbot: QtBot, folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    window = shown_window(qtbot, "cross-book", folders, Theme.LIGHT, SIZES[size])
    settle()
    settle()
    seen = window.grab().toImage()
    shown = SIZES[size].width(), SIZES[size].height()
    take_picture(resource("examples", "cross-book.plan.json"), tmp_path / "x.png", shown, "light")
    taken = QImage(str(tmp_path / "x.png"))
    assert taken == seen.convertToFormat(taken.format())


@pytest.mark.parametrize("example", ["cross-book", "eurusd-pullback", "cash"])
def test_text_twice_as_large_is_not_cut(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES["small"], scale=2.0)
    for name, size in SIZES.items():
        window.resize(size)
        settle()
        keep_picture(window, f"{example}-large-text-{name}")
        assert window.size() == size
        assert clipped(window) == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_plan_with_entries_and_rules_of_the_stop_is_read_whole(
    qtbot: QtBot, folders: Folders, example: str, scale: float
) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES["usual"], scale=scale)
    for edit in (ladder_edits.add_rung(), ladder_edits.add_rung(), set_trailing(TrailingRule())):
        window.workspace.document.apply(edit)
    for name, size in SIZES.items():
        window.resize(size)
        window.cards.catch_up()
        for _ in range(3):
            settle()  # text that flows makes room in more than one pass
        keep_picture(window, f"{example}-entries-{scale}-{name}")
        assert clipped(window) == []
        for chip in window.header.chips:
            assert chip.label.shown_text() in {chip.label.text(), chip.label.short}
        for line in window.ticket.findChildren(StepLine):
            assert all(_flowing_height(part) <= part.height() + 1 for part in (line.head, line.below))


@pytest.mark.parametrize(
    ("scale", "size"),
    [(2.0, SIZES["small"]), (1.4, SIZES["small"]), (2.0, SIZES["usual"]), (1.0, QSize(800, 540))],
)
@pytest.mark.parametrize("example", ["cross-book", "futures-es", "eurusd-pullback"])
def test_where_room_is_short_panels_stand_behind_one_another_and_nothing_scrolls_away(
    qtbot: QtBot, folders: Folders, example: str, scale: float, size: QSize
) -> None:
    window = shown_window(qtbot, example, folders, Theme.DARK, size, scale=scale)
    seen = window.outer.viewport().rect()
    for key, dock in window.desk.docks.items():
        window.desk.bring(key)
        for _ in range(3):
            QApplication.processEvents()
        assert window.grab().save(str(PICTURES / f"{example}-{scale}-{size.width()}-{key}.png"))
        assert window.size() == size
        assert window.outer.verticalScrollBar().maximum() == window.outer.horizontalScrollBar().maximum() == 0
        for part in (window.verdict, window.chart, dock):
            assert not part.visibleRegion().isEmpty()
            assert seen.contains(part.mapTo(window.outer.viewport(), part.rect().center()))
        assert window.chart.height() >= 220
        assert clipped(window) == []
    assert all(not field.isHidden() for field in window.summary.figures.values() if field.isVisibleTo(window.summary))
    assert window.summary.isVisibleTo(window.desk)


def test_panels_stand_as_they_did_once_there_is_room_again(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "cross-book", folders, Theme.LIGHT, SIZES["usual"])
    before = {key: window.desk.dockWidgetArea(dock) for key, dock in window.desk.docks.items()}
    window.resize(700, 500)
    QApplication.processEvents()
    assert window.desk.tabifiedDockWidgets(window.desk.docks["ticket"])
    window.desk.take_layout(window.desk.layout_kept())
    assert window.desk.tabifiedDockWidgets(window.desk.docks["ticket"]), "there is no more room than before"
    window.resize(SIZES["usual"])
    for _ in range(3):
        QApplication.processEvents()
    assert not window.desk.tabifiedDockWidgets(window.desk.docks["ticket"])
    assert {key: window.desk.dockWidgetArea(dock) for key, dock in window.desk.docks.items()} == before
    assert all(dock.isVisible() for dock in window.desk.docks.values())
    assert window.summary.parentWidget() is window.desk.centre
    assert window.header.rules.isVisible()
    assert clipped(window) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_asked_is_read_on_every_card_of_a_small_window(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = shown_window(qtbot, example, folders, Theme.DARK, SIZES["small"])
    window.cards.catch_up()
    QApplication.processEvents()
    for card in window.cards.cards.values():
        assert card.title.shown_text() == card.title.text()
        assert card.headline.shown_text() == card.headline.text()


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_card_of_large_text_tells_its_number_before_it_is_cut(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = shown_window(qtbot, example, folders, Theme.DARK, SIZES["usual"], scale=2.0)
    window.cards.catch_up()
    QApplication.processEvents()
    for number, card in enumerate(window.cards.cards.values(), 1):
        assert card.title.shown_text() in {str(number), card.title.text()}
        assert card.headline.shown_text() == card.headline.text()


@pytest.mark.parametrize("example", ["cross-book", "inverse-btc", "stock-margin", "spot-margin", "crypto-loan"])
def test_what_is_unfolded_is_not_cut(qtbot: QtBot, folders: Folders, example: str) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES["small"])
    window.portfolio.table.selectRow(0)
    window.portfolio.liquidation.toggle.setChecked(True)
    for _ in range(3):
        QApplication.processEvents()
    keep_picture(window, f"{example}-unfolded")
    assert clipped(window) == []


def test_bad_input_is_legible(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.DARK, SIZES["small"])
    type_into(qtbot, field(window, "stop_price").input, "8x")
    window.workspace.document.apply(edits.set_account("name", "An account with a rather long name of its own"))
    for _ in range(3):
        QApplication.processEvents()  # a sentence below a field makes room in more than one pass
    keep_picture(window, "bad-input")
    message = field(window, "stop_price").message
    assert message.height() >= message.heightForWidth(message.width())
    assert clipped(window) == []


def test_large_amounts_fit(window: MainWindow) -> None:
    window.resize(SIZES["small"])
    window.workspace.document.apply(edits.set_account("wallet_balance", Decimal("987654321.12")))
    QApplication.processEvents()
    assert clipped(window) == []


def test_text_a_third_larger_is_not_cut(qtbot: QtBot, folders: Folders) -> None:
    window = shown_window(qtbot, "btc-breakout", folders, Theme.LIGHT, SIZES["usual"])
    window.workspace.change_settings(Settings(appearance=Appearance(theme=Theme.LIGHT, text_scale=1.3)))
    qtbot.waitUntil(lambda: window.sides[1].width() >= window.portfolio.minimumSizeHint().width())
    for _ in range(3):
        QApplication.processEvents()
    assert clipped(window) == []
    for side, content in zip(window.sides, (window.ticket, window.portfolio), strict=True):
        assert content.width() <= side.viewport().width()
    table = window.portfolio.table
    assert table.rowHeight(0) >= 2 * table.fontMetrics().lineSpacing()
    assert field(window, "holding_days").unit.width() >= field(window, "holding_days").unit.sizeHint().width()


@pytest.mark.parametrize(("scale", "size"), [(1.2, "small"), (1.6, "usual"), (2.0, "usual"), (2.0, "large")])
@pytest.mark.parametrize("example", ["eurusd-pullback", "cross-book", "futures-es", "crypto-loan"])
def test_large_text_is_not_clipped(qtbot: QtBot, folders: Folders, example: str, scale: float, size: str) -> None:
    window = shown_window(qtbot, example, folders, Theme.LIGHT, SIZES[size], scale=scale)
    for _ in range(3):
        QApplication.processEvents()
    keep_picture(window, f"{example}-{scale}-{size}")
    assert clipped(window) == []
    assert window.width() == SIZES[size].width()
    assert window.height() == SIZES[size].height() or size == "small"
    for side, content in zip(window.sides, (window.ticket, window.portfolio), strict=True):
        assert content.width() <= side.viewport().width()
