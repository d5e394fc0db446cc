"""The positions of an account as margin sees them: exposures, and the pool that backs each.

Positions in one instrument that share margin are one exposure. All cross exposures share one pool: the wallet less
isolated margins. An isolated exposure has its own, and neither rescues nor drags the pool beyond it.

    pool of a cross exposure    wallet + profit of all, requirement of all; every other price is held at its mark
    pool of an isolated one     its margin + its profit, its requirement
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from planner.domain.conversion import Conversion
from planner.domain.curves.polyline import NOTHING, Polyline
from planner.domain.curves.slices import Slices
from planner.domain.margin.leg import Leg, Market, Terms, merge, net
from planner.domain.margin.pool import Demand, Pool
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import TWO, ZERO
from planner.domain.venue import CROSS, ISOLATED, Instrument, MarginMode, Side, Venue

Key = tuple[str, MarginMode, Side | None]
"""An instrument, its margin mode, and the side where both sides stand apart (isolated, in hedge mode)."""


def opened(venue: Venue, instrument: Instrument, side: Side, terms: Terms, *, quantity: Decimal, price: Decimal) -> Leg:
    """The leg of `quantity` opened at `price`."""
    size, is_inverse = quantity * instrument.contract_size, venue.regime.is_inverse
    units, cost = (size / price, size) if is_inverse else (size, size * price)
    margined = units / terms.leverage
    bare = Leg(instrument, side, is_inverse, quantity, units, cost, ZERO, margined)
    rules = REGIMES[venue.regime]
    margin, kept = rules.initial_margin(bare, venue, terms), rules.maintained(bare, terms)
    return Leg(instrument, side, is_inverse, quantity, units, cost, margin, margined, kept)


class Entry(NamedTuple):
    """A leg, what backs it, and where it is marked; `margin` is what was posted for an isolated one."""

    mode: MarginMode
    leg: Leg
    conversion: Conversion
    mark: Decimal
    margin: Decimal = ZERO


class Exposure(Struct, frozen=True):
    """Legs of one instrument that share margin, and their figures at the mark in account currency.

    `slices`: the table of a single linear leg, where slices of its notional are all that is required.
    """

    conversion: Conversion
    legs: tuple[Leg, ...]
    mark: Decimal
    margin: Decimal
    pnl: Decimal
    requirement: Decimal
    used_margin: Decimal
    slices: Slices | None = None


class Book(Struct, frozen=True):
    """An account: `wallet` is the balance without isolated margins; totals are of the cross exposures."""

    venue: Venue
    wallet: Decimal
    hedged_share: Decimal = TWO
    exposures: Mapping[Key, Exposure] = field(default_factory=dict)
    cross_pnl: Decimal = ZERO
    cross_requirement: Decimal = ZERO

    @property
    def is_netting(self) -> bool:
        """Whether long and short in one instrument close each other."""
        return self.hedged_share == ZERO and self.venue.regime.is_perpetual

    def key(self, symbol: str, mode: MarginMode, side: Side) -> Key:
        """Which exposure a position belongs to."""
        apart = mode is ISOLATED and not self.is_netting
        return symbol, mode, side if apart else None

    def adding(self, entry: Entry, *, cost: Decimal = ZERO) -> "Book":
        """The book with one more leg, a cost paid from its wallet; isolated margin leaves the wallet first."""
        key = self.key(entry.leg.instrument.symbol, entry.mode, entry.leg.side)
        there = self.exposures.get(key)
        found, realised = self._joined(entry, there)
        exposures = {name: exposure for name, exposure in self.exposures.items() if name != key}
        if found is not None:
            exposures[key] = found
        released = (there.margin if there else ZERO) - (found.margin if found else ZERO)
        wallet = self.wallet + released + realised - cost
        pnl, required = self.cross_pnl, self.cross_requirement
        if entry.mode is CROSS:
            pnl += (self.counted(found) if found else ZERO) - (self.counted(there) if there else ZERO)
            required += (found.requirement if found else ZERO) - (there.requirement if there else ZERO)
        return Book(self.venue, wallet, self.hedged_share, exposures, pnl, required)

    def trading_at(self, symbol: str, price: Decimal) -> "Book":
        """The book as that instrument trades at another price, every other one at its mark."""
        found = {
            key: self._measured(there.conversion, there.legs, price, there.margin, key[1])
            for key, there in self.exposures.items()
            if key[0] == symbol
        }
        pnl, required = self.cross_pnl, self.cross_requirement
        for key, moved in found.items():
            if key[1] is CROSS:
                there = self.exposures[key]
                pnl += self.counted(moved) - self.counted(there)
                required += moved.requirement - there.requirement
        exposures = {**self.exposures, **found}
        return Book(self.venue, self.wallet, self.hedged_share, exposures, pnl, required)

    def relief(self, entry: Entry) -> Decimal:
        """How much less margin is used because the leg faces others of its instrument."""
        there = self.exposures.get(self.key(entry.leg.instrument.symbol, entry.mode, entry.leg.side))
        if there is None or all(leg.side is entry.leg.side for leg in there.legs):
            return ZERO
        alone, _ = self._joined(entry._replace(mark=there.mark), None)
        both, _ = self._joined(entry, there)
        return there.used_margin + (alone.used_margin if alone else ZERO) - (both.used_margin if both else ZERO)

    def _joined(self, entry: Entry, there: Exposure | None) -> tuple[Exposure | None, Decimal]:
        """The exposure that an entry becomes a part of, if anything is left of it, and what is realised."""
        legs = there.legs if there else ()
        posted = [(leg, there.margin if there and leg is legs[0] else ZERO) for leg in legs]
        mark = there.mark if there else entry.mark
        return self._together(entry.conversion, [*posted, (entry.leg, entry.margin)], mark, entry.mode)

    def _together(
        self, conversion: Conversion, posted: list[tuple[Leg, Decimal]], mark: Decimal, mode: MarginMode
    ) -> tuple[Exposure | None, Decimal]:
        """One exposure of legs with what was posted for each; where they net, the smaller side closes at the mark."""
        legs = merge(leg for leg, _ in posted)
        if not self.is_netting or len(legs) < len(Side):
            return self._measured(conversion, legs, mark, sum((margin for _, margin in posted), ZERO), mode), ZERO
        left = net(legs)
        realised = conversion.amount(_pnl(legs, mark) - _pnl(left, mark), mark)
        if not left:
            return None, realised
        (leg,) = left
        whole = next(other.quantity for other in legs if other.side is leg.side)
        margin = sum((margin for other, margin in posted if other.side is leg.side), ZERO) * leg.quantity / whole
        return self._measured(conversion, left, mark, margin, mode), realised

    def _measured(
        self, conversion: Conversion, legs: tuple[Leg, ...], mark: Decimal, margin: Decimal, mode: MarginMode
    ) -> Exposure:
        rules, amount, market = REGIMES[self.venue.regime], conversion.amount, self._market(conversion, mark)
        is_isolated = mode is ISOLATED
        return Exposure(
            conversion,
            legs,
            mark,
            margin,
            pnl=amount(_pnl(legs, mark), mark),
            requirement=amount(rules.requirement_at_mark(legs, self.venue, market), mark),
            used_margin=margin if is_isolated else amount(rules.used_margin(legs, self.venue, market), mark),
            slices=self._slices(conversion, legs),
        )

    def _slices(self, conversion: Conversion, legs: tuple[Leg, ...]) -> Slices | None:
        is_plain = self.venue.has_plain_maintenance and len(legs) == 1 and not conversion.own_currency
        return legs[0].instrument.slices if is_plain else None

    def _market(self, conversion: Conversion, mark: Decimal) -> Market:
        return Market(mark, conversion.own_currency, self.hedged_share)

    def exposure(self, group: list[Entry]) -> tuple[Exposure | None, Decimal]:
        """The exposure of entries that share margin, at their average mark, and what they have realised by netting."""
        mark = group[0].mark
        if len(group) > 1:
            units = sum((entry.leg.units for entry in group), ZERO)
            mark = sum((entry.leg.units * entry.mark for entry in group), ZERO) / units
        posted = [(entry.leg, entry.margin) for entry in group]
        return self._together(group[0].conversion, posted, mark, group[0].mode)

    def curves(self, exposure: Exposure) -> tuple[Polyline, Polyline]:
        """Profit and requirement of an exposure in quote currency, as functions of its price."""
        profit = exposure.legs[0].pnl()
        for leg in exposure.legs[1:]:
            profit = profit.plus(leg.pnl())
        if not self.venue.perpetual.profit_counts:
            profit = profit.capped()
        market = self._market(exposure.conversion, exposure.mark)
        return profit, REGIMES[self.venue.regime].requirement(exposure.legs, self.venue, market)

    def pool(self, key: Key) -> Pool:
        """What backs an exposure, as functions of its price in account currency."""
        exposure = self.exposures[key]
        own = exposure.conversion
        profit, required = self.curves(exposure)
        fixed_equity, fixed_requirement = exposure.margin, ZERO
        if key[1] is CROSS:
            fixed_equity = self.wallet + self.cross_pnl - self.counted(exposure)
            fixed_requirement = self.cross_requirement - exposure.requirement
        return Pool(
            own.curve(profit).plus(Polyline.straight(fixed_equity)),
            own.curve(required).plus(Polyline.straight(fixed_requirement)),
            own.own_currency,
            self._closing_fee(exposure),
        )

    def requirement(self, key: Key) -> Decimal:
        """What is required of an exposure at its mark; nothing where there is none."""
        exposure = self.exposures.get(key)
        return exposure.requirement if exposure else ZERO

    def initial_margin(self, key: Key, price: Decimal) -> Decimal:
        """What is asked to open what shares a pool with an exposure that trades at `price`, all others at their marks.

        That is itself if isolated, else all cross exposures.
        """
        exposure = self.exposures[key]
        amount = exposure.conversion.amount
        if key[1] is ISOLATED:
            return sum((amount(leg.initial_margin, leg.entry) for leg in exposure.legs), ZERO)
        market = self._market(exposure.conversion, price)
        own = amount(REGIMES[self.venue.regime].used_margin(exposure.legs, self.venue, market), price)
        cross = (e.used_margin for name, e in self.exposures.items() if name[1] is CROSS and name != key)
        return own + sum(cross, ZERO)

    def backing(self, key: Key, exposure: Exposure) -> tuple[Decimal, Decimal]:
        """Equity of what backs an exposure, and what is required of all others that share it, at the marks."""
        if key[1] is CROSS:
            return self.wallet + self.cross_pnl, self.cross_requirement - exposure.requirement
        return exposure.margin + exposure.pnl, ZERO

    def excess_at_mark(self, key: Key, demand: Demand) -> Decimal:
        """Equity of what backs an exposure less what is demanded, with every price at its mark."""
        exposure = self.exposures[key]
        equity, others = self.backing(key, exposure)
        return equity - demand.ratio * (others + exposure.requirement) - demand.money

    def _closing_fee(self, exposure: Exposure) -> Polyline:
        market = self._market(exposure.conversion, exposure.mark)
        fee = REGIMES[self.venue.regime].closing_fee(exposure.legs, self.venue, market)
        return NOTHING if fee is NOTHING else exposure.conversion.curve(fee)

    def counted(self, exposure: Exposure) -> Decimal:
        """Its profit as far as it backs other positions."""
        return exposure.pnl if self.venue.perpetual.profit_counts else min(ZERO, exposure.pnl)


def book_of(venue: Venue, wallet: Decimal, hedged_share: Decimal, entries: Iterable[Entry]) -> Book:
    """The book of all `entries`; `wallet` is the whole balance."""
    book = Book(venue, wallet, hedged_share)
    grouped: dict[Key, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(book.key(entry.leg.instrument.symbol, entry.mode, entry.leg.side), []).append(entry)
    found = {key: book.exposure(group) for key, group in grouped.items()}
    exposures = {key: exposure for key, (exposure, _) in found.items() if exposure is not None}
    cross = [exposure for key, exposure in exposures.items() if key[1] is CROSS]
    margins = sum((exposure.margin for exposure in exposures.values()), ZERO)
    return replace(
        book,
        wallet=wallet - margins + sum((realised for _, realised in found.values()), ZERO),
        exposures=exposures,
        cross_pnl=sum((book.counted(exposure) for exposure in cross), ZERO),
        cross_requirement=sum((exposure.requirement for exposure in cross), ZERO),
    )


def _pnl(legs: Iterable[Leg], mark: Decimal) -> Decimal:
    return sum((leg.pnl_at(mark) for leg in legs), ZERO)
