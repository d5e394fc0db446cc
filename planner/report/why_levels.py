"""Why a level is where it is: equity and requirement as functions of price, where they cross, and the check there."""

from decimal import Context, Decimal

from planner.assess import Assessment
from planner.domain.book import Book, Exposure
from planner.domain.curves.polyline import Line as Straight
from planner.domain.curves.tiers import deductions, tier_of
from planner.domain.evaluation import Evaluation
from planner.domain.margin.leg import Leg, facing
from planner.domain.margin.pool import Demand, Pool
from planner.domain.number import ONE, ZERO
from planner.domain.venue import MarginMode, Regime, Venue
from planner.domain.venue_rules import TierMeasure, TierRule, ValuedAt
from planner.report import numbers
from planner.report.rule_words import REGIME_WORDS, compared_words, demand_words, rate, requirement_words
from planner.report.rules import measured_in
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of

LEVELS = ("margin_call", "liquidation", "bankruptcy", "far_liquidation")
NOTHING_LEFT = Decimal("1e-30")
"""Below this, what is left is the rounding of the arithmetic."""
SAME = Decimal("1e-24")
"""Beside one, two amounts this near are the same: what is left is the rounding of the arithmetic."""


def digits(value: Decimal, count: int = 20) -> str:
    """A number with so many significant digits, thousands apart, zeros at the end gone."""
    cut = ZERO if abs(value) < NOTHING_LEFT else Context(prec=count).plus(value).normalize()
    text = format(abs(cut), ",f")
    return f"{numbers.MINUS}{text}" if cut < 0 else text


def _demand(evaluation: Evaluation, key: str) -> Demand | None:
    demand: Demand | None = getattr(evaluation.demands, "liquidation" if key == "far_liquidation" else key)
    return demand


def level_answer(assessment: Assessment, key: str) -> str:
    """The level as it is read, or that there is none."""
    price, units = getattr(assessment.evaluation.levels, key), units_of(assessment.draft)
    return "none" if price is None else f"{numbers.price(price, units.price_tick)} {units.quote_currency}"


def level_sections(assessment: Assessment, key: str) -> tuple[Section, ...]:
    """All that leads to a level, or to there being none."""
    evaluation, pool = assessment.evaluation, assessment.evaluation.pool
    demand, root = _demand(evaluation, key), getattr(evaluation.roots, key)
    if pool is None:
        return ()
    formula, inputs = _formula(assessment, demand), _inputs(assessment)
    if demand is None or root is None:
        return section("Why there is none", sentence(_why_none(evaluation, key, demand))), formula, inputs
    return (
        formula,
        inputs,
        _tier(evaluation, root) if demand.ratio else section("Tier in force"),
        _solved(pool, demand, root),
        _rounding(assessment, key, root),
        _check(assessment, demand, root),
    )


def _why_none(evaluation: Evaluation, key: str, demand: Demand | None) -> str:
    plan, venue, pool = evaluation.draft.plan, evaluation.draft.situation.venue, evaluation.pool
    if venue.regime is Regime.CASH:
        return "A cash account has none: what is bought is paid in full, so nothing can be called, closed or owed."
    if demand is None:
        return "No price follows from the rules: the broker decides whether and when to close after an unmet call."
    if pool is None or plan.entry_price is None:
        return ""
    if pool.excess_at(demand, plan.entry_price) <= 0:
        return "It is reached at the entry already: equity there is not above what is compared with it."
    if key == "far_liquidation":
        return "Whatever the price does on the winning side, equity covers what is required there."
    way = "down to zero" if plan.side.sign > 0 else "above the entry"
    return f"No price: equity covers what is required at every price {way}."


def _formula(assessment: Assessment, demand: Demand | None) -> Section:
    draft, instrument = assessment.draft, assessment.draft.instrument
    venue, currency = draft.situation.venue, draft.situation.account.currency
    if instrument is None:
        return section("Formula")
    level = [] if demand is None else [f"The level is where {demand_words(venue, instrument, demand, currency)}."]
    equity = () if instrument.loan is not None else _equity_words(draft.plan.margin_mode, venue)
    is_bare = demand is not None and not demand.ratio and not demand.has_closing_fee and instrument.loan is None
    required = () if is_bare else requirement_words(venue, instrument)
    return section("Formula", *map(sentence, (*level, *equity, *required)))


