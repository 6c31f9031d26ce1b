"""Tables of what the office prepares and what the server handed out: drafts, uploads, deliveries."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from council_server.schema import METADATA

# One draft of each session; `body` is `council_server.drafts.Draft` as JSON, `revision` counts its changes.
drafts = Table(
    "drafts",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("session", String(80), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("edited_by", String(80), nullable=False),
    Column("edited_at", String(25), nullable=False),
    Column("body", Text, nullable=False),
)

# Files that passed the checks, by the SHA-256 of what was uploaded. Their bytes are in the object store; `body` is
# `council_server.uploads.Upload` as JSON. Nobody may fetch them before they are published (table `blobs`).
uploads = Table(
    "uploads",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("uploaded_by", String(80), nullable=False),
    Column("uploaded_at", String(25), nullable=False),
    Column("body", Text, nullable=False),
)

# How far a person's devices fetched a file from this server: delivery, and never reading. `upto` is one past the
# last byte sent, `since` when the last byte of the whole file was, "" until then.
deliveries = Table(
    "deliveries",
    METADATA,
    Column("council", String(80), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("person", String(80), primary_key=True),
    Column("upto", Integer, nullable=False),
    Column("since", String(25), nullable=False),
)
