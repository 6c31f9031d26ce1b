"""The first form: logs, the vote record, feeds, blobs, enrolment, tokens, notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table of the first release."""
    op.create_table(
        "logs",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("log", sa.String(120), primary_key=True),
        sa.Column("epoch", sa.String(16), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_table(
        "nodes",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("log", sa.String(120), primary_key=True),
        sa.Column("level", sa.Integer, primary_key=True),
        sa.Column("index", sa.Integer, primary_key=True),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    create_record_and_feeds()
    create_enrolment()
    create_tokens_and_notes()


def create_record_and_feeds() -> None:
    op.create_table(
        "entries",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("index", sa.Integer, primary_key=True),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("statement", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("received", sa.String(25), nullable=False),
        sa.UniqueConstraint("council", "identity"),
    )
    op.create_table(
        "rows",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("feed", sa.String(120), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(300), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("rev", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("rows_by_object", "rows", ["council", "feed", "kind", "id", "rev"])
    op.create_table(
        "blobs",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("feed", sa.String(120), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("mime", sa.String(120), nullable=False),
    )


def create_enrolment() -> None:
    op.create_table(
        "sheets",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("code_id", sa.String(16), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("made", sa.String(25), nullable=False),
        sa.Column("expires", sa.String(25), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
    )
    op.create_table(
        "enrolments",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("enrolment", sa.String(32), primary_key=True),
        sa.Column("code_id", sa.String(16), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("device_name", sa.String(200), nullable=False),
        sa.Column("csr", sa.LargeBinary, nullable=False),
        sa.Column("box_key", sa.String(44), nullable=False),
        sa.Column("comparison", sa.String(24), nullable=False),
        sa.Column("asked", sa.String(25), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.UniqueConstraint("council", "code_id"),
    )


def create_tokens_and_notes() -> None:
    op.create_table(
        "tokens",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("expires", sa.Integer, nullable=False),
        sa.UniqueConstraint("council", "nonce"),
    )
    op.create_table(
        "notes",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("person", sa.String(80), primary_key=True),
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("hlc", sa.String(110), nullable=False),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("base", sa.String(110), nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.Column("cipher", sa.Text, nullable=False),
    )
