"""What each regime requires, in exact fractions, written from the venues' rules and sharing no code with the planner.

The tier formula is the one of an income tax: every slice of the notional pays its own rate. Powers are roots of
integers. Everything is in quote currency; an inverse contract is reckoned in coins and multiplied by the price.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.plan import PositionMode, Situation
from planner.domain.venue import Instrument, MarginBasis, Regime, Side
from planner.domain.venue_rules import DayTradeRule, FeeBase, FuturesUnit, MarginTier, TierMeasure, TierRule, ValuedAt
from tests.conftest import exact

NOTHING = Fraction(0)
SCALE = 10**80
INVERSE_SIGN = {True: 1, False: -1}
ByNotional = Callable[[Fraction], Fraction]


class Lot(Struct, frozen=True):
    """Held or planned: so many contracts at a price. `value` is their worth in quote currency there, `units` in base.

    `paid` is the price a closing profit counts from: the entry, and the spread.
    """

    instrument: Instrument
    side: Side
    is_inverse: bool
    quantity: Fraction
    units: Fraction
    value: Fraction
    paid: Fraction
    leverage: Fraction
    intraday: bool = False
    lent: Fraction | None = None

    def profit(self, price: Fraction) -> Fraction:
        """In quote currency at a price."""
        if self.is_inverse:
            return self.side.sign * self.value * (price / self.paid - 1)
        return self.side.sign * self.units * (price - self.paid)


class Block(Struct, frozen=True):
    """All lots of one side of an instrument."""

    instrument: Instrument
    side: Side
    is_inverse: bool
    quantity: Fraction
    units: Fraction
    value: Fraction
    margined: Fraction
    initial: Fraction

    @property
    def entry(self) -> Fraction:
        """The average price."""
        return self.value / self.units

    def part(self, share: Fraction) -> "Block":
        """A share of it."""
        names = ("quantity", "units", "value", "margined", "initial")
        return replace(self, **{name: getattr(self, name) * share for name in names})

    def notional(self, price: Fraction) -> Fraction:
        """In settlement currency."""
        return self.value / price if self.is_inverse else self.units * price


def maintenance(tiers: Iterable[MarginTier], notional: Fraction) -> Fraction:
    """Every slice of the notional between two caps pays its own rate; the last has no cap."""
    rows = [(exact(tier.notional_cap), exact(tier.maintenance_margin_rate)) for tier in tiers]
    paid, floor = NOTHING, NOTHING
    for index, (cap, rate) in enumerate(rows):
        top = notional if index == len(rows) - 1 else min(cap, notional)
        paid += rate * max(top - floor, NOTHING)
        floor = cap
    return paid


def whole(tiers: Iterable[MarginTier], notional: Fraction) -> Fraction:
    """The whole notional pays the rate of the tier it lies in."""
    rows = list(tiers)
    tier = next((row for row in rows if notional <= exact(row.notional_cap)), rows[-1] if rows else None)
    return notional * exact(tier.maintenance_margin_rate) if tier is not None else NOTHING


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """A power to 80 digits behind the point, by a root of integers."""
    top, root = exponent.numerator, exponent.denominator
    scaled = int(base * SCALE) ** top
    scaled = scaled * SCALE ** (root - top) if top <= root else scaled // SCALE ** (top - root)
    guess = 1 << (scaled.bit_length() // root + 1)
    while True:
        better = ((root - 1) * guess + scaled // guess ** (root - 1)) // root
        if better >= guess:
            return Fraction(guess, SCALE)
        guess = better


def rounded_up(amount: Fraction, situation: Situation) -> Fraction:
    """A component of the requirement as the venue states it."""
    step = situation.venue.perpetual.component_step
    return amount if step is None else ceil(amount / exact(step)) * exact(step)


def block(lots: list[Lot], situation: Situation) -> Block:
    """The lots of one side together."""
    first = lots[0]
    return Block(
        first.instrument,
        first.side,
        first.is_inverse,
        *(sum(column, NOTHING) for column in zip(*(_columns(lot, situation) for lot in lots), strict=True)),
    )


def _columns(lot: Lot, situation: Situation) -> tuple[Fraction, ...]:
    return lot.quantity, lot.units, lot.value, lot.units / lot.leverage, initial(lot, situation)


def initial(lot: Lot, situation: Situation) -> Fraction:
    """What is asked for a lot when it is opened, in quote currency."""
    regime = situation.venue.regime
    if regime is Regime.FUTURES:
        return _futures_initial(lot)
    if regime is Regime.MARGIN_STOCK:
        return _stock_initial(lot, situation)
    if regime is Regime.LOAN:
        terms = lot.instrument.loan
        lent = lot.lent if lot.lent is not None else exact(terms.initial_ltv) if terms else NOTHING
        return lot.value * (1 - lent)
    if regime is Regime.CASH:
        return lot.value
    return _perpetual_initial(lot, situation) if regime.is_perpetual else lot.value / lot.leverage


def _perpetual_initial(lot: Lot, situation: Situation) -> Fraction:
    alone = Block(lot.instrument, lot.side, lot.is_inverse, lot.quantity, lot.units, lot.value, NOTHING, NOTHING)
    alone = replace(alone, margined=lot.units / lot.leverage)
    notional = alone.notional(alone.entry)
    asked = rounded_up(notional / lot.leverage, situation)
    if situation.venue.perpetual.initial_margin_has_fee:
        asked += rounded_up(closing_fee(alone, situation)(notional), situation)
    return asked * alone.entry if lot.is_inverse else asked


def _futures_initial(lot: Lot) -> Fraction:
    rules = lot.instrument.futures_margin
    if rules is None:
        return NOTHING
    asked = rules.day if lot.intraday and rules.day is not None else rules.initial
    return exact(asked) * (lot.value if rules.unit is FuturesUnit.NOTIONAL else lot.quantity)


def _stock_initial(lot: Lot, situation: Situation) -> Fraction:
    rules = situation.venue.stock
    if rules is None:
        return lot.value
    kept = lot.units * share_maintenance(lot.instrument, lot.side, lot.value / lot.units, situation)
    rate = exact(rules.initial_long if lot.side is Side.LONG else rules.initial_short)
    if lot.intraday and rules.day_trade_rule is DayTradeRule.INTRADAY_MARGIN:
        return kept
    if lot.intraday and rules.day_trade_rule is DayTradeRule.PATTERN_DAY_TRADER:
        rate = 1 / exact(rules.day_trade_multiple)
    return max(rate * lot.value, kept)


def share_maintenance(instrument: Instrument, side: Side, price: Fraction, situation: Situation) -> Fraction:
    """What one share held or sold short must maintain."""
    rules, fund = situation.venue.stock, exact(instrument.stock_leverage)
    if rules is None:
        return price
    if side is Side.LONG:
        return price * min(Fraction(1), exact(rules.maintenance_long) * fund)
    if price >= exact(rules.low_price):
        return max(price * min(Fraction(1), exact(rules.maintenance_short) * fund), exact(rules.per_share))
    return max(price * min(Fraction(1), exact(rules.low_rate) * fund), exact(rules.low_per_share))


def closing_fee(held: Block, situation: Situation) -> ByNotional:
    """The fee reserved for a forced close, by notional."""
    base, rate = situation.venue.perpetual.fee_base, exact(held.instrument.liquidation_fee_rate)
    least, leverage_share = exact(held.instrument.min_liquidation_fee), held.margined / held.units
    posted = held.notional(held.entry) * leverage_share
    rounding = rounded_up(posted, situation) - posted

    def fee(notional: Fraction) -> Fraction:
        if base is FeeBase.NONE:
            return least
        if base is FeeBase.NOTIONAL:
            return max(rate * notional, least)
        if base is FeeBase.BANKRUPTCY_VALUE:
            away = INVERSE_SIGN[held.is_inverse] * held.side.sign * leverage_share
            return max(rate * notional * (1 + away), least)
        return rate * (notional * (1 + leverage_share) + rounding)

    return fee


def by_notional(held: Block, situation: Situation) -> ByNotional:
    """Maintenance without funding and fees, by notional."""
    rules, instrument = situation.venue.perpetual, held.instrument
    tiers, curve = instrument.margin_tiers, instrument.maintenance_curve
    asked = maintenance if rules.tier_rule is TierRule.SLICE else whole

    def kept(notional: Fraction) -> Fraction:
        if curve is not None and tiers:
            base, steep = exact(tiers[0].maintenance_margin_rate), exact(curve.factor) / exact(curve.initial_rate)
            return notional * base * max(Fraction(1), steep * power(notional, exact(curve.exponent)))
        if rules.tier_measure is TierMeasure.QUANTITY:
            return notional * asked(tiers, held.quantity) / held.quantity
        return asked(tiers, notional)

    return kept


def next_funding(held: Block, situation: Situation) -> ByNotional:
    """One payment of funding, whoever pays it, by notional."""
    rate = held.instrument.funding_rate if situation.venue.perpetual.requires_funding else None
    return lambda notional: abs(exact(rate)) * notional if rate else NOTHING


def facing(lots: list[Lot], situation: Situation) -> list[Block]:
    """The sides that pay margin: where long and short face each other by contracts, as the venue has it."""
    sides = [block([lot for lot in lots if lot.side is side], situation) for side in {lot.side for lot in lots}]
    sides.sort(key=lambda held: held.quantity)
    share = hedged_share(situation)
    if len(sides) < len(Side) or share not in (0, 1):
        return sides
    small, large = sides
    left = large.part(1 - small.quantity / large.quantity) if share == 0 else large
    return [left] if left.quantity else []


def hedged_share(situation: Situation) -> Fraction:
    """How many of two facing sides pay."""
    netting = situation.account.position_mode is PositionMode.ONE_WAY and situation.venue.regime.is_perpetual
    return NOTHING if netting else exact(situation.venue.hedged_share)


def valued(part: ByNotional, at: ValuedAt, held: Block, price: Fraction, mark: Fraction) -> tuple[Fraction, bool]:
    """A component in settlement currency, and whether it stands still."""
    if at is ValuedAt.PRICE:
        return part(held.notional(price)), False
    return part(held.notional(held.entry if at is ValuedAt.ENTRY else mark)), True


def perpetual_requirement(lots: list[Lot], price: Fraction, mark: Fraction, situation: Situation) -> Fraction:
    """Maintenance and reserved fee of one instrument in quote currency."""
    rules, asked = situation.venue.perpetual, NOTHING
    for held in facing(lots, situation):
        kept_at = rules.maintenance_valued_at
        for rule, at in ((by_notional, kept_at), (next_funding, kept_at), (closing_fee, rules.fee_valued_at)):
            amount, is_fixed = valued(rule(held, situation), at, held, price, mark)
            amount = rounded_up(amount, situation) if is_fixed else amount
            asked += amount * price if held.is_inverse else amount
    return asked


def level_requirement(lots: list[Lot], price: Fraction, situation: Situation, *, is_own: bool) -> Fraction:
    """Used margin of a margin-level account: common volume of two sides at the average of all, the rest by itself."""
    at_open = situation.venue.margin_basis is MarginBasis.OPEN and not is_own
    sides = [
        [
            (lot.units, lot.units * (lot.value / lot.units if at_open else price) / lot.leverage)
            for lot in lots
            if lot.side is side
        ]
        for side in Side
    ]
    (small, small_margin), (large, large_margin) = sorted(
        (sum((u for u, _ in rows), NOTHING), sum((m for _, m in rows), NOTHING)) for rows in sides
    )
    share = exact(situation.venue.hedged_share)
    if not small or share == len(Side):
        return small_margin + large_margin
    average = (small_margin + large_margin) / (small + large)
    return large_margin * (large - small) / large + share * small * average


def futures_requirement(lots: list[Lot], price: Fraction) -> Fraction:
    """Maintenance of what is left when long and short contracts close each other; a day trade by its day margin."""
    amounts = {side: [lot for lot in lots if lot.side is side] for side in Side}
    counts = {side: sum((lot.quantity for lot in there), NOTHING) for side, there in amounts.items()}
    more = max(Side, key=lambda side: counts[side])
    left = (counts[more] - counts[more.opposite]) / counts[more]
    return left * sum((_futures_kept(lot, price) for lot in amounts[more]), NOTHING)


def _futures_kept(lot: Lot, price: Fraction) -> Fraction:
    rules = lot.instrument.futures_margin
    if rules is None:
        return NOTHING
    kept = exact(rules.maintenance)
    if lot.intraday and rules.day is not None:
        kept = min(kept, exact(rules.day))
    return kept * (lot.units * price if rules.unit is FuturesUnit.NOTIONAL else lot.quantity)


def requirement(
    lots: list[Lot], price: Fraction, mark: Fraction, situation: Situation, *, is_own: bool = False
) -> Fraction:
    """What a venue requires of lots in one instrument, in quote currency."""
    rules: dict[Regime, Callable[[], Fraction]] = {
        Regime.LINEAR_PERPETUAL: lambda: perpetual_requirement(lots, price, mark, situation),
        Regime.INVERSE_PERPETUAL: lambda: perpetual_requirement(lots, price, mark, situation),
        Regime.MARGIN_LEVEL: lambda: level_requirement(lots, price, situation, is_own=is_own),
        Regime.FUTURES: lambda: futures_requirement(lots, price),
        Regime.MARGIN_STOCK: lambda: _sum(
            lot.units * share_maintenance(lot.instrument, lot.side, price, situation) for lot in lots
        ),
        Regime.SPOT_MARGIN: lambda: _sum(lot.value / lot.leverage for lot in lots),
        Regime.LOAN: lambda: _sum(_left_of_collateral(lot.instrument) * lot.units * price for lot in lots),
        Regime.CASH: lambda: NOTHING,
    }
    return rules[situation.venue.regime]() if lots else NOTHING


def _sum(amounts: Iterable[Fraction]) -> Fraction:
    return sum(amounts, NOTHING)


def _left_of_collateral(instrument: Instrument) -> Fraction:
    return 1 - exact(instrument.loan.liquidation_ltv) if instrument.loan else Fraction(1)
