"""Where equity meets what is demanded, as sections: of the plan, of an open position, before the plan and with it."""

from decimal import Context, Decimal

from msgspec import Struct

from planner.domain.book import Book, Exposure, Key
from planner.domain.curves.polyline import Line as Straight
from planner.domain.curves.tiers import deductions, tier_of
from planner.domain.margin.leg import Leg, facing
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ONE, ZERO
from planner.domain.venue import Instrument, MarginMode, Venue
from planner.domain.venue_rules import TierMeasure, TierRule, ValuedAt
from planner.report import numbers
from planner.report.rule_words import REGIME_WORDS, compared_words, demand_words, rate, requirement_words
from planner.report.rules import measured_in
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentence_table import WORDS
from planner.words import translated

NOTHING_LEFT = Decimal("1e-30")
"""Below this, what is left is the rounding of the arithmetic."""
SAME = Decimal("1e-24")
"""Beside one, two amounts this near are the same: what is left is the rounding of the arithmetic."""


def digits(value: Decimal, count: int = 20) -> str:
    """A number with so many significant digits, thousands apart, zeros at the end gone."""
    cut = ZERO if abs(value) < NOTHING_LEFT else Context(prec=count).plus(value).normalize()
    text = format(abs(cut), ",f")
    return f"{numbers.MINUS}{text}" if cut < 0 else text


def all_digits(value: Decimal, currency: str) -> str:
    """An amount with many digits and its currency."""
    return f"{numbers.hidden(digits(value), currency)} {currency}"


class Backing(Struct, frozen=True):
    """An exposure of a book and what backs it; amounts are in `currency`."""

    book: Book
    key: Key
    currency: str

    @property
    def exposure(self) -> Exposure:
        """The legs that share margin."""
        return self.book.exposures[self.key]

    @property
    def venue(self) -> Venue:
        """Whose rules hold."""
        return self.book.venue

    @property
    def instrument(self) -> Instrument:
        """What the legs are of."""
        return self.exposure.legs[0].instrument

    def money(self, value: Decimal) -> str:
        """An amount with many digits."""
        return all_digits(value, self.currency)


def formula(venue: Venue, instrument: Instrument, mode: MarginMode, demand: Demand | None, currency: str) -> Section:
    """The condition of a level, and both functions in words."""
    level = (
        []
        if demand is None
        else [translated("The level is where {demand}.", demand=demand_words(venue, instrument, demand, currency))]
    )
    equity = () if instrument.loan is not None else _equity_words(mode, venue)
    is_bare = demand is not None and not demand.ratio and not demand.has_closing_fee and instrument.loan is None
    required = () if is_bare else requirement_words(venue, instrument)
    return section(translated("Formula"), *map(sentence, (*level, *equity, *required)))


def _equity_words(mode: MarginMode, venue: Venue) -> tuple[str, ...]:
    profit = (
        translated("Profit = side × face value × (1 / entry − 1 / P), in the coin; a long has side +1, a short −1.")
        if venue.regime.is_inverse
        else translated("Profit = side × units × (P − entry), less the spread; a long has side +1, a short −1.")
    )
    if mode is MarginMode.ISOLATED:
        return translated("Equity = margin posted for the position + its profit."), profit
    return translated("Equity = wallet + profit of all cross positions; every other price is held at its mark."), profit


def leg_lines(leg: Leg, note: str, currency: str) -> list[Line]:
    """What is held, and at what price; `currency` is that of the account."""
    instrument = leg.instrument
    coin, quote = instrument.base_currency, instrument.quote_currency
    size = f"{numbers.exact(leg.quantity)} {instrument.quantity_unit}"
    found = [
        Line(translated(WORDS[leg.side]).capitalize(), size, note),
        Line(translated("Entry"), f"{digits(leg.entry)} {quote}"),
    ]
    if leg.is_inverse:
        found.append(Line(translated("Face value"), f"{digits(leg.cost)} {quote}"))
    elif leg.units != leg.quantity:
        found.append(Line(translated("Units"), f"{digits(leg.units)} {coin}"))
    if leg.spread_paid:
        paid = numbers.hidden(digits(leg.spread_paid), currency)
        found.append(Line(translated("Spread paid"), f"{paid} {coin if leg.is_inverse else quote}"))
    return found


def backing_lines(backing: Backing, posted_note: str = "", wallet_note: str = "without isolated margins") -> list[Line]:
    """What stands behind the legs: their own margin, or the account with all else that it backs."""
    book, exposure, money = backing.book, backing.exposure, backing.money
    if backing.key[1] is MarginMode.ISOLATED:
        return [Line(translated("Margin posted"), money(exposure.margin), posted_note)]
    return [
        Line(translated("Wallet"), money(book.wallet), wallet_note),
        Line(translated("Profit of other cross positions"), money(book.cross_pnl - book.counted(exposure))),
        Line(translated("Required for other cross positions"), money(book.cross_requirement - exposure.requirement)),
    ]


def conversion_lines(backing: Backing) -> list[Line]:
    """How quote currency becomes account currency, where it must."""
    quote, rate_held = backing.instrument.quote_currency, backing.exposure.conversion.rate
    if rate_held is None:
        return [Line(f"1 {quote}", f"1 / P {backing.currency}", translated("converted at the price itself"))]
    return [] if quote == backing.currency else [Line(f"1 {quote}", f"{digits(rate_held)} {backing.currency}", "held")]


