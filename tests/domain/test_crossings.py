from decimal import Decimal

import pytest

from planner.domain.curves.polyline import Polyline
from planner.domain.margin.crossings import crossing


def _line(*numbers: int) -> tuple[Decimal, Decimal]:
    intercept, slope = numbers
    return Decimal(intercept), Decimal(slope)


CLIFF = Polyline((Decimal(50),), (_line(-100, 0), _line(100, 0)))
VALLEY = Polyline((Decimal(40), Decimal(60)), (_line(90, -1), _line(10, 1), _line(190, -2)))


@pytest.mark.parametrize(
    ("excess", "start", "direction", "x"),
    [
        (CLIFF, 80, -1, 50),
        (CLIFF.scaled(Decimal(-1)), 20, 1, 50),
        (CLIFF, 80, 1, None),
        (VALLEY, 50, 1, 95),
        (VALLEY, 50, -1, None),
        (Polyline.straight(Decimal(-30), Decimal(1)), 50, -1, 30),
        (Polyline.straight(Decimal(30), Decimal(1)), 50, -1, None),
        (Polyline.straight(Decimal(30), Decimal(-1)), 20, 1, 30),
    ],
)
def test_the_first_crossing_is_found(excess: Polyline, start: int, direction: int, x: int | None) -> None:
    found = crossing(excess, Decimal(start), direction)
    assert (found.x, found.already) == (None if x is None else Decimal(x), False)


@pytest.mark.parametrize("start", [49, 30, 1])
def test_what_is_below_nothing_already_has_no_crossing(start: int) -> None:
    found = crossing(CLIFF, Decimal(start), 1)
    assert (found.x, found.already) == (None, True)


def test_a_sum_bends_where_either_does() -> None:
    both = CLIFF.plus(VALLEY)
    assert both.edges == (Decimal(40), Decimal(50), Decimal(60))
    for x in (Decimal(n) for n in (1, 40, 45, 50, 55, 60, 99)):
        assert both.at(x) == CLIFF.at(x) + VALLEY.at(x)


def test_an_amount_converted_at_the_price_is_linear_in_its_inverse() -> None:
    converted = VALLEY.per_unit_of_x()
    for price in (Decimal(n) for n in (10, 50, 99)):
        assert abs(converted.at(1 / price) - VALLEY.at(price) / price) < Decimal("1e-25")
