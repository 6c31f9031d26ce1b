"""A sentence that somebody remembers finds its page among the first five hits, however it is typed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest

from delegate_app.pdf.engine import PdfEngine
from tests.real_papers import needs_real_papers, real_papers
from tests.retrieval import TYPED, other_tone_place, rate, sentences
from tests.unit.delegate_app.pdf.small_pdf import BytesSource
from tests.unit.delegate_app.shelf import Shelf

SEED = 20261128
EACH = 8
"""Sentences of each paper."""
MOST_PAGES = 24
"""Pages of a real paper that are read here; `benchmarks/s4_retrieval.py` reads all of all papers."""
FLOOR, FLOOR_WITH_A_WRONG_WORD = 0.97, 0.9
SYLLABLES = """hoà hội đồng nhân dân phân bổ dự toán ngân sách ngắn thuý lũy kế biên chế đường xá điều chỉnh
khoản mục toạ đàm khoẻ mạnh uỷ ban thường trực giám sát kiến nghị cử tri xã phường thành lập""".split()  # noqa: SIM905


def generated() -> dict[str, list[str]]:
    chance = random.Random(SEED)

    def page() -> str:
        return " ".join(chance.choice(SYLLABLES) for _ in range(300))

    return {f"giay-{number}": [page() for _ in range(6)] for number in range(8)}


def read_papers() -> dict[str, list[str]]:
    engine, texts = PdfEngine(), {}
    for path in real_papers(".pdf"):
        document = engine.open(BytesSource(path.read_bytes()), name=path.name)
        texts[path.stem] = [
            engine.page_text(document, n).text for n in range(min(document.page_count, MOST_PAGES))
        ]
        engine.close(document)
    engine.shutdown()
    return texts


def shelved(path_factory: pytest.TempPathFactory, papers: Mapping[str, list[str]]) -> Shelf:
    shelf = Shelf(path_factory.mktemp("shelf") / "vault.db")
    shelf.session("ky", "2026-11-26")
    for name, pages in papers.items():
        shelf.paper(name, "ky", pages)
    shelf.index()
    return shelf


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, dict[str, list[str]]]]:
    papers = generated()
    shelf = shelved(tmp_path_factory, papers)
    yield shelf, papers
    shelf.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, dict[str, list[str]]]]:
    papers = read_papers()
    shelf = shelved(tmp_path_factory, papers)
    yield shelf, papers
    shelf.close()


def floor_of(way: str) -> float:
    return FLOOR_WITH_A_WRONG_WORD if way == "one word that is not there" else FLOOR


@pytest.mark.parametrize("way", TYPED)
def test_a_sentence_of_a_generated_paper_finds_its_page(
    made: tuple[Shelf, dict[str, list[str]]], way: str
) -> None:
    shelf, papers = made
    told = rate(shelf.find, sentences(papers, EACH, SEED), TYPED[way])
    assert told.found >= floor_of(way), told.missed[:3]


@needs_real_papers
@pytest.mark.parametrize("way", TYPED)
def test_a_sentence_of_a_real_paper_finds_its_page(
    real: tuple[Shelf, dict[str, list[str]]], way: str
) -> None:
    shelf, papers = real
    told = rate(shelf.find, sentences(papers, EACH, SEED), TYPED[way])
    assert told.found >= floor_of(way), told.missed[:3]


def test_the_other_place_of_a_tone_is_another_spelling() -> None:
    words = ["hoà", "thuý", "hòa", "khoẻ", "quý", "toàn"]
    assert other_tone_place(words) == "hòa thúy hoà khỏe quý toàn"
