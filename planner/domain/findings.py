"""Objections to a plan that could be evaluated: a table.

Adding one is a function, a row in `RULES`, and a sentence in `report.sentences`.
"""

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from planner.domain.costs import Liquidity
from planner.domain.curves.tiers import tier_of
from planner.domain.evaluation import Evaluation, Facts, Finding, Severity
from planner.domain.margin.pool import Demand
from planner.domain.margin.regimes import REGIMES
from planner.domain.number import ZERO, floor_to_step
from planner.domain.order_findings import (
    below_minimum,
    exit_below_minimum,
    ladder_cut_off,
    nothing_to_close,
    order_below_minimum,
    quantity_out_of_range,
    unplanned_share,
)
from planner.domain.plan import MOST_TARGETS, Position, SizeBy
from planner.domain.sizing import BY_BASE, Sizing
from planner.domain.stop_room import (
    margin_call_before_stop,
    stop_beyond_later_liquidation,
    stop_beyond_liquidation,
    stop_fills_beyond_liquidation,
    stop_near_later_liquidation,
    stop_near_liquidation,
)
from planner.domain.stop_steps import break_even_stop, trigger_price
from planner.domain.target_findings import (
    target_before_entries,
    target_below_costs,
    target_not_held,
    target_wrong_side,
    trigger_wrong_side,
)
from planner.domain.venue import ISOLATED


class Rule(Struct, frozen=True):
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
    entry, pool = evaluation.entry_price, evaluation.pool
    if pool is None or entry is None:
        return None
    demand = evaluation.demands.liquidation or evaluation.demands.bankruptcy
    if demand is None or not _is_met(evaluation, demand):
        return None
    required = pool.requirement_at(entry) * demand.ratio + demand.money
    return {"equity_money": pool.equity_at(entry), "required_money": required}


def _is_met(evaluation: Evaluation, demand: Demand | None) -> bool:
    """Whether equity is at a level already, at the entry."""
    entry, pool = evaluation.entry_price, evaluation.pool
    return entry is not None and pool is not None and demand is not None and pool.excess_at(demand, entry) <= 0


def _margin_call_at_entry(evaluation: Evaluation) -> Facts | None:
    is_liquidated = _already_liquidatable(evaluation) is not None
    return {} if _is_met(evaluation, evaluation.demands.margin_call) and not is_liquidated else None


def _leverage_above_maximum(evaluation: Evaluation) -> Facts | None:
    instrument, leverage = evaluation.draft.instrument, evaluation.draft.plan.leverage
    if instrument is None or not _has_leverage(evaluation) or leverage <= instrument.max_leverage:
        return None
    return {"leverage": leverage, "max_leverage": instrument.max_leverage}


def _leverage_above_tier(evaluation: Evaluation) -> Facts | None:
    instrument, leverage = evaluation.draft.instrument, evaluation.draft.plan.leverage
    if instrument is None or not evaluation.quantity or leverage > instrument.max_leverage:
        return None
    tier = tier_of(instrument.margin_tiers, evaluation.tier_measure(evaluation.quantity))
    if tier is None or leverage <= tier.max_leverage or _above_tiers(evaluation) is not None:
        return None
    return {"leverage": leverage, "max_leverage": tier.max_leverage, "notional_amount": evaluation.quote_notional}


def _above_tiers(evaluation: Evaluation) -> Facts | None:
    instrument, quantity = evaluation.draft.instrument, evaluation.quantity
    if instrument is None or not quantity or not instrument.margin_tiers:
        return None
    largest = instrument.margin_tiers[-1].notional_cap
    if evaluation.tier_measure(quantity) <= largest:
        return None
    allowed = max(ZERO, floor_to_step(evaluation.quantity_within(largest), instrument.quantity_step))
    return {"asked_quantity": quantity, "largest_quantity": allowed}


def _has_leverage(evaluation: Evaluation) -> bool:
    return REGIMES[evaluation.draft.situation.venue.regime].has_leverage


def _added_margin_not_free(evaluation: Evaluation) -> Facts | None:
    """Margin that is posted on top, though the account has not so much left beside what the position needs."""
    plan, after = evaluation.draft.plan, evaluation.after
    added = plan.added_margin
    if not added or plan.margin_mode is not ISOLATED or evaluation.before is None:
        return None
    left = evaluation.spendable - added if after is None else after.free_margin
    return {"missing_money": min(added, -left), "free_money": max(ZERO, left + added)} if left < 0 else None


