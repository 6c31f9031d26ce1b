"""Text layers: what a server recognised comes back the same, and nothing else is taken for one."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Code, Invalid
from protocol.limits import TEXT_LAYER
from protocol.text_layers import FORMAT, RecognisedWord, TextLayer, decode, encode

SIDE = st.integers(0, 2**31 - 1)
WORD = st.builds(RecognisedWord, st.text(max_size=8), SIDE, SIDE, SIDE, SIDE)
LINES = st.lists(st.lists(WORD, max_size=4).map(tuple), max_size=3).map(tuple)
LAYER = st.builds(
    TextLayer, st.text(max_size=12), st.dictionaries(st.integers(0, 500), LINES, max_size=3)
)
GOOD = TextLayer("tesseract 5 vie", {0: ((RecognisedWord("Điều", 1, 2, 3, 4),),)})


@given(LAYER)
def test_a_layer_comes_back_the_same(layer: TextLayer) -> None:
    assert decode(encode(layer)) == layer


def packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zlib",
        encode(GOOD)[:-4],
        packed([]),
        packed({"format": "hdnd-words/2", "engine": "", "pages": []}),
        packed({"format": FORMAT, "engine": 7, "pages": []}),
        packed({"format": FORMAT, "engine": "", "pages": [[0, [[["a", 1, 2, 3]]]]]}),
        packed({"format": FORMAT, "engine": "", "pages": [[0, [[["a", 1, 2, 3, -4]]]]]}),
        packed({"format": FORMAT, "engine": "", "pages": [[True, []]]}),
        zlib.compress(b"[" * 100_000),
        bytes(TEXT_LAYER + 1),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        decode(data)
    assert caught.value.code is Code.FORMAT


def test_a_bomb_is_not_unpacked_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("protocol.text_layers.TEXT_LAYER_UNPACKED", 1000)
    with pytest.raises(Invalid):
        decode(zlib.compress(b" " * 1_000_000 + b"{}"))
