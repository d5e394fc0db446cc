"""The pages behind the three cards, and the curves drawn beside them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.number import exactly
from planner.report import numbers
from planner.report.often_said import often_said
from planner.report.question_words import DRAWDOWNS, REACHES, REFUSALS, SIZINGS, TITLES
from planner.report.questions import (
    Cells,
    after,
    against_rows,
    capital,
    chance_rows,
    pause_name,
    run_rows,
    source_rows,
    zero_rows,
)
from planner.report.rows import liquidation_label
from planner.report.rules import day
from planner.report.sections import Line, Page, Section
from planner.report.sentences import units_of
from planner.simulation.against import Against
from planner.simulation.drawdowns import FALLS, losses_to_fall, recovery
from planner.simulation.gap import ZeroGap
from planner.simulation.losing_run import MOST_LOSSES, SIZING_OF, LosingRun, Sizing
from planner.simulation.questions import RUNS, Chances, GapAnswer
from planner.words import counted, translated

UNKNOWN = "It follows once entry, stop and size can be read."


class Series(Struct, frozen=True):
    """A curve with its name: what each place is worth."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


class Place(Struct, frozen=True):
    """A price at which something happens; `kind` is that of the level."""

    kind: str
    name: str
    price: float


@exactly
def against_page(assessment: Assessment, found: Against) -> Page:
    """All that the first question answers."""
    lines = _lines(against_rows(assessment, found))
    return _page(
        "against",
        (Section(translated("Price and loss"), lines), *([often_said(assessment, "against")] if lines else [])),
    )


@exactly
def losing_page(assessment: Assessment, runs: Mapping[Sizing, LosingRun | None], chances: Chances | None) -> Page:
    """All that the second question answers exactly: every loss of the plan's own run, and how each other one ends."""
    risk, own = assessment.evaluation.risk_rate, runs[SIZING_OF[assessment.draft.plan.size_by]]
    ended = tuple(_ended(assessment, run) for run in runs.values() if run is not None)
    return _page(
        "losing_run",
        (
            Section(
                translated("One loss after the other"), _lines(run_rows(assessment, own, range(1, MOST_LOSSES + 1)))
            ),
            Section(translated("At every way to size"), ended),
            Section(translated("By chance"), _lines(chance_rows(chances, RUNS))),
            Section(translated(DRAWDOWNS), () if risk is None else tuple(_fall(fall, risk) for fall in FALLS)),
            often_said(assessment, "losing_run"),
        ),
    )


def _ended(assessment: Assessment, run: LosingRun) -> Line:
    """Where a run ends, and what comes on the way."""
    last = run.rows[-1]
    marks = ((translated("at the warning line"), run.warned_at), (translated("paused"), run.paused_at))
    met = "; ".join(f"{what} {after(at)}" for what, at in marks if at is not None)
    if last.refused is not None:
        return Line(
            capital(translated(SIZINGS[run.sizing])),
            translated(
                "no trade {losses}: {refusal}", losses=after(last.losses), refusal=translated(REFUSALS[last.refused])
            ),
            met,
        )
    equity = numbers.money(last.equity, units_of(assessment.draft).currency)
    return Line(capital(translated(SIZINGS[run.sizing])), f"{equity} {after(last.losses)}", met)


@exactly
def gap_page(assessment: Assessment, zero: ZeroGap, answers: Sequence[GapAnswer], notes: Iterable[str]) -> Page:
    """What the third question answers in words; the scenarios stand in a table."""
    sections = (
        Section(translated("Until nothing is left"), _lines(zero_rows(assessment, zero))),
        Section(translated("Beside the figures"), tuple(Line("", note) for note in notes)),
        Section(
            translated("Where it comes from"), (*_lines(source_rows(answers)), *(_source(answer) for answer in answers))
        ),
    )
    return _page("gap", sections)


def _source(answer: GapAnswer) -> Line:
    """When something happened, who says so, and of what it is an analogue."""
    scenario, reached = answer.historic.scenario, answer.historic.applied
    like = f"{capital(translated(REACHES[reached.reach]))}: {reached.move.name}." if reached.reach.is_analogue else ""
    told = (scenario.source, reached.move.note, scenario.note, like)
    return Line(f"{day(scenario.day)} {scenario.name}", " ".join(text for text in told if text))


def _page(key: str, sections: tuple[Section, ...]) -> Page:
    told = tuple(section for section in sections if section.lines)
    return Page(translated(TITLES[key]), "" if told else translated(UNKNOWN), told)


def _lines(rows: Iterable[Cells]) -> tuple[Line, ...]:
    return tuple(_line(*row) for row in rows)


def _line(label: str, value: str, *notes: str) -> Line:
    """A row as a line: where it has no figure, its words are the value."""
    told = [note for note in notes if note]
    return Line(label, value, "; ".join(told)) if value else Line(label, "; ".join(told))


def _fall(fall: Decimal, risk: Decimal) -> Line:
    losses = losses_to_fall(fall, risk)
    row = (
        translated("no number of losses")
        if losses is None
        else counted("{count} loss", "{count} losses in a row", losses)
    )
    needed = translated("{fall} makes up for it", fall=numbers.percent(recovery(fall), 0))
    return Line(translated("{fall} down", fall=numbers.percent(fall, 0)), row, needed)


@exactly
def places(assessment: Assessment) -> tuple[Place, ...]:
    """The prices that are marked on the curve of equity over price."""
    plan, roots = assessment.draft.plan, assessment.evaluation.roots
    stopped = liquidation_label(assessment.draft.situation.venue)
    named = (
        ("entry", translated("Entry"), assessment.evaluation.entry_price),
        ("stop", translated("Stop-loss"), plan.stop_price),
        ("margin_call", translated("Margin call"), roots.margin_call),
        ("liquidation", stopped, roots.liquidation),
        ("bankruptcy", translated("Bankruptcy"), roots.bankruptcy),
    )
    return tuple(Place(kind, name, float(price)) for kind, name, price in named if price is not None)


def run_series(runs: Iterable[tuple[Sizing, LosingRun | None]]) -> tuple[Series, ...]:
    """Equity after each loss, for each way to size what follows one."""
    return tuple(
        Series(
            translated(SIZINGS[sizing]),
            tuple(float(row.losses) for row in run.rows),
            tuple(float(row.equity) for row in run.rows),
        )
        for sizing, run in runs
        if run is not None
    )


def run_marks(run: LosingRun | None, assessment: Assessment) -> tuple[Place, ...]:
    """After how many losses a run is warned, paused and refused."""
    if run is None:
        return ()
    named = (
        ("margin_call", translated("warning line"), run.warned_at),
        (
            "stop",
            translated("paused: {run}", run=pause_name(run, assessment)) if run.paused_at is not None else "",
            run.paused_at,
        ),
        ("liquidation", translated("no further trade"), run.refused_at),
    )
    return tuple(Place(kind, name, float(at)) for kind, name, at in named if at is not None)


def hides_money(assessment: Assessment) -> bool:
    """Whether an axis of amounts tells none of them."""
    return numbers.is_hidden(assessment.draft.situation.account.currency)


def money_name(assessment: Assessment) -> str:
    """What an axis of amounts is called."""
    return translated("Equity · {currency}", currency=units_of(assessment.draft).currency)
