"""Why a liquidation takes, leaves and closes what it does: formula, inputs, parts, what is in a figure and what not."""

from collections.abc import Callable

from planner.assess import Assessment
from planner.domain.liquidation import (
    DEBIT,
    Outcome,
    Range,
    liquidation_range,
    margin_call_range,
    outcome,
    planned_leg,
    pool_carries,
)
from planner.domain.number import ENGINE, ZERO
from planner.domain.venue import Instrument
from planner.report import numbers
from planner.report.position_liquidation import liquidation_demand
from planner.report.rule_words import BEARERS, CLOSED_FIRST, partial_words, rate
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentences import units_of
from planner.report.why_crossing import Backing, formula, solved_lines, tier_lines
from planner.report.why_levels import planned_backing
from planner.report.why_parts import Sections, at_price, left_out, money, result, rounded, size


def _known(assessment: Assessment) -> tuple[Outcome, Instrument] | None:
    found, instrument = outcome(assessment.evaluation), assessment.draft.instrument
    return None if found is None or instrument is None else (found, instrument)


def _loss(assessment: Assessment) -> Sections:
    known, backing = _known(assessment), planned_backing(assessment)
    if known is None or backing is None:
        return ()
    found, _ = known
    days = numbers.days(assessment.draft.plan.holding_days)
    parts = [
        Line("From entry to there", money(assessment, found.price_loss)),
        Line("Opening: fee, commission, spread", money(assessment, found.entry_cost)),
        Line("Holding: funding, swap, interest", money(assessment, found.carry)),
        Line("Liquidation fee", money(assessment, found.fee)),
    ]
    if found.kept:
        parts.append(Line("Kept by the venue" if found.kept > 0 else "Of it not paid", money(assessment, found.kept)))
    return (
        section(
            "Formula",
            sentence("Loss = what opening costs + equity at the entry − what is left; the parts below add up to it."),
            sentence(f"Liquidation is taken after {days} of holding: what carry takes brings it nearer."),
        ),
        section(
            "Inputs",
            Line("Liquidation after holding", at_price(assessment, found.price), "unrounded"),
            Line("Equity there", money(assessment, found.equity), "carry paid"),
            Line("What is left", money(assessment, found.residual)),
        ),
        section("Tier in force at that price", *tier_lines(backing, found.price)),
        section("Parts", *parts),
        result(assessment, "Loss if liquidated", found.loss),
        rounded(assessment),
    )


def _entry_cost(assessment: Assessment) -> Sections:
    unit, quantity, known = assessment.evaluation.unit, assessment.evaluation.quantity, _known(assessment)
    if unit is None or not quantity or known is None:
        return ()
    currency = units_of(assessment.draft).quote_currency
    return (
        section(
            "Formula",
            sentence("Opening = fee of one side × notional + commission + what a lender takes at once, + the spread."),
        ),
        section(
            "Inputs",
            Line("Quantity", size(assessment, assessment.evaluation.quantity)),
            Line("Fee of one side", rate(unit.fee_rate)),
            Line("Commission of one unit", f"{numbers.exact(unit.leg.instrument.commission)} {currency}"),
            Line("Spread", f"{numbers.exact(unit.leg.instrument.spread)} {currency}"),
        ),
        section(
            "Parts",
            Line("Fee, commission, lender", money(assessment, ENGINE.multiply(quantity, unit.entry_fee))),
            Line("Spread", money(assessment, ENGINE.multiply(quantity, unit.spread_cost))),
        ),
        result(assessment, "Opening", known[0].entry_cost),
        rounded(assessment),
    )


_CARRY_WORDS = (
    "Funding = value at the mark × rate × payments; a started period counts.",
    "Swap = value at the mark × yearly rate × started days / 360.",
    "Interest = what is borrowed × rate × started periods.",
    "What would be received counts as nothing.",
)
_DEBIT_WORDS = "A stock account pays interest on its debit: the cost of all long shares less the balance."


def _carry_lines(assessment: Assessment) -> list[Line]:
    named = pool_carries(assessment.evaluation).items()
    return [Line("Debit of the account" if name == DEBIT else name, money(assessment, paid)) for name, paid in named]


def _carry(assessment: Assessment) -> Sections:
    paid = pool_carries(assessment.evaluation)
    words = (*_CARRY_WORDS, *([_DEBIT_WORDS] if DEBIT in paid else []))
    return (
        section("Formula", *map(sentence, words)),
        section(
            "Inputs",
            Line("Holding", numbers.days(assessment.draft.plan.holding_days)),
            *_carry_lines(assessment),
        ),
        result(assessment, "Holding", sum(paid.values(), ZERO)),
        rounded(assessment),
    )


