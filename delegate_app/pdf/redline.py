"""What changed between two versions of a text (so sánh hai phiên bản), word by word and article by article.

    redline = compare(body_of(old_pages), body_of(new_pages))
    redline.changes     # in reading order of the new text: what one steps through
    redline.articles    # which articles were added, removed, changed, moved or renumbered
    redline.marked(redline.articles[3])   # the article's words with what happened to them

Case, the placement of tones, running heads and footnotes make no change (`delegate_app.pdf.body_text`).
A passage of at least `MOVED` words that vanished in one place and stands in another was moved, not
rewritten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from delegate_app.pdf.alignment import Run, align, longest_rising
from delegate_app.pdf.articles import Article, articles_of
from delegate_app.pdf.body_text import Body

MOVED = 20
"""Words of the shortest passage that is recognised elsewhere."""
TIE = 6
"""Words by which a moved passage is found."""
SAME_ARTICLE = 0.4
"""Share of the shorter article's words that stand in both when they are versions of one article."""


class Mark(StrEnum):
    """What happened to a stretch of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


class ArticleState(StrEnum):
    """What happened to an article."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `first` to `end` of the old text (SAME, REMOVED, MOVED_AWAY: `in_old`) or of the new one."""

    mark: Mark
    first: int
    end: int
    in_old: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the texts differ: words `old` (first, end) gave way to words `new`; either may be empty."""

    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article in both texts, or in one. `removed` and `added` count words, its number and moved ones left out."""

    state: ArticleState
    old: Article | None
    new: Article | None
    removed: int
    added: int


@dataclass(frozen=True)
class Redline:
    """Two texts, the runs that they share, the passages that moved, and what follows from these."""

    old: Body
    new: Body
    runs: tuple[Run, ...]
    moves: tuple[Run, ...]
    changes: tuple[Change, ...]
    articles: tuple[ArticleChange, ...]

    @property
    def unchanged(self) -> bool:
        """True when no word differs."""
        return not self.changes

    def marked(self, change: ArticleChange) -> list[Stretch]:
        """The article's words in reading order, removed ones before those that took their place."""
        old = (change.old.first, change.old.end) if change.old else (0, 0)
        new = (change.new.first, change.new.end) if change.new else (0, 0)
        if change.old is None:
            return list(self._pieces(new, in_old=False))
        if change.new is None:
            return list(self._pieces(old, in_old=True))
        return list(self._both(old, new))

    def _both(self, old: tuple[int, int], new: tuple[int, int]) -> Iterator[Stretch]:
        a, b = old[0], new[0]
        for run in self.runs:
            first = max(run.old, a, run.old + b - run.new)
            last = min(run.old + run.length, old[1], run.old + new[1] - run.new)
            if last <= first:
                continue
            yield from self._pieces((a, first), in_old=True)
            yield from self._pieces((b, first + run.new - run.old), in_old=False)
            yield Stretch(Mark.SAME, first, last, True)
            a, b = last, last + run.new - run.old
        yield from self._pieces((a, old[1]), in_old=True)
        yield from self._pieces((b, new[1]), in_old=False)

    def _pieces(self, span: tuple[int, int], *, in_old: bool) -> Iterator[Stretch]:
        """A stretch that stands in one text only, divided where passages moved."""
        plain = Mark.REMOVED if in_old else Mark.ADDED
        moved = Mark.MOVED_AWAY if in_old else Mark.MOVED_HERE
        at = span[0]
        for move in sorted(self.moves, key=lambda m: m.old if in_old else m.new):
            start = move.old if in_old else move.new
            first, last = max(start, at), min(start + move.length, span[1])
            if last <= first:
                continue
            if first > at:
                yield Stretch(plain, at, first, in_old)
            yield Stretch(moved, first, last, in_old)
            at = last
        if at < span[1]:
            yield Stretch(plain, at, span[1], in_old)


def compare(old: Body, new: Body) -> Redline:
    """Everything that differs between the two texts."""
    runs = align(old.keys, new.keys, old.breaks, new.breaks)
    changes = list(_gaps(runs, len(old.words), len(new.words)))
    moves = _moves(old.keys, new.keys, changes)
    return Redline(
        old=old,
        new=new,
        runs=tuple(runs),
        moves=tuple(moves),
        changes=tuple(changes),
        articles=tuple(_article_changes(old, new, runs, moves)),
    )


def _gaps(runs: Sequence[Run], old_size: int, new_size: int) -> Iterator[Change]:
    a = b = 0
    for run in [*runs, Run(old_size, new_size, 0)]:
        if run.old > a or run.new > b:
            yield Change((a, run.old), (b, run.new))
        a, b = run.old + run.length, run.new + run.length


# ---------------------------------------------------------------------------------- moved passages


def _moves(old: Sequence[str], new: Sequence[str], changes: Sequence[Change]) -> list[Run]:
    """Passages of at least `MOVED` words that were taken out in one change and put in by another."""
    added: dict[tuple[str, ...], tuple[int, int] | None] = {}
    for change in changes:
        first, end = change.new
        for at in range(first, end - TIE + 1):
            tie = tuple(new[at : at + TIE])
            added[tie] = None if tie in added else (at, end)  # one that repeats ties nothing
    found: list[Run] = []
    for change in changes:
        at, end = change.old
        while at <= end - TIE:
            place = added.get(tuple(old[at : at + TIE]))
            length = _length(old, new, at, end, *place) if place else 0
            if place is None or length < MOVED or _overlaps(found, place[0], length):
                at += 1
                continue
            found.append(Run(at, place[0], length))
            at += length
    return found


