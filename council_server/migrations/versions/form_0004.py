"""The fourth form: acts that were shown in a browser and wait for their signature."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table of prepared acts."""
    op.create_table(
        "prepared_acts",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("act", sa.String(32), primary_key=True),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("statements", sa.Text, nullable=False),
        sa.Column("moment", sa.String(25), nullable=False),
        sa.Column("expires", sa.Integer, nullable=False),
        sa.Column("back", sa.String(300), nullable=False),
    )
