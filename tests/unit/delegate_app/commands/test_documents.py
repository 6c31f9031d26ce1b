"""`documents` and `export-document`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from delegate_app.commands.documents import chosen_version
from delegate_app.domain.documents import Document
from delegate_app.errors import UserError
from delegate_app.services.desk import open_desk
from tests.running_council import RunningCouncil
from tests.session_folders import small_pdf, write_session
from tests.unit.delegate_app.commands.terminals import PASSPHRASE, Terminal

PAPER = "s1.m1.du-thao"


def test_each_version_is_listed_with_its_hash_and_whether_it_is_here(member: Terminal) -> None:
    (paper,) = member.json("documents", "--session", "s1")["documents"]
    (version,) = paper["versions"]
    data = small_pdf("Chapter one")
    assert version["sha256"] == hashlib.sha256(data).hexdigest()
    assert (version["ordinal"], version["size"], version["pages"]) == (1, len(data), 1)
    assert (version["complete"], version["checked"], version["original"]) == (True, True, None)
    assert member.json("documents", "--session", "s2") == {"documents": []}
    assert version["sha256"][:12] in member("documents").out


def test_an_export_has_the_published_bytes_and_never_replaces_a_file_unasked(
    member: Terminal, tmp_path: Path
) -> None:
    target = tmp_path / "ra.pdf"
    document = member.json("export-document", PAPER, "newest", "-o", str(target))
    assert target.read_bytes() == small_pdf("Chapter one")
    assert document["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    target.write_bytes(b"mine")
    again = member("export-document", PAPER, "1", "-o", str(target))
    assert again.status == 3
    assert "EXPORT_EXISTS" in again.err
    assert target.read_bytes() == b"mine"
    assert member("export-document", PAPER, "1", "-o", str(target), "--force").status == 0
    assert target.read_bytes() == small_pdf("Chapter one")


def test_what_is_not_there_is_named(member: Terminal, tmp_path: Path) -> None:
    target = str(tmp_path / "ra.pdf")
    assert "DOCUMENT_UNKNOWN" in member("export-document", "s9", "1", "-o", target).err
    for version in ("2", "0123456789", "abc"):
        assert "VERSION_UNKNOWN" in member("export-document", PAPER, version, "-o", target).err
    nowhere = str(tmp_path / "no" / "folder" / "ra.pdf")
    assert "EXPORT_FAILED" in member("export-document", PAPER, "1", "-o", nowhere).err


def test_a_version_is_named_by_number_hash_prefix_or_newest(
    member: Terminal, council: RunningCouncil, tmp_path: Path
) -> None:
    council.publish(write_session(tmp_path / "folder", "Chapter two"))
    assert member("sync").status == 0
    paper = stored(member)
    first, second = paper.versions
    assert chosen_version(paper, "newest") is second
    assert chosen_version(paper, "1") is first
    assert chosen_version(paper, second.sha256) is second
    assert chosen_version(paper, first.sha256[:8].upper()) is first
    with pytest.raises(UserError, match="VERSION_UNKNOWN"):
        chosen_version(paper, first.sha256[:7] + "g")


def stored(member: Terminal) -> Document:
    """The paper as the vault holds it."""
    desk = open_desk(member.home)
    try:
        desk.thread.submit(lambda: desk.account.unlock(PASSPHRASE)).result()
        return desk.thread.submit(lambda: desk.documents.document(PAPER)).result()
    finally:
        desk.close()