def _length(old: Sequence[str], new: Sequence[str], a: int, a_end: int, b: int, b_end: int) -> int:
    length = 0
    while a + length < a_end and b + length < b_end and old[a + length] == new[b + length]:
        length += 1
    return length


def _overlaps(moves: list[Run], start: int, length: int) -> bool:
    return any(move.new < start + length and start < move.new + move.length for move in moves)


# ----------------------------------------------------------------------------------------- articles


def _article_changes(
    old: Body, new: Body, runs: Sequence[Run], moves: Sequence[Run]
) -> Iterator[ArticleChange]:
    """Articles in the order of the new text; removed ones stand where they stood before."""
    before, after = articles_of(old), articles_of(new)
    shared = _shared_words(before, after, [*runs, *moves])
    partner = _partners(before, after, shared)
    kept = _words_kept(before, after, runs, moves)
    forward = _forward(partner)
    by_new = {there: here for here, there in partner.items()}
    removed = [index for index in range(len(before)) if index not in partner]
    for there, article in enumerate(after):
        here = by_new.get(there)
        last = (
            max((i for n, i in by_new.items() if n < there), default=-1) if here is None else here
        )
        while removed and removed[0] < last:
            yield _gone(before[removed.pop(0)], kept)
        if here is None:
            added = article.size - kept["new", article.first]
            yield ArticleChange(ArticleState.ADDED, None, article, 0, added)
        else:
            yield _pair(before[here], article, kept, moved=here not in forward)
    for index in removed:
        yield _gone(before[index], kept)


def _gone(article: Article, kept: Counter[tuple[str, int]]) -> ArticleChange:
    removed = article.size - kept["old", article.first]
    return ArticleChange(ArticleState.REMOVED, article, None, removed, 0)


def _pair(
    old: Article, new: Article, kept: Counter[tuple[str, int]], *, moved: bool
) -> ArticleChange:
    removed = old.size - kept["old", old.first]
    added = new.size - kept["new", new.first]
    if moved:
        state = ArticleState.MOVED
    elif removed or added:
        state = ArticleState.CHANGED
    else:
        state = ArticleState.RENUMBERED if old.label != new.label else ArticleState.SAME
    return ArticleChange(state, old, new, removed, added)


def _shared_words(
    before: list[Article], after: list[Article], runs: Sequence[Run]
) -> Counter[tuple[int, int]]:
    """How many words each old article shares with each new one."""
    shared: Counter[tuple[int, int]] = Counter()
    for run in runs:
        for here, first, end in _cut(before, run.old, run.length):
            start = run.new + first - run.old
            for there, begin, stop in _cut(after, start, end - first):
                shared[here, there] += stop - begin
    return shared


def _cut(articles: list[Article], first: int, length: int) -> Iterator[tuple[int, int, int]]:
    """(index of an article, first word, end) of each part of a run."""
    low, high = 0, len(articles)
    while low < high:
        middle = (low + high) // 2
        if articles[middle].end <= first:
            low = middle + 1
        else:
            high = middle
    for index in range(low, len(articles)):
        article = articles[index]
        if article.first >= first + length:
            return
        yield index, max(first, article.first), min(first + length, article.end)


def _partners(
    before: list[Article], after: list[Article], shared: Counter[tuple[int, int]]
) -> dict[int, int]:
    """Which new article each old one became: the most shared words first, each used once.

    The number counts for as much as half an article's words, so that a rewritten article is not
    taken for its neighbour; what then has no partner but the same number (an article that was
    repealed, or written anew) belongs together as well.
    """

    def weight(pair: tuple[int, int]) -> float:
        smaller = min(before[pair[0]].size, after[pair[1]].size)
        same_label = before[pair[0]].label == after[pair[1]].label
        return shared[pair] + (smaller / 2 if same_label else 0.0)

    partner: dict[int, int] = {}
    taken: set[int] = set()
    for here, there in sorted(shared, key=weight, reverse=True):
        smaller = min(before[here].size, after[there].size)
        if (
            here not in partner
            and there not in taken
            and weight((here, there)) >= SAME_ARTICLE * smaller
        ):
            partner[here] = there
            taken.add(there)
    labels = {article.label: there for there, article in enumerate(after) if there not in taken}
    for here, article in enumerate(before):
        if here not in partner and article.label in labels:
            partner[here] = labels.pop(article.label)
    return partner


def _forward(partner: dict[int, int]) -> set[int]:
    """The old articles whose order among the others is kept."""
    return {here for here, _ in longest_rising(sorted(partner.items()))}


def _words_kept(
    before: list[Article], after: list[Article], runs: Sequence[Run], moves: Sequence[Run]
) -> Counter[tuple[str, int]]:
    """Words of what each article says, by text and first word, that stand in the other text too."""
    kept: Counter[tuple[str, int]] = Counter()
    for run in [*runs, *moves]:
        for index, first, end in _cut(before, run.old, run.length):
            kept["old", before[index].first] += max(0, end - max(first, before[index].content))
        for index, first, end in _cut(after, run.new, run.length):
            kept["new", after[index].first] += max(0, end - max(first, after[index].content))
    return kept
