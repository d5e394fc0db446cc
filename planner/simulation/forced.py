"""What a venue closes by force on the way, where it fills, and what it takes."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from planner.domain.book import Book, Key
from planner.domain.closing import closed_part, closing_order
from planner.domain.levels import levels_of
from planner.domain.liquidation import forced_fee
from planner.domain.margin.pool import Demand
from planner.domain.number import ONE, ZERO
from planner.domain.shock import common_shock
from planner.domain.venue import MarginMode
from planner.simulation.against import Event
from planner.simulation.way import Standing, Way, key_of


def liquidation_times(way: Way, demand: Demand | None) -> dict[Key | None, Decimal]:
    """When each pool is liquidated on the way, at the latest at its end; not named where it is not."""
    if demand is None:
        return {}
    book = way.book_at_start
    found, account = _isolated_times(way, book, demand), _account_time(way, book, demand)
    return found if account is None else {None: account, **found}


def _account_time(way: Way, book: Book, demand: Demand) -> Decimal | None:
    """When the account is liquidated; None where it is not, or where nothing stands in it."""
    if all(mode is not MarginMode.CROSS for _, mode, _ in book.exposures):
        return None
    shock = common_shock(book, demand, {one.entry.leg.instrument.symbol: one.rate for one in way.standing})
    time = ZERO if shock.already else shock.rise
    return time if time is not None and time <= ONE else None


def _isolated_times(way: Way, book: Book, demand: Demand) -> dict[Key | None, Decimal]:
    """When each isolated position is liquidated."""
    rates = {one.entry.leg.instrument.symbol: one.rate for one in way.standing}
    found: dict[Key | None, Decimal] = {}
    for key, exposure in book.exposures.items():
        rate = rates[key[0]]
        if key[1] is MarginMode.ISOLATED and rate:
            ((below, above, is_met),) = levels_of(book, key, exposure.mark, (demand,))
            time = ZERO if is_met else _time(below if rate < 0 else above, exposure.mark, rate)
            if time is not None and time <= ONE:
                found[key] = time
    return found


def _time(price: Decimal | None, mark: Decimal, rate: Decimal) -> Decimal | None:
    return None if price is None else (price / mark - ONE) / rate


def isolated_liquidated(way: Way, demand: Demand) -> Way:
    """Close every isolated position whose margin no longer meets what is demanded."""
    if all(one.entry.mode is MarginMode.CROSS for one in way.standing):
        return way
    book, times = way.book_at_end, _isolated_times(way, way.book_at_start, demand)
    for key in book.exposures:
        if key[1] is MarginMode.ISOLATED and (key in times or book.excess_at_mark(key, demand) <= 0):
            group = [one for one in way.standing if key_of(book, one) == key]
            way = _closed_by_force(way, group, [(one, ONE) for one in group], times.get(key, ONE))
    return way


def account_liquidated(way: Way, demand: Demand) -> Way:
    """Close cross positions as the venue does, from where the account is liquidated on."""
    cross = [one for one in way.standing if one.entry.mode is MarginMode.CROSS]
    if not cross:
        return way
    book, time = way.book_at_end, _account_time(way, way.book_at_start, demand)
    excess = book.wallet + book.cross_pnl - demand.ratio * book.cross_requirement - demand.money
    if time is None and excess > 0:
        return way
    start = ONE if time is None else time
    entries = [one.at(fill_time(way, start)) for one in cross]
    by_entry = {id(entry): one for entry, one in zip(entries, cross, strict=True)}
    order = closing_order(way.book(fill_time(way, start)), entries, demand)
    return _closed_by_force(way, cross, [(by_entry[id(entry)], share) for entry, share in order], start)


def fill_time(way: Way, start: Decimal) -> Decimal:
    """When what is triggered at a time on the way fills."""
    return start + way.stress.slip * (ONE - start)


def _closed_by_force(
    way: Way, pool: Sequence[Standing], order: Sequence[tuple[Standing, Decimal]], start: Decimal
) -> Way:
    """Close shares of a pool at where forced orders fill; its fee is paid from what is left of the pool."""
    time = fill_time(way, start)
    isolated = pool[0].entry.mode is MarginMode.ISOLATED
    closed = [closed_part(one.at(time), share, is_plan=one.is_plan) for one, share in order]
    realised = sum((part.pnl for part in closed), ZERO)
    shares = {id(one): share for one, share in order}
    left = [
        replace(one, entry=one.entry._replace(leg=one.entry.leg.scaled(ONE - share)))
        for one in pool
        if (share := shares.get(id(one), ZERO)) < ONE
    ]
    backing = sum((one.entry.margin for one in pool), ZERO) if isolated else _unisolated(way)
    backing += realised
    others = [one for one in way.standing if all(one is not member for member in pool)]
    fees = sum(
        (share * forced_fee(one.entry.leg, one.entry.conversion, one.at(time).mark) for one, share in order), ZERO
    )
    taken = ONE if not left and way.evaluation.draft.situation.venue.liquidation.taken_over else ZERO
    paid = max(ZERO, backing) if taken else min(fees, max(ZERO, backing))
    missing = max(ZERO, -backing) if isolated else ZERO
    plan = next((one for one, _ in order if one.is_plan), None)
    return replace(
        way,
        balance=way.balance + realised - paid + missing,
        shortfall=way.shortfall + missing,
        standing=(*others, *left),
        closed=(*way.closed, *closed),
        plan_price=way.plan_price if plan is None else plan.at(time).mark,
        ends_by=way.ends_by if plan is None else Event.LIQUIDATION,
    )


def _unisolated(way: Way) -> Decimal:
    """The wallet without isolated margins."""
    return way.balance - sum((one.entry.margin for one in way.standing if one.entry.margin), ZERO)
