"""Texts of pages for the search: of every real paper, Word files through LibreOffice, and pages made of their pieces."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import REAL, SEED, WORDS, kept, real_papers
from council_server.conversion import convert, find_libreoffice
from delegate_app.pdf.engine import PdfEngine
from tests.unit.delegate_app.pdf.small_pdf import BytesSource

Papers = dict[str, list[str]]
"""File name -> text of each page."""


def real_texts() -> Papers:
    """Every real paper's pages as the engine reads them; {} where they are absent. Word files need LibreOffice."""
    if not real_papers():
        return {}

    def make(folder: Path) -> None:
        words = sorted(path for path in REAL.iterdir() if path.suffix in {".doc", ".docx"})
        pdfs = {path.name: path for path in real_papers()}
        with tempfile.TemporaryDirectory(prefix="nghi-truong-texts-") as work:
            if find_libreoffice() is not None:
                made = convert({path: path.name for path in words}, Path(work))
                pdfs |= {path.name: pdf for path, pdf in made.items()}
            texts = _read(pdfs)
        (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")

    folder = kept("page-texts", make)
    texts: Papers = json.loads((folder / "texts.json").read_text("utf-8"))
    return texts


def _read(pdfs: dict[str, Path]) -> Papers:
    engine, texts = PdfEngine(), {}
    try:
        for name, path in pdfs.items():
            document = engine.open(BytesSource(path.read_bytes()), name=name)
            pages = range(document.page_count)
            texts[name] = [engine.page_text(document, page).text for page in pages]
            engine.close(document)
    finally:
        engine.shutdown()
    return texts


def generated_texts(papers: int = 12, pages: int = 20) -> Papers:
    """Papers of sentences drawn from the office's words, with a fixed seed."""
    chance = random.Random(SEED)

    def page() -> str:
        sentences = (
            " ".join(chance.choice(WORDS) for _ in range(chance.randint(12, 30))) for _ in range(14)
        )
        return ".\n".join(sentence.capitalize() for sentence in sentences)

    return {f"giay-{n:02d}": [page() for _ in range(pages)] for n in range(papers)}


def texts() -> tuple[Papers, str]:
    """The texts there are, and what to call them in a report."""
    real = real_texts()
    if real:
        count = sum(map(len, real.values()))
        return real, f"pieces of {count} pages of {len(real)} real papers"
    return generated_texts(), "generated words (no real papers here)"


def shuffled(papers: Papers, count: int) -> Iterator[str]:
    """`count` pages as long as real ones, each of pieces of 2 to 12 words that stood together somewhere (fixed seed)."""
    chance = random.Random(SEED)
    pages = [page.split() for texts in papers.values() for page in texts if page.strip()]
    sizes, pieces = [len(words) for words in pages], []
    for words in pages:
        at = 0
        while at < len(words):
            step = chance.randint(2, 12)
            pieces.append(words[at : at + step])
            at += step
    for _ in range(count):
        wanted, taken, size = chance.choice(sizes), [], 0
        while size < wanted:
            piece = chance.choice(pieces)
            taken.append(" ".join(piece))
            size += len(piece)
        yield "\n".join(taken)
