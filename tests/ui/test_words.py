"""The field's words are complete, and the law's words are the law's."""

from __future__ import annotations

from enum import StrEnum

import pytest

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.domain.council_sessions import ItemStep, SessionKind
from delegate_app.domain.documents import PaperType
from delegate_app.domain.polls import PollStage
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code
from ui import messages
from ui.words import ABSTAIN, APPROVE, DISAPPROVE, Words

ENUMS: list[type[StrEnum]] = [
    AnnotationKind,
    Colour,
    ItemStep,
    SessionKind,
    PaperType,
    PollStage,
    Disposition,
    VoteState,
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("nouns", ENUMS)
def test_every_noun_of_the_field_has_a_word(nouns: type[StrEnum], language: str) -> None:
    words = Words(language)
    assert all(words.of(noun) for noun in nouns)


def test_the_choices_are_in_the_words_of_the_law() -> None:
    words = Words("vi")
    assert [words.choice(code) for code in (APPROVE, DISAPPROVE, ABSTAIN)] == [
        "Tán thành",
        "Không tán thành",
        "Không biểu quyết",
    ]
    assert [words.silent(present=known) for known in (None, True, False)] == [
        "Chưa biểu quyết",
        "Chưa biểu quyết (có mặt)",
        "Vắng mặt",
    ]
    assert words.of(Disposition.LATE) == "Đến muộn - không được tính"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_code_has_a_sentence(language: str) -> None:
    assert all(messages.sentence(code, language).endswith(".") for code in Code)
