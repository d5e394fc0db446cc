"""The three questions as sections of a report."""

from collections.abc import Container, Iterable
from decimal import ROUND_DOWN, Decimal

from planner.assess import Assessment
from planner.domain.distances import Unit
from planner.domain.number import exactly
from planner.domain.pause_edits import rules_of
from planner.domain.venue import MarginMode, Regime, Venue
from planner.report import numbers
from planner.report.liquidation import bearer_words
from planner.report.pause_words import rule_name
from planner.report.question_words import (
    EVENTS,
    KINDS,
    NEWS,
    NOTES,
    OWN_MARK,
    REACHES,
    REFUSALS,
    SIZINGS,
    STEPS,
    STOP_ON_LAST,
    TITLES,
)
from planner.report.rows import liquidation_label
from planner.report.sentences import Units, units_of
from planner.report.units import UNIT_SIGNS
from planner.simulation.against import Against, Event, Gap
from planner.simulation.gap import ZeroGap
from planner.simulation.losing_run import LosingRow, LosingRun
from planner.simulation.questions import Chances, GapAnswer, Questions
from planner.simulation.stress import Stressed
from planner.words import counted, translated

Cells = tuple[str, ...]
Section = tuple[str, list[Cells]]

SHOWN = frozenset({1, 2, 3, 4, 5, 8, 10, 15, 20})
"""After how many losses a row is shown; the first refused, warned or paused one always is."""

RARE = 1e-4
_MANY = 10
"""So many R or ATR are told in whole ones."""


@exactly
def question_sections(assessment: Assessment, asked: Questions) -> list[Section]:
    """A section for each question that has an answer."""
    found = [
        (translated(TITLES["against"]), against_rows(assessment, asked.against)),
        (translated(TITLES["losing_run"]), [*run_rows(assessment, asked.losing_run), *chance_rows(asked.chances)]),
        (translated(TITLES["gap"]), gap_rows(assessment, asked)),
    ]
    return [(title, rows) for title, rows in found if rows]


@exactly
def against_rows(assessment: Assessment, found: Against) -> list[Cells]:
    """The answer to the first question."""
    if not found.steps:
        return []
    units = units_of(assessment.draft)
    rows: list[Cells] = []
    if found.loss_at_stop is not None:
        share = translated("{risk_rate} of equity", risk_rate=numbers.percent(found.risk_rate))
        rows.append((translated("Stop"), numbers.money(found.loss_at_stop.copy_negate(), units.currency), share))
    if found.if_liquidated is not None:
        multiple = "" if found.liquidated_r is None else f"{numbers.multiple(found.liquidated_r)} R"
        share = "; ".join(part for part in (_share(found.if_liquidated.loss, assessment), multiple) if part)
        name = liquidation_label(assessment.draft.situation.venue)
        rows.append((name, numbers.money(found.if_liquidated.loss.copy_negate(), units.currency), share))
    for one in found.steps:
        lost = numbers.fine_money(one.loss.copy_negate(), units.currency)
        rows.append((translated(STEPS[one.step]), lost, _share(one.loss, assessment)))
    draft = assessment.draft
    return [
        *rows,
        *_at_stop(found, draft.plan.margin_mode),
        *_order(found, draft.situation.venue, draft.plan.sizing.atr),
    ]


def _share(loss: Decimal, assessment: Assessment) -> str:
    """A loss as a share of equity, where that is one to speak of."""
    before = assessment.evaluation.before
    if before is None or before.equity <= 0:
        return ""
    rate = loss / before.equity
    return translated("{rate} of equity", rate=numbers.percent(rate)) if rate >= Decimal(str(RARE)) else ""


def _at_stop(found: Against, mode: MarginMode) -> list[Cells]:
    """What backs the plan at the stop: of an isolated position its own margin, whatever the account has besides."""
    at, alone = found.at_stop, translated("of this position alone") if mode is MarginMode.ISOLATED else ""
    if at is None:
        return []
    warning = (
        ""
        if at.warning_ratio is None
        else translated("warning at {warning_ratio}", warning_ratio=numbers.percent(at.warning_ratio, 0))
    )
    return [
        (translated("Margin level at the stop"), numbers.percent(at.margin_level, 0), alone),
        (translated("Equity over requirement at the stop"), numbers.percent(at.requirement_ratio, 0), warning),
    ]


def _order(found: Against, venue: Venue, atr: Decimal | None) -> list[Cells]:
    order = translated(", then ").join(
        f"{event_name(met.event, venue)} ({numbers.percent(met.distance)})" for met in found.order
    )
    rows: list[Cells] = [(translated("In this order"), "", order)] if order else []
    sentence = order_sentence(found, venue, atr)
    rows += [(translated("What ends it"), "", sentence)] if sentence else []
    return (
        [*rows, (translated("Mark and last"), "", translated(STOP_ON_LAST))]
        if found.stop_on_last and found.if_liquidated
        else rows
    )


