from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.report.levels import LevelKind
from planner.ui.charts.colours import DARK
from planner.ui.charts.lettering import Lettering
from planner.ui.charts.level_layout import LEADER, MARK, PAD, PlacedLevel, Text, lay_out, tag_names, tag_width
from planner.ui.charts.levels import LevelStyle, _paint_note
from planner.ui.charts.notes import place_notes
from planner.ui.charts.plane import Plane
from planner.ui.charts.tags import rows_of, spread
from tests.ui.charts.builders import LIQUIDATION, STOP, shown_chart

pixels = st.floats(-2_000, 2_000, allow_nan=False)


@given(st.lists(pixels, max_size=14), st.integers(8, 30))
def test_tags_never_overlap_and_keep_their_order(wanted: list[float], size: int) -> None:
    placed = spread(wanted, size, 10, 590)
    assert all(right - left >= size for left, right in pairwise(sorted(placed)))
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    assert [placed[index] for index in order] == sorted(placed)


@given(st.lists(pixels, max_size=14))
def test_tags_stay_in_view_where_there_is_room(wanted: list[float]) -> None:
    assert all(10 <= middle <= 590 for middle in spread(wanted, 20, 10, 590))


def test_a_note_right_below_another_is_not_left_out_for_want_of_a_digit() -> None:
    lines = [8.563044558866702, 18.129915120793658]  # the second can go 20 below where the first one ends, no nearer
    assert None not in place_notes(lines, lines, 20, 80)


def test_tags_with_room_stand_at_their_price() -> None:
    assert spread([300, 100, 200], 20, 10, 590) == (300, 100, 200)


def test_two_tags_at_one_price_part_evenly() -> None:
    assert spread([100, 100], 20, 10, 590) == (90, 110)


def test_a_crowd_at_the_edge_stacks_from_it() -> None:
    assert spread([-5_000, 0, 5], 20, 10, 590) == (10, 30, 50)


@given(st.lists(st.integers(0, 500), max_size=12, unique=True))
def test_notes_never_overlap_one_another_or_a_line(lines: list[int]) -> None:
    tops = [top for top in place_notes(lines, lines, 14, 500) if top is not None]
    assert all(lower - upper >= 14 for upper, lower in pairwise(sorted(tops)))
    assert not any(top < line < top + 14 for top in tops for line in lines)


@given(st.lists(st.floats(-50, 550, allow_nan=False), max_size=12), st.lists(st.floats(0, 500), max_size=4))
def test_notes_stand_in_the_order_of_their_lines(wanted: list[float], others: list[float]) -> None:
    tops = place_notes(wanted, [*wanted, *others], 14, 500)
    placed = [top for _, top in sorted(zip(wanted, tops, strict=True), key=lambda pair: pair[0]) if top is not None]
    assert all(lower - upper >= 14 - 1e-5 for upper, lower in pairwise(placed))
    assert all(0 <= top <= 486 for top in placed)


@given(st.lists(st.floats(20, 480, allow_nan=False), min_size=1, max_size=10))
def test_the_note_that_matters_most_is_placed_whenever_it_could_stand_alone(wanted: list[float]) -> None:
    alone = place_notes(wanted[:1], wanted, 14, 500)[0]
    assert (place_notes(wanted, wanted, 14, 500)[0] is None) is (alone is None)


def test_notes_of_lines_a_pixel_apart_part_to_both_sides_in_order() -> None:
    liquidation, call = place_notes([301, 300], [301, 300], 14, 500)
    assert (call, liquidation) == (285, 304)


def test_three_notes_at_lines_too_close_stack_in_order() -> None:
    assert place_notes([300, 300, 300], [300], 14, 500) == (271, 285, 303)
    assert place_notes([300, 301, 302], [300, 301, 302], 14, 500) == (271, 286, 305)


def test_a_note_stands_above_its_line_or_else_below() -> None:
    above, below = place_notes([100, 108], [100, 108], 14, 500)
    assert above == 85
    assert below == 111


def test_a_note_without_a_place_is_dropped() -> None:
    assert place_notes([10, 10, 10], [10], 14, 30) == (13, None, None)