def _loan_above_maximum(evaluation: Evaluation) -> Facts | None:
    instrument, asked = evaluation.draft.instrument, evaluation.draft.plan.loan_to_value
    if instrument is None or instrument.loan is None or asked is None or asked <= instrument.loan.initial_ltv:
        return None
    return {"ltv_rate": asked, "max_rate": instrument.loan.initial_ltv}


def _equity_below_minimum(evaluation: Evaluation) -> Facts | None:
    stock, before = evaluation.draft.situation.venue.stock, evaluation.before
    if stock is None or before is None or before.equity >= stock.min_equity:
        return None
    return {"equity_money": before.equity, "least_money": stock.min_equity}


def _day_trade_equity(evaluation: Evaluation) -> Facts | None:
    stock, before = evaluation.draft.situation.venue.stock, evaluation.before
    if stock is None or before is None or not evaluation.draft.plan.intraday:
        return None
    least = stock.day_trade_min_equity
    return {"equity_money": before.equity, "least_money": least} if before.equity < least else None


def _overnight_missing(evaluation: Evaluation) -> Facts | None:
    """A day trade in stock that takes more than the account could keep overnight."""
    after, stock = evaluation.after, evaluation.draft.situation.venue.stock
    if after is None or stock is None or not evaluation.draft.plan.intraday or after.free_margin >= 0:
        return None
    return {"missing_money": -after.free_margin}


def _changed_rules(evaluation: Evaluation) -> Facts | None:
    changed = evaluation.draft.situation.venue.changed
    return {"names": ", ".join(name.replace("_", " ") for name in changed)} if changed else None


def _equity_gone(evaluation: Evaluation) -> Facts | None:
    before = evaluation.before
    return {"equity_money": before.equity} if before is not None and before.equity <= 0 else None


def _base_used_up(evaluation: Evaluation) -> Facts | None:
    sizing, before = evaluation.sizing, evaluation.before
    is_used_up = sizing is not None and sizing.plan.size_by in BY_BASE and sizing.base is None
    is_entered = not any(finding.field.startswith("sizing.") for finding in evaluation.findings)
    return {} if is_used_up and is_entered and before is not None and before.equity > 0 else None


def _no_edge(evaluation: Evaluation) -> Facts | None:
    sizing = evaluation.sizing
    if sizing is None or not _is_losing(sizing.by_shares):
        return None
    return {"win_rate": sizing.plan.sizing.win_rate, "payoff": sizing.by_shares.payoff}


def _is_losing(sizing: Sizing) -> bool:
    return sizing.plan.size_by is SizeBy.KELLY and sizing.kelly is not None and sizing.kelly <= 0


def _no_edge_in_steps(evaluation: Evaluation) -> Facts | None:
    """Odds that pay by the shares of the targets, and lose by the whole steps that can be closed."""
    sizing = evaluation.sizing
    if sizing is None or not _is_losing(sizing) or _is_losing(sizing.by_shares):
        return None
    rate = sizing.plan.sizing.win_rate
    return {"win_rate": rate, "payoff": sizing.payoff, "shares_payoff": sizing.by_shares.payoff}


def _kelly_in_steps(evaluation: Evaluation) -> Facts | None:
    """A Kelly size that is smaller than by the shares of the targets, for what more would close pays less."""
    sizing, asked, quantity = evaluation.sizing, evaluation.asked_quantity, evaluation.quantity
    whole = None if sizing is None or asked is None else floor_to_step(asked, sizing.step)
    if sizing is None or whole is None or not quantity or not sizing.quantity or whole <= quantity:
        return None
    odds = {"payoff": sizing.of(whole).payoff, "shares_payoff": sizing.by_shares.payoff}
    return {"whole_quantity": whole, "taken_quantity": quantity, **odds}


FARTHEST = Decimal(3)
"""A price this many times the entry, or a part this small of it, is none to plan a trade by."""


def _far_liquidation(evaluation: Evaluation) -> Facts | None:
    far, entry = evaluation.levels.far_liquidation, evaluation.entry_price
    if far is None or entry is None or max(far, entry) > FARTHEST * min(far, entry):
        return None
    return {"far_price": far}


