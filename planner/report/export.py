"""The report of a plan: text, Markdown and JSON."""

from planner.assess import Assessment
from planner.domain.plan import Draft
from planner.report import numbers
from planner.report.export_json import report_json
from planner.report.glossary import label
from planner.report.liquidation import if_liquidated_rows
from planner.report.pauses import pause_rows, preview_rows
from planner.report.position_liquidation import liquidation_lines, shock_rows
from planner.report.rows import account_rows, limit_rows, maintenance_note, position_rows, summary_rows
from planner.report.sentences import finding_sentence, units_of
from planner.report.terms import terms_words
from planner.report.verdict import verdict_text

__all__ = ["printable", "report_json", "report_markdown", "report_text"]

Section = tuple[str, list[tuple[str, ...]]]


def _sections(assessment: Assessment) -> list[Section]:
    plan, units = assessment.draft.plan, units_of(assessment.draft)
    venue = assessment.draft.situation.venue
    prices: list[tuple[str, ...]] = [
        ("Entry", numbers.price(plan.entry_price, units.price_tick), ""),
        ("Stop-loss", numbers.price(plan.stop_price, units.price_tick), ""),
    ]
    prices += [
        (f"Target {index}", numbers.price(target.price, units.price_tick), f"{numbers.percent(target.share, 0)} of it")
        for index, target in enumerate(plan.targets, start=1)
    ]
    return [
        ("Plan", prices),
        ("Figures", [(row.label, row.value, row.detail) for row in summary_rows(assessment)]),
        ("Account, now and after", [(row.label, row.value, row.detail) for row in account_rows(assessment)]),
        ("Positions: size, profit, risk at stop", [(r.name, r.size, r.pnl, r.risk) for r in position_rows(assessment)]),
        *_liquidations(assessment),
        ("If liquidated", [(row.label, row.value, row.detail) for row in if_liquidated_rows(assessment)]),
        ("Limits", [(label(row.key), row.text, row.detail) for row in limit_rows(assessment)]),
        *_pauses(assessment),
        ("Rules", [(venue.name, f"as of {venue.as_of}", venue.client_class)]),
    ]


def _pauses(assessment: Assessment) -> list[Section]:
    """The pause rules now, what each of them is, and what the trade would make of them."""
    rows = pause_rows(assessment)
    if not rows:
        return []
    later: list[tuple[str, ...]] = [(title, "", text) for title, text in preview_rows(assessment)]
    return [
        ("Pause rules", [(row.name, row.text, row.state, row.if_loss) for row in rows]),
        ("What the pause rules are", [(row.sentence,) for row in rows]),
        *([("Pause rules after this trade", later)] if later else []),
    ]


def _liquidations(assessment: Assessment) -> list[Section]:
    """The liquidation prices of open positions and of the account, before this plan and with it."""
    positions = position_rows(assessment)
    found = liquidation_lines(assessment, range(1, len(positions)))
    rows: list[tuple[str, ...]] = [(positions[index].name, *lines.lines) for index, lines in found.items()]
    rows += [(row.label, row.value) for row in shock_rows(assessment)]
    return [("Liquidation now, and with this plan", rows)] if rows else []


def _title(draft: Draft) -> str:
    return f"{draft.plan.instrument} {draft.plan.side} at {draft.situation.venue.name}, {terms_words(draft)}"


def _objections(assessment: Assessment) -> list[str]:
    units = units_of(assessment.draft)
    return [finding_sentence(finding, units) for finding in assessment.evaluation.findings]


def report_text(assessment: Assessment) -> str:
    """The report for a terminal."""
    verdict = verdict_text(assessment)
    lines = [_title(assessment.draft), "", f"{verdict.headline}. {verdict.reason}", ""]
    for title, rows in _sections(assessment):
        widths = [max((len(row[column]) for row in rows if column < len(row)), default=0) for column in range(4)]
        lines.append(title)
        for name, *cells in rows:
            padded = [cell.rjust(widths[i + 1]) if i == 0 else cell for i, cell in enumerate(cells)]
            lines.append(f"  {name.ljust(widths[0])}  {'  '.join(padded)}".rstrip())
        lines.append("")
    lines += [f"! {sentence}" for sentence in _objections(assessment)]
    lines += _footnotes(assessment)
    return "\n".join(printable(line) for line in lines).rstrip() + "\n"


def report_markdown(assessment: Assessment) -> str:
    """The report as Markdown."""
    verdict = verdict_text(assessment)
    lines = [f"# {_cell(_title(assessment.draft))}", "", f"**{_cell(verdict.headline)}.** {_cell(verdict.reason)}", ""]
    for title, rows in _sections(assessment):
        width = max((len(row) for row in rows), default=2)
        lines += [f"## {title}", "", "|" + "  |" * width, "| --- " + "| ---: " * (width - 1) + "|"]
        lines += ["| " + " | ".join(_cell(cell) for cell in (*row, *[""] * (width - len(row)))) + " |" for row in rows]
        lines.append("")
    lines += [f"- {_cell(sentence)}" for sentence in (*_objections(assessment), *_footnotes(assessment))]
    return "\n".join(lines).rstrip() + "\n"


def _footnotes(assessment: Assessment) -> list[str]:
    venue, note = assessment.draft.situation.venue, maintenance_note(assessment)
    left_out = [f"Not modelled: {sentence}" for sentence in venue.not_modelled]
    return [*([note] if note else []), *left_out, f"Source of the rules: {venue.source}"]


def printable(text: str) -> str:
    """The text without what commands a terminal or turns the reading direction."""
    return "".join(c if c.isprintable() or c == numbers.NARROW_SPACE else "\ufffd" for c in text)


def _cell(text: str) -> str:
    """Text that cannot become a table, a link or markup."""
    return "".join(f"\\{c}" if c in "\\|`*_<>[]#!" else c for c in printable(text))