def test_a_note_is_cut_between_its_parts_and_left_out_where_little_of_it_fits(qapp: QApplication) -> None:
    lettering = Lettering(qapp.font())
    text = "+3.14 R · +154.51 USDT · 50 % of it"
    assert lettering.cut_between(text, 1000) == text
    assert lettering.cut_between(text, lettering.width(text) - 1) == "+3.14 R · +154.51 USDT"
    assert lettering.cut_between(text, lettering.width("+3.14 R") + 1) == "+3.14 R"
    assert lettering.cut_between(text, lettering.width("+3.1")).endswith("…")
    assert lettering.cut_between(text, lettering.width("+")) == ""


def test_of_a_note_that_begins_with_a_name_more_than_the_name_is_shown_or_nothing(qapp: QApplication) -> None:
    lettering = Lettering(qapp.font())
    text = "Entry · 0.28 lot · 1,147.07 USD"
    assert lettering.cut_between(text, lettering.width(text) - 1, 2) == "Entry · 0.28 lot"
    assert lettering.cut_between(text, lettering.width("Entry · 0.28 lot") - 1, 2) == ""


def test_tags_wear_short_names_together_where_one_name_has_no_room() -> None:
    levels = [replace(each, short=each.key[:2]) for each in (STOP, LIQUIDATION)]
    assert tag_names(levels, 1000.0, len)[0] == ["Stop", "Liquidation"]
    assert tag_names(levels, 80.0, len)[0] == ["st", "li"]
    assert tag_width(levels, 80.0, len) == 46  # two letters, eight digits and signs, an arrow and three gaps


@pytest.mark.parametrize("letter", [7.0, 7.1, 7.49, 7.5])
def test_the_longest_name_stands_whole_beside_its_price_and_an_arrow(letter: float) -> None:
    levels = [replace(STOP, price=Decimal(price)) for price in (50, 100, 150)]
    layout = lay_out(levels, (), Plane(900.0, 600.0, 0.0, 100.0, 80, 120), lambda text: letter * len(text), 14.0)
    assert [placed.beyond for placed in layout.levels] == [1, 0, -1]
    for placed in layout.levels:
        needed = letter * len(f"{placed.name}{placed.level.price_text}")
        assert placed.tag.width() >= needed + MARK + 3 * PAD
        assert placed.tag.width() < needed + MARK + 3 * PAD + 1


def test_a_tag_hides_the_lines_behind_it_from_the_mouse_also_where_it_cannot_be_dragged_itself() -> None:
    kinds = {"close": LevelKind.MARK, "average": LevelKind.AVERAGE, "entry": LevelKind.ENTRY, "stop": LevelKind.STOP}
    levels = [
        replace(STOP, key=key, kind=kind, price=Decimal(100), draggable=key in {"entry", "stop"})
        for key, kind in kinds.items()
    ]
    layout = lay_out(levels, (), Plane(900.0, 600.0, 0.0, 100.0, 80, 120), lambda text: 7.0 * len(text), 14.0)
    for placed in layout.levels:
        for height in range(int(placed.tag.height())):
            point = placed.tag.topLeft() + QPointF(5, height)
            assert layout.at(point) is placed
            assert layout.draggable_at(point) is (placed if placed.level.draggable else None)
    beside = layout.draggable_at(QPointF(5, layout.levels[0].line))
    assert beside is not None
    assert beside.level.key in {"entry", "stop"}


def test_the_note_of_the_stop_goes_before_those_of_further_entries() -> None:
    kinds = (("entry", LevelKind.ENTRY, 101), ("ladder.0", LevelKind.ENTRY, 100.2), ("stop", LevelKind.STOP, 100))
    levels = [replace(STOP, key=key, kind=kind, price=Decimal(str(at)), note=key) for key, kind, at in kinds]
    layout = lay_out(levels, (), Plane(900.0, 600.0, 0.0, 100.0, 99.5, 101.5), lambda text: 7.0 * len(text), 14.0)
    assert [placed.level.key for placed in layout.by_importance()] == ["entry", "stop", "ladder.0"]


