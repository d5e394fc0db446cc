"""Scenarios and gaps as tables: the account after each."""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.number import ENGINE, exactly
from planner.domain.plan import Plan
from planner.report import numbers
from planner.report.liquidation import bearer_words
from planner.report.question_words import CUSTOM, MARKS, OWN_MARK
from planner.report.questions import event_name, fill_text, liquidated
from planner.report.rows import Tone
from planner.report.rules import day
from planner.report.sentences import units_of
from planner.simulation.custom import Gap
from planner.simulation.questions import GapAnswer
from planner.simulation.stress import Stressed
from planner.words import translated

HEADINGS = (
    "Date", "What happened", "Moved", "Plan ends", "Equity left", "Margin level", "Liquidated", "Missing", "Borne by",
)  # fmt: skip
NUMBERS = ("Moved", "Equity left", "Margin level", "Missing")


class Cell(Struct, frozen=True):
    """What is left after a gap, as a share of equity now, what that means, and all of it in words."""

    text: str
    tone: Tone
    help: str


@exactly
def scenario_row(assessment: Assessment, answer: GapAnswer) -> tuple[str, ...]:
    """A scenario and the account after it."""
    scenario, historic = answer.historic.scenario, answer.historic
    marks = [
        mark for mark in (translated(OWN_MARK) * scenario.is_own, translated(MARKS[historic.applied.reach])) if mark
    ]
    name = f"{scenario.name} ({', '.join(marks)})" if marks else scenario.name
    moved = numbers.signed_percent(historic.rate, 1)
    return (day(scenario.day), name, moved, *_after(assessment, answer.result))


@exactly
def custom_row(assessment: Assessment, rate: Decimal, result: Stressed) -> tuple[str, ...]:
    """A gap entered by hand and the account after it."""
    return (numbers.NONE, translated(CUSTOM), numbers.signed_percent(rate, 1), *_after(assessment, result))


@exactly
def suggested_name(plan: Plan, gap: Gap) -> str:
    """What a gap may be called that is kept."""
    rate = numbers.signed_percent(-plan.side.sign * gap.rate, 1)
    others = (
        translated(", others {correlation} of it", correlation=numbers.percent(gap.correlation, 0))
        if gap.correlation
        else ""
    )
    return f"{plan.instrument} {rate}{others}".replace(numbers.NARROW_SPACE, " ")


def _after(assessment: Assessment, result: Stressed) -> tuple[str, ...]:
    units, venue = units_of(assessment.draft), assessment.draft.situation.venue
    ended = translated("stands") if result.ends_by is None else event_name(result.ends_by, venue)
    missing = result.deficit > 0
    return (
        translated("{ended} at {price}", ended=ended, price=fill_text(result.price, units)),
        numbers.money(result.state.equity, units.currency),
        numbers.level(result.state.margin_level),
        liquidated(result) or numbers.NONE,
        numbers.money(result.deficit, units.currency) if missing else numbers.NONE,
        bearer_words(result.policy)[0] if missing else numbers.NONE,
    )


@exactly
def cell_of(assessment: Assessment, gap: Decimal, correlation: Decimal, result: Stressed | None) -> Cell:
    """One field of the heat map."""
    before, units = assessment.evaluation.before, units_of(assessment.draft)
    if result is None or before is None or before.equity <= 0:
        return Cell(numbers.NONE, Tone.PLAIN, "")
    left = ENGINE.subtract(result.state.equity, result.shortfall)
    tone = Tone.DANGER if result.deficit > 0 else Tone.CAUTION if result.closed or result.is_called else Tone.GOOD
    told = translated(
        "{gap} against you, others {correlation} of it",
        gap=numbers.percent(gap, 0),
        correlation=numbers.percent(correlation, 0),
    )
    money = numbers.money(left, units.currency)
    mark, words = map(translated, _MEANT[tone])
    share = numbers.percent(ENGINE.divide(left, before.equity), 0)
    return Cell(
        f"{share}{mark}", tone, translated("{told}: {money} left, {words}", told=told, money=money, words=words)
    )


_MEANT = {
    Tone.DANGER: (" · missing", "more is lost than backs it"),
    Tone.CAUTION: (" · called", "called or liquidated"),
    Tone.GOOD: ("", "nothing is called"),
}


@exactly
def shares(rates: Iterable[Decimal]) -> list[str]:
    """Rates as headings."""
    return [numbers.percent(rate, 0) for rate in rates]