def _targets_below_costs(evaluation: Evaluation) -> Facts | None:
    gain = evaluation.gain_at_targets
    return {"gain_money": gain} if evaluation.draft.plan.targets and gain is not None and gain <= 0 else None


def _mode_conflict(evaluation: Evaluation) -> Facts | None:
    plan = evaluation.draft.plan
    same = [h.position for h in evaluation.holdings if h.position.instrument == plan.instrument]
    other = next((position for position in same if position.margin_mode is not plan.margin_mode), None)
    return None if other is None else {"mode": other.margin_mode, "symbol": plan.instrument}


def _hedge(evaluation: Evaluation) -> Facts | None:
    faced = _faced(evaluation)
    if not faced or (evaluation.book is not None and evaluation.book.is_netting):
        return None
    return {"symbol": evaluation.draft.plan.instrument, "side": faced[0].side}


def _only_closes(evaluation: Evaluation) -> Facts | None:
    """An order that opens nothing: its stop, its targets and its risk would be those of no position."""
    return _netting_facts(evaluation, evaluation.quantity or ZERO, opens=False)


def _closes_position(evaluation: Evaluation) -> Facts | None:
    """An order that closes what it faces before it opens the rest."""
    return _netting_facts(evaluation, evaluation.quantity or ZERO, opens=True)


def _netting_facts(evaluation: Evaluation, quantity: Decimal, *, opens: bool) -> Facts | None:
    """What an order closes where sides net, if it opens anything besides, or if it does not."""
    faced = _faced(evaluation)
    if not faced or not quantity or evaluation.book is None or not evaluation.book.is_netting:
        return None
    open_quantity = sum((position.quantity for position in faced), ZERO)
    facts: Facts = {"order_quantity": quantity, "open_quantity": open_quantity, "side": faced[0].side}
    return facts if (quantity > open_quantity) is opens else None


def _faced(evaluation: Evaluation) -> list[Position]:
    """The open positions that the plan stands against: its instrument's other side."""
    plan = evaluation.draft.plan
    same = (holding.position for holding in evaluation.holdings if holding.position.instrument == plan.instrument)
    return [position for position in same if position.side is not plan.side]


def _typical_rules(evaluation: Evaluation) -> Facts | None:
    instrument = evaluation.draft.instrument
    if instrument is None or not instrument.typical:
        return None
    return {"names": ", ".join(name.replace("_", " ") for name in instrument.typical)}


def _break_even_beyond_trigger(evaluation: Evaluation) -> Facts | None:
    """A stop cannot stand where the price has not been: the rule would never move it."""
    rule, sign = evaluation.draft.plan.stop_rules.break_even, evaluation.draft.plan.side.sign
    if rule is None:
        return None
    stop, reached = break_even_stop(evaluation), trigger_price(evaluation, rule.trigger)
    if stop is None or reached is None or sign * (reached - stop) > 0:
        return None
    return {"stop_price": stop, "trigger_price": reached}


def _maker_fee_unknown(evaluation: Evaluation) -> Facts | None:
    plan, instrument = evaluation.draft.plan, evaluation.draft.instrument
    if instrument is None or instrument.maker_fee_rate is not None or plan.fee_rate is not None:
        return None
    makes = Liquidity.MAKER in {plan.entry_liquidity, plan.exit_liquidity}
    return {"taker_rate": instrument.fee_rate} if makes else None


_NAMED, _LONGEST = 3, 32
"""Items of a checklist that a sentence names, and how many characters of each."""