def event_name(event: Event, venue: Venue) -> str:
    """What an event is called at a venue."""
    return liquidation_label(venue).lower() if event is Event.LIQUIDATION else translated(EVENTS[event])


def order_sentence(found: Against, venue: Venue, atr: Decimal | None = None) -> str:
    """Which comes first, the stop or the venue, and by how much: in percent, in R, and in ATR where that is known."""
    gap, name = found.gap_to_stop, liquidation_label(venue)
    if gap is None:
        return (
            ""
            if found.ends_by is None or found.ends_by is Event.STOP
            else translated("There is no stop: the venue ends it.")
        )
    when = translated(" with carry") if gap.moves else ""
    if gap.rate >= 0:
        return translated(
            "{name} comes {apart} before your stop{when}: the venue, not the stop, ends this trade.",
            name=name,
            apart=_apart(gap, atr),
            when=when,
        )
    return translated("Stop: {gap} before {name}{when}.", gap=_apart(gap, atr), name=name.lower(), when=when)


def _apart(gap: Gap, atr: Decimal | None) -> str:
    told = [numbers.percent(gap.rate.copy_abs())]
    told += [] if gap.r is None else [_rough(gap.r, translated(UNIT_SIGNS[Unit.R]))]
    told += [_rough(gap.price / atr, translated(UNIT_SIGNS[Unit.ATR]))] if atr else []
    return " · ".join(told)


def _rough(count: Decimal, unit: str) -> str:
    """A distance of many R or ATR without what does not matter of it."""
    far = count.copy_abs()
    return f"{numbers.plain(far, 0, ROUND_DOWN) if far >= _MANY else numbers.multiple(far)} {unit}"


@exactly
def run_rows(assessment: Assessment, run: LosingRun | None, shown_after: Container[int] = SHOWN) -> list[Cells]:
    """The account after the losses of a run: those losses, and the first that is refused, warned or paused."""
    if run is None:
        return []
    units = units_of(assessment.draft)
    marked = {run.refused_at, run.warned_at, run.paused_at}
    rows: list[Cells] = [(translated("Each next trade"), "", translated(SIZINGS[run.sizing]))]
    has_margin = assessment.draft.situation.venue.regime is not Regime.CASH
    shown = [row for row in run.rows if row.losses in shown_after or (row.losses and row.losses in marked)]
    rows += [_row(row, units, has_margin=has_margin) for row in shown]
    if run.refused_at is not None:
        reason = translated(REFUSALS[run.rows[-1].refused or ""])
        rows.append((translated("No further trade"), after(run.refused_at), reason))
    if run.paused_at is not None:
        rows.append(
            (
                translated("Paused"),
                after(run.paused_at),
                translated("by the pause after {run}", run=pause_name(run, assessment)),
            )
        )
    return rows


def pause_name(run: LosingRun, assessment: Assessment) -> str:
    """What the pause rule that stops a run is called; a pause that stands beside the rules goes by its own name."""
    found = next((row.paused_by for row in run.rows if row.paused_by is not None), "")
    named = (rule_name(rule) for rule in rules_of(assessment.draft) if rule.id == found)
    return next(named, found.replace("_", " "))


def _row(row: LosingRow, units: Units, *, has_margin: bool) -> Cells:
    size = numbers.with_unit(numbers.quantity(row.quantity, units.quantity_step), units.quantity_unit)
    level = (
        translated("margin level {margin_level}", margin_level=numbers.level(row.margin_level)) if has_margin else ""
    )
    warned = translated(", at the warning line") if row.is_warned else ""
    return (
        after(row.losses).capitalize(),
        numbers.money(row.equity, units.currency),
        translated("next {size}", size=size),
        f"{level}{warned}",
    )


def after(losses: int) -> str:
    """After how many losses."""
    return counted("after {count} loss", "after {count} losses", losses) if losses else translated("from the first")


@exactly
def chance_rows(found: Chances | None, shown_after: Container[int] = SHOWN) -> list[Cells]:
    """What chance does: runs of those losses, ruin and drawdowns."""
    if found is None:
        return []
    odds = translated(
        "{loss_rate} losers, winners of {payoff} R",
        loss_rate=numbers.percent(found.odds.loss_rate, 0),
        payoff=numbers.multiple(found.odds.payoff),
    )
    within = counted("within {count} trade", "within {count} trades", found.trades)
    rows: list[Cells] = [
        (translated("Chance, if"), "", translated("{odds}, losses independent: real ones cluster", odds=odds))
    ]
    rows += [
        (counted("{count} loss in a row", "{count} losses in a row", losses), chance(p), within)
        for losses, p in found.runs
        if losses in shown_after
    ]
    rows.append((translated("Longest run on average"), numbers.plain(Decimal(found.longest_run), 1), within))
    rows.append((translated("Ever losing all"), _ever(found.ruin_money), translated("at fixed money")))
    rows.append(
        (translated("Ever losing half"), _ever(found.ruin_fraction), translated("at a fixed fraction, at most"))
    )
    for one in found.falls:
        detail = translated(
            "{losses}{recovery} make up for it", losses=_made_by(one.losses), recovery=numbers.percent(one.recovery)
        )
        rows.append(
            (translated("Drawdown of {fall}", fall=numbers.percent(one.fall, 0)), chance(one.probability), detail)
        )
    return rows


