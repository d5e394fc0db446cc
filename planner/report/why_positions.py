"""Why an open position is liquidated where it is when its own price moves alone, before the plan and with it."""

from decimal import Decimal

from planner.assess import Assessment
from planner.domain.levels import levels_of
from planner.domain.margin.pool import Demand
from planner.domain.number import ceil_to_step, floor_to_step
from planner.report.position_liquidation import (
    POSITION,
    levels_key,
    liquidation_lines,
    position_subject,
    watched_demand,
    watched_name,
)
from planner.report.sections import Line, Section, section, sentence
from planner.report.sentence_table import WORDS
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
from planner.report.why_parts import Sections
from planner.words import translated

_BEFORE, _WITH = "before this plan", "with this plan"
_SIDES = {"below": "Below the mark", "above": "Above the mark"}


def position_index(key: str) -> int | None:
    """Which open position is asked about, if one is."""
    return int(key.removeprefix(POSITION)) if key.startswith(POSITION) else None


def position_subjects(assessment: Assessment) -> tuple[str, ...]:
    """Every open position that can be asked about."""
    has_levels = watched_demand(assessment) is not None
    return tuple(map(position_subject, range(len(assessment.evaluation.holdings)))) if has_levels else ()


def position_name(assessment: Assessment, index: int) -> str:
    """What the level of that position is called."""
    position = assessment.evaluation.holdings[index].position
    return translated(
        "{watched} of {instrument} {side} ({index})",
        watched=watched_name(assessment),
        instrument=position.instrument,
        side=translated(WORDS[position.side]),
        index=index + 1,
    )


def position_answer(assessment: Assessment, index: int) -> str:
    """The prices as they are read."""
    found = liquidation_lines(assessment, [index + 1]).get(index + 1)
    lines = () if found is None else found.lines
    return "; ".join(line.removeprefix(f"{watched_name(assessment)} ") for line in lines) or translated("none")


def position_sections(assessment: Assessment, index: int) -> Sections:
    """All that leads to the prices of a position."""
    evaluation, demand = assessment.evaluation, watched_demand(assessment)
    venue, currency = assessment.draft.situation.venue, assessment.draft.situation.account.currency
    if evaluation.book is None or demand is None:
        return ()
    holding, key = evaluation.holdings[index], levels_key(evaluation, evaluation.book, index)
    words = formula(venue, holding.instrument, holding.position.margin_mode, demand, currency)
    found = [words]
    for book, when in ((evaluation.book, translated(_BEFORE)), (evaluation.book_after, translated(_WITH))):
        if book is not None and key in book.exposures:
            found += _sections(Backing(book, key, currency), demand, when)
        elif book is not None:
            found.append(section(when.capitalize(), sentence(translated("This plan closes the position."))))
    return tuple(found)


def _sections(backing: Backing, demand: Demand, when: str) -> list[Section]:
    book, exposure = backing.book, backing.exposure
    legs = [line for leg in exposure.legs for line in leg_lines(leg, "", backing.currency)]
    inputs = section(
        translated("Inputs, {when}", when=when),
        *legs,
        Line(translated("Mark"), f"{exposure.mark:,f} {backing.instrument.quote_currency}"),
        *backing_lines(backing),
        *conversion_lines(backing),
    )
    ((below, above, is_reached),) = levels_of(book, backing.key, exposure.mark, (demand,))
    roots = {name: root for name, root in zip(_SIDES, (below, above), strict=True) if root is not None}
    if roots:
        return [
            inputs,
            *(_solved(backing, demand, root, f"{translated(_SIDES[name])}, {when}") for name, root in roots.items()),
        ]
    reason = translated(
        "No price: equity covers what is compared with it at every price, all others held at their marks."
    )
    if is_reached:
        reason = translated("It is reached already: equity at the mark is not above what is compared with it.")
    return [inputs, section(translated("Why there is none, {when}", when=when), sentence(reason))]


def _solved(backing: Backing, demand: Demand, root: Decimal, title: str) -> Section:
    pool, tick, mark = backing.book.pool(backing.key), backing.instrument.price_tick, backing.exposure.mark
    shown = (ceil_to_step if root < mark else floor_to_step)(root, tick)
    return section(
        title,
        *(tier_lines(backing, root) if demand.ratio else ()),
        *solved_lines(pool, demand, root, backing.currency),
        sentence(rounding_words(shown, root, mark, tick)),
        *check_lines(backing, pool, demand, root),
    )