_KINDS = st.sampled_from([LevelKind.ENTRY, LevelKind.STOP, LevelKind.MARGIN_CALL, LevelKind.LIQUIDATION])
_NEAR = st.lists(st.tuples(st.decimals(90, 110, places=2), _KINDS), max_size=10)


@given(_NEAR, st.floats(0.01, 40, allow_nan=False))
def test_tags_and_notes_of_levels_keep_the_order_of_their_prices(
    found: list[tuple[Decimal, LevelKind]], span: float
) -> None:
    levels = [
        replace(STOP, key=str(index), kind=kind, price=price, note=f"note {index}", label=f"level {index}")
        for index, (price, kind) in enumerate(found)
    ]
    plane = Plane(900.0, 600.0, 0.0, 100.0, 100 - span / 2, 100 + span / 2)
    layout = lay_out(levels, (), plane, lambda text: 7.0 * len(text), 14.0)
    placed = sorted(layout.levels, key=lambda each: each.level.price, reverse=True)
    assert all(upper.tag.bottom() <= lower.tag.top() for upper, lower in pairwise(_apart(placed)))
    tops = {note.text.rpartition("note ")[2]: note.area.top() for note in layout.notes}
    noted = [each for each in _apart(placed) if each.level.key in tops]
    assert all(tops[upper.level.key] < tops[lower.level.key] for upper, lower in pairwise(noted))


def test_a_note_as_near_to_another_line_says_whose_it_is() -> None:
    plane = Plane(900.0, 600.0, 0.0, 100.0, 80, 120)
    prices = {"entry": "100", "close": "99.9", "stop": "90"}
    levels = [
        replace(STOP, key=name, price=Decimal(price), note=f"of {name}", label=name.title())
        for name, price in prices.items()
    ]
    layout = lay_out(levels, (), plane, lambda text: 7.0 * len(text), 14.0)
    found = {note.text: note.least for note in layout.notes}
    assert found == {"Entry · of entry": 2, "Close · of close": 2, "of stop": 1}


def test_how_far_a_level_out_of_view_is_narrows_the_notes_beside_it_alone_and_covers_no_leader() -> None:
    plane = Plane(900.0, 600.0, 0.0, 100.0, 80, 120)
    prices = {"far": "20", "low": "80.9", "high": "110"}
    levels = [replace(STOP, key=key, price=Decimal(at), note=key, distance="−80 %") for key, at in prices.items()]
    layout = lay_out(levels, (), plane, lambda text: 7.0 * len(text), 14.0)
    areas = {note.text: note.area for note in layout.notes}
    leaders = layout.levels[0].tag.left() - LEADER
    assert areas["−80 %"].right() < leaders
    assert areas["low"].right() < areas["−80 %"].left()
    assert areas["high"].right() > areas["−80 %"].left()


def test_how_far_a_level_out_of_view_is_stands_there_whole_or_not_at_all() -> None:
    far = replace(STOP, price=Decimal(20), note="", distance="−129.07 %")
    for width, shown in ((900.0, 1), (130.0, 0)):
        layout = lay_out([far], (), Plane(width, 600.0, 0.0, 100.0, 80, 120), lambda text: 7.0 * len(text), 14.0)
        assert len(layout.notes) == shown


_CROWD = {
    "targets.1": (LevelKind.TARGET, "60"),
    "targets.0": (LevelKind.TARGET, "55"),
    "entry": (LevelKind.ENTRY, "50"),
    "mark": (LevelKind.MARK, "49.9"),
    "break_even": (LevelKind.BREAK_EVEN, "49.8"),
    "ladder.0": (LevelKind.ENTRY, "49"),
    "average": (LevelKind.AVERAGE, "48.5"),
    "stop": (LevelKind.STOP, "45"),
    "margin_call": (LevelKind.MARGIN_CALL, "41"),
    "liquidation": (LevelKind.LIQUIDATION, "40.5"),
    "bankruptcy": (LevelKind.BANKRUPTCY, "40"),
}


