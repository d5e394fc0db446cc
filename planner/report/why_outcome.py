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
from planner.report.why_parts import Sections, at_price, left_out, money, premium_line, result, rounded, size
from planner.words import translated


def _known(assessment: Assessment) -> tuple[Outcome, Instrument] | None:
    found, instrument = outcome(assessment.evaluation), assessment.draft.instrument
    return None if found is None or instrument is None else (found, instrument)


def _loss(assessment: Assessment) -> Sections:
    known, backing = _known(assessment), planned_backing(assessment)
    if known is None or backing is None:
        return ()
    found, _ = known
    days = numbers.days(assessment.draft.plan.holding_days)
    return (
        section(
            translated("Formula"),
            sentence(
                translated(
                    "Loss = what opening costs + equity at the entry − what is left; the parts below add up to it."
                )
            ),
            sentence(
                translated(
                    "Liquidation is taken after {days} of holding: what carry takes brings it nearer.", days=days
                )
            ),
        ),
        section(
            translated("Inputs"),
            Line(translated("Liquidation after holding"), at_price(assessment, found.price), translated("unrounded")),
            Line(translated("Equity there"), money(assessment, found.equity), translated("carry paid")),
            Line(translated("What is left"), money(assessment, found.residual)),
        ),
        section(translated("Tier in force at that price"), *tier_lines(backing, found.price)),
        section(translated("Parts"), *_loss_parts(assessment, found)),
        result(assessment, translated("Loss if liquidated"), found.loss),
        rounded(assessment),
    )


def _loss_parts(assessment: Assessment, found: Outcome) -> list[Line]:
    parts = [
        Line(translated("From entry to there"), money(assessment, found.price_loss)),
        Line(translated("Opening: fee, commission, spread"), money(assessment, found.entry_cost)),
        Line(translated("Holding: funding, swap, interest"), money(assessment, found.carry)),
        Line(translated("Liquidation fee"), money(assessment, found.fee)),
    ]
    if found.kept:
        name = translated("Kept by the venue") if found.kept > 0 else translated("Of it not paid")
        parts.append(Line(name, money(assessment, found.kept)))
    return parts


