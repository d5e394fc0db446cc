"""One exposure of an account, and the planner's figures of it."""

from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from planner.domain.account import AccountState, cross_margin_ratio, state_of
from planner.domain.book import Book, Exposure, Key
from planner.domain.demands import Demands, demands_of
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ENGINE, ONE, ceil_to_step, floor_to_step
from planner.domain.venue import Instrument, Side
from tests.margin_vectors.situations import Setting, Trade, holding, planning
from tests.margin_vectors.vector import Figures

FAR = Decimal(1000)
"""As far from the market as a level is looked for where the position is liquidatable at the market already."""


T = TypeVar("T")


def present(found: T | None) -> T:
    """A figure the planner must be able to say."""
    if found is None:
        raise LookupError("the planner does not say")
    return found


class Standing(Struct, frozen=True):
    """An exposure where it is marked."""

    evaluation: Evaluation
    book: Book
    key: Key
    side: Side
    mark: Decimal
    tick: Decimal | None = None

    @property
    def exposure(self) -> Exposure:
        """Its legs and their figures at the mark."""
        return self.book.exposures[self.key]

    @property
    def instrument(self) -> Instrument:
        """What is traded."""
        return self.exposure.legs[0].instrument

    @property
    def pool(self) -> Pool:
        """What backs it."""
        return self.book.pool(self.key)

    @property
    def state(self) -> AccountState:
        """The account with it."""
        return state_of(self.book)

    @property
    def demands(self) -> Demands:
        """The levels of the venue."""
        return demands_of(self.book.venue, self.instrument)

    @property
    def initial_margin(self) -> Decimal:
        """What was asked when it was opened, in account currency."""
        leg = self.exposure.legs[0]
        return self.exposure.conversion.amount(leg.initial_margin, leg.entry)

    @property
    def closing_fee(self) -> Decimal:
        """What closing at bankruptcy costs, at the entry."""
        return self.pool.closing_fee.at(self.pool.x(self.exposure.legs[0].entry))

    @property
    def margin_ratio(self) -> Decimal | None:
        """Requirement over equity of the account's cross positions."""
        return cross_margin_ratio(self.book)

    def root(self, demand: Demand | None) -> Decimal | None:
        """The unrounded price of a level, first on the losing side; from afar where it is reached already."""
        if demand is None:
            return None
        losing = -self.side.sign
        if self.pool.excess_at(demand, self.mark) <= 0:
            far = self.mark * FAR if losing < 0 else self.mark / FAR
            return self.pool.level(demand, far, losing)[0]
        near, beyond = self.pool.level(demand, self.mark, losing, -losing)
        return beyond if near is None else near

    @property
    def liquidation(self) -> Decimal | None:
        """The liquidation price, on the tick nearer to the market."""
        return self.toward(self.root(self.demands.liquidation))

    @property
    def bankruptcy(self) -> Decimal | None:
        """The bankruptcy price, on the tick nearer to the market."""
        return self.toward(self.root(self.demands.bankruptcy))

    @property
    def margin_call(self) -> Decimal | None:
        """The margin call price, on the tick nearer to the market."""
        return self.toward(self.root(self.demands.margin_call))

    def toward(self, price: Decimal | None) -> Decimal | None:
        """A price on the tick nearer to the market."""
        if price is None or self.tick is None:
            return price
        return ceil_to_step(price, self.tick) if price < self.mark else floor_to_step(price, self.tick)

    def away(self, price: Decimal | None) -> Decimal | None:
        """A price on the tick farther from the market."""
        if price is None or self.tick is None:
            return price
        return floor_to_step(price, self.tick) if price < self.mark else ceil_to_step(price, self.tick)

    def excess(self, demand: Demand | None) -> Decimal:
        """Equity less what is demanded, at the mark."""
        return self.pool.excess_at(present(demand), self.mark)


def held(setting: Setting, *trades: Trade, tick: Decimal | None = None) -> Standing:
    """The first of the positions an account holds."""
    evaluation, first = holding(setting, *trades), trades[0]
    book = present(evaluation.book)
    key = book.key(first.symbol, setting.mode, Side(first.side))
    return Standing(evaluation, book, key, Side(first.side), book.exposures[key].mark, tick)


def planned(setting: Setting, trade: Trade, *others: Trade, **plan: object) -> Standing:
    """A position as a plan in an account that holds others."""
    evaluation = planning(setting, trade, others, **plan)
    key = present(evaluation.key)
    return Standing(evaluation, present(evaluation.book_after), key, Side(trade.side), trade.entry)


def reciprocal(value: Decimal | None) -> Decimal | None:
    """Equity over requirement where requirement over equity is told, and the other way round."""
    return ENGINE.divide(ONE, value) if value else None


def figures(standing: Standing) -> Figures:
    """What is told of any position."""
    return {
        "liquidation_price": lambda: standing.liquidation,
        "bankruptcy_price": lambda: standing.bankruptcy,
        "margin_call_price": lambda: standing.margin_call,
        "initial_margin": lambda: standing.initial_margin,
        "position_margin": lambda: standing.exposure.margin or standing.initial_margin,
        "margin_locked": lambda: standing.exposure.margin or standing.initial_margin,
        "maintenance_margin": lambda: standing.exposure.requirement,
        "unrealized_pnl": lambda: standing.exposure.pnl,
        "unrealised_pnl": lambda: standing.exposure.pnl,
        "notional": lambda: standing.evaluation.holdings[0].notional,
        "position_value": lambda: standing.evaluation.holdings[0].notional,
        "equity": lambda: standing.pool.equity_at(standing.mark),
        "margin_ratio": lambda: standing.margin_ratio,
        "risk_rate": lambda: standing.margin_ratio,
        "free_collateral": lambda: standing.state.free_margin,
        "available_balance": lambda: standing.state.free_margin,
        "margin_usage": lambda: reciprocal(standing.state.margin_level),
        "closing_fee": lambda: standing.closing_fee,
    }