def _equity_words(mode: MarginMode, venue: Venue) -> tuple[str, ...]:
    profit = (
        "Profit = side × face value × (1 / entry − 1 / P), in the coin; a long has side +1, a short −1."
        if venue.regime.is_inverse
        else "Profit = side × units × (P − entry), less the spread; a long has side +1, a short −1."
    )
    if mode is MarginMode.ISOLATED:
        return "Equity = margin posted for the position + its profit.", profit
    return "Equity = wallet + profit of all cross positions; every other price is held at its mark.", profit


def _exposure(evaluation: Evaluation) -> tuple[Book, Exposure] | None:
    book, key = evaluation.book_after, evaluation.key
    return None if book is None or key is None else (book, book.exposures[key])


def _inputs(assessment: Assessment) -> Section:
    """What goes into both functions, in units of the account unless another unit is named."""
    evaluation, draft = assessment.evaluation, assessment.draft
    found, currency = _exposure(evaluation), draft.situation.account.currency
    if found is None:
        return section("Inputs")
    book, exposure = found
    lines = [line for leg in exposure.legs for line in _leg_lines(leg, evaluation)]
    if draft.plan.margin_mode is MarginMode.ISOLATED:
        added = f"{numbers.money(draft.plan.added_margin, currency)} added" if draft.plan.added_margin else ""
        lines.append(Line("Margin posted", _money(exposure.margin, currency), added))
    else:
        others, asked = book.cross_pnl - book.counted(exposure), book.cross_requirement - exposure.requirement
        lines.append(Line("Wallet", _money(book.wallet, currency), "after the entry fee, without isolated margins"))
        lines.append(Line("Profit of other cross positions", _money(others, currency)))
        lines.append(Line("Required for other cross positions", _money(asked, currency)))
    return section("Inputs", *lines, *_conversion_lines(assessment, exposure), *_term_lines(assessment))


def _leg_lines(leg: Leg, evaluation: Evaluation) -> list[Line]:
    instrument = leg.instrument
    coin, quote = instrument.base_currency, instrument.quote_currency
    size = f"{numbers.exact(leg.quantity)} {instrument.quantity_unit}"
    note = "open on the other side"
    if leg.side is evaluation.draft.plan.side:
        note = "this plan" if leg.quantity == evaluation.quantity else "this plan and what is open on its side"
    found = [Line(f"{leg.side.value.capitalize()}", size, note), Line("Entry", f"{digits(leg.entry)} {quote}")]
    if leg.is_inverse:
        found.append(Line("Face value", f"{digits(leg.cost)} {quote}"))
    elif leg.units != leg.quantity:
        found.append(Line("Units", f"{digits(leg.units)} {coin}"))
    if leg.spread_paid:
        found.append(Line("Spread paid", f"{digits(leg.spread_paid)} {coin if leg.is_inverse else quote}"))
    return found


def _conversion_lines(assessment: Assessment, exposure: Exposure) -> list[Line]:
    quote, currency = units_of(assessment.draft).quote_currency, assessment.draft.situation.account.currency
    if exposure.conversion.rate is None:
        return [Line(f"1 {quote}", f"1 / P {currency}", "converted at the price itself")]
    return [] if quote == currency else [Line(f"1 {quote}", f"{digits(exposure.conversion.rate)} {currency}", "held")]


def _term_lines(assessment: Assessment) -> list[Line]:
    plan, venue, instrument = assessment.draft.plan, assessment.draft.situation.venue, assessment.draft.instrument
    if instrument is None:
        return []
    found = []
    if venue.regime in {Regime.LINEAR_PERPETUAL, Regime.INVERSE_PERPETUAL, Regime.MARGIN_LEVEL, Regime.SPOT_MARGIN}:
        found.append(Line("Leverage", numbers.leverage(plan.leverage)))
    if instrument.loan is not None:
        found.append(Line("Loan to value", rate(plan.loan_to_value or instrument.loan.initial_ltv), "at the start"))
    return found


def _money(value: Decimal, currency: str) -> str:
    return f"{digits(value)} {currency}"


