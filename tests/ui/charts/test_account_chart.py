"""The balance of an account over time, as pixels."""

from itertools import pairwise
from time import process_time

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.ui.charts.account_chart import AccountChart, AccountPicture
from planner.ui.charts.colours import DARK

HOUR = 3_600.0
TIMES = np.array([0.0, 24 * HOUR, 48 * HOUR, 72 * HOUR])
BALANCE = np.array([10_000.0, 10_400.0, 9_800.0, 9_900.0])
PICTURE = AccountPicture(
    times=TIMES,
    balance=BALANCE,
    highest=np.maximum.accumulate(BALANCE),
    drawdown=np.array([0.0, 0.0, -5.77, -4.81]),
    names=("Balance", "Highest so far", "Drawdown, %", "Paused"),
)


@pytest.fixture
def chart(qtbot: QtBot) -> AccountChart:
    """A chart of 600 by 400 pixels that is shown."""
    made = AccountChart(DARK)
    qtbot.addWidget(made)
    made.setStyleSheet("font-size: 9.5pt")  # whatever an earlier window left to the application
    made.resize(600, 400)
    made.show()
    return made


def _painted(chart: AccountChart, picture: AccountPicture) -> QImage:
    chart.show_picture(picture, DARK)
    return chart.curves.grab().toImage()


def _rows(image: QImage, column: int, colour: str) -> list[int]:
    """The rows of a column of pixels that have a colour."""
    return [row for row in range(image.height()) if image.pixelColor(column, row).name() == colour]


def _columns(image: QImage, colour: str) -> list[int]:
    return [column for column in range(image.width()) if _rows(image, column, colour)]


def _axis(image: QImage, rows: range) -> int:
    """How many pixels right of the axis are written on."""
    line = _columns(image, DARK.border)[-1]
    seen = range(line + 1, image.width())
    return sum(image.pixelColor(x, y).name() != DARK.window for x in seen for y in rows)


def test_a_balance_stands_until_the_next_one(chart: AccountChart) -> None:
    image = _painted(chart, PICTURE)
    seen = _columns(image, DARK.equity)
    day = (seen[-1] - seen[0]) / 3
    heights = [_rows(image, round(seen[0] + day * (number + 0.5)), DARK.equity) for number in range(3)]
    assert all(len(rows) == 1 for rows in heights)
    first, second, third = (rows[0] for rows in heights)
    assert second < first < third
    assert (third - first) / (first - second) == pytest.approx(0.5, abs=0.02)


def test_the_drawdown_is_filled_below_nothing(chart: AccountChart) -> None:
    image = _painted(chart, PICTURE)
    falls = _columns(image, DARK.danger)
    balances = _columns(image, DARK.equity)
    assert (falls[0], falls[-1]) == (balances[0], balances[-1])
    deepest = [max(_rows(image, column, DARK.danger)) for column in (falls[0] + 5, falls[-1] - 5)]
    assert deepest[0] < deepest[1]


def test_of_many_moments_in_one_column_the_lowest_and_the_highest_are_seen(chart: AccountChart) -> None:
    count = 50_000
    wild = np.full(count, 10_000.0)
    wild[20_000], wild[30_000] = 9_000.0, 11_000.0
    many = replace(
        PICTURE,
        times=np.arange(count) * HOUR,
        balance=wild,
        highest=np.maximum.accumulate(wild),
        drawdown=np.zeros(count),
    )
    image = _painted(chart, many)
    rows = sorted({row for column in _columns(image, DARK.equity) for row in _rows(image, column, DARK.equity)})
    alone = _painted(chart, replace(many, balance=np.array([9_000.0, 11_000.0]), times=many.times[[0, -1]],
                                    highest=np.array([9_000.0, 11_000.0]), drawdown=np.zeros(2)))  # fmt: skip
    expected = {row for column in _columns(alone, DARK.equity) for row in _rows(alone, column, DARK.equity)}
    assert (rows[0], rows[-1]) == (min(expected), max(expected))


