"""The second form: what cloned devices signed is kept as evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table of forks."""
    op.create_table(
        "forks",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("device", sa.String(80), primary_key=True),
        sa.Column("refused", sa.String(64), primary_key=True),
        sa.Column("logged", sa.String(64), nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("seen", sa.String(25), nullable=False),
    )