def tier_lines(backing: Backing, root: Decimal) -> list[Line]:
    """The tier each charged leg falls in, at the price where the venue values it."""
    venue, exposure = backing.venue, backing.exposure
    if not venue.regime.is_perpetual or not backing.instrument.margin_tiers:
        return []
    legs = facing(exposure.legs, backing.book.hedged_share)
    return [line for leg in legs for line in _leg_tier(backing, leg, root)]


def _leg_tier(backing: Backing, leg: Leg, root: Decimal) -> list[Line]:
    venue, exposure = backing.venue, backing.exposure
    tiers, unit = leg.instrument.margin_tiers, measured_in(venue, leg.instrument)
    at = {ValuedAt.PRICE: root, ValuedAt.ENTRY: leg.entry, ValuedAt.MARK: exposure.mark}
    price = at[venue.perpetual.maintenance_valued_at]
    measure = leg.cost / price if leg.is_inverse else leg.units * price
    measure = leg.quantity if venue.perpetual.tier_measure is TierMeasure.QUANTITY else measure
    tier = tier_of(tiers, measure)
    if tier is None:
        return []
    index = tiers.index(tier)
    floor = tiers[index - 1].notional_cap if index else ZERO
    sliced = venue.perpetual.tier_rule is TierRule.SLICE and leg.instrument.maintenance_curve is None
    return [
        Line(
            translated("{side} counts as", side=translated(WORDS[leg.side]).capitalize()),
            f"{numbers.hidden(digits(measure), backing.currency)} {unit}",
        ),
        Line(
            translated("Tier {index}", index=index + 1),
            translated(
                "{floor} to {notional_cap} {unit}",
                floor=numbers.exact(floor),
                notional_cap=numbers.exact(tier.notional_cap),
                unit=unit,
            ),
        ),
        Line(
            translated("Rate"),
            rate(tier.maintenance_margin_rate),
            translated("up to {max_leverage}", max_leverage=numbers.leverage(tier.max_leverage)),
        ),
        *([Line(translated("Deduction"), f"{digits(deductions(tiers)[index])} {unit}")] if sliced else []),
    ]


def solved_lines(pool: Pool, demand: Demand, root: Decimal, currency: str) -> list[Line]:
    """Both functions with their numbers, as they hold around the root, and the root."""
    x, name = pool.x(root), " / P" if pool.reciprocal else " × P"
    lines = [Line(translated("Equity(P)"), straight(pool.equity.line_at(x), name, currency))]
    if demand.ratio:
        lines.append(Line(translated("Required(P)"), straight(pool.requirement.line_at(x), name, currency)))
    if demand.has_closing_fee:
        lines.append(Line(translated("Fee of closing(P)"), straight(pool.closing_fee.line_at(x), name, currency)))
    if pool.requirement.powers or pool.equity.powers:
        lines.append(sentence(translated("These lines bend with a power of P, so the root is found step by step.")))
    return [*lines, Line("P", digits(root), translated("unrounded, to 20 digits"))]


def straight(line: Straight, name: str, currency: str) -> str:
    """A line in words of numbers: the amount it is at nothing, and what it gains."""
    intercept, slope = line
    start = numbers.hidden(digits(intercept), currency)
    if not slope:
        return start
    turned = f"{digits(abs(slope))}{name}"
    sign = numbers.MINUS if slope < 0 else "+"
    if not intercept:
        return f"{numbers.MINUS}{turned}" if slope < 0 else turned
    return f"{start} {sign} {turned}"


def rounding_words(price: Decimal | None, root: Decimal, start: Decimal | None, tick: Decimal) -> str:
    """How a root became a price on the tick."""
    if price == root:
        return translated("The root lies on the tick of {tick}.", tick=numbers.exact(tick))
    way, shown = (
        translated("Up") if start is not None and root < start else translated("Down"),
        numbers.price(price, tick),
    )
    return translated(
        "{way} to {shown}, the tick of {tick} nearer to the market: never shown farther than it is.",
        way=way,
        shown=shown,
        tick=numbers.exact(tick),
    )


def check_lines(backing: Backing, pool: Pool, demand: Demand, root: Decimal) -> list[Line]:
    """Equity and what it is compared with at the root."""
    fee = pool.closing_fee.at(pool.x(root)) if demand.has_closing_fee else ZERO
    return compared_lines(backing, demand, pool.equity_at(root), pool.requirement_at(root), fee)


def compared_lines(backing: Backing, demand: Demand, equity: Decimal, asked: Decimal, fee: Decimal) -> list[Line]:
    """Equity beside what it is compared with; they are the same unless the requirement jumps there."""
    money, required = backing.money, translated(REGIME_WORDS[backing.venue.regime].required)
    compared = asked * demand.ratio + demand.money + fee
    lines = [Line(translated("Equity there"), money(equity))]
    if demand.ratio:
        lines.append(Line(translated("{required} there", required=required.capitalize()), money(asked)))
    if demand.ratio and demand.ratio != ONE:
        lines.append(Line(translated("{ratio} of it", ratio=rate(demand.ratio)), money(compared)))
    if fee:
        lines.append(Line(translated("Fee of closing there"), money(fee)))
    same = abs(equity - compared) <= SAME * max(ONE, abs(equity))
    text = translated(
        "Equity = {compared}: both are {amount}.",
        compared=_compared(backing.venue, demand, fee),
        amount=money(compared),
    )
    return [*lines, sentence(text if same else translated("What is required jumps past equity at this price."))]


def _compared(venue: Venue, demand: Demand, fee: Decimal) -> str:
    if demand.ratio:
        return compared_words(venue, demand)
    return (
        translated("the amount of the rules")
        if demand.money
        else translated("the fee of closing")
        if fee
        else translated("nothing left")
    )
