"""Two versions of a real law and what is known of them: the law of 2012 and the text consolidated in 2020.

The words come from PDFs that LibreOffice makes of the .doc files, as the council server does, and from the gazette's
PDF. What is true is known by the articles' numbers, which the consolidation kept: a passage is *unchanged* when its
words stand as often in the article of its number as before, and then its place is the one of the same rank. Without
the real papers, or without LibreOffice, a law is generated and amended with a fixed seed.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import REAL, SEED, WORDS, kept
from council_server.conversion import convert, find_libreoffice
from delegate_app.domain.followed_notes import FollowState
from delegate_app.pdf.anchors import anchor_for
from delegate_app.pdf.articles import Article, articles_of
from delegate_app.pdf.body_text import Body, body_of
from delegate_app.pdf.engine import PdfEngine
from delegate_app.pdf.following import LIMITS, Follower, Limits
from delegate_app.pdf.text_layer import PageText
from tests.unit.delegate_app.pdf.small_pdf import BytesSource
from tests.unit.delegate_app.pdf.typed import typed

LAW = "luat-xu-ly-vi-pham-hanh-chinh"
OLD, NEW = f"{LAW}-15-2012-QH13.doc", f"{LAW}-31-VBHN-VPQH.doc"
GAZETTE = f"{LAW}-31-VBHN-VPQH-cong-bao.pdf"
LONGEST = 40
"""Words of the longest passage that is marked."""


@dataclass(frozen=True)
class Pair:
    """Two versions as pages of words."""

    name: str
    old: list[PageText]
    new: list[PageText]


def real_pairs() -> list[Pair]:
    """The law of 2012 beside the consolidated text from Word, and from the gazette; none where they are absent."""
    words = [REAL / OLD, REAL / NEW]
    if not all(path.is_file() for path in words) or find_libreoffice() is None:
        return []

    def make(folder: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="nghi-truong-law-") as work:
            made = convert({path: path.name for path in words}, Path(work))
            for path, pdf in made.items():
                (folder / f"{path.stem}.pdf").write_bytes(pdf.read_bytes())

    folder = kept("law", make)
    engine = PdfEngine()
    try:
        old, new = (_read(engine, folder / f"{path.stem}.pdf") for path in words)
        gazette = _read(engine, REAL / GAZETTE)
    finally:
        engine.shutdown()
    return [Pair("2012 to consolidated", old, new), Pair("2012 to the gazette", old, gazette)]


def generated_pair(articles: int = 140) -> Pair:
    """A law of that many articles, and the same with articles put in (43a), repealed and amended."""
    chance = random.Random(SEED)

    def sentence() -> str:
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(20, 60)))

    before = {
        str(number): [sentence() for _ in range(chance.randint(2, 6))]
        for number in range(1, articles + 1)
    }
    after: dict[str, list[str]] = {}
    for number, points in before.items():
        amended = chance.random() < 0.3
        after[number] = [_amended(chance, p) if amended else p for p in points]
        if chance.random() < 0.05:
            after[number] = ["(được bãi bỏ)"]
        if chance.random() < 0.05:
            after[f"{number}a"] = [sentence()]
    return Pair("generated", typed(_law(before)), typed(_law(after)))


def _amended(chance: random.Random, point: str) -> str:
    """The point with about every tenth word replaced."""
    words = point.split()
    return " ".join(word if chance.random() < 0.9 else chance.choice(WORDS) for word in words)


def _law(articles: dict[str, list[str]]) -> str:
    lines = []
    for number, points in articles.items():
        lines.append(f"Điều {number}. {points[0]}")
        lines += [f"{at}. {point}" for at, point in enumerate(points[1:], 1)]
    return "\n".join(lines)


def _read(engine: PdfEngine, path: Path) -> list[PageText]:
    document = engine.open(BytesSource(path.read_bytes()), name=path.name)
    pages = [engine.page_text(document, number) for number in range(document.page_count)]
    engine.close(document)
    return pages


# ---------------------------------------------------------------------------------- what is true


@dataclass(frozen=True)
class Passage:
    """Words `first` to `end` of the old body, in `article`; `truth` is where they stand in the new one, None when
    they changed or it cannot be known."""

    first: int
    end: int
    article: Article
    truth: int | None


def passages(old: Body, new: Body, count: int) -> list[Passage]:
    """Passages of 2 to `LONGEST` words on one page, drawn with the seed."""
    chance = random.Random(SEED)
    before = [article for article in articles_of(old) if article.label]
    after = {article.label: article for article in articles_of(new)}
    drawn: list[Passage] = []
    while len(drawn) < count:
        article = chance.choice(before)
        first = chance.randrange(article.first, article.end)
        end = min(first + chance.randint(2, LONGEST), article.end)
        page = old.words[first].page
        while old.words[end - 1].page != page:
            end -= 1
        there = after.get(article.label)
        drawn.append(Passage(first, end, article, _truth(old, new, article, there, first, end)))
    return drawn


def _truth(
    old: Body, new: Body, here: Article, there: Article | None, first: int, end: int
) -> int | None:
    if there is None:
        return None
    keys = old.keys[first:end]
    before = _standing(old.keys, here, keys)
    after = _standing(new.keys, there, keys)
    return after[before.index(first)] if after and len(before) == len(after) else None


def _standing(keys: list[str], article: Article, words: list[str]) -> list[int]:
    last = article.end - len(words) + 1
    return [at for at in range(article.first, last) if keys[at : at + len(words)] == words]


# ---------------------------------------------------------------------------------- how it is carried


def carried(pair: Pair, limits: Limits = LIMITS, count: int = 4000) -> Counter[str]:
    """How many unchanged passages were placed right (`right`), right but marked to be checked (`right, marked`), wrong
    without a mark (`wrong`), wrong and marked (`wrong, marked`) or not placed; and of the changed ones, how many were
    placed without a mark (`changed, unmarked`), marked, or not placed."""
    old, new = body_of(pair.old), body_of(pair.new)
    follower = Follower(pair.old, pair.new, limits)
    pages = {page.page: page for page in pair.old}
    found: Counter[str] = Counter()
    for passage in passages(old, new, count):
        first, last = old.words[passage.first], old.words[passage.end - 1]
        place = follower.follow(anchor_for(pages[first.page], first.start, last.end))
        marked = place.state in (FollowState.CHECK, FollowState.NOT_PLACED)
        if place.anchor is None:
            outcome = "not placed"
        elif passage.truth is None:
            outcome = "marked" if marked else "unmarked"
        else:
            at, _ = new.span_at(place.anchor.page, place.anchor.start, place.anchor.end)
            size = passage.end - passage.first
            right = passage.truth <= at < passage.truth + size  # cut where a new page begins
            outcome = ("right" if right else "wrong") + (", marked" if marked else "")
        found[outcome if passage.truth is not None else f"changed, {outcome}"] += 1
    return found
