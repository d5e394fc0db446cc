"""The account after prices moved: stops filled late, positions liquidated, and who bears what is missing.

Prices go from where they are (the plan's instrument from its entry, all others from their marks) to where a scenario
takes them, all at once: P(t) = P (1 + t x rate), t from 0 to 1. What happens on the way is what the same margin engine
says of the same book: the account is liquidated where `common_shock` finds it, an isolated position at its own level,
whatever comes first.

    fill of a stop reached at t         stop + slip x (far end - stop), never better than its slippage allowance;
                                        a guaranteed stop fills at its price
    fill of a liquidation reached at t  P(t) + slip x (far end - P(t))
    slip 1: nothing traded on the way (a gap); 0.5: half the way was lost (a flash)
    a target reached                    closes its share at its price, which an order to sell or buy there is sure of

A stop that is reached after the account is liquidated fills for what the venue has left standing, if anything. Where
long and short of one instrument net, what is left of them is held through. Isolated positions lose no more than their
margin; what is missing beyond is a deficit.
"""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.account import AccountState, state_of
from planner.domain.book import Book
from planner.domain.closing import Closed, closed_part
from planner.domain.demands import demands_of, liquidation_demand
from planner.domain.evaluate import evaluate
from planner.domain.evaluation import Evaluation
from planner.domain.margin.pool import Demand
from planner.domain.number import ENGINE, ONE, ZERO
from planner.domain.venue import DeficitPolicy, MarginMode
from planner.domain.what_if import with_margin_hike, with_share
from planner.simulation.against import Event
from planner.simulation.forced import account_liquidated, isolated_liquidated, liquidation_times
from planner.simulation.way import Filled, Standing, Stress, Way, key_of, started


class Stressed(Struct, frozen=True):
    """The account afterwards, in its own currency.

    `state` is that of what still stands; its equity is below nothing where a deficit of the account is not yet borne.
    `ends_by` is what ended the plan, at `price`; None where it still stands, at the far end. `shortfall` is what
    isolated positions lost beyond their margin. `is_called`: equity is at or below the warning line. `has_winners`:
    something that still stands has gained on the way.
    """

    prices: Mapping[str, Decimal]
    state: AccountState
    fills: tuple[Filled, ...]
    closed: tuple[Closed, ...]
    ends_by: Event | None
    price: Decimal | None
    loss: Decimal
    is_called: bool
    has_winners: bool
    shortfall: Decimal
    policy: DeficitPolicy

    @property
    def deficit(self) -> Decimal:
        """What is missing below nothing, of the account and of isolated positions."""
        return ENGINE.add(max(ZERO, -self.state.equity), self.shortfall)

    @property
    def owed(self) -> Decimal:
        """What of it the trader owes."""
        return self.deficit if self.policy is DeficitPolicy.OWED else ZERO

    @property
    def kept(self) -> Decimal:
        """What the trader is left with, debts taken off."""
        return ENGINE.subtract(max(ZERO, self.state.equity), self.owed)


def stressed(evaluation: Evaluation, stress: Stress) -> Stressed | None:
    """The account with this plan after the moves; None where the plan or the account cannot be evaluated."""
    with localcontext(ENGINE):
        hiked = _hiked(evaluation, stress.margin_hike)
        way = started(hiked, stress)
        if way is None:
            return None
        demand = liquidation_demand(hiked.draft.situation.venue)
        way = _orders_filled(way, demand)
        if demand is not None:
            way = isolated_liquidated(way, demand)
            way = _orders_filled(account_liquidated(way, demand), None)
        return _told(way)


def _hiked(evaluation: Evaluation, hike: Decimal) -> Evaluation:
    """The same quantity where the venue asks more."""
    if not hike or not evaluation.quantity:
        return evaluation
    return evaluate(with_margin_hike(with_share(evaluation.draft, evaluation.quantity, ONE), hike))


def _orders_filled(way: Way, demand: Demand | None) -> Way:
    """Fill every order that is reached before its position is liquidated; each fill moves that, so look again."""
    while True:
        if all(_order_time(one) is None for one in way.standing):
            return way
        ends = liquidation_times(way, demand)
        book = way.book_at_start
        hit = [one for one in way.standing if _is_hit(one, ends.get(key_of(book, one)))]
        if not hit:
            return way
        for one in hit:
            way = _filled(way, one) if one.target_time is None else _taken(way, one)


def _order_time(one: Standing) -> Decimal | None:
    """When the next order of a position is reached: on one way a stop or a target, never both."""
    return one.stop_time if one.target_time is None else one.target_time


