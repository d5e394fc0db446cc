"""Why a level is where it is: equity and requirement as functions of price, where they cross, and the check there."""

from decimal import Decimal

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation
from planner.domain.margin.leg import Leg
from planner.domain.margin.pool import Demand
from planner.domain.margin.regimes import REGIMES
from planner.domain.plan import Draft
from planner.domain.venue import Regime
from planner.report import numbers
from planner.report.rule_words import rate
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import (
    Backing,
    backing_lines,
    check_lines,
    conversion_lines,
    formula,
    leg_lines,
    rounding_words,
    solved_lines,
    tier_lines,
)
from planner.words import translated

LEVELS = ("margin_call", "liquidation", "bankruptcy", "far_liquidation")


def _demand(evaluation: Evaluation, key: str) -> Demand | None:
    demand: Demand | None = getattr(evaluation.demands, "liquidation" if key == "far_liquidation" else key)
    return demand


def level_answer(assessment: Assessment, key: str) -> str:
    """The level as it is read, or that there is none."""
    price, units = getattr(assessment.evaluation.levels, key), units_of(assessment.draft)
    return translated("none") if price is None else f"{numbers.price(price, units.price_tick)} {units.quote_currency}"


def level_sections(assessment: Assessment, key: str) -> tuple[Section, ...]:
    """All that leads to a level, or to there being none."""
    evaluation, pool = assessment.evaluation, assessment.evaluation.pool
    demand, root = _demand(evaluation, key), getattr(evaluation.roots, key)
    backing, instrument = planned_backing(assessment), assessment.draft.instrument
    if pool is None or backing is None or instrument is None:
        return ()
    words = formula(backing.venue, instrument, assessment.draft.plan.margin_mode, demand, backing.currency)
    inputs = section(translated("Inputs"), *plan_lines(assessment, backing))
    if demand is None or root is None:
        return section(translated("Why there is none"), sentence(_why_none(evaluation, key, demand))), words, inputs
    return (
        words,
        inputs,
        section(translated("Tier in force at that price"), *(tier_lines(backing, root) if demand.ratio else ())),
        section(
            translated("With these numbers"), *solved_lines(pool, demand, root, units_of(assessment.draft).currency)
        ),
        _rounding(assessment, key, root),
        section(translated("Check"), *check_lines(backing, pool, demand, root)),
    )


def _why_none(evaluation: Evaluation, key: str, demand: Demand | None) -> str:
    plan, venue, pool, entry = (
        evaluation.draft.plan, evaluation.draft.situation.venue, evaluation.pool, evaluation.entry_price,
    )  # fmt: skip
    if venue.regime is Regime.CASH:
        return translated(
            "A cash account has none: what is bought is paid in full, so nothing can be called, closed or owed."
        )
    if demand is None:
        return translated(
            "No price follows from the rules: the broker decides whether and when to close after an unmet call."
        )
    if pool is None or entry is None:
        return ""
    if pool.excess_at(demand, entry) <= 0:
        return translated("It is reached at the entry already: equity there is not above what is compared with it.")
    if key == "far_liquidation":
        return translated("Whatever the price does on the winning side, equity covers what is required there.")
    way = translated("down to zero") if plan.side.sign > 0 else translated("above the entry")
    return translated("No price: equity covers what is required at every price {way}.", way=way)


def planned_backing(assessment: Assessment) -> Backing | None:
    """What backs the plan, in the account that has it."""
    book, key = assessment.evaluation.book_after, assessment.evaluation.key
    if book is None or key is None or key not in book.exposures:
        return None
    return Backing(book, key, assessment.draft.situation.account.currency)


def plan_lines(assessment: Assessment, backing: Backing) -> list[Line]:
    """What goes into both functions, in units of the account unless another unit is named."""
    evaluation, plan = assessment.evaluation, assessment.draft.plan
    legs = [line for leg in backing.exposure.legs for line in leg_lines(leg, _whose(leg, evaluation), backing.currency)]
    added = (
        translated("{added_margin} added", added_margin=numbers.money(plan.added_margin, backing.currency))
        if plan.added_margin
        else ""
    )
    behind = backing_lines(backing, added, translated("after the entry fee, without isolated margins"))
    return [*legs, *behind, *conversion_lines(backing), *_term_lines(assessment.draft)]


def _whose(leg: Leg, evaluation: Evaluation) -> str:
    if leg.side is not evaluation.draft.plan.side:
        return translated("open on the other side")
    return (
        translated("this plan")
        if leg.quantity == evaluation.quantity
        else translated("this plan and what is open on its side")
    )


def leverage_lines(draft: Draft) -> list[Line]:
    """The leverage, where the venue asks for one."""
    has_leverage = REGIMES[draft.situation.venue.regime].has_leverage
    return [Line(translated("Leverage"), numbers.leverage(draft.plan.leverage))] if has_leverage else []


def _term_lines(draft: Draft) -> list[Line]:
    loan = None if draft.instrument is None else draft.instrument.loan
    if loan is None:
        return leverage_lines(draft)
    return [
        Line(
            translated("Loan to value"), rate(draft.plan.loan_to_value or loan.initial_ltv), translated("at the start")
        )
    ]


def _rounding(assessment: Assessment, key: str, root: Decimal) -> Section:
    price, tick = getattr(assessment.evaluation.levels, key), units_of(assessment.draft).price_tick
    return section(
        translated("Rounding"), sentence(rounding_words(price, root, assessment.evaluation.entry_price, tick))
    )
