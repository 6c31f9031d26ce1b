"""S13: the redline of two long drafts, and 500 notes carried from one to the other; with how well they are carried."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.corpus import SEED
from benchmarks.law_versions import Pair, carried, generated_pair, passages, real_pairs
from benchmarks.measuring import Series, report, rounds, seconds, verdict
from delegate_app.domain.annotations import Anchor
from delegate_app.pdf.anchors import anchor_for
from delegate_app.pdf.body_text import body_of
from delegate_app.pdf.following import Follower, Limits
from delegate_app.pdf.redline import compare

PAGES = 100
NOTES = 500
ROUNDS = 5
TARGET = 1.0


def anchors(pair: Pair) -> list[Anchor]:
    """Passages as a delegate would have marked them."""
    old, new = body_of(pair.old), body_of(pair.new)
    pages = {page.page: page for page in pair.old}
    found = []
    for passage in passages(old, new, NOTES):
        first, last = old.words[passage.first], old.words[passage.end - 1]
        found.append(anchor_for(pages[first.page], first.start, last.end))
    return found


def follow_all(pair: Pair, notes: list[Anchor]) -> None:
    follower = Follower(pair.old, pair.new)
    for note in notes:
        follower.follow(note)


def quality(pair: Pair, limits: Limits) -> list[str]:
    """A row of the table over thresholds: shares of the unchanged passages, and what became of the changed ones."""
    found: Counter[str] = carried(pair, limits)
    unchanged = sum(n for name, n in found.items() if not name.startswith("changed"))
    changed = sum(n for name, n in found.items() if name.startswith("changed"))
    right = found["right"] + found["right, marked"]
    return [
        f"{pair.name}: context {limits.context}, score {limits.min_score}",
        f"{100 * right / unchanged:.2f} % right",
        f"{found['wrong']} wrong unmarked, {found['wrong, marked']} wrong marked",
        f"{found['not placed']} not placed of {unchanged}",
        f"of {changed} changed, {found['changed, not placed']} not placed, {found['changed, marked']} marked",
    ]


def main() -> int:
    pairs = real_pairs() or [generated_pair()]
    pair = Pair(pairs[0].name, pairs[0].old[:PAGES], pairs[0].new[:PAGES])
    notes = anchors(pair)
    with tempfile.TemporaryDirectory(prefix="nghi-truong-diff-") as folder:
        files = [Path(folder, name) for name in ("old", "new")]
        for file, pages in zip(files, (pair.old, pair.new), strict=True):
            words = (word for page in pages for word in page.text.split())
            file.write_text("\n".join(words), "utf-8")
        diff = Series("diff, the words a line each", "s")
        redline = Series("redline", "s")
        followed = Series(f"{NOTES} notes carried", "s")
        rounds(
            ROUNDS,
            (
                diff,
                lambda: seconds(
                    lambda: subprocess.run(["diff", *files], stdout=subprocess.DEVNULL, check=False)
                ),
            ),
            (redline, lambda: seconds(lambda: compare(body_of(pair.old), body_of(pair.new)))),
            (followed, lambda: seconds(lambda: follow_all(pair, notes))),
        )
    limits = [Limits(context=c, min_score=m) for c in (3, 5, 8) for m in (0.4, 0.6, 0.8)]
    table = [quality(one, chosen) for one in pairs for chosen in limits]
    report(
        "S13 versions",
        f"{pairs[0].name}: {len(pair.old)} and {len(pair.new)} pages, words as the text layer gives them (seed "
        f"{SEED}). Redline: running heads and footnotes told apart, words aligned, passages that moved, articles "
        "paired. Notes: passages of 2 to 40 words, the texts aligned once. Below, how 4,000 such passages of the "
        "whole texts are carried, over thresholds.",
        [diff.row("anchor"), redline.row(), followed.row(), *table],
        [
            f"redline = {redline.median:.2f} s (target <= {TARGET} s): {verdict(met=redline.median <= TARGET)}",
            f"{NOTES} notes = {followed.median:.2f} s (target <= {TARGET} s): {verdict(met=followed.median <= TARGET)}",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
