"""A vault whose search index holds many pages, without the papers themselves."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from benchmarks.corpus import SEED, title
from benchmarks.vaults import KEY, feed_row, new_vault, signed_pages
from delegate_app.storage.search_entries import SearchEntryTable
from delegate_app.storage.search_pages import Batch, PageWords, PaperToIndex, SearchPageTable
from delegate_app.storage.vault import Vault
from protocol.feeds import Row

SESSIONS, PAPERS, PAGES = 40, 25, 100
"""A term: 100,000 pages."""
BATCH = 128


def _rows() -> list[Row]:
    rows: list[Row] = []
    for session in range(SESSIONS):
        name = f"ky-hop-{session}"
        starts = f"20{22 + session // 8}-{1 + session % 8:02d}-15T08:00:00+07:00"
        about = {"id": name, "title": f"Kỳ họp thứ {session + 1}", "starts": starts, "ends": starts}
        rows.append(feed_row(len(rows) + 1, "session", name, {**about, "kind": "thuong-le"}))
        for paper in range(PAPERS):
            number = session * PAPERS + paper
            document = f"{name}.giay-{paper}"
            body = {"id": document, "session": name, "item": "", "type": "bao-cao"}
            named = {"title": title(number), "number": f"{number}/BC-UBND", "issuer": "UBND"}
            rows.append(feed_row(len(rows) + 1, "document", document, {**body, **named}))
            blob = {"sha256": f"{number:064x}", "size": 10, "chunks": ["00" * 32]}
            version = {"document": document, "ordinal": 1, "blob": blob}
            rows.append(feed_row(len(rows) + 1, "version", f"{document}@1", version))
    return rows


def fill(path: Path, pages: Iterable[str]) -> None:
    """Make the vault and index the pages, the newest session first."""
    source = iter(pages)
    with new_vault(path) as (vault, replica):
        for page in signed_pages(_rows()):
            replica.apply_page(page)
        entries = SearchEntryTable(vault)
        while entries.catch_up():
            pass
        order = list(range(SESSIONS * PAPERS))
        random.Random(SEED).shuffle(order)
        for number in sorted(order, key=lambda n: -(n // PAPERS)):
            session = f"ky-hop-{number // PAPERS}"
            document = f"{session}.giay-{number % PAPERS}"
            index(
                vault,
                PaperToIndex(f"{number:064x}", document, session, 0),
                list(islice(source, PAGES)),
            )


def index(vault: Vault, paper: PaperToIndex, pages: list[str]) -> None:
    """Index one paper as the service does it."""
    table = SearchPageTable(vault)
    for start in range(0, len(pages), BATCH):
        batch = Batch(PaperToIndex(paper.version, paper.document, paper.session, start))
        for text in pages[start : start + BATCH]:
            batch.add(PageWords(text))
        for _ in table.write(batch):
            pass
    table.finish(paper, len(pages))


def opened(path: Path) -> Vault:
    """The vault, open."""
    vault = Vault(path)
    vault.open(KEY)
    return vault
