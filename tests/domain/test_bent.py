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
