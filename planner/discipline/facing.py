"""What a plan frees because it faces open positions of its own instrument, as a function of its quantity q.

Where sides net, or only the larger one is charged, used margin grows by q x margin less what is freed:

    freed(q) = q / faced x within     while q is no more than what it faces
    freed(q) = beyond                 from there on

so that the largest q with q x each - weight x freed(q) <= room has a closed form. Where the sides cost differently,
what is freed bends: then it is that of the size the plan has.
"""

from decimal import Decimal
from typing import NamedTuple

from planner.domain.book import Book
from planner.domain.evaluation import Evaluation
from planner.domain.number import TWO, ZERO


class Facing(NamedTuple):
    """How much is faced, and the margin that is freed up to there and beyond it, in account currency."""

    quantity: Decimal = ZERO
    within: Decimal = ZERO
    beyond: Decimal = ZERO

    def largest(self, room: Decimal, each: Decimal, weight: Decimal) -> Decimal:
        """The largest quantity that costs `each` and stays within the room; `each` is above nothing."""
        farther = (room + weight * self.beyond) / each
        if farther > self.quantity or not self.quantity:
            return farther
        left = each - weight * self.within / self.quantity
        return self.quantity if left <= 0 else min(room / left, self.quantity)

    def freed(self, quantity: Decimal) -> Decimal:
        """What a quantity frees."""
        if quantity > self.quantity:
            return self.beyond
        return self.within * quantity / self.quantity if self.quantity else ZERO


NOTHING_FACED = Facing()


def facing(evaluation: Evaluation, book: Book | None) -> Facing:
    """What the plan frees in a book; nothing without a size, or where it faces nothing."""
    planned, key = evaluation.planned, evaluation.key
    there = None if book is None or key is None else book.exposures.get(key)
    if book is None or planned is None or there is None:
        return NOTHING_FACED
    faced = sum((leg.quantity for leg in there.legs if leg.side is not planned.leg.side), ZERO)
    if not faced:
        return NOTHING_FACED

    size = planned.leg.quantity

    def relief(quantity: Decimal) -> Decimal:
        share = quantity / size
        return book.relief(planned._replace(leg=planned.leg.scaled(share), margin=planned.margin * share))

    inside, outside = min(size, faced / TWO), max(size, faced * TWO)
    return Facing(faced, within=relief(inside) * faced / inside, beyond=relief(outside))
