"""Notes that follow: where a marked passage of one version stands in another.

    follower = Follower(old_pages, new_pages)     # old_pages may be empty: that file is not here any more
    follower.follow(anchor)          # -> Followed: a state, an anchor in the new version, a score

Order of looking
1. The passage goes along the alignment of the two texts (`delegate_app.pdf.alignment`): most of its words
   stand, in order, in one stretch of the new text.
2. Without the old text the passage and what stood around it are a small old text of their own.
3. Where the alignment gave the passage up, because its article moved or was written anew, the very same words
   are looked for where the new text has words of its own, and are taken only among the same neighbours,
   and only to be checked: laws repeat whole sentences.
4. What is left is not placed. It stays with its old version and is listed.

States
- EXACT: every word of the passage, and `context` words on both sides, are unchanged.
- MOVED: every word of the passage is unchanged; around it the text changed.
- CHECK: some words of the passage changed (a score of at least `min_score`), or it stands elsewhere, or it is so
  short that only its place speaks for it. The person looks at both.
- NOT_PLACED: nothing that can be trusted. A passage is never put somewhere without saying how surely.

A passage of fewer than `short` words ("Phạt cảnh cáo") stands in many places, so it needs its
context unchanged on both sides to be placed at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from delegate_app.domain.annotations import Anchor
from delegate_app.domain.followed_notes import Followed, FollowState
from delegate_app.pdf.alignment import align
from delegate_app.pdf.anchors import anchor_for
from delegate_app.pdf.body_text import body_of, key_of
from delegate_app.pdf.text_layer import PageText


@dataclass(frozen=True, slots=True)
class Limits:
    """How much has to be there before a passage is placed; chosen by measuring on a real law (`docs/versions.md`)."""

    context: int = 8
    """Words on either side that have to stand there for an exact place."""
    short: int = 5
    """Words below which a passage needs its exact context."""
    min_score: float = 0.6
    """Share of the passage's words that have to stand in the new text for it to be shown there at all."""
    stretch: float = 2.0
    """The new passage is at most this many times as long as the old one: else text was put into its middle."""


LIMITS = Limits()
LOST = Followed(FollowState.NOT_PLACED, None, 0.0)


