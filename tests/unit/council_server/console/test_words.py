"""Every text of the console is there in both languages, is asked for, and asks for the same parts in both."""

from __future__ import annotations

import re

import pytest

from council_server.console.pages import RESOURCES
from council_server.console.troubles import PAGES
from council_server.console.words import EN, VI, Words
from tests.house.sources import ROOT

WHOLE = re.compile(r"""(?:say|suggest)\(\s*["']([a-z0-9_]+\.[a-z0-9_]+)["']\s*[,)]""")
BEGUN = re.compile(r"""(?:say\(|Trouble\(\d+,)\s*f?["']([a-z0-9_]+\.[a-z0-9_]*)(?:["']\s*~|\{)""")
FILLED = re.compile(r"""f["']([a-z0-9_]+\.[a-z0-9_]*)\{""")
NAMED = re.compile(
    r"""(?:Trouble\(\d+, |\bFailed\(|\bPlace\("[^"]*", |\bDuty\()["']([a-z0-9_]+\.[a-z0-9_]+)["']"""
)
LITERAL = re.compile(r"""["']([a-z0-9_]+\.[a-z0-9_]+)["']""")
NOTED = re.compile(
    r"""\.note(?:_alone)?\(\s*(?:batch,\s*)?["']([a-z0-9_.-]+)["']|\bact=["']([a-z0-9_.]+)["']"""
)
PART = re.compile(r"\{(\w*)\}")
WORDS = Words(RESOURCES / "words")


def sources() -> list[str]:
    """Templates and code of the console, but for the page of advice at the top of the package."""
    code = [*(ROOT / "council_server" / "console").rglob("[!_]*.py"), *RESOURCES.rglob("*.html")]
    return [path.read_text("utf-8") for path in code]


def found_by(pattern: re.Pattern[str]) -> set[str]:
    """What stands in any group of any match."""
    matches = (match for text in sources() for match in pattern.finditer(text))
    return {group for match in matches for group in match.groups() if group}


def test_every_text_that_is_asked_for_exists() -> None:
    texts, asked = WORDS.texts[VI], found_by(WHOLE) | found_by(NAMED)
    assert asked
    assert sorted(asked - texts.keys()) == []
    begun = found_by(BEGUN)
    assert sorted(b for b in begun if not any(key.startswith(b) for key in texts)) == []


def test_every_text_is_asked_for() -> None:
    asked, begun = found_by(LITERAL), tuple(found_by(BEGUN) | found_by(FILLED))
    assert [k for k in WORDS.texts[VI] if k not in asked and not k.startswith(begun)] == []


def test_every_act_of_the_trail_has_a_name() -> None:
    acts = {act.replace(".", "_").replace("-", "_") for act in found_by(NOTED)}
    assert "sign_in" in acts
    assert sorted(act for act in acts if f"act.{act}" not in WORDS.texts[VI]) == []


def test_both_languages_fill_in_the_same_parts() -> None:
    assert WORDS.texts[VI].keys() == WORDS.texts[EN].keys()
    differ = [
        key
        for key, text in WORDS.texts[VI].items()
        if sorted(PART.findall(text)) != sorted(PART.findall(WORDS.texts[EN][key]))
    ]
    assert differ == []


def test_no_text_is_html_or_empty() -> None:
    odd = [
        key
        for texts in WORDS.texts.values()
        for key, text in texts.items()
        if not text.strip() or "<" in text or "&" in text
    ]
    assert odd == []


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        WORDS.say(VI, "sign_in.no_such_text")


@pytest.mark.parametrize("language", [VI, EN])
def test_every_error_page_says_what_happened_and_what_to_do_next(language: str) -> None:
    for status in PAGES:
        assert WORDS.say(language, f"trouble.{status}")
        assert WORDS.say(language, f"trouble_next.{status}").endswith(".")
