"""Objections to a plan that could be evaluated: a table.

Adding one is a function, a row in `RULES`, and a sentence in `report.sentences`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.evaluation import Evaluation, Fact, Finding, Severity
from planner.domain.margin.linear_perpetual import tier_of
from planner.domain.number import LARGEST, ONE, ZERO, ceil_to_step

Facts = dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` returns the facts of an objection, or None when there is none."""

    code: str
    severity: Severity
    field: str
    check: Callable[[Evaluation], Facts | None]


def findings_of(evaluation: Evaluation) -> tuple[Finding, ...]:
    """All objections, the heaviest first."""
    found = [
        Finding(rule.code, rule.severity, rule.field, facts)
        for rule in RULES
        if (facts := rule.check(evaluation)) is not None
    ]
    return tuple(sorted(found, key=lambda finding: -finding.severity))


def _stop_missing(evaluation: Evaluation) -> Facts | None:
    return {} if evaluation.draft.plan.stop_price is None else None


def _already_liquidatable(evaluation: Evaluation) -> Facts | None:
    plan, pool = evaluation.draft.plan, evaluation.pool
    if pool is None or plan.entry_price is None:
        return None
    ratio = evaluation.draft.situation.venue.liquidation_ratio
    if pool.excess_at(ratio, plan.entry_price) > 0:
        return None
    x = pool.x(plan.entry_price)
    return {"equity_money": pool.equity.at(x), "required_money": pool.requirement.at(x) * ratio}


def _beyond(evaluation: Evaluation, price: Decimal | None, level: Decimal | None) -> bool:
    """Whether a price is reached only after a level, on the losing side."""
    return price is not None and level is not None and evaluation.draft.plan.side.sign * (price - level) <= 0


def _stop_beyond_liquidation(evaluation: Evaluation) -> Facts | None:
    stop, liquidation = evaluation.draft.plan.stop_price, evaluation.levels.liquidation
    if not _beyond(evaluation, stop, liquidation):
        return None
    return {"stop_price": stop, "liquidation_price": liquidation}


def _margin_call_before_stop(evaluation: Evaluation) -> Facts | None:
    stop, call = evaluation.draft.plan.stop_price, evaluation.levels.margin_call
    if not _beyond(evaluation, stop, call) or _stop_beyond_liquidation(evaluation) is not None:
        return None
    return {"stop_price": stop, "call_price": call}


def _margin_call_at_entry(evaluation: Evaluation) -> Facts | None:
    plan, pool, venue = evaluation.draft.plan, evaluation.pool, evaluation.draft.situation.venue
    if pool is None or plan.entry_price is None or pool.excess_at(venue.liquidation_ratio, plan.entry_price) <= 0:
        return None
    return {} if pool.excess_at(venue.margin_call_ratio, plan.entry_price) <= 0 else None


def _leverage_above_maximum(evaluation: Evaluation) -> Facts | None:
    instrument, leverage = evaluation.draft.instrument, evaluation.draft.plan.leverage
    if instrument is None or leverage <= instrument.max_leverage:
        return None
    return {"leverage": leverage, "max_leverage": instrument.max_leverage}


def _leverage_above_tier(evaluation: Evaluation) -> Facts | None:
    instrument, leverage = evaluation.draft.instrument, evaluation.draft.plan.leverage
    if instrument is None or evaluation.unit is None or not evaluation.quantity or leverage > instrument.max_leverage:
        return None
    notional = evaluation.quantity * evaluation.unit.notional + evaluation.open_units * evaluation.unit.entry_price
    tier = tier_of(instrument.margin_tiers, notional)
    if tier is None or leverage <= tier.max_leverage:
        return None
    return {"leverage": leverage, "max_leverage": tier.max_leverage, "notional_amount": notional}


def _below_minimum(evaluation: Evaluation) -> Facts | None:
    instrument, quantity = evaluation.draft.instrument, evaluation.quantity
    if instrument is None or quantity is None:
        return None
    least = minimum_quantity(evaluation)
    return {"asked_quantity": evaluation.asked_quantity, "least_quantity": least} if quantity < least else None


