"""The sixth form: drafts of sessions, uploaded files, and what was delivered to whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the three tables, empty."""
    op.create_table(
        "drafts",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("session", sa.String(80), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("edited_by", sa.String(80), nullable=False),
        sa.Column("edited_at", sa.String(25), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("uploaded_by", sa.String(80), nullable=False),
        sa.Column("uploaded_at", sa.String(25), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("upto", sa.Integer, nullable=False),
        sa.Column("since", sa.String(25), nullable=False),
    )