def _begun(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _unchecked(*, required: bool) -> Callable[[Evaluation], Facts | None]:
    """What of the checklist is still to be done, by name."""

    def check(evaluation: Evaluation) -> Facts | None:
        items = evaluation.draft.plan.checklist
        names = [f"“{_begun(item.text)}”" for item in items if item.required is required and not item.done]
        more = [f"+{len(names) - _NAMED}"] if len(names) > _NAMED else []
        return {"names": ", ".join((*names[:_NAMED], *more))} if names else None

    return check


_TARGETS = range(MOST_TARGETS)

RULES: tuple[Rule, ...] = (
    Rule("quantity_out_of_range", Severity.INPUT, "size", quantity_out_of_range),
    *(Rule("target_wrong_side", Severity.INPUT, f"targets.{index}", target_wrong_side(index)) for index in _TARGETS),
    *(
        Rule("trigger_wrong_side", Severity.INPUT, f"stop_rules.{name}", trigger_wrong_side(name))
        for name in ("break_even", "trailing")
    ),
    Rule("only_closes", Severity.INPUT, "side", _only_closes),
    Rule("base_used_up", Severity.BLOCKER, "sizing.equity_base", _base_used_up),
    Rule("no_edge", Severity.BLOCKER, "sizing.win_rate", _no_edge),
    Rule("no_edge_in_steps", Severity.BLOCKER, "sizing.win_rate", _no_edge_in_steps),
    Rule("equity_gone", Severity.BLOCKER, "wallet_balance", _equity_gone),
    Rule("leverage_above_maximum", Severity.BLOCKER, "leverage", _leverage_above_maximum),
    Rule("loan_above_maximum", Severity.BLOCKER, "loan_to_value", _loan_above_maximum),
    Rule("equity_below_minimum", Severity.BLOCKER, "wallet_balance", _equity_below_minimum),
    Rule("day_trade_equity", Severity.BLOCKER, "intraday", _day_trade_equity),
    Rule("already_liquidatable", Severity.BLOCKER, "leverage", _already_liquidatable),
    Rule("stop_beyond_liquidation", Severity.BLOCKER, "stop_price", stop_beyond_liquidation),
    Rule("stop_fills_beyond_liquidation", Severity.BLOCKER, "stop_price", stop_fills_beyond_liquidation),
    Rule("stop_beyond_later_liquidation", Severity.BLOCKER, "stop_price", stop_beyond_later_liquidation),
    Rule("ladder_cut_off", Severity.BLOCKER, "ladder.0", ladder_cut_off),
    Rule("stop_missing", Severity.BLOCKER, "stop_price", _stop_missing),
    Rule("below_minimum", Severity.BLOCKER, "size", below_minimum),
    Rule("order_below_minimum", Severity.BLOCKER, "ladder.0", order_below_minimum),
    Rule("mode_conflict", Severity.BLOCKER, "margin_mode", _mode_conflict),
    Rule("checklist_required", Severity.BLOCKER, "checklist", _unchecked(required=True)),
    Rule("overnight_missing", Severity.WARNING, "intraday", _overnight_missing),
    Rule("above_tiers", Severity.WARNING, "size", _above_tiers),
    Rule("leverage_above_tier", Severity.WARNING, "leverage", _leverage_above_tier),
    Rule("added_margin_not_free", Severity.WARNING, "added_margin", _added_margin_not_free),
    Rule("targets_below_costs", Severity.WARNING, "targets.0", _targets_below_costs),
    Rule("margin_call_at_entry", Severity.WARNING, "leverage", _margin_call_at_entry),
    Rule("stop_near_liquidation", Severity.WARNING, "stop_price", stop_near_liquidation),
    Rule("stop_near_later_liquidation", Severity.WARNING, "stop_price", stop_near_later_liquidation),
    Rule("margin_call_before_stop", Severity.WARNING, "stop_price", margin_call_before_stop),
    Rule("far_liquidation", Severity.WARNING, "instrument", _far_liquidation),
    Rule("closes_position", Severity.WARNING, "side", _closes_position),
    Rule("break_even_beyond_trigger", Severity.WARNING, "stop_rules.break_even", _break_even_beyond_trigger),
    *(
        Rule(code, Severity.WARNING, f"targets.{index}", check(index))
        for code, check in (
            ("nothing_to_close", nothing_to_close),
            ("exit_below_minimum", exit_below_minimum),
            ("target_before_entries", target_before_entries),
            ("target_not_held", target_not_held),
            ("target_below_costs", target_below_costs),
        )
        for index in _TARGETS
    ),
    Rule("checklist_open", Severity.WARNING, "checklist", _unchecked(required=False)),
    Rule("kelly_in_steps", Severity.NOTE, "sizing.payoff", _kelly_in_steps),
    Rule("hedge", Severity.NOTE, "side", _hedge),
    Rule("maker_fee_unknown", Severity.NOTE, "fee_rate", _maker_fee_unknown),
    Rule("unplanned_share", Severity.NOTE, "shares", unplanned_share),
    Rule("changed_rules", Severity.NOTE, "instrument", _changed_rules),
    Rule("typical_rules", Severity.NOTE, "instrument", _typical_rules),
)
