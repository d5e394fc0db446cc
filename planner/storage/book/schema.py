"""The tables of today. `migrations` makes them; a test holds both to each other."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, Text, UniqueConstraint

from planner.storage.book.columns import Exact, Identity, UtcMoment

HEAD = "0005"
"""The newest version that `migrations` leads to."""

METADATA = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_name)s",
        "pk": "%(table_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_reference",
        "uq": "%(table_name)s_%(column_0_N_name)s_once",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("venue", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("position_mode", Text, nullable=False),
    Column("equity_base", Exact, nullable=False),
    Column("zone", Text, nullable=False),
    Column("reset_clock", Text, nullable=False),
    Column("week_starts", Text, nullable=False),
)

PLAN = Table(
    "plan",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False, index=True),
    Column("sealed_at", UtcMoment, nullable=False),
    Column("draft", Text, nullable=False),
    Column("planned", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("withdrawn_at", UtcMoment),
    Column("withdrawn_because", Text),
    Column("pieces", Text),
)

PIECE = Table(
    "piece",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("packed", Text, nullable=False),
)

TRADE = Table(
    "trade",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("plan", ForeignKey("plan.id"), unique=True),
    Column("external_id", Text),
    Column("instrument", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("opened_at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("quantity", Exact, nullable=False),
    Column("open_quantity", Exact, nullable=False),
    Column("entry_price", Exact, nullable=False),
    Column("stop_price", Exact),
    Column("risk", Exact),
    Column("fees", Exact, nullable=False),
    Column("hedge_of", ForeignKey("trade.id")),
    Column("note", Text, nullable=False),
    Column("closed_at", UtcMoment),
    Column("close_recorded_at", UtcMoment),
    Column("exit_price", Exact),
    Column("pnl", Exact),
    Column("exit_reason", Text),
    Column("result", Text),
    UniqueConstraint("account", "external_id"),
    CheckConstraint("(closed_at IS NULL) = (pnl IS NULL)", name="closed_as_a_whole"),
)

_IS_OPEN, _IS_CLOSED = TRADE.c.closed_at.is_(None), TRADE.c.closed_at.is_not(None)
_PAGED = (TRADE.c.closed_at, TRADE.c.id)

Index("trade_open", TRADE.c.account, TRADE.c.id, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)
for _name, _columns in {
    "trade_closed": (),
    "trade_by_instrument": (TRADE.c.instrument,),
    "trade_by_result": (TRADE.c.result,),
    "trade_by_both": (TRADE.c.instrument, TRADE.c.result),
}.items():
    Index(_name, TRADE.c.account, *_columns, *_PAGED, sqlite_where=_IS_CLOSED, postgresql_where=_IS_CLOSED)

FILL = Table(
    "fill",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("trade", ForeignKey("trade.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", UtcMoment, nullable=False, index=True),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("quantity", Exact, nullable=False),
    Column("price", Exact, nullable=False),
    Column("fee", Exact, nullable=False),
)

STOP_MOVE = Table(
    "stop_move",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("trade", ForeignKey("trade.id"), nullable=False, index=True),
    Column("at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("stop_price", Exact),
    Column("reason", Text, nullable=False),
)

CORRECTION = Table(
    "correction",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("trade", ForeignKey("trade.id"), nullable=False, index=True),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text, nullable=False),
)

DEVIATION = Table(
    "deviation",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("trade", ForeignKey("trade.id"), index=True),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("planned", Exact),
    Column("actual", Exact),
    Column("at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Index("deviation_in_time", "account", "at", "id"),
)

DEVIATED_TRADE = Table(
    "deviated_trade",
    METADATA,
    Column("account", ForeignKey("account.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("closed_at", UtcMoment, primary_key=True),
    Column("trade", ForeignKey("trade.id"), primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("result", Text, nullable=False),
    sqlite_with_rowid=False,
    comment="closed trades by each kind of deviation they have, and by any: an index over two tables",
)
_FOUND = DEVIATED_TRADE.c
for _name, _columns in {
    "deviated_trade_by_instrument": (_FOUND.instrument,),
    "deviated_trade_by_result": (_FOUND.result,),
    "deviated_trade_by_both": (_FOUND.instrument, _FOUND.result),
}.items():
    Index(_name, _FOUND.account, _FOUND.kind, *_columns, _FOUND.closed_at, _FOUND.trade)

EVENT = Table(
    "event",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("account", "key"),
    Index("event_in_time", "account", "at", "id"),
    Index("event_by_kind", "account", "kind", "at", "id"),
)

LIMITS = Table(
    "limits",
    METADATA,
    Column("id", Identity, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("version", Identity, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", UtcMoment, nullable=False),
    Column("recorded_at", UtcMoment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("account", "kind", "version"),
)
