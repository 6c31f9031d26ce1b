"""Every code has a sentence in both languages, and the sentences keep the council office's manner."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest

from delegate_app.errors import Code
from protocol.errors import Code as ProtocolCode

FILE = Path(__file__).resolve().parents[3] / "resources" / "messages.toml"
TABLE = tomllib.loads(FILE.read_text("utf-8"))
REFUSALS = TABLE["refusal"]
SENTENCES = [(name, pair) for name, pair in TABLE.items() if name != "refusal"]
ALL = SENTENCES + [(f"refusal.{name}", pair) for name, pair in REFUSALS.items()]

SIGNED = {
    *("FORMAT", "WRONG_COUNCIL", "TYPE", "UNKNOWN_CERT", "REVOKED", "VOTER_CERT", "SIGNATURE"),
    *("SPLIT_VIEW", "CHAIN_FORK"),
    *("POLL_EXISTS", "NO_POLL", "POLL_DEF", "POLL_STATE", "TALLY_MISMATCH", "DOCUMENT_UNKNOWN"),
    *("ELECTORATE", "CHOICE", "NOT_ELIGIBLE"),
}
"""The final codes of protocol.md 5.1 and 5.4."""


def test_every_code_of_the_desk_has_its_table_and_nothing_else_has_one() -> None:
    assert {name for name, _ in SENTENCES} == {code.value for code in Code}


def test_every_code_that_a_council_may_sign_as_a_refusal_has_its_table() -> None:
    assert set(REFUSALS) == {ProtocolCode(name).value for name in SIGNED}


@pytest.mark.parametrize(("name", "pair"), ALL)
def test_both_languages_say_what_happened_and_what_to_do(name: str, pair: dict[str, str]) -> None:
    assert set(pair) == {"vi", "en"}
    for text in pair.values():
        assert text == unicodedata.normalize("NFC", text)
        assert text == text.strip()
        assert text.endswith(".")
        assert 30 <= len(text) <= 260


@pytest.mark.parametrize(("name", "pair"), ALL)
def test_no_sentence_is_familiar_or_shows_a_code(name: str, pair: dict[str, str]) -> None:
    vietnamese, english = pair["vi"].casefold(), pair["en"].casefold()
    for word in ("đồng chí", "bạn ", "!", "_"):
        assert word not in vietnamese
    for word in ("error code", "exception", "invalid", "illegal", "!", "_", "your fault"):
        assert word not in english


def test_a_vote_that_was_not_recorded_always_leads_to_a_person_or_a_raised_hand() -> None:
    for code in ("RECEIPT_INVALID", "OWN_MISSING", "VOTE_REFUSED", "SIGNING_FROZEN"):
        assert any(word in TABLE[code]["vi"] for word in ("chủ tọa", "giơ tay"))
        assert any(word in TABLE[code]["en"] for word in ("the chair", "raising your hand"))
