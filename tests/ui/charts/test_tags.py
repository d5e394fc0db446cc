from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from planner.ui.charts.lettering import Lettering
from planner.ui.charts.level_layout import tag_names, tag_width
from planner.ui.charts.tags import place_notes, spread
from tests.ui.charts.builders import LIQUIDATION, STOP

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


def test_tags_wear_short_names_together_where_one_name_has_no_room() -> None:
    levels = [replace(each, short=each.key[:2]) for each in (STOP, LIQUIDATION)]
    assert tag_names(levels, 1000.0, len) == ["Stop", "Liquidation"]
    assert tag_names(levels, 80.0, len) == ["st", "li"]
    assert tag_width(levels, 80.0, len) == 46  # two letters, eight digits and signs, an arrow and three gaps
