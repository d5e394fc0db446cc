"""The book as it is read: accounts, plans, open positions, history and deviations as rows of texts."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Protocol
from zoneinfo import ZoneInfo

from planner.domain.journal import DeviationKind, ExitReason, Overridden
from planner.domain.number import exactly
from planner.domain.pause_rules import Weekday
from planner.domain.planned_actual import PlannedActual
from planner.domain.trades import BookAccount, ClosedTrade, OpenTrade, PlanState, Result, SealedPlan
from planner.domain.venue import Side
from planner.report import numbers
from planner.words import spelled, translated

OPEN_COLUMNS = ("Opened", "Instrument", "Side", "Quantity", "Entry", "Stop", "Risk", "Plan")
HISTORY_COLUMNS = ("Closed", "Instrument", "Side", "Quantity", "Entry", "Exit", "Result", "R", "Ended by", "Plan")
PLAN_COLUMNS = ("Sealed", "Instrument", "Side", "Quantity", "Entry", "Stop", "Risk", "State")
DEVIATION_COLUMNS = ("When", "What", "Planned", "Actual", "Trade", "Reason")
NUMBERS = ("Quantity", "Entry", "Stop", "Risk", "Exit", "Result", "R", "Planned", "Actual")
EXITS = {
    ExitReason.STOP: "stop",
    ExitReason.TARGET: "target",
    ExitReason.TRAILING_STOP: "trailing stop",
    ExitReason.LIQUIDATION: "liquidation",
    ExitReason.BY_HAND: "by hand",
    ExitReason.TIME: "time",
}
STATES = {
    PlanState.SEALED: "sealed, not filled",
    PlanState.WITHDRAWN: "withdrawn",
    PlanState.OPEN: "open",
    PlanState.CLOSED: "closed",
}
RESULTS = {Result.WIN: "winners", Result.LOSS: "losers", Result.EVEN: "break-even"}
DEVIATIONS = {
    DeviationKind.NO_STOP: "no stop",
    DeviationKind.STOP_WIDENED: "stop widened",
    DeviationKind.STOP_REMOVED: "stop removed",
    DeviationKind.SIZE_ABOVE_PLAN: "size above plan",
    DeviationKind.RISK_ABOVE_LIMIT: "risk above limit",
    DeviationKind.ENTRY_OUTSIDE_PLAN: "entry outside plan",
    DeviationKind.EARLY_EXIT: "early exit",
    DeviationKind.NO_PLAN: "no plan",
    DeviationKind.TRADED_WHILE_PAUSED: "traded while paused",
    DeviationKind.TRADED_IN_BLACKOUT: "traded around news",
    DeviationKind.ADDED_TO_LOSER: "added to a loser",
    DeviationKind.SIZE_UP_AFTER_LOSS: "larger size after a loss",
    DeviationKind.TOO_MANY_TRADES: "too many trades",
    DeviationKind.TARGET_LOWERED: "target lowered",
    DeviationKind.NO_REVIEW: "no review",
    DeviationKind.OVERRIDE: "pause overridden",
    DeviationKind.OTHER: "other",
}
EMPTY = {
    "accounts": "The book has no account yet: make one, then place plans into it.",
    "plans": "No plan yet. Ctrl+Return in the planner seals the plan on screen and puts it here.",
    "open": "Nothing is open. Record the entry of a plan, or import open positions.",
    "history": "No closed trades here. Close an open position, import trades, or ask for less above.",
    "deviations": "No deviations: every trade so far went as planned.",
    "cash": "Nothing but trades has moved the balance. Enter what is paid in or taken out, or what the venue states.",
}
"""What to do where a list is empty."""


def moment(at: datetime, zone: str) -> str:
    """A moment as the clock of the account's zone shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def weekdays() -> list[tuple[Weekday, str]]:
    """The days a week can begin on."""
    return [(day, spelled(day.value).capitalize()) for day in Weekday]


def account_line(account: BookAccount) -> str:
    """An account in a list."""
    return f"{account.name} · {account.currency} · {account.venue}"


def open_row(trade: OpenTrade, account: BookAccount) -> tuple[str, ...]:
    """An open position."""
    return (
        moment(trade.opened_at, account.zone),
        trade.instrument,
        _side(trade.side),
        numbers.exact(trade.open_quantity),
        numbers.exact(trade.entry_price),
        translated("none: unbounded") if trade.stop_price is None else numbers.exact(trade.stop_price),
        numbers.money(trade.risk, account.currency),
        _plan(trade.plan),
    )


