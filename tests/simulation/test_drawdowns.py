"""Falls, recoveries and counts of losses as published."""

from decimal import Decimal

import pytest

from planner.simulation.drawdowns import FALLS, left_after, losses_of_fixed_money, losses_to_fall, recovery

GAINS = ["5.26", "11.11", "17.65", "25", "33.33", "42.86", "66.67", "100", "150", "233.33", "400", "900"]


@pytest.mark.parametrize(("fall", "gain"), list(zip(FALLS, GAINS, strict=True)))
def test_a_fall_takes_a_larger_gain_to_make_up_for(fall: Decimal, gain: str) -> None:
    assert round(recovery(fall) * 100, 2) == Decimal(gain)


@pytest.mark.parametrize(
    ("percent", "counts"),
    [
        ("0.5", (22, 45, 139)),
        ("1", (11, 23, 69)),
        ("2", (6, 12, 35)),
        ("3", (4, 8, 23)),
        ("5", (3, 5, 14)),
        ("10", (1, 3, 7)),
    ],
)
def test_so_many_losses_make_a_fall_of_10_20_and_50_percent(percent: str, counts: tuple[int, ...]) -> None:
    fraction = Decimal(percent) / 100
    assert tuple(losses_to_fall(Decimal(fall), fraction) for fall in ("0.1", "0.2", "0.5")) == counts


@pytest.mark.parametrize(("percent", "losses", "left"), [("1", 100, "36.60"), ("2", 50, "36.42"), ("3", 33, "36.60")])
def test_a_fixed_fraction_never_loses_everything(percent: str, losses: int, left: str) -> None:
    fraction = Decimal(percent) / 100
    assert losses_of_fixed_money(fraction) == losses
    assert round(left_after(losses, fraction) * 100, 2) == Decimal(left)


def test_an_exact_fall_takes_no_loss_more() -> None:
    assert losses_to_fall(Decimal("0.19"), Decimal("0.1")) == 2
    assert losses_to_fall(Decimal("0.1900001"), Decimal("0.1")) == 3


def test_all_at_once_and_never() -> None:
    assert losses_to_fall(Decimal("0.5"), Decimal(1)) == 1
    assert losses_to_fall(Decimal("0.5"), Decimal(0)) is None
    assert losses_of_fixed_money(Decimal(0)) is None
