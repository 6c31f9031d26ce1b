"""The third form: who belongs to which closed committee."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table of members; it is filled when the roster is written next."""
    op.create_table(
        "members",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("feed", sa.String(120), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
    )
