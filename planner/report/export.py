"""The report of a plan: text, Markdown and JSON."""

import json
from decimal import Context, Decimal

from planner.assess import Assessment
from planner.domain.account import AccountState
from planner.domain.evaluation import Finding, Levels
from planner.domain.number import to_text
from planner.domain.plan import Draft
from planner.report import numbers
from planner.report.glossary import label
from planner.report.rows import account_rows, limit_rows, maintenance_note, pause_rows, position_rows, summary_rows
from planner.report.sentences import Units, finding_sentence, units_of
from planner.report.verdict import verdict_text

Json = dict[str, object]

_SHOWN = Context(prec=30)


def _digits(value: Decimal | None) -> str | None:
    return None if value is None else to_text(_SHOWN.plus(value))


def report_json(assessment: Assessment) -> str:
    """The report as JSON: decimals as text, null where something does not exist or cannot be said.

    Rates and margin levels are fractions of one; money is in account currency; `levels` are on the tick, `roots` the
    unrounded crossings.
    """
    evaluation, units, draft = assessment.evaluation, units_of(assessment.draft), assessment.draft
    verdict, venue = assessment.verdict, draft.situation.venue
    document: Json = {
        "verdict": {
            "decision": verdict.decision.value,
            "binding": verdict.binding,
            "quantity": _digits(verdict.quantity),
        },
        **{name: _digits(getattr(evaluation, name)) for name in _FIGURES},
        "currency": units.currency,
        "rules": {"venue": venue.id, "as_of": venue.as_of.isoformat(), "source": venue.source},
        "levels": _levels(draft, evaluation.levels),
        "roots": _levels(draft, evaluation.roots),
        "account": _account(evaluation.before),
        "account_after": _account(evaluation.after),
        "caps": {cap.rule: _digits(cap.quantity) for cap in assessment.caps},
        "pause_rules": {
            pause.rule: {"count": pause.count, "pause_at": pause.pause_at, "state": pause.state.value}
            for pause in assessment.pauses
        },
        "open_risk": _digits(assessment.risk.total),
        "findings": [_finding(finding, units) for finding in evaluation.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


_FIGURES = (
    "quantity",
    "notional",
    "initial_margin",
    "loss_at_stop",
    "risk_rate",
    "gain_at_targets",
    "reward_risk",
)


def _finding(finding: Finding, units: Units) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "field": finding.field,
        "sentence": finding_sentence(finding, units),
    }


def _levels(draft: Draft, levels: Levels) -> Json:
    plan = draft.plan
    return {
        "entry": _digits(plan.entry_price),
        "stop": _digits(plan.stop_price),
        "targets": [to_text(target.price) for target in plan.targets],
        "break_even": _digits(levels.break_even),
        "margin_call": _digits(levels.margin_call),
        "liquidation": _digits(levels.liquidation),
        "bankruptcy": _digits(levels.bankruptcy),
        "far_liquidation": _digits(levels.far_liquidation),
    }


def _account(state: AccountState | None) -> Json | None:
    if state is None:
        return None
    return {
        "equity": _digits(state.equity),
        "used_margin": _digits(state.used_margin),
        "free_margin": _digits(state.free_margin),
        "margin_level": _digits(state.margin_level),
    }


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
        ("Limits", [(label(row.key), row.text, row.detail) for row in limit_rows(assessment)]),
        ("Pause rules", [(label(row.key), row.text, row.state, row.if_loss) for row in pause_rows(assessment)]),
        ("Rules", [(venue.name, f"as of {venue.as_of}", venue.client_class)]),
    ]


def _title(draft: Draft) -> str:
    plan = draft.plan
    leverage = numbers.leverage(plan.leverage)
    return f"{plan.instrument} {plan.side} at {draft.situation.venue.name}, {plan.margin_mode} margin, {leverage}"


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
