"""Accounts, sealed plans, trades open and closed, their fills."""

import sqlalchemy as sa
from alembic import op

from planner.storage.book.columns import Exact, Identity, UtcMoment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _account()
    _plan()
    _trade()
    op.create_table(
        "fill",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", UtcMoment, nullable=False, index=True),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("quantity", Exact, nullable=False),
        sa.Column("price", Exact, nullable=False),
        sa.Column("fee", Exact, nullable=False),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("venue", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("position_mode", sa.Text, nullable=False),
        sa.Column("equity_base", Exact, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("reset_clock", sa.Text, nullable=False),
        sa.Column("week_starts", sa.Text, nullable=False),
    )


def _plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("account", Identity, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("sealed_at", UtcMoment, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("planned", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("withdrawn_at", UtcMoment),
        sa.Column("withdrawn_because", sa.Text),
    )


def _trade() -> None:
    op.create_table(
        "trade",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("account", Identity, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("plan", Identity, sa.ForeignKey("plan.id"), unique=True),
        sa.Column("external_id", sa.Text),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("opened_at", UtcMoment, nullable=False),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("quantity", Exact, nullable=False),
        sa.Column("open_quantity", Exact, nullable=False),
        sa.Column("entry_price", Exact, nullable=False),
        sa.Column("stop_price", Exact),
        sa.Column("risk", Exact),
        sa.Column("fees", Exact, nullable=False),
        sa.Column("hedge_of", Identity, sa.ForeignKey("trade.id")),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("closed_at", UtcMoment),
        sa.Column("close_recorded_at", UtcMoment),
        sa.Column("exit_price", Exact),
        sa.Column("pnl", Exact),
        sa.Column("exit_reason", sa.Text),
        sa.UniqueConstraint("account", "external_id"),
        sa.CheckConstraint("(closed_at IS NULL) = (pnl IS NULL)", name="closed_as_a_whole"),
    )
    closed = sa.text("closed_at IS NOT NULL")
    columns = ["account", "closed_at", "id"]
    op.create_index("trade_closed", "trade", columns, sqlite_where=closed, postgresql_where=closed)
