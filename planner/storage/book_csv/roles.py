"""What the rows of a table are, what a column means, and how a table is read."""

from collections.abc import Mapping as Mapped
from enum import StrEnum

from msgspec import Struct

from planner.domain.date_order import DateOrder


class Kind(StrEnum):
    """What the rows of a table are."""

    TRADES = "trades"
    POSITIONS = "positions"
    ENTRIES_AND_EXITS = "entries_and_exits"
    FILLS = "fills"
    CANDLES = "candles"


class Role(StrEnum):
    """What a column means. `closing_side` is the direction of the order that closed, opposite to the position's."""

    EXTERNAL_ID = "external_id"
    INSTRUMENT = "instrument"
    SIDE = "side"
    CLOSING_SIDE = "closing_side"
    QUANTITY = "quantity"
    ENTRY_PRICE = "entry_price"
    EXIT_PRICE = "exit_price"
    PRICE = "price"
    STOP_PRICE = "stop_price"
    RISK = "risk"
    OPENED_AT = "opened_at"
    CLOSED_AT = "closed_at"
    TIME = "time"
    PNL = "pnl"
    COST = "cost"
    EXIT_REASON = "exit_reason"
    NOTE = "note"
    OPEN = "open"
    HIGH = "high"
    LOW = "low"
    CLOSE = "close"


NEEDED: Mapped[Kind, frozenset[Role]] = {
    Kind.TRADES: frozenset({Role.QUANTITY, Role.ENTRY_PRICE, Role.EXIT_PRICE, Role.CLOSED_AT, Role.PNL}),
    Kind.POSITIONS: frozenset({Role.SIDE, Role.QUANTITY, Role.ENTRY_PRICE, Role.OPENED_AT}),
    Kind.ENTRIES_AND_EXITS: frozenset({Role.EXTERNAL_ID, Role.SIDE, Role.QUANTITY, Role.PRICE, Role.TIME, Role.PNL}),
    Kind.FILLS: frozenset({Role.SIDE, Role.QUANTITY, Role.PRICE, Role.TIME}),
    Kind.CANDLES: frozenset({Role.TIME, Role.OPEN, Role.HIGH, Role.LOW, Role.CLOSE}),
}
"""What must be there; a side of trades may be a closing one, and an instrument may be named for the whole table."""

NUMBERS = (
    *(Role.QUANTITY, Role.ENTRY_PRICE, Role.EXIT_PRICE, Role.PRICE, Role.STOP_PRICE, Role.RISK, Role.PNL, Role.COST),
    *(Role.OPEN, Role.HIGH, Role.LOW, Role.CLOSE),
)
"""Columns of numbers."""


class Mapping(Struct, frozen=True):
    """How a table is read: a role for each column or None, and what the table itself does not say.

    `cost_sign` is what a written cost is multiplied by: -1 where a cost is written below zero, as MetaTrader does.
    `pnl_is_net` says whether costs are within the profit already. None: not known, to be asked.
    """

    kind: Kind
    columns: tuple[Role | None, ...]
    layout: str = ""
    instrument: str | None = None
    zone: str | None = None
    date_order: DateOrder | None = None
    decimal_comma: bool | None = None
    pnl_is_net: bool | None = None
    cost_sign: int = 1

    def column(self, role: Role) -> int | None:
        """The first column of a role."""
        return self.columns.index(role) if role in self.columns else None
