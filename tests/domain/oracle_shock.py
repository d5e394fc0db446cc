"""The account when everything moves together, in exact fractions and by bisection."""

from decimal import Decimal
from fractions import Fraction

from planner.domain.plan import Draft
from planner.domain.venue import MarginMode
from tests.conftest import exact
from tests.domain.oracle import Book, Excess, bisected
from tests.domain.oracle_margins import NOTHING, Lot

STEPS = 120
FARTHEST = Fraction(10**6)
EDGE = Fraction(1, 10**8)
ALMOST_NOTHING = Fraction(1, 10**40)
"""The lowest price there is: at nothing itself, what is margined in coins is without a value."""


class CommonMove:
    """Every price at its mark, moved by its beta times the move of the market."""

    def __init__(self, draft: Draft, quantity: Decimal) -> None:
        """Read the draft with its plan."""
        self.book = Book(draft, exact(quantity))
        self.betas = {symbol: exact(beta) for symbol, beta in draft.situation.betas.items()}
        self.lots: dict[str, list[Lot]] = self.book.cross_lots()
        self.wallet = exact(draft.situation.account.wallet_balance) - self.book.entry_fee
        isolated = [p for p in draft.situation.positions if p.margin_mode is MarginMode.ISOLATED]
        self.wallet -= sum((self.book.posted(p) for p in isolated), NOTHING)
        if draft.plan.margin_mode is MarginMode.ISOLATED:
            self.wallet -= self.book.planned_margin + exact(draft.plan.added_margin)
        else:
            self.lots[draft.plan.instrument] = self.book.moving

    def price(self, symbol: str, move: Fraction) -> Fraction:
        """Where an instrument trades after a move of the market: never for less than almost nothing."""
        mark = self.book.mark if self.lots[symbol] is self.book.moving else self.book.marks[symbol]
        return max(ALMOST_NOTHING, mark * (1 + self.betas.get(symbol, Fraction(1)) * move))

    def excess(self, ratio: Fraction, money: Fraction = NOTHING) -> Excess:
        """Equity of the cross positions less what is demanded, by the move."""

        def at(move: Fraction) -> Fraction:
            left = self.wallet - money
            for symbol, lots in self.lots.items():
                price = self.price(symbol, move)
                left += self.book.profit(lots, price) - ratio * self.book.required(lots, price)
            return left

        return at

    def end(self, direction: int) -> Fraction:
        """How far the market may go before it or a price is nothing."""
        betas = [self.betas.get(symbol, Fraction(1)) for symbol in self.lots]
        limits = [abs(1 / beta) for beta in betas if beta * direction < 0]
        limits.append(Fraction(1) if direction < 0 else FARTHEST)
        return direction * min(limits) * (1 - EDGE)

    def root(self, excess: Excess, direction: int) -> Fraction | None:
        """Of a function that falls once: where it does, by 120 halvings."""
        end = self.end(direction)
        return None if excess(end) > 0 else bisected(excess, NOTHING, end, STEPS)[1]
