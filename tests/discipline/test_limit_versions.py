"""Limits through time: tighter at once, looser from the next day."""

from datetime import UTC, datetime
from decimal import Decimal

from planner.discipline.limit_versions import limit_versions, stricter
from planner.domain.pause_rules import Reset
from tests.conftest import limits
from tests.happenings import NOW

RESET = Reset(zone="Europe/Berlin", clock="17:00")
NEXT_DAY = datetime(2026, 4, 1, 15, tzinfo=UTC)
"""17:00 in Berlin, two hours ahead in summer."""


def test_the_first_limits_hold_at_once() -> None:
    assert limit_versions(None, limits(), NOW, RESET) == ((NOW, limits()),)


def test_what_is_tighter_holds_at_once() -> None:
    tighter = limits(single_trade_rate="0.01", cluster_rate="0.03", margin_level_floor="3")
    assert limit_versions(limits(), tighter, NOW, RESET) == ((NOW, tighter),)


def test_what_is_looser_holds_from_the_next_day() -> None:
    assert limit_versions(limits(cluster_rate="0.03"), limits(), NOW, RESET) == ((NEXT_DAY, limits()),)


def test_what_is_both_is_tighter_at_once_and_looser_later() -> None:
    before, wanted = limits(single_trade_rate="0.02"), limits(single_trade_rate="0.01", margin_level_floor="1.5")
    at_once = limits(single_trade_rate="0.01", margin_level_floor="2")
    assert limit_versions(before, wanted, NOW, RESET) == ((NOW, at_once), (NEXT_DAY, wanted))


def test_the_same_limits_are_not_laid_down_again() -> None:
    assert limit_versions(limits(), limits(), NOW, RESET) == ()


def test_a_floor_is_stricter_above_and_a_limit_below_and_none_is_the_loosest() -> None:
    found = stricter(
        limits(stop_margin_level_floor="1.2", direction_rate="0.05"), limits(stop_margin_level_floor="1.5")
    )
    assert (found.stop_margin_level_floor, found.direction_rate) == (Decimal("1.5"), Decimal("0.05"))
