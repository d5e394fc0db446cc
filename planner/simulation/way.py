"""What stands on the way from prices as they are to where a scenario takes them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct, field

from planner.domain.account import Holding
from planner.domain.book import Book, Entry, Key, book_of
from planner.domain.closing import Closed
from planner.domain.conversion import Conversion
from planner.domain.evaluation import Evaluation
from planner.domain.ladder import Order
from planner.domain.number import ONE, ZERO
from planner.domain.venue import MarginMode, Regime, Side
from planner.simulation.against import Event

BELOW_NOTHING = {Regime.FUTURES, Regime.MARGIN_LEVEL}
"""Where contracts are settled in money, so a price can fall below nothing."""


class Stress(Struct, frozen=True):
    """Signed moves by symbol (what is not named stands still), and what venues do beside them; rates.

    `currencies` are the moves of currencies against that of the account.
    """

    moves: Mapping[str, Decimal]
    slip: Decimal = ONE
    margin_hike: Decimal = ZERO
    haircut: Decimal = ZERO
    currencies: Mapping[str, Decimal] = field(default_factory=dict)


class Filled(Struct, frozen=True):
    """A stop that was filled, and its profit or loss in account currency."""

    symbol: str
    side: Side
    price: Decimal
    pnl: Decimal
    is_plan: bool


class Standing(Struct, frozen=True):
    """A position on the way: its entry at the price it starts from, that price's move, its orders, and what it is.

    `targets` are those to come, the nearest first; `left` is the quantity that its own orders have left.
    """

    entry: Entry
    rate: Decimal
    far: Decimal
    stop: Decimal | None
    left: Decimal
    holding: Holding | None = None
    targets: tuple[Order, ...] = ()

    @property
    def is_plan(self) -> bool:
        """Whether it is the planned one."""
        return self.holding is None

    @property
    def stop_time(self) -> Decimal | None:
        """When its stop is reached on the way."""
        is_adverse = self.rate * self.entry.leg.side.sign < 0
        return self._time(self.stop) if is_adverse and self.stop is not None else None

    @property
    def target_time(self) -> Decimal | None:
        """When its next target is reached on the way."""
        is_favourable = self.rate * self.entry.leg.side.sign > 0
        return self._time(self.targets[0].price) if is_favourable and self.targets else None

    def _time(self, price: Decimal) -> Decimal | None:
        time = (price / self.entry.mark - ONE) / self.rate
        return time if time <= ONE else None

    def at(self, time: Decimal) -> Entry:
        """It at a time on the way."""
        return self.entry._replace(mark=self.far if time == ONE else self.entry.mark * (ONE + self.rate * time))


class Way(Struct, frozen=True, dict=True):
    """What still stands, the balance with isolated margins, and what has happened so far.

    `prices` are where the prices that move come to. Without slots: its books are kept.
    """

    evaluation: Evaluation
    stress: Stress
    balance: Decimal
    standing: tuple[Standing, ...]
    prices: Mapping[str, Decimal]
    fills: tuple[Filled, ...] = ()
    closed: tuple[Closed, ...] = ()
    shortfall: Decimal = ZERO
    plan_price: Decimal | None = None
    ends_by: Event | None = None

    @cached_property
    def book_at_start(self) -> Book:
        """What stands, at the prices before the move."""
        return self.book(ZERO)

    @cached_property
    def book_at_end(self) -> Book:
        """What stands, at the prices after the move."""
        return self.book(ONE)

    def book(self, time: Decimal) -> Book:
        """What stands at a time on the way."""
        share = ZERO if self.evaluation.book is None else self.evaluation.book.hedged_share
        venue = self.evaluation.draft.situation.venue
        return book_of(venue, self.balance, share, (standing.at(time) for standing in self.standing))


def started(evaluation: Evaluation, stress: Stress, holdings: Sequence[Holding] | None = None) -> Way | None:
    """The open positions and the plan before anything moved, the entry fee paid and collateral cut; None without them.

    All positions in the plan's instrument start from its entry. `holdings` are those to look at, by default all.
    """
    planned, unit, book, quantity = evaluation.planned, evaluation.unit, evaluation.book, evaluation.quantity
    if planned is None or unit is None or book is None or not quantity:
        return None
    plan = evaluation.draft.plan
    faced = [h for h in evaluation.holdings if h.leg.instrument is planned.leg.instrument]
    netted = book.is_netting and any(held.leg.side is not plan.side for held in faced)
    looked_at = evaluation.holdings if holdings is None else holdings
    standing = [of_holding(evaluation, stress, held, unit.entry_price, netted=netted) for held in looked_at]
    closing = () if netted else (order for order in evaluation.exits if order.quantity)
    targets = tuple(sorted(closing, key=lambda order: order.price * plan.side.sign))
    standing.append(_standing(evaluation, stress, planned, None if netted else plan.stop_price, targets=targets))
    balance = evaluation.draft.situation.account.wallet_balance * (ONE - stress.haircut)
    prices = {one.entry.leg.instrument.symbol: one.far for one in standing if one.rate}
    return Way(evaluation, stress, balance - quantity * unit.entry_fee, tuple(standing), prices)


def of_holding(
    evaluation: Evaluation, stress: Stress, held: Holding, entry_price: Decimal, *, netted: bool
) -> Standing:
    """An open position before anything moved; one in the plan's instrument trades at the plan's entry."""
    position = held.position
    is_same = position.instrument == evaluation.draft.plan.instrument
    mark = entry_price if is_same else position.mark_price
    entry = Entry(position.margin_mode, held.leg, held.conversion, mark, held.isolated_margin)
    stop = None if netted and is_same else position.stop_price
    return _standing(evaluation, stress, entry, stop, holding=held)


def _standing(
    evaluation: Evaluation,
    stress: Stress,
    entry: Entry,
    stop: Decimal | None,
    *,
    targets: tuple[Order, ...] = (),
    holding: Holding | None = None,
) -> Standing:
    instrument, conversion = entry.leg.instrument, entry.conversion
    rate = stress.moves.get(instrument.symbol, ZERO)
    far = entry.mark * (ONE + rate)
    if far <= 0 and (conversion.own_currency or evaluation.draft.situation.venue.regime not in BELOW_NOTHING):
        far = instrument.price_tick
    currency = stress.currencies.get(instrument.quote_currency, ZERO)
    if conversion.rate is not None and currency:
        conversion = Conversion(conversion.rate * (ONE + currency))
    entry = entry._replace(conversion=conversion, margin=entry.margin * (ONE - stress.haircut))
    return Standing(entry, rate, far, stop, entry.leg.quantity, holding, targets)


def key_of(book: Book, one: Standing) -> Key | None:
    """The pool that backs it: its own, or (None) the account."""
    if one.entry.mode is MarginMode.CROSS:
        return None
    return book.key(one.entry.leg.instrument.symbol, one.entry.mode, one.entry.leg.side)
