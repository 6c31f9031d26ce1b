"""The vote record as a bundle of files: what anyone needs to recount it, with a summary to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from council_server.conversion import page_as_pdf
from council_server.councils import Council
from council_server.logs import RECORD
from council_server.record import read_records
from council_server.summaries import RecordSummary
from protocol.bundles import PAGE_FILE, PDF_FILE, Bundle, write_folder, write_zip
from protocol.checkpoints import Checkpoint
from protocol.fields import unb64
from protocol.record_summary import summary
from protocol.replay import Replay


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """What was written: the summary in `words`, and whether the readable page is there as a PDF too."""

    words: str
    has_pdf: bool


def write_record(
    council: Council, target: Path, *, replay: Replay | None = None, with_pdf: bool = True
) -> WrittenRecord:
    """The whole record, as it was caught up to, in a new folder or, by its name, a .zip.

    While the council is being served, hand in a copy of its replay that nobody changes.
    """
    replay, now = replay or council.record.replay, council.clock()
    with council.database.reading() as connection:
        found = read_records(connection, council.id, 0, replay.size)
    with council.nodes(RECORD) as nodes:
        checkpoint = council.checkpoint(nodes, council.home.origin, replay.size, now)
    head = Checkpoint(council.home.origin, replay.size, replay.edge.root(), now)
    words, page = summary(replay, head), RecordSummary(replay, head).html().encode()
    bundle = Bundle(
        origin=council.home.origin,
        root=unb64(replay.roots.links[0][1].root_cert),
        log_key=replay.log_keys.standing,
        checkpoint=checkpoint,
        records=tuple(record for _, record in found),
    )
    pages = {PAGE_FILE: page}
    pdf = page_as_pdf(page, PAGE_FILE) if with_pdf else None
    if pdf is not None:
        pages[PDF_FILE] = pdf
    write = write_zip if target.suffix == ".zip" else write_folder
    write(bundle, words, target, pages=pages)
    return WrittenRecord(words, pdf is not None)