class Follower:
    """Carries any number of passages from one text to another; the texts are aligned once."""

    def __init__(
        self,
        old_pages: Sequence[PageText],
        new_pages: Sequence[PageText],
        limits: Limits = LIMITS,
    ) -> None:
        self._limits = limits
        self._old_pages = {page.page: page for page in old_pages}
        self._pages = {page.page: page for page in new_pages}
        self._old, self._new = body_of(old_pages), body_of(new_pages)
        self._runs = align(self._old.keys, self._new.keys, self._old.breaks, self._new.breaks)
        self._starts = [run.old for run in self._runs]
        self._new_starts = [run.new for run in self._runs]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each word stands in the new text."""
        places: dict[str, list[int]] = {}
        for at, key in enumerate(self._new.keys):
            places.setdefault(key, []).append(at)
        return places

    def follow(self, anchor: Anchor) -> Followed:
        """Where the anchor's passage stands now. A place without words is shown on its page, to be checked."""
        if not anchor.quote:
            known = anchor.page in self._pages
            return Followed(FollowState.CHECK, anchor, 0.0) if known else LOST
        start = self._start_in_old(anchor)
        if start is None:
            return self._by_quote(anchor)
        first, end = self._old.span_at(anchor.page, start, start + len(anchor.quote))
        if first == end:  # a running head or a footnote: no running text to follow
            return LOST
        along = self._trimmed(
            self._along(first, end), anchor.page, start, start + len(anchor.quote)
        )
        if along.state in (FollowState.EXACT, FollowState.MOVED):
            return along
        elsewhere = self._elsewhere(self._old.keys, first, end)
        return elsewhere if elsewhere.anchor is not None else along

    def _start_in_old(self, anchor: Anchor) -> int | None:
        """Where the quote stands on its old page: at its place, or nearest to it when an older program
        read the page otherwise; None when it does not, or the old text is not here."""
        page = self._old_pages.get(anchor.page)
        if page is None:
            return None
        if page.text[anchor.start : anchor.end] == anchor.quote:
            return anchor.start
        found = [match.start() for match in re.finditer(re.escape(anchor.quote), page.text)]
        return min(found, key=lambda at: abs(at - anchor.start), default=None)

    def _trimmed(self, found: Followed, page: int, start: int, end: int) -> Followed:
        """A passage that began or ended inside a word does so again, where all its words are the same."""
        if found.anchor is None or found.state not in (FollowState.EXACT, FollowState.MOVED):
            return found
        first, last = self._old.span_at(page, start, end)
        head, tail = self._old.words[first], self._old.words[last - 1]
        old, there = self._old_pages[page].text, self._pages[found.anchor.page]
        begin, stop = found.anchor.start, found.anchor.end
        if there.text.startswith(old[head.start : head.end], begin):
            begin += max(0, start - head.start)
        if there.text.endswith(old[tail.start : tail.end], 0, stop):
            stop -= max(0, tail.end - end)
        return replace(found, anchor=anchor_for(there, begin, stop)) if begin < stop else found

    # ------------------------------------------------------------------ 1. along the alignment

    def _along(self, first: int, end: int) -> Followed:
        matched = [place for at in range(first, end) if (place := self._new_place(at)) is not None]
        size = end - first
        score = len(matched) / size
        if not matched:
            return LOST
        begin, stop = matched[0], matched[-1] + 1
        whole = score == 1.0 and stop - begin == size
        around = self._context(self._old.keys, first, end, begin, stop)
        if whole and around == (self._limits.context, self._limits.context):
            return self._placed(FollowState.EXACT, begin, stop, 1.0)
        if size < self._limits.short:
            enough = whole and min(around) >= 1 and sum(around) >= self._limits.context
            return self._placed(FollowState.CHECK, begin, stop, score) if enough else LOST
        if whole:
            # Words that stayed where they were beside a neighbour that stayed too have only seen
            # their surroundings change; without any such neighbour they are the same by chance.
            state = FollowState.MOVED if sum(around) else FollowState.CHECK
            return self._placed(state, begin, stop, 1.0)
        if score < self._limits.min_score or stop - begin > self._limits.stretch * size:
            return LOST
        return self._placed(FollowState.CHECK, begin, stop, score)

    def _new_place(self, at: int) -> int | None:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return None
        run = self._runs[index]
        return run.new + at - run.old if at < run.old + run.length else None

    def _context(
        self, old: Sequence[str], first: int, end: int, begin: int, stop: int
    ) -> tuple[int, int]:
        """How many words right before and right after stand there unchanged, at most `context`;
        where both texts end, the rest counts as unchanged."""
        new = self._new.keys
        before = after = 0
        while before < self._limits.context:
            a, b = first - 1 - before, begin - 1 - before
            if (a < 0) != (b < 0) or (a >= 0 and old[a] != new[b]):
                break
            before += 1
        while after < self._limits.context:
            a, b = end + after, stop + after
            here, there = a < len(old), b < len(new)
            if here != there or (here and old[a] != new[b]):
                break
            after += 1
        return before, after

    # ------------------------------------------------------------------ 2. and 3. the same words elsewhere

    def _by_quote(self, anchor: Anchor) -> Followed:
        """The quote among the words around it; a word cut off at the remembered end says nothing."""
        before = [key_of(word) for word in anchor.prefix.split()[1:]]
        quote = [key_of(word) for word in anchor.quote.split()]
        after = [key_of(word) for word in anchor.suffix.split()[:-1]]
        return self._elsewhere([*before, *quote, *after], len(before), len(before) + len(quote))

    def _elsewhere(self, old: Sequence[str], first: int, end: int) -> Followed:
        """The one place in text that is new where the very same words stand among the same neighbours."""
        keys = list(old[first:end])
        found: list[tuple[int, int]] = []
        rarest = min(range(len(keys)), key=lambda i: len(self._places.get(keys[i], ())))
        for place in self._places.get(keys[rarest], ()):
            begin = place - rarest
            if begin < 0 or self._is_old_text(begin):
                continue
            if self._new.keys[begin : begin + len(keys)] == keys:
                around = self._context(old, first, end, begin, begin + len(keys))
                found.append((sum(around), begin))
        found.sort(reverse=True)
        if not found:
            return LOST
        best, begin = found[0]
        second = found[1][0] if len(found) > 1 else -1
        needed = (
            self._limits.context if len(keys) >= self._limits.short else 2 * self._limits.context
        )
        if best == second or best < needed:
            return LOST
        return self._placed(FollowState.CHECK, begin, begin + len(keys), 1.0)

    def _is_old_text(self, at: int) -> bool:
        """True when this word of the new text came from a word of the old one."""
        index = bisect_right(self._new_starts, at) - 1
        return index >= 0 and at < self._runs[index].new + self._runs[index].length

    # ------------------------------------------------------------------ the new anchor

    def _placed(self, state: FollowState, begin: int, stop: int, score: float) -> Followed:
        """An anchor over the new words. One that runs over a page's end is kept to its longer part, and checked."""
        words = self._new.words[begin:stop]
        pages = [word.page for word in words]
        page = max(set(pages), key=pages.count)
        part = [word for word in words if word.page == page]
        anchor = anchor_for(self._pages[page], part[0].start, part[-1].end)
        if len(part) < len(words) and state is FollowState.EXACT:
            state = FollowState.MOVED
        return Followed(state, anchor, score)
