"""Stops and how they moved, deviations, events, limits by version; closed trades found by result and deviation."""

import sqlalchemy as sa
from alembic import op

from planner.storage.book.columns import Exact, Identity, UtcMoment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what discipline needs."""
    _result()
    _stops_and_deviations()
    _events_and_limits()


def _result() -> None:
    """Say of every closed trade how it ended; a loss is written with a minus, an even one has no figure but 0."""
    op.add_column("trade", sa.Column("result", sa.Text))
    op.execute(
        "UPDATE trade SET result = CASE WHEN trim(pnl, '-+0.') = '' THEN 'even' "
        "WHEN pnl LIKE '-%' THEN 'loss' ELSE 'win' END WHERE closed_at IS NOT NULL"
    )
    is_open, is_closed = sa.text("closed_at IS NULL"), sa.text("closed_at IS NOT NULL")
    op.create_index("trade_open", "trade", ["account", "id"], sqlite_where=is_open, postgresql_where=is_open)
    for name, columns in {
        "trade_by_instrument": ["instrument"],
        "trade_by_result": ["result"],
        "trade_by_both": ["instrument", "result"],
    }.items():
        paged = ["account", *columns, "closed_at", "id"]
        op.create_index(name, "trade", paged, sqlite_where=is_closed, postgresql_where=is_closed)


def _stops_and_deviations() -> None:
    op.create_table(
        "stop_move",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), nullable=False, index=True),
        sa.Column("at", UtcMoment, nullable=False),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("stop_price", Exact),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "deviation",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("account", Identity, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("planned", Exact),
        sa.Column("actual", Exact),
        sa.Column("at", UtcMoment, nullable=False),
        sa.Column("recorded_at", UtcMoment, nullable=False),
    )
    op.create_index("deviation_in_time", "deviation", ["account", "at", "id"])
    op.create_table(
        "deviated_trade",
        sa.Column("account", Identity, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("closed_at", UtcMoment, primary_key=True),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), primary_key=True),
        sqlite_with_rowid=False,
        comment="closed trades by each kind of deviation they have, and by any: an index over two tables",
    )


def _events_and_limits() -> None:
    op.create_table(
        "event",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("account", Identity, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", UtcMoment, nullable=False),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("account", "key"),
    )
    op.create_index("event_in_time", "event", ["account", "at", "id"])
    op.create_index("event_by_kind", "event", ["account", "kind", "at", "id"])
    op.create_table(
        "limits",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("account", Identity, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("version", Identity, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("since", UtcMoment, nullable=False),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("account", "kind", "version"),
    )
