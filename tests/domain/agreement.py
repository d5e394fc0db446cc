"""How the planner's levels are held against the oracle's."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume

from planner.domain.evaluation import Evaluation
from tests.conftest import exact
from tests.domain.oracle import FAR, NEAR_ZERO, Book, Demand

CLOSE = Fraction(1, 10**35)
LEVELS = ("margin_call", "liquidation", "bankruptcy", "far_liquidation")


def book_of(evaluation: Evaluation) -> Book:
    """The oracle's reading of what was evaluated."""
    return Book(evaluation.draft, exact(evaluation.quantity or Decimal(0)))


def compare(evaluation: Evaluation, book: Book, level: str) -> None:
    """A level is where the oracle finds it, nothing comes before it, and the excess changes its sign there."""
    demand = book.demand("liquidation" if level == "far_liquidation" else level)
    found: Decimal | None = getattr(evaluation.roots, level)
    if demand is None:
        assert found is None, level
        return
    at_entry = book.excess(demand)(book.entry)
    assume(abs(at_entry) > CLOSE)  # where nothing at all is left, the last digit decides
    direction = evaluation.draft.plan.side.sign * (1 if level == "far_liquidation" else -1)
    expected = book.level(demand, direction) if at_entry > 0 else None
    if found is None or expected is None:
        assert found is None or (at_entry > 0 and exact(found) < NEAR_ZERO), level
        assert expected is None or max(expected) >= FAR, level
    else:
        _agree(book, demand, expected, exact(found), direction)


def _agree(book: Book, demand: Demand, expected: tuple[Fraction, Fraction], found: Fraction, direction: int) -> None:
    away = direction * CLOSE * (found + book.entry)
    assert min(expected) - abs(away) <= found <= max(expected) + abs(away)
    assert book.excess(demand)(found - away) > 0 >= book.excess(demand)(found + away)


def same(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two levels are one, but for the last digits."""
    if one is None or other is None:
        return one is other
    return abs(exact(one) - exact(other)) <= CLOSE * max(exact(one), Fraction(1000))