def test_a_pause_is_shaded_from_its_beginning_to_its_end(chart: AccountChart) -> None:
    plain = _painted(chart, PICTURE)
    paused = _painted(chart, replace(PICTURE, pauses=np.array([(24 * HOUR, 48 * HOUR)])))
    row = 3
    shaded = [x for x in range(plain.width()) if plain.pixelColor(x, row) != paused.pixelColor(x, row)]
    seen = _columns(plain, DARK.equity)
    day = (seen[-1] - seen[0]) / 3
    assert shaded[0] == pytest.approx(seen[0] + day, abs=2)
    assert shaded[-1] == pytest.approx(seen[0] + 2 * day, abs=2)
    assert all(after == before + 1 for before, after in pairwise(shaded))
    assert [curve.name for curve in chart.legend.curves] == ["Balance", "Highest so far", "Paused"]


def test_pauses_that_touch_are_shaded_as_one(chart: AccountChart) -> None:
    starts = np.linspace(0, 48 * HOUR, 21)
    one = replace(PICTURE, pauses=np.array([(0.0, 48 * HOUR)]))
    many = _painted(chart, replace(PICTURE, pauses=np.column_stack((starts[:-1], starts[1:]))[::-1]))
    assert many == _painted(chart, one)


def test_a_hundred_thousand_moments_of_a_wild_account_are_painted_in_no_time(chart: AccountChart) -> None:
    count = 100_000
    turns, starts = np.arange(count), np.arange(count // 2) * 2 * HOUR
    wild = replace(
        PICTURE,
        times=turns * HOUR,
        balance=10_000.0 + 1_000 * (turns % 2),
        highest=np.full(count, 11_000.0),
        drawdown=-9.0 * (1 - turns % 2),
        pauses=np.column_stack((starts, starts + HOUR)),
    )
    chart.resize(1_400, 800)
    _painted(chart, wild)
    before = process_time()
    chart.curves.grab()
    assert process_time() - before < 0.5  # one polygon of all steps, and each pause for itself: two seconds


def test_hidden_amounts_are_on_no_axis(chart: AccountChart) -> None:
    shown, hidden = _painted(chart, PICTURE), _painted(chart, replace(PICTURE, hides_amounts=True))
    half = range(shown.height() // 2)
    assert _axis(shown, half) > 0
    assert _axis(hidden, half) == 0


@pytest.mark.parametrize("height", [150, 251, 300, 600])
def test_a_part_of_any_height_has_numbers_at_its_side(chart: AccountChart, height: int) -> None:
    chart.resize(600, height + chart.legend.height())
    QApplication.processEvents()
    image = _painted(chart, replace(PICTURE, drawdown=np.array([0.0, -1.0, -10.3, -6.0])))
    assert _axis(image, range(height // 2)) > 0
    if height > 150:
        assert _axis(image, range(height * 2 // 3, height - 24)) > 0


def test_a_drawdown_is_never_above_nothing(chart: AccountChart) -> None:
    rich = replace(PICTURE, drawdown=np.zeros(len(TIMES)))
    chart.resize(600, 700)
    QApplication.processEvents()
    image = _painted(chart, rich)
    (nothing,) = _rows(image, image.width() // 3, DARK.danger)
    assert _axis(image, range(nothing - 9, nothing + 9)) > 0
    assert _axis(image, range(image.height() * 3 // 4, nothing - 9)) == 0


def test_how_long_a_hidden_amount_is_cannot_be_seen(chart: AccountChart) -> None:
    pictures = []
    for times in (1.0, 1e6):
        more = replace(PICTURE, balance=BALANCE * times, highest=PICTURE.highest * times, hides_amounts=True)
        pictures.append(_painted(chart, more))
    assert pictures[0] == pictures[1]


def test_nothing_yet_is_an_empty_ground(chart: AccountChart) -> None:
    image = _painted(chart, AccountPicture())
    assert {image.pixelColor(x, 50).name() for x in range(image.width())} == {DARK.window}


def test_one_moment_alone_is_drawn(chart: AccountChart) -> None:
    one = replace(PICTURE, times=TIMES[:1], balance=BALANCE[:1], highest=BALANCE[:1], drawdown=np.zeros(1))
    assert not _painted(chart, one).isNull()


def test_a_screen_reader_is_told_what_it_shows(chart: AccountChart) -> None:
    _painted(chart, PICTURE)
    assert chart.accessibleName() == "Balance, Drawdown, %"
