"""A draft judged in an account of the book: its balance, open trades, rules and what happened become the situation.

A plan file holds a bounded number of events. Where the account has more, the oldest are summed up: the balance they led
to, and the highest one there was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from itertools import accumulate

from planner.domain.journal import CountsEntered, EquityMarked, Event, TradeClosed, Transferred
from planner.domain.number import ENGINE, nearest_writable
from planner.domain.pause_rules import PauseRule
from planner.domain.plan import Account, Draft, Plan, Position
from planner.domain.trades import BookAccount, OpenTrade

MOST_EVENTS = 2000
_SUMMED_UP = 2
"""The events that stand for all older ones."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the book holds of an account. `plans` are the drafts of open trades that followed one, by trade."""

    trades: tuple[OpenTrade, ...] = ()
    plans: Mapping[int, Plan] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    rules: tuple[PauseRule, ...] | None = None


def in_account(draft: Draft, account: BookAccount, held: Held) -> Draft:
    """The draft in that account; the venue's rules, rates, betas and correlations of its situation stay."""
    situation = draft.situation
    events = bounded(held.events, account.equity_base)
    balance = nearest_writable(balance_after(held.events, account.equity_base)[-1])
    changed = situation.replace(
        account=Account(
            name=account.name,
            currency=account.currency,
            wallet_balance=balance,
            position_mode=account.position_mode,
        ),
        positions=tuple(_position(trade, draft, held) for trade in held.trades),
        events=events,
        reset=account.reset,
        rules=situation.rules if held.rules is None else held.rules,
        judged_at=None,
    )
    return draft.replace(situation=changed)


def balance_after(events: Sequence[Event], base: Decimal) -> list[Decimal]:
    """The balance before the first event and after each one, in account currency."""
    with localcontext(ENGINE):
        return list(accumulate(events, _entered, initial=base))


def _entered(balance: Decimal, event: Event) -> Decimal:
    match event:
        case EquityMarked():
            return event.balance
        case TradeClosed():
            return balance + event.pnl
        case Transferred():
            return balance + event.amount
    return balance


def bounded(events: Sequence[Event], base: Decimal) -> tuple[Event, ...]:
    """All events where there is room for them, else the newest after two that sum up the others."""
    if len(events) <= MOST_EVENTS:
        return tuple(events)
    kept = events[_SUMMED_UP - MOST_EVENTS :]
    older = events[: len(events) - len(kept)]
    balances = balance_after(older, base)
    at, recorded_at = older[-1].at, older[-1].recorded_at
    balance, highest = nearest_writable(balances[-1]), nearest_writable(max(balances))
    return (
        EquityMarked(id="older.balance", at=at, recorded_at=recorded_at, balance=balance),
        CountsEntered(id="older.high-water", at=at, recorded_at=recorded_at, high_water=highest),
        *kept,
    )


def _position(trade: OpenTrade, draft: Draft, held: Held) -> Position:
    """An open trade as a position: terms as it was planned, marked where the same instrument is marked already."""
    plan = held.plans.get(trade.id, draft.plan)
    marks = {position.instrument: position.mark_price for position in draft.situation.positions}
    return Position(
        instrument=trade.instrument,
        side=trade.side,
        quantity=trade.open_quantity,
        entry_price=trade.entry_price,
        mark_price=marks.get(trade.instrument, trade.entry_price),
        stop_price=trade.stop_price,
        leverage=plan.leverage,
        margin_mode=plan.margin_mode,
    )