def _crowded(held: str = "") -> dict[str, PlacedLevel]:
    """Eleven levels where six tags of 22 pixels stand one above the other."""
    levels = [
        replace(STOP, key=key, kind=kind, price=Decimal(at), price_text=f"{at} USDT", short=key[:2].title())
        for key, (kind, at) in _CROWD.items()
    ]
    plane = Plane(300.0, 155.0, 0.0, 100.0, 38, 62)
    layout = lay_out(levels, (), plane, lambda text: 7.0 * len(text), 16.0, held=held)
    return {placed.level.key: placed for placed in layout.levels}


def test_where_tags_have_no_room_neighbours_share_a_row_and_no_level_is_left_out() -> None:
    placed = _crowded()
    assert list(placed) == list(_CROWD)
    tags = [each.tag for each in placed.values()]
    assert not any(one.intersects(other) for one, other in combinations(tags, 2))
    assert all(tag.top() >= 0 and tag.bottom() <= 155 and 0 <= tag.left() < tag.right() <= 300 for tag in tags)
    assert len({tag.top() for tag in tags}) == 6


def test_entry_stop_and_targets_keep_a_row_to_themselves_longest() -> None:
    alone = [key for key, each in _crowded().items() if each.is_alone]
    assert alone == ["targets.1", "targets.0", "entry", "stop"]


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 8))
def test_rows_are_shared_where_least_is_lost(weights: list[int], most: int) -> None:
    def loss(row: Sequence[int]) -> int:
        return sum(weights[index] for index in row) * len(row) if len(row) > 1 else 0

    found = rows_of(range(len(weights)), most, loss)
    assert [index for row in found for index in row] == list(range(len(weights)))
    assert len(found) <= most
    ends = [cuts for count in range(most) for cuts in combinations(range(1, len(weights)), count)]
    ways = [[list(range(*pair)) for pair in pairwise((0, *cuts, len(weights)))] for cuts in ends]
    assert sum(map(loss, found)) == min(sum(map(loss, way)) for way in ways)


@given(st.integers(1, 40))
def test_names_that_have_room_in_some_rows_are_whole_in_all(count: int) -> None:
    keys = [f"ladder.{index}" for index in range(count)]
    levels = [
        replace(STOP, key=key, kind=LevelKind.ENTRY, price=Decimal(90 - index), short=f"E{index}"[-2:])
        for index, key in enumerate(keys)
    ]
    plane = Plane(300.0, 155.0, 0.0, 100.0, 0, 100)
    placed = lay_out(levels, (), plane, lambda text: 7.0 * len(text), 16.0).levels
    each = 14 + 8 + 2 + 1  # two letters, what stands around them, what parts two tags, a pixel of rounding
    is_room = count <= 6 * ((placed[0].row.width() + 2) // each)  # nothing parts the last tag from a next one
    assert not is_room or all(tag.is_alone or tag.tag.width() >= 14 + 8 for tag in placed)


def test_the_level_in_the_hand_has_a_row_to_itself() -> None:
    placed = _crowded(held="ladder.0")
    assert placed["ladder.0"].is_alone
    assert not _crowded()["ladder.0"].is_alone


def test_a_tag_that_shares_its_row_is_led_to_from_the_rows_edge() -> None:
    average = _crowded()["average"]
    assert average.row.left() < average.tag.left()
    assert average.row.contains(average.tag)


def _apart(placed: list[PlacedLevel]) -> list[PlacedLevel]:
    """One of each price: those of one price have no order."""
    return list({each.level.price: each for each in placed}.values())


def test_a_candle_is_seen_through_the_ground_of_a_note(qtbot: QtBot) -> None:
    chart = shown_chart(qtbot)
    style = LevelStyle(DARK, chart._picture._tag, chart._picture.note, None)
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.candle_up))
    with QPainter(image) as painter:
        painter.setFont(style.note.font)
        _paint_note(painter, Text(QRectF(10, 10, 180, 16), "a note", "stop", ""), style)
    behind, beside = image.pixelColor(9, 12), image.pixelColor(1, 1)
    ground = QColor(DARK.zone(""))
    assert beside == QColor(DARK.candle_up)
    assert ground.green() < behind.green() < beside.green()
