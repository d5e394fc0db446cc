"""Executions as trades: what a venue lists one by one, put together to positions that open, grow, shrink and close.

Positions net, one per instrument: an execution against the position takes off what it can, and what is left of it opens
a position the other way, with its share of the fee.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal, localcontext

from msgspec import Struct
from msgspec.structs import replace

from planner.domain.number import ENGINE, ZERO
from planner.domain.trades import FillKind
from planner.domain.venue import Side


class Execution(Struct, frozen=True):
    """One execution: bought (long) or sold (short), what it cost, and the profit that the venue realised with it."""

    instrument: str
    side: Side
    at: datetime
    quantity: Decimal
    price: Decimal
    fee: Decimal = ZERO
    pnl: Decimal = ZERO
    name: str = ""
    line: int = 0


class Assembled(Struct, frozen=True):
    """A position with its executions, each with what it did to it; open where `is_open`."""

    instrument: str
    side: Side
    parts: tuple[tuple[FillKind, Execution], ...]
    is_open: bool

    @property
    def fees(self) -> Decimal:
        """What all executions cost."""
        with localcontext(ENGINE):
            return sum((part.fee for _, part in self.parts), ZERO)

    @property
    def pnl(self) -> Decimal:
        """The profit that the venue realised with them."""
        with localcontext(ENGINE):
            return sum((part.pnl for _, part in self.parts), ZERO)


def assembled(executions: Iterable[Execution]) -> tuple[Assembled, ...]:
    """The positions that executions make, in the order in which they begin; executions come oldest first."""
    by_instrument: dict[str, list[Execution]] = {}
    for execution in executions:
        by_instrument.setdefault(execution.instrument, []).append(execution)
    found = [position for listed in by_instrument.values() for position in _positions(listed)]
    return tuple(sorted(found, key=lambda position: position.parts[0][1].at))


def _positions(executions: Iterable[Execution]) -> Iterator[Assembled]:
    parts: list[tuple[FillKind, Execution]] = []
    held, side = ZERO, Side.LONG
    for execution in executions:
        if not held:
            side = execution.side
        if execution.side is side:
            parts.append((FillKind.ENTRY, execution))
            held = ENGINE.add(held, execution.quantity)
            continue
        closing, opening = _split(execution, held)
        parts.append((FillKind.EXIT, closing))
        held = ENGINE.subtract(held, closing.quantity)
        if not held:
            yield Assembled(execution.instrument, side, tuple(parts), is_open=False)
            parts = []
        if opening is not None:
            side, held, parts = execution.side, opening.quantity, [(FillKind.ENTRY, opening)]
    if parts:
        yield Assembled(parts[0][1].instrument, side, tuple(parts), is_open=True)


def _split(execution: Execution, held: Decimal) -> tuple[Execution, Execution | None]:
    """The part that closes, with all the profit, and the part that opens the other way."""
    if execution.quantity <= held:
        return execution, None
    with localcontext(ENGINE):
        left = execution.quantity - held
        fee = execution.fee * held / execution.quantity
        closing = replace(execution, quantity=held, fee=fee)
        return closing, replace(execution, quantity=left, fee=execution.fee - fee, pnl=ZERO)
