"""The account over time, and what departures cost, in words and rows."""

from collections.abc import Sequence
from decimal import Decimal

from planner.discipline.account_curve import CurvePoint, PausedSpan
from planner.discipline.deviation_costs import Departures, DeviationCost, Outcome
from planner.domain.trades import BookAccount
from planner.report import numbers
from planner.report.book import DEVIATIONS, moment
from planner.report.pause_words import rule_name
from planner.words import counted, translated

CURVE_EMPTY = "No closed trade yet: the balance is drawn from the first one on."
COST_EMPTY = "No closed trade yet: what departures cost is told from the first one on."
COST_NOTE = (
    "A trade with two kinds of deviation stands in both rows. The difference is to a trade as planned, on average; "
    "a few trades prove nothing."
)
COST_COLUMNS = ("Trades with", "Trades", "Sum", "On average", "Difference", "Sum in R", "R on average", "R difference")
COST_NUMBERS = COST_COLUMNS[1:]
BALANCE, HIGHEST, DRAWDOWN, PAUSED = "Balance", "Highest so far", "Drawdown, %", "Paused"


def curve_line(points: Sequence[CurvePoint], pauses: Sequence[PausedSpan] | None, account: BookAccount) -> str:
    """The account now, its worst drawdown, and how often it was paused; None where it has no rules of its own."""
    if not points:
        return translated(CURVE_EMPTY)
    last, worst = points[-1], max(points, key=lambda point: point.drawdown)
    parts = [translated("{balance} now", balance=numbers.money(last.balance, account.currency))]
    if worst.drawdown:
        size = f"{numbers.money(worst.drawdown, account.currency)} ({numbers.percent(worst.drawdown_rate)})"
        parts.append(translated("worst drawdown {size} on {at}", size=size, at=moment(worst.at, account.zone)[:10]))
    else:
        parts.append(translated("never below its highest"))
    return " · ".join((*parts, _pauses_words(pauses)))


def _pauses_words(pauses: Sequence[PausedSpan] | None) -> str:
    if pauses is None:
        return translated("no pauses to show: no rules are kept in this account")
    if not pauses:
        return translated("never paused")
    broken = sum(1 for span in pauses if span.broken_at is not None)
    often = counted("once", "{count} times", len(pauses))
    return translated("paused {often}", often=often) + (
        translated(", {broken} broken off", broken=broken) if broken else ""
    )


def pause_line(span: PausedSpan, zone: str) -> str:
    """A pause: its rule, from when to when, and whether it was broken off."""
    name = rule_name(span.rule)
    end = translated("still") if span.ends is None else moment(span.ends, zone)
    broken = "" if span.broken_at is None else translated(", broken off")
    return translated(
        "{name}: {starts} to {end}{broken}",
        name=name[:1].upper() + name[1:],
        starts=moment(span.starts, zone),
        end=end,
        broken=broken,
    )


def cost_rows(found: Departures, account: BookAccount) -> list[tuple[str, ...]]:
    """The trades as planned above those of each kind of deviation, and those of which no plan is known last."""
    rows = [_row(translated("none: as planned"), found.planned, None, None, account)]
    rows += [
        _row(_name(cost, account), cost.outcome, cost.pnl_difference, cost.r_difference, account)
        for cost in found.costs
    ]
    if found.unknown.trades:
        rows.append(_row(translated("no plan to compare with"), found.unknown, None, None, account))
    return rows


def _name(cost: DeviationCost, account: BookAccount) -> str:
    """The kind, or of a single override when that was."""
    name = translated(DEVIATIONS[cost.kind])
    return name if cost.at is None else translated("{kind}, {at}", kind=name, at=moment(cost.at, account.zone))


def _row(
    name: str, outcome: Outcome, difference: Decimal | None, r_difference: Decimal | None, account: BookAccount
) -> tuple[str, ...]:
    money = [numbers.money(value, account.currency) for value in (outcome.pnl, outcome.mean_pnl, difference)]
    r_sum = outcome.r if outcome.counted else None
    multiples = [numbers.multiple(value) for value in (r_sum, outcome.mean_r, r_difference)]
    return (name, str(outcome.trades), *money, *multiples)
