"""The rules of a stop as they are read: what moves it, where to, and what ending there brings."""

from decimal import ROUND_FLOOR, Decimal, localcontext

from msgspec import Struct

from planner.assess import Assessment
from planner.domain.evaluation import Evaluation
from planner.domain.number import ENGINE
from planner.domain.stop_rules import BreakEvenAt, BreakEvenRule, TrailBy, TrailingRule, Trigger, TriggerBy
from planner.domain.stop_steps import (
    MovedBy,
    StopStep,
    break_even_moves_at,
    break_even_stop,
    is_closed_at,
    stop_steps,
    trigger_price,
)
from planner.report import numbers
from planner.report.sentences import Units, units_of
from planner.words import translated

MOST_LEVELS = 3
"""How many stops of rules a chart shows: the first ones."""

_MOVED = {MovedBy.PLAN: "as planned", MovedBy.BREAK_EVEN: "break-even", MovedBy.TRAILING: "trailing"}


class StopRow(Struct, frozen=True):
    """Where the stop stands once a price has been reached; money and R are rounded towards losing."""

    key: str
    reached: str
    stop: str
    price: Decimal
    moved_by: str
    r_multiple: str
    result: str
    open_part: str
    is_loss: bool

    @property
    def headline(self) -> str:
        """What is reached, and where the stop stands then."""
        return translated("At {reached}: stop {stop}", reached=self.reached, stop=self.stop)

    @property
    def outcome(self) -> str:
        """What the trade brings if it ends there."""
        return f"{self.result} · {self.open_part}" if self.open_part else self.result

    @property
    def label(self) -> str:
        """What the chart calls it."""
        return translated("Stop after {reached}", reached=self.reached)

    @property
    def note(self) -> str:
        """What the chart says beside it."""
        return f"{self.moved_by} · {self.r_multiple} · {self.result}"


def stop_rows(assessment: Assessment) -> tuple[StopRow, ...]:
    """A row for each price at which the stop moves; none where no rule moves it."""
    units, evaluation = units_of(assessment.draft), assessment.evaluation
    with localcontext(ENGINE):
        found = enumerate(stop_steps(evaluation)[1:])
        return tuple(
            _row(f"stop_rules.{index}", step, _reached(step.reached, evaluation, units), units)
            for index, step in found
            if step.reached is not None
        )


def _row(key: str, step: StopStep, reached: str, units: Units) -> StopRow:
    return StopRow(
        key,
        reached,
        numbers.price(step.stop, units.price_tick),
        step.stop,
        translated(_MOVED[step.moved_by]),
        r_words(step.r_multiple),
        floored_money(step.result, units.currency),
        translated("{open_rate} still open", open_rate=numbers.percent(step.open_rate, 0))
        if step.open_rate < 1
        else "",
        step.result < 0,
    )


def _reached(price: Decimal, evaluation: Evaluation, units: Units) -> str:
    """A trigger in the words it was set in, any other price as a price."""
    rules = evaluation.draft.plan.stop_rules
    for rule in (rules.break_even, rules.trailing):
        if rule is not None and trigger_price(evaluation, rule.trigger) == price:
            return trigger_words(rule.trigger, units)
    return numbers.price(price, units.price_tick)


def trigger_words(trigger: Trigger, units: Units) -> str:
    """A trigger as it was set."""
    if trigger.by is TriggerBy.PRICE:
        return numbers.price(trigger.value, units.price_tick)
    return (
        f"{numbers.exact(trigger.value)} R"
        if trigger.by is TriggerBy.R
        else translated("target {index:f}", index=trigger.value)
    )


def r_words(multiple: Decimal | None) -> str:
    """So many times the risk, rounded down, with its sign."""
    if multiple is None:
        return numbers.NONE
    return f"{_floored(multiple, 2)} R"


def floored_money(amount: Decimal, currency: str) -> str:
    """An amount rounded down, with its sign: a gain is never told larger, a loss never smaller."""
    text = _floored(amount, numbers.places_of(numbers.money_step(currency)))
    return f"{numbers.hidden(text, currency)} {currency}"


def _floored(value: Decimal, places: int) -> str:
    text = numbers.plain(value, places, ROUND_FLOOR)
    return f"+{text}" if value >= Decimal(1).scaleb(-places) else text


def rule_sentences(evaluation: Evaluation) -> tuple[str, ...]:
    """What is to be done with the stop, a sentence a rule: for whoever trades the plan."""
    rules, found = evaluation.draft.plan.stop_rules, []
    if rules.break_even is not None:
        named = translated("Break-even")
        found.append(_of_nothing(named, rules.break_even.trigger, evaluation) or _steady(rules.break_even, evaluation))
    if rules.trailing is not None:
        named = translated("Trailing stop")
        found.append(_of_nothing(named, rules.trailing.trigger, evaluation) or _following(rules.trailing, evaluation))
    return tuple(found)


def _of_nothing(rule: str, trigger: Trigger, evaluation: Evaluation) -> str:
    """That a rule has no stop to move, where everything is closed by then; nothing elsewhere."""
    price = trigger_price(evaluation, trigger)
    if price is None or not is_closed_at(evaluation, price):
        return ""
    return translated(
        "{rule}: at {at} the targets have closed everything; no stop is left to move",
        rule=rule,
        at=_at_trigger(trigger, evaluation),
    )


def _steady(rule: BreakEvenRule, evaluation: Evaluation) -> str:
    tick = units_of(evaluation.draft).price_tick
    trigger, moves_at = trigger_price(evaluation, rule.trigger), break_even_moves_at(evaluation)
    return translated(
        "Break-even: at {at} move the stop to {stop} ({ends})",
        at=_at_trigger(rule.trigger, evaluation) if moves_at == trigger else numbers.price(moves_at, tick),
        stop=numbers.price(break_even_stop(evaluation), tick),
        ends=translated("costs paid back") if rule.at is BreakEvenAt.COSTS else translated("the entry"),
    )


def _following(rule: TrailingRule, evaluation: Evaluation) -> str:
    return translated(
        "Trailing stop: from {at} on keep it {distance} behind the best price, never back",
        at=_at_trigger(rule.trigger, evaluation),
        distance=trail_words(rule, evaluation),
    )


def _at_trigger(trigger: Trigger, evaluation: Evaluation) -> str:
    units = units_of(evaluation.draft)
    price = numbers.price(trigger_price(evaluation, trigger), units.price_tick)
    return price if trigger.by is TriggerBy.PRICE else f"{price} ({trigger_words(trigger, units)})"


def trail_words(rule: TrailingRule, evaluation: Evaluation) -> str:
    """How far a trailing stop stays behind; a count of ATR or R with what it is in price."""
    units, plan, entry = units_of(evaluation.draft), evaluation.draft.plan, evaluation.entry_price
    if rule.by is TrailBy.PERCENT:
        return numbers.percent(rule.distance)
    if rule.by is TrailBy.PRICE:
        return f"{numbers.price(rule.distance, units.price_tick)} {units.quote_currency}"
    count = f"{numbers.exact(rule.distance)} {'ATR' if rule.by is TrailBy.ATR else 'R'}"
    step = plan.sizing.atr
    if rule.by is TrailBy.R:
        step = None if entry is None or plan.stop_price is None else ENGINE.abs(ENGINE.subtract(entry, plan.stop_price))
    if step is None:
        return count
    away = numbers.plain(ENGINE.multiply(rule.distance, step), numbers.places_of(units.price_tick))
    return f"{count} ({away} {units.quote_currency})"
