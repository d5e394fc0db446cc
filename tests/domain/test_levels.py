from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.domain.curves.slices import slices_of
from planner.domain.demands import liquidation_demand
from planner.domain.evaluate import evaluate
from planner.domain.levels import levels_of
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE
from planner.domain.plan import Draft
from planner.domain.position_levels import liquidation_prices
from tests.conftest import linear_instrument, linear_venue, make_draft, position, tiers
from tests.domain.strategies import drafts

ROWS = (("10000", "0.1", "10"), ("20000", "0.4", "2"))
TABLE = tiers(*ROWS)


def test_a_table_that_asks_for_more_than_a_long_position_loses_is_not_read_backwards() -> None:
    slices = slices_of(TABLE)
    assert slices.long[Decimal(2)] is not None
    assert slices.long[Decimal("2.5")] is None  # 2.5 x 0.4 of each further unit of notional
    assert slices.short[Decimal("2.5")] is not None


def test_equal_tables_are_one() -> None:
    assert slices_of(TABLE) is slices_of(tiers(*ROWS))


def test_a_demand_is_a_multiple_of_what_is_required_or_an_amount() -> None:
    venue = linear_venue(linear_instrument(margin_tiers=tiers(("1000000", "0.6", "10"))))
    book = evaluate(make_draft(venue=venue, margin_mode="cross", size_by="quantity", size="0.1")).book_after
    assert book is not None
    (key,) = book.exposures
    with localcontext(ENGINE):
        (found,) = levels_of(book, key, Decimal(50000), [Demand(Decimal(2))])
        (kept,) = levels_of(book, key, Decimal(50000), [Demand(money=Decimal(6000))])
    assert found == (None, Decimal(250000), False)  # 10,000 + 0.1 P - 5,000 = 2 x 0.6 x 0.1 P
    assert kept == (Decimal(10000), None, False)  # 10,000 + 0.1 P - 5,000 = 6,000


@given(draft=drafts(), ratio=st.sampled_from(["0", "0.5", "1", "1.25", "2", "3"]))
def test_reading_and_walking_find_the_same_price(draft: Draft, ratio: str) -> None:
    evaluation, demand = evaluate(draft), Demand(Decimal(ratio))
    book = evaluation.book_after
    assume(book is not None and book.exposures)
    assert book is not None
    with localcontext(ENGINE):
        for key, exposure in book.exposures.items():
            ((*read, already),) = levels_of(book, key, exposure.mark, [demand])
            pool = book.pool(key)
            walked = pool.level(demand, exposure.mark, -1, 1)
            for one, other in zip(read, walked, strict=True):
                assert (one is None) == (other is None)
                assert one is None or other is None or abs(one - other) <= Decimal("1e-40") * other
            excess = pool.excess_at(demand, exposure.mark)
            assert already is (excess <= 0) or abs(excess) <= Decimal("1e-30")


@given(draft=drafts())
def test_of_every_exposure_at_once_they_are_the_same(draft: Draft) -> None:
    book = evaluate(draft).book_after
    assume(book is not None and book.exposures)
    assert book is not None
    demand = liquidation_demand(book.venue)
    assert demand is not None
    at_once = liquidation_prices(book)
    assert list(at_once) == list(book.exposures)
    with localcontext(ENGINE):
        for key, exposure in book.exposures.items():
            ((below, above, already),) = levels_of(book, key, exposure.mark, [demand])
            found = at_once[key]
            assert found.already is already or abs(book.pool(key).excess_at(demand, exposure.mark)) <= Decimal("1e-30")
            for one, other in (found.below, below), (found.above, above):
                assert (one is None) == (other is None)
                assert one is None or other is None or abs(one - other) <= Decimal("1e-40") * other


@pytest.mark.parametrize(("mode", "excess"), [("cross", "8750"), ("isolated", "3750")])
def test_what_an_open_position_has_over_its_demand_at_the_marks(mode: str, excess: str) -> None:
    # 10,000 - 500, or the 5,000 posted - 500, less three times 0.5 % of 49,500 and 7.50
    held = position(quantity="1", mark_price="49500", margin_mode=mode, margin="5000" if mode == "isolated" else None)
    evaluation = evaluate(make_draft(positions=[held]))
    book = evaluation.book
    assert book is not None
    (key,) = book.exposures
    assert book.excess_at_mark(key, Demand(Decimal(3), Decimal("7.5"))) == Decimal(excess)
