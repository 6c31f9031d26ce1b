"""The fifth form: the secretary's console with its accounts, visits, screens and the trail of what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the console's tables; rows of the trail can be added and nothing else."""
    create_accounts()
    create_visits()
    create_acts()
    if op.get_bind().dialect.name == "sqlite":
        keep_acts_in_sqlite()
    else:
        keep_acts_in_postgres()


def create_accounts() -> None:
    op.create_table(
        "console_accounts",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("account", sa.String(80), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("factor", sa.LargeBinary, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("invitation", sa.String(64), nullable=False),
        sa.Column("invited_until", sa.BigInteger, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "console_recovery_codes",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("account", sa.String(80), primary_key=True),
        sa.Column("code", sa.String(64), primary_key=True),
    )


def create_visits() -> None:
    op.create_table(
        "console_visits",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.Column("proven", sa.BigInteger, nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
    )
    op.create_index("console_visits_by_account", "console_visits", ["council", "account"])
    op.create_table(
        "console_tries",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("bucket", sa.String(160), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "console_screens",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
    )


def create_acts() -> None:
    op.create_table(
        "console_acts",
        sa.Column("council", sa.String(80), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("time", sa.String(25), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("act", sa.String(60), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("console_acts_by_account", "console_acts", ["council", "account"])


def keep_acts_in_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER console_acts_no_{verb.lower()} BEFORE {verb} ON console_acts "
            "BEGIN SELECT RAISE(ABORT, 'the trail is never changed'); END"
        )


def keep_acts_in_postgres() -> None:
    op.execute(
        "CREATE FUNCTION console_acts_stay() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the trail is never changed'; END $$"
    )
    op.execute(
        "CREATE TRIGGER console_acts_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON console_acts "
        "FOR EACH STATEMENT EXECUTE FUNCTION console_acts_stay()"
    )
