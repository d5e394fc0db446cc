"""A draft judged in an account of the book: its balance, open trades, rules and what happened become the situation.

A plan holds a bounded number of events as they are. Where the account has more, the older ones are packed beside them.
What the account began with stands before all of them: without it no loss has anything to be measured from.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

from msgspec import Struct, field

from planner.discipline.stepping import moment_of
from planner.domain.journal import Corrected, EquityMarked, Event, RulesSet, TradeClosed, Transferred, withdrawn
from planner.domain.number import ENGINE, nearest_writable
from planner.domain.older_events import OlderEvents, parted
from planner.domain.pause_edits import rules_of
from planner.domain.plan import Account, Draft, Limits, Plan, Position
from planner.domain.trades import BookAccount, OpenTrade

_BEGAN = datetime.fromtimestamp(0, UTC)
_MOVES = frozenset({"trade_opened", "trade_closed", "transferred", "equity_marked"})
_AT, _RECORDED_AT = attrgetter("at"), attrgetter("recorded_at")


class Held(Struct, frozen=True, dict=True):
    """What the book holds of an account, its events in the order in which they took effect.

    `plans` are those that open trades followed, by trade; `limits` is None where none are laid down.
    """

    trades: tuple[OpenTrade, ...] = ()
    plans: Mapping[int, Plan] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    limits: Limits | None = None

    @property
    def has_rules(self) -> bool:
        """Whether rules were ever set for the account."""
        return any(isinstance(event, RulesSet) for event in self.events)

    @cached_property
    def parted(self) -> tuple[OlderEvents, tuple[Event, ...]]:
        """The older events, and the newest ones that a plan holds as they are."""
        return parted(self.events)


def in_account(draft: Draft, account: BookAccount, held: Held) -> Draft:
    """The draft in that account; the venue's rules, rates, betas and correlations of its situation stay.

    So do limits and pause rules where the account has none of its own.
    """
    situation = draft.situation
    balance = nearest_writable(balance_after(held.events, account.equity_base)[-1])
    older, newest = held.parted
    changed = situation.replace(
        account=Account(
            name=account.name,
            currency=account.currency,
            wallet_balance=balance,
            position_mode=account.position_mode,
        ),
        positions=tuple(_position(trade, draft, held) for trade in held.trades),
        events=newest,
        older_events=older,
        reset=account.reset,
        limits=situation.limits if held.limits is None else held.limits,
        rules=() if held.has_rules else rules_of(draft),
        judged_at=None,
    )
    return draft.replace(situation=changed)


def since_it_began(account: BookAccount, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events of an account behind what it held before them, as an event.

    Where a balance was stated before all else that moved it, that one says what it held: until it is withdrawn, or
    something else that took effect before it is entered. What was known till then stays as it was.
    """
    since, base = _base_known_since(events), account.equity_base
    if since is None:
        return tuple(events)
    return EquityMarked(id="account.began", at=_BEGAN, recorded_at=since, balance=base, equity=base), *events


def _base_known_since(events: Sequence[Event]) -> datetime | None:
    """Since when no stated balance is known to be the first move; None where one still is."""
    known: dict[str, Event] = {}
    first, since = None, _BEGAN
    for event in sorted(events, key=_RECORDED_AT):
        if event.kind in _MOVES:
            known[event.id] = event
            first = event if first is None or event.at < first.at else first
        elif isinstance(event, Corrected) and known.pop(event.of, None) is not None:
            first = min(known.values(), key=_AT, default=None)
        else:
            continue
        if first is not None and not isinstance(first, EquityMarked):
            return event.recorded_at if since > _BEGAN else since
        since = event.recorded_at
    return since if first is None else None


def began_with(account: BookAccount, events: Sequence[Event]) -> Decimal:
    """What an account held before its events, in account currency."""
    marks = (event for event in since_it_began(account, events) if isinstance(event, EquityMarked))
    first = next(marks, None)
    return account.equity_base if first is None else first.balance


def known_at(events: Sequence[Event], at: datetime) -> tuple[Event, ...]:
    """The events that had taken effect at a moment."""
    return tuple(event for event in events if moment_of(event) <= at)


def balance_after(events: Sequence[Event], base: Decimal) -> list[Decimal]:
    """The balance before the first event and after each one, in account currency; what was corrected counts nowhere."""
    wrong = withdrawn(events)

    def entered(balance: Decimal, event: Event) -> Decimal:
        return balance if event.id in wrong else _entered(balance, event)

    with localcontext(ENGINE):
        return list(accumulate(events, entered, initial=base))


def _entered(balance: Decimal, event: Event) -> Decimal:
    match event:
        case EquityMarked():
            return event.balance
        case TradeClosed():
            return balance + event.pnl
        case Transferred():
            return balance + event.amount
    return balance


def _position(trade: OpenTrade, draft: Draft, held: Held) -> Position:
    """An open trade as a position: terms as it was planned, marked where the same instrument is marked already."""
    plan = held.plans.get(trade.id, draft.plan)
    mark = {position.instrument: position for position in draft.situation.positions}.get(trade.instrument)
    return Position(
        instrument=trade.instrument,
        side=trade.side,
        quantity=trade.open_quantity,
        entry_price=trade.entry_price,
        mark_price=trade.entry_price if mark is None else mark.mark_price,
        marked_at=None if mark is None else mark.marked_at,
        stop_price=trade.stop_price,
        leverage=plan.leverage,
        margin_mode=plan.margin_mode,
    )
