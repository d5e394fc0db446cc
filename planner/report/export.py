"""The report of a plan: what it holds, and how text, Markdown and JSON write it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.number import exactly
from planner.domain.plan import Draft
from planner.report import numbers
from planner.report.about import plan_sections
from planner.report.asked import asked_lines
from planner.report.changed_rules import marked, marked_lines
from planner.report.correlations import shown_correlations
from planner.report.exits import exit_words
from planner.report.export_json import report_json
from planner.report.glossary import label
from planner.report.ladder import ladder_rows
from planner.report.limits import LimitRow, limit_rows
from planner.report.liquidation import if_liquidated_rows
from planner.report.often_said import often_said
from planner.report.pauses import pause_rows, preview_rows
from planner.report.portfolio import book_rows, cluster_rows, currency_rows, driver_rows, share_rows
from planner.report.position_liquidation import liquidation_lines, shock_rows
from planner.report.questions import Section, question_sections
from planner.report.rows import CHANGED_SIGN, Row, account_rows, maintenance_note, position_rows, summary_rows
from planner.report.sentence_table import WORDS
from planner.report.sentences import finding_sentence, units_of
from planner.report.terms import terms_words
from planner.report.verdict import verdict_text
from planner.simulation.questions import questions
from planner.simulation.scenario import Scenario
from planner.words import translated

__all__ = ["Report", "printable", "report_json", "report_markdown", "report_of", "report_text"]


class Report(Struct, frozen=True):
    """What every report says, however it is written; a verdict is a headline and its reason."""

    title: str
    headline: str
    reason: str
    sections: tuple[Section, ...]
    objections: tuple[str, ...]
    footnotes: tuple[str, ...]


@exactly
def report_of(assessment: Assessment, scenarios: Sequence[Scenario] = ()) -> Report:
    """The report of a plan; `scenarios` are what the gap question is asked of."""
    verdict = verdict_text(assessment)
    return Report(
        title=_title(assessment.draft),
        headline=verdict.headline,
        reason=verdict.reason,
        sections=tuple(_sections(assessment, scenarios)),
        objections=tuple(_objections(assessment)),
        footnotes=tuple(_footnotes(assessment)),
    )


def _prices(assessment: Assessment) -> list[tuple[str, ...]]:
    """Entries, stop and targets of the plan."""
    plan, units = assessment.draft.plan, units_of(assessment.draft)
    prices: list[tuple[str, ...]] = [
        (translated("Entry"), numbers.price(plan.entry_price, units.price_tick), ""),
        (translated("Stop-loss"), numbers.price(plan.stop_price, units.price_tick), ""),
    ]
    prices[1:1] = [
        (
            translated("Entry {index}", index=index),
            numbers.price(rung.price, units.price_tick),
            translated("{share} of it", share=numbers.percent(rung.share, 0)),
        )
        for index, rung in enumerate(plan.ladder, start=2)
    ]
    return [
        *prices,
        *(
            (
                translated("Target {index}", index=index + 1),
                numbers.price(target.price, units.price_tick),
                exit_words(assessment.evaluation, index),
            )
            for index, target in enumerate(plan.targets)
        ),
        *map(_in_cells, asked_lines(assessment)),
    ]


def _in_cells(line: str) -> tuple[str, ...]:
    """What was asked for, or can be had: its name, the quantity, and what follows from it."""
    name, _, told = line.partition(": ")
    quantity, _, rest = told.partition(" · ")
    return name, quantity, rest


def _sections(assessment: Assessment, scenarios: Sequence[Scenario]) -> list[Section]:
    venue = assessment.draft.situation.venue
    return [
        (translated("Plan"), _prices(assessment)),
        *_ladder(assessment),
        *plan_sections(assessment),
        (translated("Figures"), _marked(assessment, summary_rows(assessment))),
        (translated("Account, now and after"), _marked(assessment, account_rows(assessment))),
        (
            translated("Positions: size, profit, risk at stop"),
            [(r.name, r.size, r.pnl, r.risk) for r in position_rows(assessment)],
        ),
        *_liquidations(assessment),
        (translated("If liquidated"), _marked(assessment, if_liquidated_rows(assessment))),
        *question_sections(assessment, questions(assessment.evaluation, scenarios)),
        *_often_said(assessment),
        *_portfolio(assessment),
        (
            translated("Limits"),
            [(_limit_name(row), row.text, row.detail) for row in marked(assessment.draft, limit_rows(assessment))],
        ),
        *_pauses(assessment),
        (translated("Rules"), [(venue.name, translated("as of {as_of}", as_of=venue.as_of), venue.client_class)]),
    ]


def _ladder(assessment: Assessment) -> list[Section]:
    rows: list[tuple[str, ...]] = [
        (translated("Entry {name}", name=row.name), row.value, row.detail) for row in ladder_rows(assessment)
    ]
    return [(translated("After each entry"), rows)] if rows else []


def _often_said(assessment: Assessment) -> list[Section]:
    found = often_said(assessment)
    return (
        [(found.title, [(line.label, "", f"{line.value} {line.note}".strip()) for line in found.lines])]
        if found.lines
        else []
    )


def _pauses(assessment: Assessment) -> list[Section]:
    """The pause rules now, what each of them is, and what the trade would make of them."""
    rows = pause_rows(assessment)
    if not rows:
        return []
    later: list[tuple[str, ...]] = [(title, "", text) for title, text in preview_rows(assessment)]
    return [
        (translated("Pause rules"), [(row.name, row.text, row.state, row.if_loss) for row in rows]),
        (translated("What the pause rules are"), [(row.sentence,) for row in rows]),
        *([(translated("Pause rules after this trade"), later)] if later else []),
    ]


def _marked(assessment: Assessment, rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """Rows as cells; what follows a changed rule bears a sign, which a note below explains."""
    return [(row.heading, row.value, row.detail) for row in marked(assessment.draft, rows)]


def _limit_name(row: LimitRow) -> str:
    return f"{label(row.key)} {CHANGED_SIGN}" if row.changed else label(row.key)


def _liquidations(assessment: Assessment) -> list[Section]:
    """The liquidation prices of open positions and of the account, before this plan and with it."""
    positions = position_rows(assessment)
    found = liquidation_lines(assessment, range(1, len(positions)))
    found = marked_lines(assessment.draft, found)
    rows: list[tuple[str, ...]] = [(positions[index].name, *lines.lines) for index, lines in found.items()]
    rows += [(row.heading, row.value) for row in marked(assessment.draft, shock_rows(assessment))]
    return [(translated("Liquidation now, and with this plan"), rows)] if rows else []


def _portfolio(assessment: Assessment) -> list[Section]:
    """The open positions and the plan as one book; nothing where no position is open."""
    found: list[Section] = [
        (translated("Open risk together"), [(row.label, row.value, row.detail) for row in book_rows(assessment)]),
        (translated("Bets: risk at stops"), [(r.name, r.total, r.detail, r.members) for r in cluster_rows(assessment)]),
        (
            translated("Part of the correlation-adjusted risk, and what goes without it"),
            [(row.name, row.amount, row.percent, row.incremental) for row in share_rows(assessment)],
        ),
        (
            translated("Currencies, now and after"),
            [(r.name, r.now, r.after, r.of_equity) for r in currency_rows(assessment)],
        ),
        (translated("Drivers"), [(row.name, row.after, row.of_equity, row.now) for row in driver_rows(assessment)]),
        (translated("Correlations"), [(r.name, r.value, r.interval, r.source) for r in shown_correlations(assessment)]),
    ]
    return [section for section in found if section[1]]


def _title(draft: Draft) -> str:
    return translated(
        "{instrument} {side} at {name}, {terms}",
        instrument=draft.plan.instrument,
        side=translated(WORDS[draft.plan.side]),
        name=draft.situation.venue.name,
        terms=terms_words(draft),
    )


def _objections(assessment: Assessment) -> list[str]:
    units = units_of(assessment.draft)
    return [finding_sentence(finding, units) for finding in assessment.evaluation.findings]


def report_text(assessment: Assessment, scenarios: Sequence[Scenario] = ()) -> str:
    """The report for a terminal."""
    report = report_of(assessment, scenarios)
    lines = [report.title, "", f"{report.headline}. {report.reason}", ""]
    for title, rows in report.sections:
        widths = [max((len(row[column]) for row in rows if column < len(row)), default=0) for column in range(4)]
        lines.append(title)
        for name, *cells in rows:
            padded = [cell.rjust(widths[i + 1]) if i == 0 else cell for i, cell in enumerate(cells)]
            lines.append(f"  {name.ljust(widths[0])}  {'  '.join(padded)}".rstrip())
        lines.append("")
    lines += [f"! {sentence}" for sentence in report.objections]
    lines += report.footnotes
    return "\n".join(printable(line) for line in lines).rstrip() + "\n"


def report_markdown(assessment: Assessment, scenarios: Sequence[Scenario] = ()) -> str:
    """The report as Markdown."""
    report = report_of(assessment, scenarios)
    lines = [f"# {_cell(report.title)}", "", f"**{_cell(report.headline)}.** {_cell(report.reason)}", ""]
    for title, rows in report.sections:
        width = max((len(row) for row in rows), default=2)
        lines += [f"## {title}", "", "|" + "  |" * width, "| --- " + "| ---: " * (width - 1) + "|"]
        lines += ["| " + " | ".join(_cell(cell) for cell in (*row, *[""] * (width - len(row)))) + " |" for row in rows]
        lines.append("")
    lines += [f"- {_cell(sentence)}" for sentence in (*report.objections, *report.footnotes)]
    return "\n".join(lines).rstrip() + "\n"


def _footnotes(assessment: Assessment) -> list[str]:
    venue, note = assessment.draft.situation.venue, maintenance_note(assessment)
    left_out = [translated("Not modelled: {sentence}", sentence=sentence) for sentence in venue.not_modelled]
    signs = (
        [translated("{changed_sign} stands where a figure follows a rule you changed.", changed_sign=CHANGED_SIGN)]
        if venue.changed
        else []
    )
    return [
        *([note] if note else []),
        *signs,
        *left_out,
        translated("Source of the rules: {source}", source=venue.source),
    ]


def printable(text: str) -> str:
    """The text without what commands a terminal or turns the reading direction."""
    return "".join(c if c.isprintable() or c == numbers.NARROW_SPACE else "\ufffd" for c in text)


def _cell(text: str) -> str:
    """Text that cannot become a table, a link or markup."""
    return "".join(f"\\{c}" if c in "\\|`*_<>[]#!" else c for c in printable(text))
