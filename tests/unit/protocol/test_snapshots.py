"""Snapshots: the whole feed in one file, and every way in which a file can lie."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import limits
from protocol.checkpoints import Checkpoint, sign_checkpoint
from protocol.errors import Invalid
from protocol.feeds import Row, digest_of, row_hash
from protocol.merkle import Edge
from protocol.signed_notes import public
from protocol.snapshots import (
    SnapshotManifest,
    SnapshotReading,
    head_of,
    lines_of,
    open_manifest,
    sign_manifest,
)

KEY = Ed25519PrivateKey.generate()
ORIGIN = "hdnd/thu/public/0123456789abcdef"
NOW = datetime(2026, 11, 28, tzinfo=UTC)


def row(seq: int, name: str, rev: int, text: str, *, deleted: bool = False) -> Row:
    return Row(seq, name, "item", rev, deleted, digest_of(text), text)


ROWS = (
    row(1, "a", 1, '{"t":"cũ"}'),
    row(2, "b", 1, '{"t":"b"}'),
    row(3, "a", 2, '{"t":"mới"}'),
    row(4, "b", 2, "", deleted=True),
)
NEWEST = (False, False, True, True)
FILE = tuple(lines_of(zip(ROWS, NEWEST, strict=True)))


def head(rows: tuple[Row, ...] = ROWS) -> Checkpoint:
    edge = Edge()
    edge.extend(row_hash(one) for one in rows)
    return Checkpoint(ORIGIN, len(rows), edge.root(), NOW)


def read(lines: tuple[bytes, ...]) -> list[Row]:
    reading = SnapshotReading()
    found = [one for line in lines if (one := reading.read(line))]
    reading.finish(head())
    return found


def test_the_newest_row_of_every_object_comes_back_under_the_signed_root() -> None:
    assert read(FILE) == [ROWS[2], ROWS[3]]


def test_what_was_replaced_travels_without_its_words() -> None:
    assert "cũ".encode() not in b"".join(FILE)


def _line(index: int, **changed: object) -> tuple[bytes, ...]:
    fields = json.loads(FILE[index])
    for place, value in changed.items():
        fields[int(place[1:])] = value
    made = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    return (*FILE[:index], made, *FILE[index + 1 :])


@pytest.mark.parametrize(
    "lines",
    [
        FILE[:-1],
        FILE[::-1],
        (*FILE, FILE[-1]),
        (*FILE[:2], json.dumps(json.loads(FILE[2])[:5]).encode(), FILE[3]),  # newest without a body
        _line(2, _5='{"t":"giả"}'),
        _line(2, _5='{"t":"giả"}', _4=digest_of('{"t":"giả"}')),
        _line(0, _2=7),
        _line(3, _3=0),
        _line(3, _3=True),
        _line(0, _0="c"),
        _line(0, _0="a\n"),
        (FILE[0].replace(b'"a"', b'"\\ud800"'), *FILE[1:]),
        (b"{}", *FILE[1:]),
        (b"\xff", *FILE[1:]),
        (b"[" * 100_000, *FILE[1:]),
    ],
)
def test_a_file_that_is_not_the_feed_is_found_out(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(Invalid):
        read(lines)


MANIFEST = SnapshotManifest(ORIGIN, 4, "ab" * 32, 100, 200)


def test_a_manifest_is_the_log_s_word_about_one_feed_and_epoch() -> None:
    text = sign_manifest(MANIFEST, KEY)
    assert open_manifest(text, public(KEY), ORIGIN) == MANIFEST
    other = Ed25519PrivateKey.generate()
    for key, origin in ((public(other), ORIGIN), (public(KEY), ORIGIN[:-1] + "0")):
        with pytest.raises(Invalid):
            open_manifest(text, key, origin)
    assert open_manifest(sign_manifest(MANIFEST, other, KEY), public(KEY), ORIGIN) == MANIFEST


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: dataclasses.replace(m, packed=0),
        lambda m: dataclasses.replace(m, packed=limits.SNAPSHOT + 1),
        lambda m: dataclasses.replace(m, unpacked=limits.SNAPSHOT_UNPACKED + 1),
        lambda m: dataclasses.replace(m, sha256="AB" * 32),
        lambda m: dataclasses.replace(m, rows=-1),
    ],
)
def test_a_signed_manifest_beyond_the_limits_is_not_followed(
    spoil: Callable[[SnapshotManifest], SnapshotManifest],
) -> None:
    with pytest.raises(Invalid):
        open_manifest(sign_manifest(spoil(MANIFEST), KEY), public(KEY), ORIGIN)


def test_a_checkpoint_of_another_size_does_not_belong_to_it() -> None:
    manifest = dataclasses.replace(MANIFEST, rows=3)
    with pytest.raises(Invalid):
        head_of(manifest, sign_checkpoint(head(), KEY), public(KEY))
    assert head_of(MANIFEST, sign_checkpoint(head(), KEY), public(KEY)) == head()
