"""Why an act cannot be done is said in the page's language: every error that the console's code can raise has its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from council_server.console.pages import RESOURCES
from council_server.console.reasons import EXPLAINED, trouble_of
from council_server.console.words import EN, VI, Words
from council_server.errors import CommandError, Problems, StoreDown
from council_server.offices import RecordRefuses
from protocol.errors import Code, Refused
from tests.house.sources import ROOT

WORDS = Words(RESOURCES / "words")
PART = re.compile(r"\{(\w+)\}")
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
AT_THE_KEYBOARD = {
    "blob_stores.py": "the address of a store, read when the server starts",
    "database.py": "a backup is written",
    "databases.py": "the address of a database, read when the server starts",
    "founding.py": "a council is founded",
    "holds.py": "after a backup was put back: `restored`, `resume`",
    "homes.py": "a council's folder, read when the server starts",
    "migrating.py": "tables are brought to this program's form when it starts",
    "postgres.py": "a backup is written",
    "public_site.py": "the public pages are written to a folder",
}
"""Modules that the console imports, and whose errors only a command or the start of the server meets."""
OF_KEYBOARD_FUNCTIONS = {"write_secret", "read_passphrase"}
"""Functions of `keys.py` that only commands call."""


@dataclass(frozen=True)
class Raised:
    """One place that raises a `CommandError`: its sentence, and the parts that it gives."""

    place: str
    sentence: str
    parts: frozenset[str]


def modules() -> dict[str, Path]:
    """Every module that the console's code imports, itself included, by its dotted name."""
    code = ROOT / "council_server"
    known = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in code.rglob("*.py")
    }
    waiting = [name for name in known if name.startswith("council_server.console.")]
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = known[name]
        waiting += [one for one in imported(found[name]) if one in known]
    return found


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def raised() -> list[Raised]:
    """All that `raise CommandError(...)` in those modules."""
    return [
        Raised(f"{path.name}:{node.lineno}", *given(node.exc))
        for path in modules().values()
        if path.name not in AT_THE_KEYBOARD
        for node in raises(ast.parse(path.read_text("utf-8")))
        if isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", "") == "CommandError"
    ]


def raises(tree: ast.AST) -> Iterator[ast.Raise]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name in OF_KEYBOARD_FUNCTIONS:
            continue
        if isinstance(node, ast.Raise):
            yield node
        yield from raises(node)


def given(call: ast.Call) -> tuple[str, frozenset[str]]:
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    sentence = named.pop("sentence", None)
    text = sentence.value if isinstance(sentence, ast.Constant) else ""
    return str(text), frozenset(named)


def test_every_error_that_a_page_may_meet_names_its_sentence() -> None:
    found = raised()
    assert len(found) > 30
    assert [one.place for one in found if not one.sentence] == []


@pytest.mark.parametrize("language", [VI, EN])
def test_every_sentence_is_there_and_gets_all_its_parts(language: str) -> None:
    texts = WORDS.texts[language]
    lacking = [one.place for one in raised() if f"reason.{one.sentence}" not in texts]
    assert lacking == []
    unfilled = {
        one.place: parts
        for one in raised()
        if (parts := set(PART.findall(texts[f"reason.{one.sentence}"])) - one.parts)
    }
    assert unfilled == {}


def test_the_vietnamese_sentences_are_vietnamese() -> None:
    of_reasons = {k: t for k, t in WORDS.texts[VI].items() if k.startswith(("reason.", "refused."))}
    assert [key for key, text in of_reasons.items() if not VIETNAMESE.search(text)] == []
    assert [key for key, text in of_reasons.items() if text == WORDS.texts[EN][key]] == []


def test_no_sentence_is_left_over() -> None:
    used = {f"reason.{one.sentence}" for one in raised()}
    used |= {"reason.other", "reason.store_down", "reason.problems"}
    assert {key for key in WORDS.texts[VI] if key.startswith("reason.")} == used


def test_nothing_is_kept_from_the_list_that_is_not_imported() -> None:
    assert AT_THE_KEYBOARD.keys() <= {path.name for path in modules().values()}


@pytest.mark.parametrize(
    "error",
    [
        StoreDown("Timeout"),
        Problems(["one", "two"]),
        CommandError("of which nobody thought"),
        RecordRefuses("the record refuses this", Code.SEEN_AHEAD, "size"),
        RecordRefuses("the record refuses this", Code.POLL_STATE, "the seconds are not over"),
        *(Refused(code, "in English") for code in EXPLAINED),
    ],
)
def test_whatever_is_raised_the_page_speaks_its_own_language(error: Exception) -> None:
    trouble = trouble_of(error)
    for language in (VI, EN):
        said = WORDS.say(language, trouble.detail, **trouble.values)
        assert str(error) not in said
        assert "{" not in said
    assert VIETNAMESE.search(WORDS.say(VI, trouble.detail, **trouble.values))
