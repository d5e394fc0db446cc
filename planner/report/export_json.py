"""The report of a plan as JSON.

Keys, codes and numbers are the same in every language; the sentence beside a code is in the language in use.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from planner.assess import Assessment
from planner.discipline.judging import RuleStanding
from planner.domain.account import AccountState
from planner.domain.evaluation import Evaluation, Finding, Levels, Step
from planner.domain.json_text import undisguised
from planner.domain.liquidation import liquidation_range, outcome
from planner.domain.number import exactly, to_text
from planner.domain.plan import Draft
from planner.domain.venue import Side
from planner.report.export_plan import decisions_json
from planner.report.export_portfolio import portfolio_json
from planner.report.json_values import Json, digits
from planner.report.liquidation import BORROWING
from planner.report.position_liquidation import account_shock, levels_by_position, liquidation_demand
from planner.report.questions_json import questions_json
from planner.report.sentences import Units, finding_sentence, units_of
from planner.simulation.questions import questions
from planner.simulation.scenario import Scenario

Write = Callable[[Decimal | None], str | None]


def _exact(value: Decimal | None) -> str | None:
    """What was entered, or lies on a step or a tick."""
    return None if value is None else to_text(value)


@exactly
def report_json(assessment: Assessment, scenarios: Sequence[Scenario] = ()) -> str:
    """The report as JSON: decimals as text, null where something does not exist or cannot be said.

    Rates and margin levels are fractions of one; money is in account currency; `levels` are on the tick, `roots` the
    crossings before that; `if_liquidated` is after the holding time, its carry paid. What was entered or lies on a step
    is exact, what was divided has 16 digits.
    """
    evaluation, units, draft = assessment.evaluation, units_of(assessment.draft), assessment.draft
    verdict = assessment.verdict
    document: Json = {
        "verdict": {
            "decision": verdict.decision.value,
            "binding": verdict.binding,
            "quantity": _exact(verdict.quantity),
        },
        "quantity": _exact(evaluation.quantity),
        **{name: digits(getattr(evaluation, name)) for name in _FIGURES},
        "currency": units.currency,
        "venue_rules": _venue_rules(draft),
        "levels": _levels(draft, evaluation.levels, _exact),
        "roots": _levels(draft, evaluation.roots, digits),
        "account": _account(evaluation.before),
        "account_after": _account(evaluation.after),
        "positions": _positions(assessment),
        "account_liquidation": _account_liquidation(assessment),
        "if_liquidated": _if_liquidated(assessment),
        "liquidation_range": _range(assessment),
        "loan_to_value": digits(evaluation.loan_to_value) if draft.situation.venue.regime in BORROWING else None,
        "caps": {cap.rule: digits(cap.quantity) for cap in assessment.caps},
        "rules": _rules(assessment),
        "open_risk": digits(assessment.risk.total),
        "portfolio": portfolio_json(assessment),
        "questions": questions_json(questions(evaluation, scenarios)),
        "ladder": [_step(step) for step in evaluation.steps],
        "targets": _targets(evaluation),
        **decisions_json(assessment),
        "findings": [_finding(finding, units) for finding in evaluation.findings],
    }
    return undisguised(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


_FIGURES = (
    "notional",
    "initial_margin",
    "loss_at_stop",
    "risk_rate",
    "gain_at_targets",
    "reward_risk",
    "effective_leverage",
    "buying_power",
)


def _rules(assessment: Assessment) -> list[Json]:
    """The pause rules: their state now, and the state each would be in after the trade."""
    outlook = assessment.pauses.outlook
    outcomes = {"if_loss": outlook.if_loss, "if_win": outlook.if_win, "if_gap": outlook.if_gap}
    after = {name: {row.rule.id: row for row in rows} for name, rows in outcomes.items()}
    return [
        {
            "id": row.rule.id,
            "kind": row.rule.kind,
            "state": row.state.value,
            "used": digits(row.used),
            "limit": digits(row.limit),
            **{name: _state(rows.get(row.rule.id)) for name, rows in after.items()},
            "until": _time(row.until),
            **{f"until_{name}": _time(_until(rows.get(row.rule.id))) for name, rows in after.items()},
        }
        for row in outlook.now
    ]


def _state(row: RuleStanding | None) -> str | None:
    return None if row is None else row.state.value


def _until(row: RuleStanding | None) -> datetime | None:
    return None if row is None else row.until


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _venue_rules(draft: Draft) -> Json:
    venue, instrument = draft.situation.venue, draft.instrument
    return {
        "venue": venue.id,
        "as_of": venue.as_of.isoformat(),
        "client_class": venue.client_class,
        "source": venue.source,
        "changed": list(venue.changed),
        "typical": [*venue.typical, *(() if instrument is None else instrument.typical)],
        "not_modelled": list(venue.not_modelled),
    }


def _positions(assessment: Assessment) -> list[Json]:
    """The open positions: `liquidation` is on the losing side, `far_liquidation` on the other one."""
    holdings = assessment.evaluation.holdings
    has_levels = liquidation_demand(assessment) is not None
    found = levels_by_position(assessment.evaluation, range(len(holdings))) if has_levels else {}
    rows: list[Json] = []
    for index, holding in enumerate(holdings):
        position, levels = holding.position, found.get(index)
        near, far = ("below", "above") if position.side is Side.LONG else ("above", "below")
        row: Json = {"instrument": position.instrument, "side": position.side.value}
        for name, side in (("liquidation", near), ("far_liquidation", far)):
            for when in ("before", "after"):
                row[f"{name}_{when}"] = None if levels is None else digits(getattr(getattr(levels, when), side))
        row["already"] = levels is not None and levels.after.already
        row["marked_at"] = _time(position.marked_at)
        rows.append(row)
    return rows


def _account_liquidation(assessment: Assessment) -> Json:
    """The moves of all prices, as rates, at which the account is liquidated with this plan, and before it."""
    evaluation = assessment.evaluation
    has_levels = liquidation_demand(assessment) is not None
    before = account_shock(assessment, evaluation.book) if has_levels else None
    after = (account_shock(assessment, evaluation.book_after) or before) if has_levels else None
    moves = {
        "fall": (after, "fall"),
        "rise": (after, "rise"),
        "fall_before": (before, "fall"),
        "rise_before": (before, "rise"),
    }
    document: Json = {name: None if s is None else digits(getattr(s, move)) for name, (s, move) in moves.items()}
    return {**document, "already": after is not None and after.already}


def _if_liquidated(assessment: Assessment) -> Json:
    found = outcome(assessment.evaluation) if liquidation_demand(assessment) is not None else None
    names = ("price", "fee", "residual", "loss", "closed_notional")
    return {name: None if found is None else digits(getattr(found, name)) for name in names}


def _range(assessment: Assessment) -> Json:
    """The unrounded liquidation price now, and after the carry of the holding time."""
    now, later = liquidation_range(assessment.evaluation)
    return {"now": digits(now), "later": digits(later)}


def _finding(finding: Finding, units: Units) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "field": finding.field,
        "sentence": finding_sentence(finding, units),
    }


def _levels(draft: Draft, levels: Levels, write: Write) -> Json:
    plan = draft.plan
    return {
        "entry": _exact(plan.entry_price),
        "ladder": [to_text(rung.price) for rung in plan.ladder],
        "stop": _exact(plan.stop_price),
        "targets": [to_text(target.price) for target in plan.targets],
        "break_even": write(levels.break_even),
        "margin_call": write(levels.margin_call),
        "liquidation": write(levels.liquidation),
        "bankruptcy": write(levels.bankruptcy),
        "far_liquidation": write(levels.far_liquidation),
    }


def _step(step: Step) -> Json:
    """A plan of several entries after one of them has filled."""
    return {
        "quantity": digits(step.quantity),
        "average_entry": digits(step.entry_price),
        "initial_margin": digits(step.initial_margin),
        "loss_at_stop": digits(step.loss_at_stop),
        "margin_call": digits(step.levels.margin_call),
        "liquidation": digits(step.levels.liquidation),
        "bankruptcy": digits(step.levels.bankruptcy),
        "liquidated_before_next": step.is_cut_off,
    }


def _targets(evaluation: Evaluation) -> list[Json]:
    """The share of each target and what it closes in whole steps, null where there is no size."""
    targets = evaluation.draft.plan.targets
    closed = [_exact(order.quantity) for order in evaluation.exits] or [None] * len(targets)
    return [
        {"price": to_text(target.price), "share": to_text(target.share), "quantity": quantity}
        for target, quantity in zip(targets, closed, strict=True)
    ]


def _account(state: AccountState | None) -> Json | None:
    if state is None:
        return None
    return {
        "equity": digits(state.equity),
        "used_margin": digits(state.used_margin),
        "free_margin": digits(state.free_margin),
        "margin_level": digits(state.margin_level),
    }
