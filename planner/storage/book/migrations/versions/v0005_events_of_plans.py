"""What a sealed plan knew had happened lies beside it, in pieces that plans share."""

import sqlalchemy as sa
from alembic import op

from planner.storage.book.columns import Identity

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the pieces; plans that were sealed before keep their events within."""
    op.create_table(
        "piece",
        sa.Column("id", Identity, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("packed", sa.Text, nullable=False),
    )
    op.add_column("plan", sa.Column("pieces", sa.Text))
