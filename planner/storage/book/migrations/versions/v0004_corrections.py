"""Closed trades can be corrected: what was kept before stays, with the reason."""

import sqlalchemy as sa
from alembic import op

from planner.storage.book.columns import Identity, UtcMoment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the figures that were corrected."""
    op.create_table(
        "correction",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("trade", Identity, sa.ForeignKey("trade.id"), nullable=False, index=True),
        sa.Column("recorded_at", UtcMoment, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
    )