def closed_row(trade: ClosedTrade, account: BookAccount) -> tuple[str, ...]:
    """A closed trade."""
    r_realised = trade.r_realised
    return (
        moment(trade.closed_at, account.zone),
        trade.instrument,
        _side(trade.side),
        numbers.exact(trade.quantity),
        numbers.exact(trade.entry_price),
        numbers.exact(trade.exit_price),
        numbers.money(trade.pnl, account.currency),
        numbers.NONE if r_realised is None else numbers.multiple(r_realised),
        translated(EXITS[trade.exit_reason]),
        _plan(trade.plan),
    )


def plan_row(plan: SealedPlan, account: BookAccount) -> tuple[str, ...]:
    """A sealed plan."""
    planned = plan.planned
    return (
        moment(plan.sealed_at, account.zone),
        planned.instrument,
        _side(planned.side),
        numbers.exact(planned.quantity),
        numbers.exact(planned.entry_price),
        numbers.NONE if planned.stop_price is None else numbers.exact(planned.stop_price),
        numbers.money(planned.risk, account.currency),
        translated(STATES[plan.state]),
    )


class Departure(Protocol):
    """A deviation as the book keeps it."""

    @property
    def kind(self) -> DeviationKind:
        """What it is."""

    @property
    def at(self) -> datetime:
        """When it was."""

    @property
    def trade(self) -> int | None:
        """Of which trade."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def planned(self) -> Decimal | None:
        """What was planned."""

    @property
    def actual(self) -> Decimal | None:
        """What was done."""


def deviation_rows(
    deviations: Sequence[Departure], overrides: Sequence[Overridden], zone: str
) -> list[tuple[str, ...]]:
    """Deviations and pauses broken off, the newest first."""
    rows = [
        (
            one.at,
            translated(DEVIATIONS[one.kind]),
            _figure(one.planned),
            _figure(one.actual),
            _trade(one.trade),
            one.reason,
        )
        for one in deviations
    ]
    rows += [(one.at, translated(DEVIATIONS[DeviationKind.OVERRIDE]), "", "", "", one.reason) for one in overrides]
    rows.sort(key=itemgetter(0), reverse=True)
    return [(moment(at, zone), *texts) for at, *texts in rows]


def _figure(value: Decimal | None) -> str:
    return "" if value is None else numbers.exact(value)


def _trade(number: int | None) -> str:
    return "" if number is None else translated("no. {number}", number=number)


def figures_lines(figures: PlannedActual) -> tuple[str, ...]:
    """Planned against actual, a sentence each."""
    slippage = translated(
        "Entry {entry_slippage} worse than planned", entry_slippage=numbers.exact(figures.entry_slippage)
    )
    if figures.entry_slippage_r is not None:
        slippage += f" ({numbers.multiple(figures.entry_slippage_r)} R)"
    lines = [
        slippage,
        translated("Size {quantity_ratio} of the plan", quantity_ratio=numbers.percent(figures.quantity_ratio, 0)),
    ]
    if figures.stop_widened:
        lines.append(translated("Stop widened by {stop_widened}", stop_widened=numbers.exact(figures.stop_widened)))
    if figures.is_early_exit:
        lines.append(translated("Closed before the first target, by choice"))
    if figures.r_realised is not None:
        planned = (
            ""
            if figures.r_planned is None
            else translated(", {r_planned} R planned", r_planned=numbers.multiple(figures.r_planned))
        )
        lines.append(
            translated(
                "{r_realised} R realised{planned}", r_realised=numbers.multiple(figures.r_realised), planned=planned
            )
        )
    return tuple(lines)


def figures_text(figures: PlannedActual) -> str:
    """Planned against actual, as one paragraph."""
    return ". ".join(figures_lines(figures)) + "."


@exactly
def summary_line(trades: Sequence[ClosedTrade], account: BookAccount) -> str:
    """What the shown trades add up to."""
    if not trades:
        return ""
    won = sum(1 for trade in trades if trade.pnl > 0)
    total = sum((trade.pnl for trade in trades), Decimal(0))
    realised = [trade.r_realised for trade in trades if trade.r_realised is not None]
    mean = (
        ""
        if not realised
        else translated(
            " · {realised} R on average", realised=numbers.multiple(sum(realised, Decimal(0)) / len(realised))
        )
    )
    return translated(
        "{count} shown · {won} won · {total}{mean}",
        count=len(trades),
        won=won,
        total=numbers.money(total, account.currency),
        mean=mean,
    )


def _side(side: Side) -> str:
    return translated("long") if side is Side.LONG else translated("short")


def _plan(number: int | None) -> str:
    return translated("none") if number is None else translated("no. {number}", number=number)
