"""Which words of an old text stand again in a new one: the ground for redlines and for notes that follow.

Order of work
1. What both texts begin and end with is the same.
2. Runs of `SHINGLES[0]` words that stand once in either text tie them together; of these ties the longest series
   that goes forward in both is kept (patience diff, as in Bram Cohen's description), each is grown to both sides.
3. Between two ties the same again with shorter runs, and what is left is small enough for the longest common
   subsequence itself.
4. Short accidental agreements inside a rewritten passage ("của", "và") are given up: they help nobody.
5. Words put in or taken out begin where a paragraph or an article begins, when the texts leave that open: a new
   article ends like the one before it as often as not, and is still the new one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

SHINGLES = (8, 4, 2)
"""Words in a run that ties the texts, from the surest to the shortest."""
LARGEST_TABLE = 4_000_000
"""Pairs of words up to which the longest common subsequence is computed; a larger remainder is not the same text."""
SHORT = 2
"""Words of an agreement that is given up when it stands between larger changes."""


@dataclass(frozen=True, slots=True)
class Run:
    """`length` words from `old` on in the old text stand from `new` on in the new one."""

    old: int
    new: int
    length: int


def align(
    old: Sequence[str],
    new: Sequence[str],
    old_breaks: Sequence[int] = (),
    new_breaks: Sequence[int] = (),
) -> list[Run]:
    """The runs that both texts share, in order, none overlapping, each as long as it can be.

    `old_breaks` and `new_breaks` give each word the weight of what begins with it: 0 for nothing.
    """
    found = list(_align(old, new, 0, len(old), 0, len(new), 0))
    runs = _without_accidents(_joined(found), len(old), len(new))
    if old_breaks and new_breaks:
        runs = _slid(runs, old, new, old_breaks, new_breaks)
    return runs


def _align(
    old: Sequence[str], new: Sequence[str], a: int, a_end: int, b: int, b_end: int, level: int
) -> Iterator[Run]:
    start = a
    while a < a_end and b < b_end and old[a] == new[b]:
        a, b = a + 1, b + 1
    if a > start:
        yield Run(start, b - (a - start), a - start)
    tail = 0
    while a < a_end - tail and b < b_end - tail and old[a_end - 1 - tail] == new[b_end - 1 - tail]:
        tail += 1
    yield from _between(old, new, a, a_end - tail, b, b_end - tail, level)
    if tail:
        yield Run(a_end - tail, b_end - tail, tail)


def _between(
    old: Sequence[str], new: Sequence[str], a: int, a_end: int, b: int, b_end: int, level: int
) -> Iterator[Run]:
    if a == a_end or b == b_end:
        return
    if level == len(SHINGLES):
        yield from _common(old[a:a_end], new[b:b_end], a, b)
        return
    ties = _ties(old, new, a, a_end, b, b_end, SHINGLES[level])
    for tie in ties:
        if tie.old < a or tie.new < b:  # a grown tie took it in
            continue
        grown = _grown(old, new, tie, a, b)
        yield from _align(old, new, a, grown.old, b, grown.new, level + 1)
        end = tie.length + tie.old - grown.old
        while (
            grown.old + end < a_end
            and grown.new + end < b_end
            and old[grown.old + end] == new[grown.new + end]
        ):
            end += 1
        yield Run(grown.old, grown.new, end)
        a, b = grown.old + end, grown.new + end
    yield from _align(old, new, a, a_end, b, b_end, level + 1)


def _ties(
    old: Sequence[str], new: Sequence[str], a: int, a_end: int, b: int, b_end: int, size: int
) -> list[Run]:
    """Runs of `size` words that stand once in either text, the longest series that goes forward in both."""
    here, there = _single(old, a, a_end, size), _single(new, b, b_end, size)
    pairs = [(place, there[run]) for run, place in here.items() if run in there]
    return [Run(place, other, size) for place, other in longest_rising(pairs)]


def _single(words: Sequence[str], start: int, end: int, size: int) -> dict[tuple[str, ...], int]:
    """Where each run of `size` words that stands only once begins, in reading order."""
    places: dict[tuple[str, ...], int] = {}
    twice: set[tuple[str, ...]] = set()
    for at in range(start, end - size + 1):
        run = tuple(words[at : at + size])
        if run in places:
            twice.add(run)
        else:
            places[run] = at
    return {run: at for run, at in places.items() if run not in twice}


def longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of pairs sorted by their first number, the longest series in which the second rises too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        at = bisect_left(tails, second)
        if at == len(tails):
            tails.append(second)
            ends.append(index)
        else:
            tails[at], ends[at] = second, index
        before.append(ends[at - 1] if at else -1)
    series: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        series.append(pairs[at])
        at = before[at]
    return series[::-1]


def _grown(old: Sequence[str], new: Sequence[str], tie: Run, a: int, b: int) -> Run:
    """The tie with what stands before it in both texts as well."""
    back = 0
    while (
        tie.old - back > a
        and tie.new - back > b
        and old[tie.old - back - 1] == new[tie.new - back - 1]
    ):
        back += 1
    return Run(tie.old - back, tie.new - back, tie.length)


def _common(old: Sequence[str], new: Sequence[str], a: int, b: int) -> Iterator[Run]:
    if len(old) * len(new) > LARGEST_TABLE:
        return
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            yield Run(a + step.src_start, b + step.dest_start, step.src_end - step.src_start)


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.old + last.length == run.old
            and last.new + last.length == run.new
        ):
            joined[-1] = Run(last.old, last.new, last.length + run.length)
        else:
            joined.append(run)
    return joined


def _without_accidents(runs: list[Run], old_size: int, new_size: int) -> list[Run]:
    """The runs without those of one or two words that stand between changes larger than themselves."""
    kept: list[Run] = []
    for index, run in enumerate(runs):
        following = runs[index + 1] if index + 1 < len(runs) else Run(old_size, new_size, 0)
        old_end, new_end = (
            (kept[-1].old + kept[-1].length, kept[-1].new + kept[-1].length) if kept else (0, 0)
        )
        before = max(run.old - old_end, run.new - new_end)
        after = max(following.old - run.old - run.length, following.new - run.new - run.length)
        if run.length > SHORT or min(before, after) <= run.length:
            kept.append(run)
    return kept


def _slid(
    runs: list[Run],
    old: Sequence[str],
    new: Sequence[str],
    old_breaks: Sequence[int],
    new_breaks: Sequence[int],
) -> list[Run]:
    """Step 5: each change of one text alone moved to the heaviest break within its reach."""
    slid = list(runs)
    for index in range(len(slid) - 1):
        here, there = slid[index], slid[index + 1]
        old_gap = there.old - here.old - here.length
        new_gap = there.new - here.new - here.length
        if old_gap and new_gap:
            continue
        if new_gap:
            shift = _best_shift(new, new_breaks, here.new + here.length, new_gap, here, there)
        else:
            shift = _best_shift(old, old_breaks, here.old + here.length, old_gap, here, there)
        slid[index] = Run(here.old, here.new, here.length + shift)
        slid[index + 1] = Run(there.old + shift, there.new + shift, there.length - shift)
    return [run for run in slid if run.length]


def _best_shift(
    words: Sequence[str], breaks: Sequence[int], start: int, size: int, here: Run, there: Run
) -> int:
    """By how many words the stretch of `size` from `start` on is moved; the nearest of the heaviest breaks."""
    left = 0
    while left < here.length - 1 and words[start - left - 1] == words[start + size - left - 1]:
        left += 1
    right = 0
    while right < there.length - 1 and words[start + right] == words[start + size + right]:
        right += 1
    return max(range(-left, right + 1), key=lambda shift: (breaks[start + shift], -abs(shift)))
