from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.domain.curves.monotone import Monotone
from planner.domain.curves.polyline import Polyline
from planner.domain.evaluate import evaluate
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from tests.domain.strategies import drafts

STEPS = Polyline((Decimal(10),), ((Decimal(0), Decimal(1)), (Decimal(-10), Decimal(2))))


@pytest.mark.parametrize(("value", "place"), [(5, 5), (10, 10), (30, 20), (-4, -4)])
def test_a_rising_function_is_read_backwards(value: int, place: int) -> None:
    found = Monotone.of(STEPS)
    assert found is not None
    assert found.where(Decimal(value)) == place


@pytest.mark.parametrize(("value", "place"), [(-5, 5), (-30, 20)])
def test_a_falling_function_is_read_backwards(value: int, place: int) -> None:
    found = Monotone.of(STEPS.scaled(Decimal(-1)))
    assert found is not None
    assert found.where(Decimal(value)) == place


@pytest.mark.parametrize(
    "function",
    [Polyline.straight(Decimal(3)), Polyline((Decimal(10),), ((Decimal(0), Decimal(1)), (Decimal(20), Decimal(-1))))],
    ids=["flat", "rising and falling"],
)
def test_what_has_a_value_more_than_once_or_never_is_not_read_backwards(function: Polyline) -> None:
    assert Monotone.of(function) is None


@given(draft=drafts(), ratio=st.sampled_from(["0", "0.5", "1", "1.25", "2", "3"]))
def test_reading_and_walking_find_the_same_price(draft: Draft, ratio: str) -> None:
    evaluation, demand = evaluate(draft), Demand(Decimal(ratio))
    book = evaluation.book_after
    assume(book is not None and book.exposures)
    assert book is not None
    with localcontext(ENGINE):
        for key, exposure in book.exposures.items():
            (read,) = book.levels(key, exposure.mark, demand)
            walked = book.pool(key).level(demand, exposure.mark, -1, 1)
            for one, other in zip(read, walked, strict=True):
                assert (one is None) == (other is None)
                assert one is None or other is None or abs(one - other) <= Decimal("1e-40") * other
            excess = book.pool(key).excess_at(demand, exposure.mark)
            assert abs(book.excess_at_mark(key, demand) - excess) <= Decimal("1e-30")
