"""The tables of the first release (migration `0001-first-tables`); released once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


ACCOUNT = """
CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL CHECK (state IN ('requested', 'sent', 'enrolled', 'refused')),
    address TEXT NOT NULL,
    root_sha256 TEXT NOT NULL,
    root_der BLOB,
    code_id TEXT NOT NULL,
    proof TEXT NOT NULL,
    csr BLOB NOT NULL,
    box_key BLOB NOT NULL,
    comparison TEXT NOT NULL,
    device_id TEXT NOT NULL,
    device_name TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    enrolment_id TEXT NOT NULL DEFAULT '',
    council_id TEXT NOT NULL DEFAULT '',
    council_name TEXT NOT NULL DEFAULT '',
    log_origin TEXT NOT NULL DEFAULT '',
    log_key BLOB NOT NULL DEFAULT x'',
    person_id TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL DEFAULT '',
    certificate BLOB NOT NULL DEFAULT x'',
    enrol_identity TEXT NOT NULL DEFAULT '',
    enrolled_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE device_keys (
    name TEXT PRIMARY KEY,
    nonce BLOB NOT NULL,
    wrapped BLOB NOT NULL
);
CREATE TABLE vault_settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""

# Rows of every feed as the council sent them, unknown kinds and fields included. `parent` is the session of an
# item or document and the document of a version; `file` is the SHA-256 of a version.
FEEDS = """
CREATE TABLE feed_generations (
    feed TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    edge BLOB NOT NULL,
    checkpoint TEXT NOT NULL,
    active INTEGER NOT NULL,
    PRIMARY KEY (feed, epoch)
);
CREATE TABLE feed_rows (
    feed TEXT NOT NULL,
    epoch TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    body TEXT NOT NULL,
    parent TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (feed, epoch, kind, id)
);
CREATE INDEX feed_rows_by_parent ON feed_rows (kind, parent);
CREATE INDEX feed_rows_by_file ON feed_rows (file) WHERE file <> '';
"""

# A file is kept in pieces of 64 KiB: piece n of blob b has the row id (b << 20) + n, so that a range is one
# walk along the primary key.
PAPERS = """
CREATE TABLE blobs (
    number INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    chunks TEXT NOT NULL,
    chunks_here INTEGER NOT NULL DEFAULT 0,
    faulty INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE pieces (
    id INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);
CREATE TABLE manifest_papers (
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    PRIMARY KEY (document, version)
);
CREATE TABLE seen_versions (
    version TEXT PRIMARY KEY
);
CREATE TABLE reading_places (
    version TEXT PRIMARY KEY,
    page INTEGER NOT NULL,
    offset REAL NOT NULL,
    zoom REAL NOT NULL
);
"""

ANNOTATIONS = """
CREATE TABLE annotations (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    version TEXT NOT NULL,
    body TEXT NOT NULL,
    hlc TEXT NOT NULL,
    device TEXT NOT NULL,
    settled_hlc TEXT NOT NULL,
    deleted INTEGER NOT NULL
);
CREATE INDEX annotations_by_version ON annotations (version);
CREATE TABLE older_texts (
    annotation TEXT NOT NULL REFERENCES annotations (id),
    hlc TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (annotation, hlc)
);
"""

# A vote is inserted once and never changed; its steps are appended.
VOTES = """
CREATE TABLE votes (
    identity TEXT PRIMARY KEY,
    poll TEXT NOT NULL,
    choice TEXT NOT NULL,
    seq INTEGER NOT NULL,
    prev TEXT NOT NULL,
    cast_at TEXT NOT NULL,
    statement BLOB NOT NULL,
    signature BLOB NOT NULL
);
CREATE INDEX votes_by_poll ON votes (poll);
CREATE TRIGGER votes_never_change BEFORE UPDATE ON votes
    BEGIN SELECT RAISE(ABORT, 'a signed vote never changes'); END;
CREATE TRIGGER votes_never_vanish BEFORE DELETE ON votes
    BEGIN SELECT RAISE(ABORT, 'a signed vote never vanishes'); END;
CREATE TABLE vote_steps (
    vote TEXT NOT NULL REFERENCES votes (identity),
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (vote, state)
);
CREATE TABLE receipts (
    vote TEXT PRIMARY KEY REFERENCES votes (identity),
    position INTEGER NOT NULL,
    size INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE refusals (
    vote TEXT PRIMARY KEY REFERENCES votes (identity),
    code TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('entry', 'note')),
    note TEXT NOT NULL DEFAULT '',
    hlc TEXT NOT NULL DEFAULT '',
    base TEXT NOT NULL DEFAULT '',
    deleted INTEGER NOT NULL DEFAULT 0,
    cipher BLOB NOT NULL DEFAULT x'',
    delivered INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try TEXT NOT NULL DEFAULT '',
    last_error TEXT NOT NULL DEFAULT '',
    given_up INTEGER NOT NULL DEFAULT 0
);
"""

RECORD = """
CREATE TABLE record_entries (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    identity TEXT NOT NULL,
    statement BLOB NOT NULL,
    signature BLOB NOT NULL
);
CREATE INDEX record_entries_by_identity ON record_entries (identity);
CREATE TABLE record_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    edge BLOB NOT NULL,
    checkpoint TEXT NOT NULL
);
CREATE TABLE record_alarms (
    number INTEGER PRIMARY KEY,
    log TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    evidence BLOB NOT NULL DEFAULT x''
);
"""


def create(database: Database) -> None:
    """Make all tables; the caller's transaction holds them together."""
    for script in (ACCOUNT, FEEDS, PAPERS, ANNOTATIONS, VOTES, RECORD):
        for statement in _statements(script):
            database.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: each ends with a semicolon at the end of a line outside a trigger."""
    statements: list[str] = []
    current = ""
    for line in script.splitlines():
        current += line + "\n"
        in_trigger = current.lstrip().startswith("CREATE TRIGGER") and not line.endswith("END;")
        if line.endswith(";") and not in_trigger:
            statements.append(current)
            current = ""
    return statements
