"""The tables. `council` stands first in every key, so that the same tables may carry one council or all of them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

# Every log: the vote record under the name "record", and each feed under its own name. `epoch`
# is the record's log id or the feed's epoch (protocol.md 4.2).
logs = Table(
    "logs",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("log", String(120), primary_key=True),
    Column("epoch", String(16), nullable=False),
    Column("size", Integer, nullable=False),
)

# Roots of complete subtrees of 2^level leaves; level 0 holds the leaves' own hashes.
nodes = Table(
    "nodes",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("log", String(120), primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
)

# The vote record. `batch` is the size of the log after the commit that brought the entry and
# `received` its time: from the two the entry's first receipt is made again, byte for byte.
entries = Table(
    "entries",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("identity", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("batch", Integer, nullable=False),
    Column("received", String(25), nullable=False),
    UniqueConstraint("council", "identity"),
)

# The feeds' rows (protocol.md 8.1, 8.2).
rows = Table(
    "rows",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("feed", String(120), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("id", String(300), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Index("rows_by_object", "council", "feed", "kind", "id", "rev"),
)

# Papers' bytes lie in the object store under their SHA-256; here is who may fetch them.
blobs = Table(
    "blobs",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("feed", String(120), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("mime", String(120), nullable=False),
)

# Printed enrolment sheets (protocol.md 10.1). The code is needed to check a proof and to make
# the comparison code, and is blanked once the sheet is used or burnt.
sheets = Table(
    "sheets",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("code_id", String(16), primary_key=True),
    Column("code", String(16), nullable=False),
    Column("role", String(20), nullable=False),
    Column("person", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("made", String(25), nullable=False),
    Column("expires", String(25), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", String(10), nullable=False),
)

enrolments = Table(
    "enrolments",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("enrolment", String(32), primary_key=True),
    Column("code_id", String(16), nullable=False),
    Column("role", String(20), nullable=False),
    Column("person", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("device", String(80), nullable=False),
    Column("device_name", String(200), nullable=False),
    Column("csr", LargeBinary, nullable=False),
    Column("box_key", String(44), nullable=False),
    Column("comparison", String(24), nullable=False),
    Column("asked", String(25), nullable=False),
    Column("state", String(10), nullable=False),
    Column("entry", Integer, nullable=False),
    UniqueConstraint("council", "code_id"),
)

# Statements that a device signed in a place of its chain that another holds (CHAIN_FORK): its disk was
# copied, or restored. `statement` and `signature` are the evidence; `logged` the identity that stands there.
forks = Table(
    "forks",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("device", String(80), primary_key=True),
    Column("refused", String(64), primary_key=True),
    Column("logged", String(64), nullable=False),
    Column("statement", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("seen", String(25), nullable=False),
)

# Acts of an office that were shown in a browser and wait for its signature (ADR 19). `session` names the
# console's session, `statements` are the exact bytes (b64) and `moment` the signing time of them all.
prepared_acts = Table(
    "prepared_acts",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("act", String(32), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("person", String(80), nullable=False),
    Column("device", String(80), nullable=False),
    Column("name", String(40), nullable=False),
    Column("arguments", Text, nullable=False),
    Column("statements", Text, nullable=False),
    Column("moment", String(25), nullable=False),
    Column("expires", Integer, nullable=False),
    Column("back", String(300), nullable=False),
)

# `token` is the SHA-256 of what the client sends; a nonce buys one token only.
tokens = Table(
    "tokens",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("device", String(80), nullable=False),
    Column("expires", Integer, nullable=False),
    UniqueConstraint("council", "nonce"),
)

# The newest text of each note; older and losing ones are in the person's feed.
notes = Table(
    "notes",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("person", String(80), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("hlc", String(110), nullable=False),
    Column("device", String(80), nullable=False),
    Column("base", String(110), nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("cipher", Text, nullable=False),
)

# Who may follow the feed of a closed committee; what council.toml said last.
members = Table(
    "members",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("feed", String(120), primary_key=True),
    Column("person", String(80), primary_key=True),
)

# Councils whose record may be incomplete since a backup was put back (protocol.md 5.2.1): `size` entries were there,
# `awaited` is how many there were before the loss, 0 when nobody knows.
holds = Table(
    "holds",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("since", String(25), nullable=False),
    Column("size", Integer, nullable=False),
    Column("awaited", Integer, nullable=False),
)