def _is_hit(one: Standing, end: Decimal | None) -> bool:
    time = _order_time(one)
    return time is not None and (end is None or time < end)


def brought_by_stop(way: Way, one: Standing) -> tuple[Decimal, Decimal]:
    """Where the stop of a position fills once it is reached, and what that brings, its costs paid."""
    stop, sign = one.stop or ZERO, one.entry.leg.side.sign
    price = stop + way.stress.slip * (one.far - stop)
    if one.holding is not None:
        lost = one.holding._replace(conversion=one.entry.conversion).loss_when_closed(price)
        return price, -lost * _standing_share(way, one)
    unit, quantity = way.evaluation.unit, way.evaluation.quantity or ZERO
    allowed = price if unit is None else unit.fill_price(stop)
    if unit is not None and unit.is_guaranteed:
        price = allowed
    price = min(price, allowed) if sign > 0 else max(price, allowed)
    quote = ZERO if unit is None else unit.stopping_quote.at(price)
    return price, quantity * one.entry.conversion.amount(quote, price) * _standing_share(way, one)


def _standing_share(way: Way, one: Standing) -> Decimal:
    """The share of what its orders have left that still stands: all, but where a venue has closed a part of it."""
    return one.entry.leg.quantity / one.left if way.closed else ONE


def _filled(way: Way, one: Standing) -> Way:
    """Its stop filled: what it brings, its costs paid; an isolated one cannot lose more than its margin."""
    price, pnl = brought_by_stop(way, one)
    missing = max(ZERO, -(one.entry.margin + pnl)) if one.entry.mode is MarginMode.ISOLATED else ZERO
    leg = one.entry.leg
    return replace(
        way,
        balance=way.balance + pnl + missing,
        shortfall=way.shortfall + missing,
        standing=tuple(other for other in way.standing if other is not one),
        fills=(*way.fills, Filled(leg.instrument.symbol, leg.side, price, pnl, one.is_plan)),
        plan_price=price if one.is_plan else way.plan_price,
        ends_by=Event.STOP if one.is_plan else way.ends_by,
    )


def _taken(way: Way, one: Standing) -> Way:
    """The next target of the plan filled: its share is closed, its costs paid, and its margin is free."""
    unit, leg = way.evaluation.unit, one.entry.leg
    (price, closed), *others = one.targets
    quote = ZERO if unit is None else unit.closing_quote.at(price)
    pnl = closed * one.entry.conversion.amount(quote, price) * _standing_share(way, one)
    stays = ONE - closed / one.left
    rest = replace(
        one,
        entry=one.entry._replace(leg=leg.scaled(stays), margin=one.entry.margin * stays),
        targets=tuple(others),
        left=one.left - closed,
    )
    return replace(
        way,
        balance=way.balance + pnl,
        standing=tuple(rest if other is one else other for other in way.standing if other is not one or rest.left),
        fills=(*way.fills, Filled(leg.instrument.symbol, leg.side, price, pnl, one.is_plan)),
        plan_price=way.plan_price if rest.left else price,
        ends_by=way.ends_by if rest.left else Event.TARGET,
    )


def _told(way: Way) -> Stressed:
    evaluation, unit = way.evaluation, way.evaluation.unit
    book, venue = way.book_at_end, evaluation.draft.situation.venue
    state = state_of(book)
    planned = [one for one in way.standing if one.is_plan]
    gone = sum((part.pnl for part in way.closed if part.is_plan), ZERO)
    gone += sum((fill.pnl for fill in way.fills if fill.is_plan), ZERO)
    gone += sum((closed_part(one.at(ONE), ONE, is_plan=True).pnl for one in planned), ZERO)
    fee = (evaluation.quantity or ZERO) * unit.entry_fee if unit is not None else ZERO
    return Stressed(
        prices=way.prices,
        state=state,
        fills=way.fills,
        closed=way.closed,
        ends_by=way.ends_by,
        price=way.plan_price if way.ends_by is not None else planned[0].far if planned else None,
        loss=fee - gone,
        is_called=_is_called(book),
        has_winners=any(one.rate * one.entry.leg.side.sign > 0 for one in way.standing),
        shortfall=way.shortfall,
        policy=venue.deficit_policy,
    )


def _is_called(book: Book) -> bool:
    """Whether equity of any pool that still backs something is at or below the warning line."""
    for key, exposure in book.exposures.items():
        demand = demands_of(book.venue, exposure.legs[0].instrument).margin_call
        if demand is not None and book.excess_at_mark(key, demand) <= 0:
            return True
    return False
