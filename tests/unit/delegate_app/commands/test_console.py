"""Lines for people, one JSON document for scripts."""

from __future__ import annotations

import io
import json

from delegate_app.commands.console import Console
from delegate_app.commands.exit_statuses import WrongUse
from delegate_app.errors import Code, RefusedError, UserError
from ui import messages
from ui.words import Words


def console(
    language: str = "vi", *, as_json: bool = False
) -> tuple[Console, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    explain = messages.for_error
    made = Console(Words(language), lambda e: explain(e, language), out, err, as_json)
    return made, out, err


def test_a_script_gets_one_document_even_when_something_is_remarked_or_wrong() -> None:
    made, out, err = console(as_json=True)
    made.remark("Xin chờ", "Please wait")
    made.fail(UserError(Code.NO_VAULT))
    document = json.loads(out.getvalue())
    assert document["error"]["code"] == "NO_VAULT"
    assert document["error"]["message"] in err.getvalue()
    assert "Xin chờ" in err.getvalue()


def test_a_person_gets_the_sentence_and_its_code_on_the_error_stream() -> None:
    made, out, err = console()
    made.fail(UserError(Code.NO_VAULT))
    assert out.getvalue() == ""
    assert err.getvalue().endswith(". [NO_VAULT]\n")


def test_a_refusal_says_the_signed_reason() -> None:
    made, _, err = console("en")
    made.warn(RefusedError(Code.VOTE_REFUSED, "REVOKED"))
    assert "certificate was revoked" in err.getvalue()


def test_wrong_use_and_a_bug_have_codes_of_their_own() -> None:
    made, _, err = console("en")
    made.warn(WrongUse("sai", "wrong"))
    made.warn(ValueError("secret words"))
    assert "wrong [WRONG_USE]" in err.getvalue()
    assert "[BUG]" in err.getvalue()
    assert "secret" not in err.getvalue()


def test_columns_are_straight_with_vietnamese_in_either_form() -> None:
    made, _, _ = console()
    composed, decomposed = "Thảo luận", "Tha\u0309o lua\u0323\u0302n"
    lines = made.table(["A", "B"], [[composed, "x"], [decomposed, "x"], ["dài hơn cả hai", "x"]])
    assert [line.index("x") for line in lines[1:]] == [16, 19, 16]
    assert made.table(["A"], []) == ["(không có)"]


def test_sizes_are_grouped_as_the_language_does() -> None:
    assert console()[0].size(1234567) == "1.234.567 B"
    assert console("en")[0].size(1234567) == "1,234,567 B"