def _made_by(losses: int | None) -> str:
    """How many losses make a fall."""
    if losses is None:
        return ""
    return counted("{count} loss makes it; ", "{count} losses in a row make it; ", losses)


def _ever(probability: float) -> str:
    """The probability of what happens at some time: certain where nothing speaks against it."""
    return translated("certain") if probability >= 1 else chance(probability)


def chance(probability: float) -> str:
    """A probability as it is read, never as nothing or as certain: figures of sixteen digits round to both."""
    if probability < RARE:
        return translated("below {rare}", rare=numbers.percent(Decimal(str(RARE))))
    if probability > 1 - RARE:
        return translated("above {rare}", rare=numbers.percent(Decimal(str(1 - RARE))))
    return numbers.percent(Decimal(probability))


@exactly
def gap_rows(assessment: Assessment, asked: Questions) -> list[Cells]:
    """The answer to the third question."""
    rows = zero_rows(assessment, asked.zero_gap) if asked.against.steps else []
    if not rows:
        return rows
    units = units_of(assessment.draft)
    rows += [_scenario(answer, units, assessment.draft.situation.venue) for answer in asked.gaps]
    notes = dict.fromkeys(note for answer in asked.gaps for note in answer.notes)
    return [*rows, *((translated("Note"), "", translated(NOTES[note])) for note in notes), *source_rows(asked.gaps)]


@exactly
def zero_rows(assessment: Assessment, zero: ZeroGap) -> list[Cells]:
    """The moves at which nothing is left."""
    rows = list[Cells]()
    label = translated("Gap to nothing, this price alone")
    if zero.plan is None:
        rows.append((label, translated("none"), translated("the stop is guaranteed") if zero.is_guaranteed else ""))
    else:
        rows.append(
            (
                label,
                numbers.percent(zero.plan),
                translated("its margin is gone") if zero.is_isolated else translated("the account is empty"),
            )
        )
    for name, rate in ((translated("all prices fall"), zero.fall), (translated("all prices rise"), zero.rise)):
        if rate is not None and assessment.evaluation.holdings:
            rows.append((translated("Gap to nothing, {name}", name=name), numbers.signed_percent(rate)))
    if assessment.draft.plan.news_blackout:
        rows.append((translated("News"), "", translated(NEWS)))
    return rows


def source_rows(gaps: Iterable[GapAnswer]) -> list[Cells]:
    """Where the scenarios come from."""
    days = {one.as_of for one in (answer.historic.scenario for answer in gaps) if not one.is_own}
    return (
        [(translated("History"), "", translated("chosen for its extremes, no forecast; as of {day}", day=max(days)))]
        if days
        else []
    )


def _scenario(answer: GapAnswer, units: Units, venue: Venue) -> Cells:
    scenario, result = answer.historic.scenario, answer.result
    reach = translated(REACHES[answer.historic.applied.reach])
    kind = translated(OWN_MARK) if scenario.is_own else translated(KINDS[scenario.kind])
    name = f"{scenario.day} {scenario.name}, {kind}"
    move = numbers.signed_percent(answer.historic.rate, 1)
    told = [translated("equity {equity}", equity=numbers.money(result.state.equity, units.currency))]
    if result.state.margin_level is not None and venue.regime is not Regime.CASH:
        told.append(translated("margin level {margin_level}", margin_level=numbers.level(result.state.margin_level)))
    if result.deficit > 0:
        told.append(
            translated(
                "missing {deficit}: {bearer}",
                deficit=numbers.money(result.deficit, units.currency),
                bearer=bearer_words(result.policy)[0],
            )
        )
    if result.ends_by is not None:
        told.append(
            translated(
                "{ends_by} at {price}", ends_by=event_name(result.ends_by, venue), price=fill_text(result.price, units)
            )
        )
    if result.closed:
        told.append(translated("liquidated {symbols}", symbols=liquidated(result)))
    return name, move, "; ".join(told), f"{reach}: {answer.historic.applied.move.name}" if reach else ""


def liquidated(result: Stressed) -> str:
    """What was closed by force."""
    return ", ".join(dict.fromkeys(part.symbol for part in result.closed))


def capital(text: str) -> str:
    """A text as it begins a line."""
    return f"{text[:1].upper()}{text[1:]}"


def fill_text(price: Decimal | None, units: Units) -> str:
    """A price that something filled at."""
    return numbers.NONE if price is None else numbers.plain(price, numbers.places_of(units.price_tick))
