"""What a corrected trade tells the journal: its events as they were kept, and what stands in their place since.

An event that was wrong is never taken away: a `Corrected` follows it, so that a pause it set off holds on.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from planner.domain.journal import Corrected, Deviated, Event, TradeClosed, TradeOpened
from planner.domain.number import ZERO
from planner.domain.trades import ClosedTrade
from planner.storage.book.corrections import Correction, versions

_PREFIX = "trade-"
_ENTERED = ("opened_at", "quantity", "entry_price", "risk")
_LEFT = ("closed_at", "quantity", "exit_price", "pnl", "fees", "risk", "exit_reason")


def trade_key(number: int) -> str:
    """How events name a trade: "trade-" and its number."""
    return f"{_PREFIX}{number}"


def closing_key(number: int) -> str:
    """The id of the event that closes a trade."""
    return f"{trade_key(number)}-closed"


def retold(openings: Sequence[TradeOpened], corrections: Sequence[Correction], now: ClosedTrade) -> Iterator[Event]:
    """Every event of a corrected trade; `openings` are those of its fills.

    It is closed after all of them: what is told later, of the same moment, counts as later.
    """
    told = versions(corrections, now)
    opened: Sequence[TradeOpened] = openings
    closed = _closing(told[0], closing_key(now.id))
    yield from opened
    yield closed
    for correction, (before, after) in zip(corrections, pairwise(told), strict=True):
        if _differs(before, after, _ENTERED) or any(after.closed_at < event.at for event in opened):
            opening = _opening(after, _opening_key(now.id, correction.id), correction.recorded_at)
            yield from _instead(opened, opening, correction)
            opened = (opening,)
        if _differs(before, after, _LEFT) or any(closed.at <= event.at for event in opened):
            closing = _closing(after, f"{closing_key(now.id)}-{correction.id}")
            yield from _instead((closed,), closing, correction)
            closed = closing


def moved(deviations: Sequence[Deviated], corrections: Sequence[Correction], now: ClosedTrade) -> Iterator[Event]:
    """Deviations of a trade that by a correction was closed before them: they are told anew, none later than its end.

    A trade that departs from its plan is none as planned, whenever it was.
    """
    known = {deviation.id: deviation for deviation in deviations}
    for correction, after in zip(corrections, versions(corrections, now)[1:], strict=True):
        for first, told in known.items():
            if told.recorded_at < correction.recorded_at and told.at > after.closed_at:
                changed = {"id": f"{first}-{correction.id}", "at": after.closed_at}
                known[first] = told.replace(**changed, recorded_at=correction.recorded_at)
                yield from _instead((told,), known[first], correction)


def _opening_key(number: int, correction: int) -> str:
    """The id of a corrected opening: before that of the closing, which may be of the same moment."""
    return f"opening-{correction}-{trade_key(number)}"


def _differs(before: ClosedTrade, after: ClosedTrade, names: Sequence[str]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)


def _instead(wrong: Sequence[Event], right: Event, correction: Correction) -> Iterator[Event]:
    """What was wrong counts no more from where it took effect, and another event does."""
    for event in wrong:
        yield Corrected(
            id=f"correction-{correction.id}-{event.id}",
            at=event.at,
            recorded_at=correction.recorded_at,
            of=event.id,
            by=right.id,
            reason=correction.reason,
        )
    yield right


def _opening(trade: ClosedTrade, key: str, recorded_at: datetime) -> TradeOpened:
    return TradeOpened(
        id=key,
        at=trade.opened_at,
        recorded_at=recorded_at,
        trade=trade_key(trade.id),
        instrument=trade.instrument,
        side=trade.side,
        quantity=trade.quantity,
        price=trade.entry_price,
        risk=trade.risk,
    )


def _closing(trade: ClosedTrade, key: str) -> TradeClosed:
    return TradeClosed(
        id=key,
        at=trade.closed_at,
        recorded_at=trade.close_recorded_at,
        trade=trade_key(trade.id),
        instrument=trade.instrument,
        side=trade.side,
        quantity=trade.quantity,
        price=trade.exit_price,
        pnl=trade.pnl,
        costs=max(trade.fees, ZERO),
        risk=trade.risk,
        exit_reason=trade.exit_reason,
        hedge_of=None if trade.hedge_of is None else trade_key(trade.hedge_of),
        has_plan=trade.plan is not None,
    )