def minimum_quantity(evaluation: Evaluation) -> Decimal:
    """The smallest quantity the venue takes at this entry."""
    instrument, unit = evaluation.draft.instrument, evaluation.unit
    if instrument is None:
        return ZERO
    least = max(instrument.min_quantity, instrument.quantity_step)
    if instrument.min_notional and unit is not None:
        least = max(least, ceil_to_step(instrument.min_notional / unit.notional, instrument.quantity_step))
    return least


def _quantity_out_of_range(evaluation: Evaluation) -> Facts | None:
    asked = evaluation.asked_quantity
    return {} if asked is not None and asked > LARGEST else None


def _equity_gone(evaluation: Evaluation) -> Facts | None:
    before = evaluation.before
    return {"equity_money": before.equity} if before is not None and before.equity <= 0 else None


def _far_liquidation(evaluation: Evaluation) -> Facts | None:
    far = evaluation.levels.far_liquidation
    return None if far is None else {"far_price": far}


def _targets_below_costs(evaluation: Evaluation) -> Facts | None:
    gain = evaluation.gain_at_targets
    return {"gain_money": gain} if evaluation.draft.plan.targets and gain is not None and gain <= 0 else None


def _unplanned_share(evaluation: Evaluation) -> Facts | None:
    targets = evaluation.draft.plan.targets
    total = sum((target.share for target in targets), ZERO)
    return {"open_rate": ONE - total} if targets and total < ONE else None


def _mode_conflict(evaluation: Evaluation) -> Facts | None:
    plan = evaluation.draft.plan
    same = [h.position for h in evaluation.holdings if h.position.instrument == plan.instrument]
    other = next((position for position in same if position.margin_mode is not plan.margin_mode), None)
    return None if other is None else {"mode": other.margin_mode, "symbol": plan.instrument}


def _hedge(evaluation: Evaluation) -> Facts | None:
    plan = evaluation.draft.plan
    for holding in evaluation.holdings:
        if holding.position.instrument == plan.instrument and holding.position.side is not plan.side:
            return {"symbol": plan.instrument, "side": holding.position.side}
    return None


def _typical_rules(evaluation: Evaluation) -> Facts | None:
    instrument = evaluation.draft.instrument
    if instrument is None or not instrument.typical:
        return None
    return {"names": ", ".join(name.replace("_", " ") for name in instrument.typical)}


RULES: tuple[Rule, ...] = (
    Rule("quantity_out_of_range", Severity.INPUT, "size", _quantity_out_of_range),
    Rule("equity_gone", Severity.BLOCKER, "wallet_balance", _equity_gone),
    Rule("leverage_above_maximum", Severity.BLOCKER, "leverage", _leverage_above_maximum),
    Rule("already_liquidatable", Severity.BLOCKER, "leverage", _already_liquidatable),
    Rule("stop_beyond_liquidation", Severity.BLOCKER, "stop_price", _stop_beyond_liquidation),
    Rule("stop_missing", Severity.BLOCKER, "stop_price", _stop_missing),
    Rule("below_minimum", Severity.BLOCKER, "size", _below_minimum),
    Rule("mode_conflict", Severity.BLOCKER, "margin_mode", _mode_conflict),
    Rule("leverage_above_tier", Severity.WARNING, "leverage", _leverage_above_tier),
    Rule("targets_below_costs", Severity.WARNING, "targets.0", _targets_below_costs),
    Rule("margin_call_at_entry", Severity.WARNING, "leverage", _margin_call_at_entry),
    Rule("margin_call_before_stop", Severity.WARNING, "stop_price", _margin_call_before_stop),
    Rule("far_liquidation", Severity.WARNING, "instrument", _far_liquidation),
    Rule("hedge", Severity.NOTE, "side", _hedge),
    Rule("unplanned_share", Severity.NOTE, "targets.0", _unplanned_share),
    Rule("typical_rules", Severity.NOTE, "instrument", _typical_rules),
)
