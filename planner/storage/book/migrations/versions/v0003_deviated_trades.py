"""Trades with a deviation are found by instrument and result without a look at each of them."""

import sqlalchemy as sa
from alembic import op

from planner.storage.book.columns import Identity, UtcMoment

revision = "0003"
down_revision = "0002"

_INDEXES = {
    "deviated_trade_by_instrument": ["instrument"],
    "deviated_trade_by_result": ["result"],
    "deviated_trade_by_both": ["instrument", "result"],
}
_KINDS = ("d.kind", "'any'")


def upgrade() -> None:
    """Make the index over two tables anew: it follows from them."""
    op.drop_table("deviated_trade")
    op.create_table(
        "deviated_trade",
        sa.Column("account", Identity, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("closed_at", UtcMoment, primary_key=True),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), primary_key=True),
        sa.Column("instrument", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sqlite_with_rowid=False,
        comment="closed trades by each kind of deviation they have, and by any: an index over two tables",
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "deviated_trade", ["account", "kind", *columns, "closed_at", "trade"])
    for kind in _KINDS:
        op.execute(
            "INSERT INTO deviated_trade (account, kind, closed_at, trade, instrument, result) "  # noqa: S608 - all ours
            f"SELECT DISTINCT d.account, {kind}, t.closed_at, t.id, t.instrument, t.result "
            "FROM deviation d JOIN trade t ON d.trade = t.id WHERE t.closed_at IS NOT NULL"
        )
