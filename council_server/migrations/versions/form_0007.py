"""Form 0007: councils whose record may be incomplete after a restore."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table of holds; no council is held back."""
    op.create_table(
        "holds",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("since", sa.String(25), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("awaited", sa.Integer, nullable=False),
    )
