"""What a row names is found quickly, and the same as by the patient reading of any body."""

from __future__ import annotations

import json

import pytest

from delegate_app.storage.references import NO_REFERENCES, References, _patiently, references

SHA = "ab" * 32
FILE = {"sha256": SHA, "size": 7, "mime": "application/pdf", "name": "a.pdf", "chunks": [SHA]}


def text(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)


def test_a_version_names_its_document_and_its_files() -> None:
    named = references("version", text(document="d1", blob=FILE, original={}, pages=3))
    (reading, original, words) = named.files
    assert (named.parent, original, words) == ("d1", None, None)
    assert reading is not None
    assert (reading.sha256, reading.size, reading.chunks) == (SHA, 7, (SHA,))


def test_an_item_and_a_document_hang_under_their_session() -> None:
    assert references("item", text(session="s1")) == References("s1")
    assert references("document", text(session="s1", document="x")) == References("s1")


def test_other_kinds_name_nothing() -> None:
    assert references("session", text(session="s1")) is NO_REFERENCES
    assert references("note", "no json") is NO_REFERENCES


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "no json",
        '{"document": "d\\ud800"}',
        text(),
        text(document=5, blob=FILE),
        text(document="d1", blob={}, original=None),
        text(document="d1", blob={**FILE, "size": "7"}),
        text(document="d1", blob={**FILE, "chunks": [1]}),
        text(document="d1", blob={**FILE, "sha256": "short"}, original=FILE),
        text(document="d1", blob="a file"),
        '{"document": "d1", "pages": NaN}',
        '{"document": "d1", "document": "d2"}',
    ],
)
def test_an_odd_body_is_read_as_patiently_as_any(body: str) -> None:
    for kind in ("item", "document", "version"):
        assert references(kind, body) == _patiently(kind, body)
