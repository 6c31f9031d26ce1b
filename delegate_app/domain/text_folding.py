"""Folding Vietnamese text for search: case, diacritics and đ make no difference.

Old and new tone placement (`hoà`/`hòa`, `thuý`/`thúy`), composed and decomposed text, ligatures and
wide forms, any run of white space: all of these meet in one folded form. SQLite's
`remove_diacritics 2` leaves đ alone, so the search index is filled with this form too.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the way back.

    `origins[i]` is the position in the original text of the character that gave `text[i]`; one more
    entry at the end holds the length of the original.
    """

    text: str
    origins: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The (start, end) in the original of folded `text[start:end]`, `start < end`.

        Combining marks after the last character belong to it.
        """
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace():
        return " "
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    letters = "".join(part for part in decomposed if not unicodedata.combining(part))
    return letters.replace("đ", "d").casefold()


def fold(text: str) -> Folded:
    """Fold `text`, NFC or NFD. The result has only single spaces, at its ends too."""
    pieces: list[str] = []
    origins = array("I")
    after_space = False
    for position, character in enumerate(text):
        piece = _fold_character(character)
        if piece == " ":
            if after_space:
                continue
            after_space = True
        elif piece:
            after_space = False
        pieces.append(piece)
        origins.extend([position] * len(piece))
    origins.append(len(text))
    return Folded("".join(pieces), origins)
