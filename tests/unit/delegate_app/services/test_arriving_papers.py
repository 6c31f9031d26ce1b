"""A paper is read while it arrives: by the chunks that are here, asking for those that a page needs."""

from __future__ import annotations

import hashlib
import queue
import random
from collections.abc import Iterator
from typing import Any

import pytest

from delegate_app.domain.blobs import CHUNK
from delegate_app.errors import ChunkMissing, Code, IntegrityError
from delegate_app.services.reader import Reader, StripKey
from tests.simulation.council import SESSION, SimulatedCouncil
from tests.unit.delegate_app.member import Member
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf

PAGES = 6


def scan() -> bytes:
    """Six scanned pages of about 1.4 MB each; the table of contents of the file stands at its end."""
    pdf, dice = SmallPdf(), random.Random(11)
    for _ in range(PAGES):
        pdf.image_page(1200, 1200, dice.randbytes(1200 * 1200), "", "DeviceGray")
    return pdf.build()


SCAN = scan()
CHUNKS = -(-len(SCAN) // CHUNK)


class Arrival:
    """The reader of a desk on which no chunk of a paper has arrived, and the hand that brings them."""

    def __init__(self, member: Member) -> None:
        self.desk = member.desk
        self.sha = announced(member.council)
        member.attempt()
        self.answers: queue.Queue[tuple[Any, Exception | None]] = queue.Queue()
        self.reader = Reader(self.desk.documents.arriving_source, need=self.desk.deliveries.need)

    def bring(self, chunk: int) -> None:
        data = SCAN[chunk * CHUNK : (chunk + 1) * CHUNK]
        self.desk.replica.put_chunk(self.sha, chunk, data)

    def answer(self) -> tuple[Any, Exception | None]:
        return self.answers.get(timeout=30)

    def take(self, result: object, error: Exception | None) -> None:
        self.answers.put((result, error))

    def next_wanted(self) -> int:
        (want,) = self.desk.replica.wanted_blobs()
        return want.missing[0]

    def page(self, number: int) -> tuple[Any, Exception | None]:
        key = StripKey(self.sha, number, 0.2, 0, 0)
        self.reader.request_strip(key, self.take, urgent=True)
        return self.answer()

    def open(self) -> list[int]:
        """Bring what is asked for until the paper opens; the chunks that it took."""
        brought: list[int] = []
        self.reader.open(self.sha, self.take)
        while (answer := self.answer())[1] is not None:
            assert isinstance(answer[1], ChunkMissing)
            brought.append(self.next_wanted())
            self.bring(brought[-1])
            self.reader.open(self.sha, self.take)
        assert answer[0].page_count == PAGES
        return brought


def announced(council: SimulatedCouncil) -> str:
    """The scan is published, and the council cannot give its bytes."""
    council.publish_session()
    sha = council.publish_paper("ban-quet", SCAN)
    council.blobs.pop(sha)
    return sha


@pytest.fixture
def arrival(member: Member) -> Iterator[Arrival]:
    arriving = Arrival(member)
    yield arriving
    arriving.reader.close()


def test_a_paper_opens_with_its_first_and_last_chunks(arrival: Arrival) -> None:
    assert sorted(arrival.open()) in ([0, CHUNKS - 1], [0, 1, CHUNKS - 1])


def test_a_page_asks_for_its_own_chunks_and_shows_once_they_are_here(arrival: Arrival) -> None:
    arrival.open()
    brought = []
    while (answer := arrival.page(3))[1] is not None:
        assert isinstance(answer[1], ChunkMissing)
        brought.append(arrival.next_wanted())
        arrival.bring(brought[-1])
    assert answer[0].width > 0
    start, end = 3 * 1200 * 1200 // CHUNK, 4 * 1200 * 1200 // CHUNK + 1
    # PDFium walks past the descriptions of the pages before, which lie in the file's order.
    assert set(range(start, end)) <= set(brought) <= set(range(end + 1))
    assert 3 not in brought
    missing = arrival.page(5)[1]
    assert isinstance(missing, ChunkMissing)
    assert missing.code is Code.DOCUMENT_INCOMPLETE


def test_what_is_only_prefetched_asks_for_nothing(arrival: Arrival) -> None:
    arrival.open()
    asked = arrival.desk.deliveries.asked
    arrival.reader.request_strip(StripKey(arrival.sha, 4, 0.2, 0, 0), arrival.take, urgent=False)
    assert isinstance(arrival.answer()[1], ChunkMissing)
    assert arrival.desk.deliveries.asked == asked


def test_sizes_of_pages_come_as_far_as_the_file_does(arrival: Arrival) -> None:
    arrival.open()
    arrival.reader.request_shapes(arrival.sha, arrival.take)
    shapes, error = arrival.answer()
    assert error is None
    assert len(shapes) == PAGES
    for chunk in range(CHUNKS):
        arrival.bring(chunk)
    arrival.reader.request_shapes(arrival.sha, arrival.take)
    assert len(arrival.answer()[0]) == PAGES
    assert arrival.desk.deliveries.asked == {}


def test_every_range_is_the_files_own_or_said_to_be_missing(arrival: Arrival) -> None:
    source = arrival.desk.documents.arriving_source(arrival.sha)
    arrival.bring(2)
    arrival.bring(5)
    dice = random.Random(3)
    for _ in range(60):
        offset = dice.randrange(len(SCAN))
        length = dice.randrange(1, min(3 * CHUNK, len(SCAN) - offset) + 1)
        touched = range(offset // CHUNK, (offset + length - 1) // CHUNK + 1)
        missing = [chunk for chunk in touched if chunk not in (2, 5)]
        if not missing:
            assert source.read(offset, length) == SCAN[offset : offset + length]
            continue
        with pytest.raises(ChunkMissing) as error:
            source.read(offset, length)
        assert error.value.chunk == missing[0]


def test_a_file_that_is_not_what_was_signed_is_never_opened(member: Member) -> None:
    member.council.publish_session()
    name, size = f"{SESSION}.ky-hop.gia", 3
    digest = hashlib.sha256(b"abc").hexdigest()
    blob = {"sha256": "cd" * 32, "size": size, "mime": "", "name": "", "chunks": [digest]}
    member.council.publish("document", name, {"id": name, "session": SESSION, "title": "x"})
    body = {"document": name, "ordinal": 1, "pages": 1, "published_at": member.council.time}
    member.council.publish("version", f"{name}@1", {**body, "blob": blob})
    member.attempt()
    with pytest.raises(IntegrityError):
        member.desk.replica.put_chunk("cd" * 32, 0, b"abc")
    with pytest.raises(IntegrityError) as error:
        member.desk.documents.arriving_source("cd" * 32)
    assert error.value.code is Code.BLOB_DAMAGED
