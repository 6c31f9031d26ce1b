"""The code of a checkpoint that people compare by eye (protocol.md 4.11)."""

from __future__ import annotations

from protocol.checkpoint_codes import checkpoint_code
from protocol.enrolments import CODE_BYTES, read_code

ORIGIN = "hdnd/a/record/0011223344556677"


def test_a_checkpoint_has_one_code_and_anything_else_another() -> None:
    code = checkpoint_code(ORIGIN, 3, bytes(32))
    assert code == "CK05-1ZDG-1420-1RNP"  # fixed: halls and desks of two releases must agree
    assert len(read_code(code)) == CODE_BYTES
    others = {
        checkpoint_code(ORIGIN, 4, bytes(32)),
        checkpoint_code(ORIGIN, 3, bytes(31) + b"\x01"),
        checkpoint_code(ORIGIN.replace("/a/", "/b/"), 3, bytes(32)),
    }
    assert len(others | {code}) == 4