def _entry_cost(assessment: Assessment) -> Sections:
    unit, quantity, known = assessment.evaluation.unit, assessment.evaluation.quantity, _known(assessment)
    if unit is None or not quantity or known is None:
        return ()
    currency = units_of(assessment.draft).quote_currency
    return (
        section(
            translated("Formula"),
            sentence(
                translated(
                    "Opening = fee × notional + commission + what a lender takes at once + premium, + the spread."
                )
            ),
        ),
        section(
            translated("Inputs"),
            Line(translated("Quantity"), size(assessment, assessment.evaluation.quantity)),
            Line(translated("Fee of one side"), rate(unit.fees.entry)),
            Line(translated("Commission of one unit"), f"{numbers.exact(unit.leg.instrument.commission)} {currency}"),
            Line(translated("Spread"), f"{numbers.exact(unit.leg.instrument.spread)} {currency}"),
            premium_line(unit, currency),
        ),
        section(
            translated("Parts"),
            Line(
                translated("Fee, commission, lender, premium")
                if unit.is_guaranteed
                else translated("Fee, commission, lender"),
                money(assessment, ENGINE.multiply(quantity, unit.entry_fee)),
            ),
            Line(translated("Spread"), money(assessment, ENGINE.multiply(quantity, unit.spread_cost))),
        ),
        result(assessment, translated("Opening"), known[0].entry_cost),
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
    return [
        Line(translated("Debit of the account") if name == DEBIT else name, money(assessment, paid))
        for name, paid in named
    ]


def _carry(assessment: Assessment) -> Sections:
    paid = pool_carries(assessment.evaluation)
    words = (*map(translated, _CARRY_WORDS), *([translated(_DEBIT_WORDS)] if DEBIT in paid else []))
    return (
        section(translated("Formula"), *map(sentence, words)),
        section(
            translated("Inputs"),
            Line(translated("Holding"), numbers.days(assessment.draft.plan.holding_days)),
            *_carry_lines(assessment),
        ),
        result(assessment, translated("Holding"), sum(paid.values(), ZERO)),
        rounded(assessment),
    )


def _fee(assessment: Assessment) -> Sections:
    known, leg = _known(assessment), planned_leg(assessment.evaluation)
    if known is None or leg is None or assessment.evaluation.unit is None:
        return ()
    found, instrument = known
    if not found.fee:
        return (
            section(
                translated("Why there is none"),
                sentence(translated("These rules name no fee; that is not to say that there is none.")),
            ),
        )
    least = instrument.min_liquidation_fee
    worth = assessment.evaluation.unit.conversion.amount(leg.value_at(found.price), found.price)
    return (
        section(
            translated("Formula"),
            sentence(translated("Fee = rate × value of the position there, or the least fee where that is more.")),
        ),
        section(
            translated("Inputs"),
            Line(translated("Rate"), rate(instrument.liquidation_fee_rate)),
            Line(translated("Value there"), money(assessment, worth)),
            Line(translated("At least"), numbers.exact(least), translated("in settlement currency")) if least else None,
        ),
        result(assessment, translated("Liquidation fee"), found.fee),
        rounded(assessment),
    )


def _residual(assessment: Assessment) -> Sections:
    known = _known(assessment)
    if known is None:
        return ()
    found = known[0]
    taken = assessment.draft.situation.venue.liquidation.taken_over
    words = translated("The venue takes the position over at its bankruptcy price: nothing of it returns.")
    usual = translated("What is left = equity there − liquidation fee, never less than nothing.")
    return (
        section(translated("Formula"), sentence(words if taken else usual)),
        section(
            translated("Inputs"),
            Line(translated("Equity there"), money(assessment, found.equity), translated("carry paid")),
            Line(translated("Liquidation fee"), money(assessment, found.fee)),
        ),
        result(assessment, translated("What is left"), found.residual),
        rounded(assessment),
        left_out(translated("A close at a worse price than liquidation, as in a gap, leaves less.")),
    )


def _closed(assessment: Assessment) -> Sections:
    venue, known = assessment.draft.situation.venue, _known(assessment)
    if known is None:
        return ()
    closed, rules = known[0].closed_notional, venue.liquidation
    share = rules.slice_rate
    return (
        section(
            translated("Formula"), sentence(partial_words(venue)), sentence(translated(CLOSED_FIRST[rules.close_order]))
        ),
        section(
            translated("Inputs"),
            Line(translated("Equity there"), money(assessment, known[0].equity), translated("carry paid")),
            None if share is None else Line(translated("Part closed first"), rate(share)),
            None
            if rules.target_ratio is None
            else Line(translated("Equity after it"), rate(rules.target_ratio), translated("of the requirement")),
        ),
        section(
            translated("Result"),
            Line(
                translated("Closed"),
                translated("all") if closed is None else money(assessment, closed),
                translated("to 20 digits"),
            ),
        ),
        left_out(translated("Positions beside the plan close at their marks; fees of their closing are not taken.")),
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
        section(
            translated("Formula"),
            *words.lines,
            sentence(translated("After holding, equity is less by the carry; all else is the same.")),
        ),
        section(
            translated("Inputs"),
            Line(translated("Holding"), numbers.days(assessment.draft.plan.holding_days)),
            *_carry_lines(assessment),
        ),
        section(translated("With these numbers, now"), *solved),
        _later_section(assessment, backing, (now, later)),
        section(
            translated("Rounding"),
            sentence(translated("To the tick nearer to the market: never shown farther than it is.")),
        ),
        left_out(*map(translated, _RANGE_LEFT_OUT)),
    )


def _later_section(assessment: Assessment, backing: Backing, found: Range) -> Section:
    later = found[1]
    tiers = [] if later is None else tier_lines(backing, later)
    return section(
        translated("After the holding time"),
        Line("P", at_price(assessment, later), translated("unrounded, to 20 digits")),
        *tiers,
    )


def _deficit(assessment: Assessment) -> Sections:
    venue = assessment.draft.situation.venue
    text = translated(
        "A gap can fill the forced close beyond bankruptcy; who then pays is the venue's rule, not a price."
    )
    return section(translated("Formula"), sentence(text)), section(
        translated("Result"), sentence(translated(BEARERS[venue.deficit_policy]))
    )


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
