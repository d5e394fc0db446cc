from decimal import Decimal

import pytest
from msgspec.structs import replace

from planner.report.levels import LevelKind
from planner.ui.charts.fit import Fit, Room, fit_view
from planner.ui.charts.model import Level
from tests.ui.charts.builders import ENTRY, LIQUIDATION, STOP, TARGET, Candles, waves


def fitted(*levels: Level, candles: Candles | None = None) -> Fit:
    """The fit of some levels."""
    return fit_view(levels, candles, Room(120, 600))


def test_every_level_of_an_ordinary_trade_is_in_view_with_a_margin() -> None:
    fit = fitted(ENTRY, STOP, TARGET, LIQUIDATION, candles=waves())
    assert fit.low < 48_000
    assert fit.high > 52_000
    assert fit.candles == 120


def test_candles_far_wilder_than_the_trade_are_shown_fewer() -> None:
    wild = waves(swing=6_000)
    assert fitted(ENTRY, STOP, TARGET, candles=wild).candles < 120


@pytest.mark.parametrize(("height", "shown", "low", "high"), [(600, 11, 26_736, 51_756), (1_000, 28, 24_048, 51_955)])
def test_candles_of_a_long_climb_are_seen_whole_as_far_as_the_height_leaves_the_trade_apart(
    height: float, shown: int, low: float, high: float
) -> None:
    fit = fit_view([ENTRY, STOP], waves(swing=24_000), Room(120, height))
    assert fit.candles == shown
    assert (fit.low, fit.high) == pytest.approx((low, high), abs=1)


def test_without_a_stop_it_is_the_nearest_target_that_stays_apart_from_the_entry() -> None:
    far = replace(TARGET, key="target-2", price=Decimal(56_000))
    assert fitted(ENTRY, far, TARGET, candles=waves(swing=240_000)).candles == 10
    assert fitted(ENTRY, candles=waves(swing=240_000)).candles == 120


def test_one_candle_that_fell_far_squashes_nothing() -> None:
    candles = waves()
    candles.low[-3] = 1_000
    assert fitted(ENTRY, STOP, candles=candles) == Fit(48_920, 50_080, 10)


def test_a_stop_at_the_entry_leaves_candles_to_be_seen() -> None:
    fit = fitted(ENTRY, replace(STOP, price=Decimal("49999.9")), candles=waves())
    assert fit.candles >= 10
    assert fit.low < 50_000 - 358 - 30


def test_a_level_sixty_per_cent_away_is_left_out() -> None:
    far = replace(LIQUIDATION, price=Decimal(20_000))
    assert fitted(ENTRY, STOP, far, candles=waves()) == fitted(ENTRY, STOP, candles=waves())


def test_a_level_further_out_never_brings_in_what_is_nearer_only() -> None:
    near, far = replace(TARGET, price=Decimal(55_000)), replace(TARGET, price=Decimal(90_000))
    fit = fitted(ENTRY, STOP, far, near)
    assert 55_000 < fit.high < 90_000


def test_one_level_alone_has_a_view() -> None:
    fit = fitted(ENTRY)
    assert fit.low < 50_000 < fit.high


def test_nothing_at_all_has_a_view() -> None:
    fit = fitted()
    assert fit.low < fit.high


def test_candles_alone_are_in_view() -> None:
    fit = fitted(candles=waves())
    assert fit.low < 49_570
    assert fit.high > 50_430


def test_candles_are_in_view_whatever_they_are_beside_a_mark_alone_and_no_price_below_zero_is() -> None:
    mark = replace(ENTRY, kind=LevelKind.MARK, draggable=False)
    fit = fitted(mark, candles=waves(swing=49_000))
    assert fit.candles == 120
    assert fit.low == 0
    assert fit.high > 99_000


def test_without_entry_and_stop_the_view_is_about_what_there_is() -> None:
    mark = replace(ENTRY, kind=LevelKind.MARK, draggable=False)
    fit = fitted(mark, LIQUIDATION)
    assert fit.low < 48_000
    assert fit.high > 50_000