def _tier(evaluation: Evaluation, root: Decimal) -> Section:
    """The tier each charged leg falls in, at the price where the venue values it."""
    venue, instrument, found = evaluation.draft.situation.venue, evaluation.draft.instrument, _exposure(evaluation)
    if instrument is None or found is None or not venue.regime.is_perpetual or not instrument.margin_tiers:
        return section("Tier in force")
    book, exposure = found
    lines = [
        line for leg in facing(exposure.legs, book.hedged_share) for line in _tier_lines(venue, exposure, leg, root)
    ]
    return section("Tier in force at that price", *lines)


def _tier_lines(venue: Venue, exposure: Exposure, leg: Leg, root: Decimal) -> list[Line]:
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
        Line(f"{leg.side.value.capitalize()} counts as", f"{digits(measure)} {unit}"),
        Line(f"Tier {index + 1}", f"{numbers.exact(floor)} to {numbers.exact(tier.notional_cap)} {unit}"),
        Line("Rate", rate(tier.maintenance_margin_rate), f"up to {numbers.leverage(tier.max_leverage)}"),
        *([Line("Deduction", f"{digits(deductions(tiers)[index])} {unit}")] if sliced else []),
    ]


def _solved(pool: Pool, demand: Demand, root: Decimal) -> Section:
    """Both functions with these numbers, as they hold around the root, and the root."""
    x, name = pool.x(root), " / P" if pool.reciprocal else " × P"
    lines = [Line("Equity(P)", _straight(pool.equity.line_at(x), name))]
    if demand.ratio:
        lines.append(Line("Required(P)", _straight(pool.requirement.line_at(x), name)))
    if demand.has_closing_fee:
        lines.append(Line("Fee of closing(P)", _straight(pool.closing_fee.line_at(x), name)))
    if pool.requirement.powers or pool.equity.powers:
        lines.append(sentence("These lines bend with a power of P, so the root is found step by step."))
    lines.append(Line("P", digits(root), "unrounded, to 20 digits"))
    return section("With these numbers", *lines)


def _straight(line: Straight, name: str) -> str:
    intercept, slope = line
    if not slope:
        return digits(intercept)
    turned = f"{digits(abs(slope))}{name}"
    sign = numbers.MINUS if slope < 0 else "+"
    if not intercept:
        return f"{numbers.MINUS}{turned}" if slope < 0 else turned
    return f"{digits(intercept)} {sign} {turned}"


def _rounding(assessment: Assessment, key: str, root: Decimal) -> Section:
    units, price = units_of(assessment.draft), getattr(assessment.evaluation.levels, key)
    entry = assessment.draft.plan.entry_price
    shown, tick = numbers.price(price, units.price_tick), numbers.exact(units.price_tick)
    if price == root:
        text = f"The root lies on the tick of {tick}."
    else:
        way = "Up" if entry is not None and root < entry else "Down"
        text = f"{way} to {shown}, the tick of {tick} nearer to the market: never shown farther than it is."
    return section("Rounding", sentence(text))


def _check(assessment: Assessment, demand: Demand, root: Decimal) -> Section:
    """Equity and what it is compared with at the root, which are the same unless the requirement jumps there."""
    pool, venue = assessment.evaluation.pool, assessment.draft.situation.venue
    currency, required = assessment.draft.situation.account.currency, REGIME_WORDS[venue.regime].required
    if pool is None:
        return section("Check")
    equity, asked, x = pool.equity_at(root), pool.requirement_at(root), pool.x(root)
    fee = pool.closing_fee.at(x) if demand.has_closing_fee else ZERO
    compared = asked * demand.ratio + demand.money + fee
    lines = [Line("Equity there", _money(equity, currency))]
    if demand.ratio:
        lines.append(Line(f"{required.capitalize()} there", _money(asked, currency)))
    if demand.ratio and demand.ratio != ONE:
        lines.append(Line(f"{rate(demand.ratio)} of it", _money(compared, currency)))
    if fee:
        lines.append(Line("Fee of closing there", _money(fee, currency)))
    same = abs(equity - compared) <= SAME * max(ONE, abs(equity))
    text = f"Equity = {_compared(venue, demand, fee)}: both are {_money(compared, currency)}."
    return section("Check", *lines, sentence(text if same else "What is required jumps past equity at this price."))


def _compared(venue: Venue, demand: Demand, fee: Decimal) -> str:
    if demand.ratio:
        return compared_words(venue, demand)
    return "the amount of the rules" if demand.money else "the fee of closing" if fee else "nothing left"
