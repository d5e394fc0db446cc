"""Where a bent function only touches nothing, or turns before it."""

from decimal import Decimal, localcontext

import pytest

from planner.domain.curves.polyline import Polyline, Power
from planner.domain.margin.crossings import crossing
from planner.domain.number import ENGINE


def _square(lowest: str) -> Polyline:
    """(x - 1) squared above a lowest value."""
    line = (1 + Decimal(lowest), Decimal(-2))
    return Polyline((), (line,), (Power(Decimal(1), Decimal(2)),))


@pytest.mark.parametrize(("lowest", "found"), [("0", "1"), ("0.0001", None), ("-0.25", "1.5")])
@pytest.mark.parametrize("start", ["3", "2.718281828"])
def test_the_first_touch_is_the_root(lowest: str, found: str | None, start: str) -> None:
    with localcontext(ENGINE):
        x = crossing(_square(lowest), Decimal(start), -1).x
        assert x is None if found is None else x is not None and abs(x - Decimal(found)) < Decimal("1e-18")


def _cubic(constant: str, *coefficients: str) -> Polyline:
    """A polynomial of third degree, from the constant up."""
    first, *higher = (Decimal(each) for each in coefficients)
    powers = tuple(Power(each, Decimal(degree)) for degree, each in enumerate(higher, 2))
    return Polyline((), ((Decimal(constant), first),), powers)


@pytest.mark.parametrize(
    ("coefficients", "start", "direction", "root"),
    [
        (("8", "-14", "7", "-1"), "0.5", 1, "1"),  # (1 - x) (x - 2) (x - 4)
        (("8", "-14", "7", "-1"), "3", -1, "2"),
        (("8", "-14", "7", "-1"), "3", 1, "4"),
        (("1", "-3", "3", "-1"), "0.5", 1, "1"),  # (1 - x) cubed turns where it falls to nothing
        (("2", "-4", "3", "-1"), "0.3", 1, "1"),  # (1 - x) + (1 - x) cubed
        (("1.1", "-3", "3", "-1"), "0.5", -1, None),
    ],
)
def test_a_function_that_bends_both_ways_is_halved_until_its_root_is_alone(
    coefficients: tuple[str, ...], start: str, direction: int, root: str | None
) -> None:
    with localcontext(ENGINE):
        x = crossing(_cubic(*coefficients), Decimal(start), direction).x
        assert x is None if root is None else x is not None and abs(x - Decimal(root)) < Decimal("1e-15")
