"""Every text of the console is there in both languages, is asked for, and asks for the same parts in both."""

from __future__ import annotations

import re

import pytest

from council_server.console.pages import RESOURCES
from council_server.console.words import EN, VI, Words
from tests.house.sources import ROOT

WHOLE = re.compile(r"""say\(\s*["']([a-z0-9_]+\.[a-z0-9_]+)["']\s*[,)]""")
BEGUN = re.compile(r"""(?:say\(|Trouble\(\d+,)\s*f?["']([a-z0-9_]+\.[a-z0-9_]*)(?:["']\s*~|\{)""")
NAMED = re.compile(
    r"""(?:Trouble\(\d+, |\bPlace\("[^"]*", |\bDuty\()["']([a-z0-9_]+\.[a-z0-9_]+)["']"""
)
PART = re.compile(r"\{(\w*)\}")
WORDS = Words(RESOURCES / "words")


def asked() -> tuple[set[str], set[str]]:
    """Keys that templates and code ask for, and beginnings of keys whose end they make."""
    whole: set[str] = set()
    begun: set[str] = set()
    code = [*(ROOT / "council_server" / "console").rglob("[!_]*.py"), *RESOURCES.rglob("*.html")]
    for path in code:
        text = path.read_text("utf-8")
        whole |= {*WHOLE.findall(text), *NAMED.findall(text)}
        begun |= set(BEGUN.findall(text))
    return whole, begun


def test_every_text_that_is_asked_for_exists() -> None:
    whole, begun = asked()
    texts = WORDS.texts[VI]
    assert whole
    assert sorted(key for key in whole if key not in texts) == []
    assert sorted(b for b in begun if not any(key.startswith(b) for key in texts)) == []


def test_every_text_is_asked_for() -> None:
    whole, begun = asked()
    unused = [k for k in WORDS.texts[VI] if k not in whole and not k.startswith(tuple(begun))]
    assert unused == []


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