def _fee(assessment: Assessment) -> Sections:
    known, leg = _known(assessment), planned_leg(assessment.evaluation)
    if known is None or leg is None or assessment.evaluation.unit is None:
        return ()
    found, instrument = known
    if not found.fee:
        return (
            section("Why there is none", sentence("These rules name no fee; that is not to say that there is none.")),
        )
    least = instrument.min_liquidation_fee
    worth = assessment.evaluation.unit.conversion.amount(leg.value_at(found.price), found.price)
    return (
        section("Formula", sentence("Fee = rate × value of the position there, or the least fee where that is more.")),
        section(
            "Inputs",
            Line("Rate", rate(instrument.liquidation_fee_rate)),
            Line("Value there", money(assessment, worth)),
            Line("At least", numbers.exact(least), "in settlement currency") if least else None,
        ),
        result(assessment, "Liquidation fee", found.fee),
        rounded(assessment),
    )


def _residual(assessment: Assessment) -> Sections:
    known = _known(assessment)
    if known is None:
        return ()
    found = known[0]
    taken = assessment.draft.situation.venue.liquidation.taken_over
    words = "The venue takes the position over at its bankruptcy price: nothing of it returns."
    usual = "What is left = equity there − liquidation fee, never less than nothing."
    return (
        section("Formula", sentence(words if taken else usual)),
        section(
            "Inputs",
            Line("Equity there", money(assessment, found.equity), "carry paid"),
            Line("Liquidation fee", money(assessment, found.fee)),
        ),
        result(assessment, "What is left", found.residual),
        rounded(assessment),
        left_out("A close at a worse price than liquidation, as in a gap, leaves less."),
    )


def _closed(assessment: Assessment) -> Sections:
    venue, known = assessment.draft.situation.venue, _known(assessment)
    if known is None:
        return ()
    closed, rules = known[0].closed_notional, venue.liquidation
    share = rules.slice_rate
    return (
        section("Formula", sentence(partial_words(venue)), sentence(CLOSED_FIRST[rules.close_order])),
        section(
            "Inputs",
            Line("Equity there", money(assessment, known[0].equity), "carry paid"),
            None if share is None else Line("Part closed first", rate(share)),
            None
            if rules.target_ratio is None
            else Line("Equity after it", rate(rules.target_ratio), "of the requirement"),
        ),
        section("Result", Line("Closed", "all" if closed is None else money(assessment, closed), "to 20 digits")),
        left_out("Positions beside the plan close at their marks; fees of their closing are not taken."),
    )


_RANGE_LEFT_OUT = (
    "In it: the carry of the plan and of all positions in its pool, and the tier that the requirement there falls in.",
    "Not in it: rates that change, interest on interest, triple swap days, and a value that moves while it is held.",
)


def _range(assessment: Assessment) -> Sections:
    backing, instrument, evaluation = planned_backing(assessment), assessment.draft.instrument, assessment.evaluation
    called = liquidation_demand(assessment) is None
    demand = evaluation.demands.margin_call if called else evaluation.demands.liquidation
    if backing is None or instrument is None or demand is None or evaluation.pool is None:
        return ()
    now, later = margin_call_range(evaluation) if called else liquidation_range(evaluation)
    mode = assessment.draft.plan.margin_mode
    words = formula(backing.venue, instrument, mode, demand, backing.currency)
    solved = [] if now is None else solved_lines(evaluation.pool, demand, now, units_of(assessment.draft).currency)
    return (
        section("Formula", *words.lines, sentence("After holding, equity is less by the carry; all else is the same.")),
        section("Inputs", Line("Holding", numbers.days(assessment.draft.plan.holding_days)), *_carry_lines(assessment)),
        section("With these numbers, now", *solved),
        _later_section(assessment, backing, (now, later)),
        section("Rounding", sentence("To the tick nearer to the market: never shown farther than it is.")),
        left_out(*_RANGE_LEFT_OUT),
    )


def _later_section(assessment: Assessment, backing: Backing, found: Range) -> Section:
    later = found[1]
    tiers = [] if later is None else tier_lines(backing, later)
    return section("After the holding time", Line("P", at_price(assessment, later), "unrounded, to 20 digits"), *tiers)


def _deficit(assessment: Assessment) -> Sections:
    venue = assessment.draft.situation.venue
    text = "A gap can fill the forced close beyond bankruptcy; who then pays is the venue's rule, not a price."
    return section("Formula", sentence(text)), section("Result", sentence(BEARERS[venue.deficit_policy]))


OUTCOMES: dict[str, Callable[[Assessment], Sections]] = {
    "liquidated_loss": _loss,
    "entry_cost": _entry_cost,
    "carry_paid": _carry,
    "liquidation_fee": _fee,
    "residual": _residual,
    "closed_first": _closed,
    "liquidation_range": _range,
    "deficit": _deficit,
}
