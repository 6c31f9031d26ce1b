"""One table from errors to exit statuses, and the document that people read says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from delegate_app.commands.exit_statuses import ExitStatus, WrongUse, status_of, status_of_code
from delegate_app.errors import (
    Code,
    IntegrityError,
    OfflineError,
    RefusedError,
    ServerError,
    UserError,
)

MANUAL = Path(__file__).resolve().parents[4] / "docs" / "commands.md"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (WrongUse("sai", "wrong"), 2),
        (UserError(Code.WRONG_PASSPHRASE), 3),
        (UserError(Code.ALREADY_VOTED), 3),
        (OfflineError(Code.OFFLINE), 4),
        (OfflineError(Code.TOO_SLOW), 4),
        (ServerError(Code.SERVER_TROUBLE), 5),
        (ServerError(Code.TLS_UNTRUSTED), 5),
        (RefusedError(Code.VOTE_REFUSED, "REVOKED"), 6),
        (UserError(Code.CODE_REFUSED), 6),
        (IntegrityError(Code.PAGE_FORGED), 7),
        (IntegrityError(Code.ROOT_DIFFERS), 7),
        (UserError(Code.SIGNING_FROZEN), 7),
        (UserError(Code.VAULT_IN_USE), 8),
        (UserError(Code.ENROLMENT_PENDING), 9),
        (ValueError("what nobody foresaw"), 70),
    ],
)
def test_every_kind_of_error_has_its_status(error: Exception, status: int) -> None:
    assert status_of(error) == status


def test_every_code_has_a_status_that_is_no_success() -> None:
    assert all(status_of_code(code) >= ExitStatus.USER for code in Code)


def test_the_manual_lists_every_status_and_no_other() -> None:
    listed = re.findall(r"^\| (\d+) \|", MANUAL.read_text("utf-8"), re.MULTILINE)
    assert sorted(map(int, listed)) == sorted(ExitStatus)
