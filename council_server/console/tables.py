"""The console's own tables, beside those of the record and the feeds (`council_server.schema`).

Times that are compared are whole seconds since 1970; secrets are kept as hashes, or sealed.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from council_server.schema import METADATA

INVITED, OPEN, CLOSED = "invited", "open", "closed"
"""States of an account: its link is out; it can be signed in to; it cannot."""

# `password` is an Argon2id string, "" until one was chosen; `factor` the sealed secret of the one-time codes, `step`
# the last step whose code was accepted. `invitation` is the SHA-256 of the one-time link, "" when none is out.
accounts = Table(
    "console_accounts",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("password", Text, nullable=False),
    Column("factor", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("invitation", String(64), nullable=False),
    Column("invited_until", BigInteger, nullable=False),
    Column("made", BigInteger, nullable=False),
)

# One-time codes for who lost the telephone; a row goes when its code was used.
recovery_codes = Table(
    "console_recovery_codes",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("account", String(80), primary_key=True),
    Column("code", String(64), primary_key=True),
)

# A visit is one browser signed in; `token` is the SHA-256 of its cookie. `proven`: when password and code were given last.
visits = Table(
    "console_visits",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("account", String(80), nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("proven", BigInteger, nullable=False),
    Column("address", String(45), nullable=False),
    Column("browser", String(200), nullable=False),
    Index("console_visits_by_account", "council", "account"),
)

# Failed sign-ins since a moment, by bucket: an account seen from strange browsers, one known browser, an address.
tries = Table(
    "console_tries",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("bucket", String(160), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
)

# The links that projectors show the hall's page with; `token` is the SHA-256 of what stands in the link.
screens = Table(
    "console_screens",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("made", BigInteger, nullable=False),
)

# Who did what: never changed, never deleted (the database itself refuses it), each row hashed together with the one before.
acts = Table(
    "console_acts",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("time", String(25), nullable=False),
    Column("account", String(80), nullable=False),
    Column("role", String(10), nullable=False),
    Column("act", String(60), nullable=False),
    Column("target", String(300), nullable=False),
    Column("address", String(45), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Index("console_acts_by_account", "council", "account"),
)
