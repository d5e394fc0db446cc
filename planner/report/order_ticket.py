"""What to place, to be copied into a venue's own ticket: nothing where the plan should not be taken."""

from decimal import Decimal

from planner.assess import Assessment, Decision, ordered
from planner.domain.costs import Liquidity
from planner.domain.evaluation import Evaluation
from planner.domain.number import ZERO, exactly
from planner.domain.venue import Side
from planner.report import numbers
from planner.report.rows import liquidation_label
from planner.report.sections import MONTHS
from planner.report.sentences import Units, units_of
from planner.report.stop_rules import rule_sentences
from planner.report.terms import terms_words
from planner.report.verdict import verdict_text
from planner.words import translated

_OPEN = {Side.LONG: "Buy", Side.SHORT: "Sell"}
_WAITS = {Liquidity.TAKER: "", Liquidity.MAKER: " (post only)"}
_CLOSE = {Side.LONG: "sell", Side.SHORT: "buy"}


@exactly
def order_ticket(assessment: Assessment) -> str:
    """The orders of a plan to take or to shrink, in the size of the verdict; the verdict alone otherwise."""
    draft, verdict = assessment.draft, verdict_text(assessment)
    venue = draft.situation.venue
    head = f"{draft.plan.instrument} · {venue.name} · {draft.situation.account.name}"
    said = f"{verdict.headline}. {verdict.reason}"
    if assessment.verdict.decision not in {Decision.TAKE, Decision.SHRINK}:
        return f"{head}\n{said}\n{translated('There is nothing to place.')}\n"
    day = venue.as_of
    rules = translated(
        "Rules of {day} {month} {year}. Planned only: no order has been placed.",
        day=day.day,
        month=translated(MONTHS[day.month - 1]),
        year=day.year,
    )
    placed = ordered(assessment)
    return "\n".join([head, *_orders(placed), _terms(placed), said, rules]) + "\n"


def _orders(evaluation: Evaluation) -> list[str]:
    plan, units = evaluation.draft.plan, units_of(evaluation.draft)
    lines = [
        translated(
            "{open} {quantity} at {price}",
            open=translated(_OPEN[plan.side]),
            quantity=_size(order.quantity, units),
            price=numbers.price(order.price, units.price_tick),
        )
        + translated(_WAITS[plan.entry_liquidity])
        for order in evaluation.orders
        if order.quantity
    ]
    stop = numbers.price(plan.stop_price, units.price_tick)
    kind = translated("Stop-loss") if plan.guaranteed_stop is None else translated("Guaranteed stop")
    lines.append(
        translated(
            "{kind}: {close} {quantity} at {stop}",
            kind=kind,
            close=translated(_CLOSE[plan.side]),
            quantity=_size(evaluation.quantity, units),
            stop=stop,
        )
    )
    exits = [_exit(evaluation, index, units) for index in range(len(plan.targets))]
    return [*lines, *exits, *_left(evaluation, units), *rule_sentences(evaluation)]


def _left(evaluation: Evaluation, units: Units) -> list[str]:
    """What no target closes."""
    left = (evaluation.quantity or ZERO) - sum((order.quantity for order in evaluation.exits), ZERO)
    return [translated("{size}: no target", size=_size(left, units))] if left > 0 else []


def _exit(evaluation: Evaluation, index: int, units: Units) -> str:
    """The order of a target, or that it has none."""
    plan, order = evaluation.draft.plan, evaluation.exits[index]
    price = numbers.price(order.price, units.price_tick)
    if not order.quantity:
        return translated(
            "Target {index}: nothing to close at {price}; {share} of {quantity} is less than a step",
            index=index + 1,
            price=price,
            share=numbers.percent(plan.targets[index].share),
            quantity=_size(evaluation.quantity, units),
        )
    return translated(
        "Target {index}: {close} {share} at {price}{waits}",
        index=index + 1,
        close=translated(_CLOSE[plan.side]),
        share=_size(order.quantity, units),
        price=price,
        waits=translated(_WAITS[plan.exit_liquidity]) + _once_filled(evaluation, index, units),
    )


def _once_filled(evaluation: Evaluation, index: int, units: Units) -> str:
    """After which entries a target can be placed: before, it would close at once, or more than is held."""
    facts = {one.code: one.facts for one in evaluation.findings if one.field == f"targets.{index}"}
    words = ""
    if early := facts.get("target_before_entries"):
        words += translated(", once entry {count} is filled", count=early["count"])
    unheld = facts.get("target_not_held", {})
    if isinstance(rest := unheld.get("rest_quantity"), Decimal):
        told = _size(rest, units)
        words += translated(", of which {rest} once entry {count} is filled", rest=told, count=unheld["count"])
    return words


def _terms(evaluation: Evaluation) -> str:
    units, levels = units_of(evaluation.draft), evaluation.levels
    words = terms_words(evaluation.draft)
    if levels.liquidation is None:
        return f"{words[:1].upper()}{words[1:]}"
    return translated(
        "{terms}; {name} {liquidation}",
        terms=words[:1].upper() + words[1:],
        name=liquidation_label(evaluation.draft.situation.venue).lower(),
        liquidation=numbers.price(levels.liquidation, units.price_tick),
    )


def _size(quantity: Decimal | None, units: Units) -> str:
    return numbers.with_unit(numbers.quantity(quantity, units.quantity_step), units.quantity_unit)
