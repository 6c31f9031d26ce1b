"""Every parser of `protocol/` that reads bytes from outside, as a function of bytes that a fuzzer can call.

Each returns for whatever it accepts or refuses by a `ProtocolError`; anything else that comes out is a
find. Where a signature or a hash would stop a fuzzer at the door, the bytes are also signed with the keys of
`tests.fuzz.known`, so that what lies behind the door is reached too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from protocol import (
    bundles,
    canonical,
    certificates,
    checkpoints,
    closed_manifests,
    cms,
    der,
    enrolments,
    feeds,
    fields,
    hall_evidence,
    halls,
    histories,
    log_folders,
    merkle,
    notes,
    origins,
    outboxes,
    parcels,
    receipts,
    refusals,
    signed_notes,
    snapshots,
    statements,
    text_layers,
    tiles,
    times,
    verify,
    versions,
    wire,
)
from protocol.errors import NotYet, ProtocolError, Refused
from protocol.keys import Algorithm, signature_holds
from protocol.records import Record, read_records, record_hash, write_records
from protocol.votes import Vote
from tests.fuzz import known
from tests.fuzz.messages import message

Parser = Callable[[bytes], None]

FEED, EPOCH = "public", "0" * 16
ORIGIN = known.root().log


def text_of(data: bytes) -> str:
    return data.decode(errors="replace")


def refused(parse: Callable[[], object]) -> None:
    """It either parses or says by a ProtocolError that it does not."""
    with suppress(ProtocolError):
        parse()


def canonical_json(data: bytes) -> None:
    with suppress(ProtocolError):
        assert canonical.encode(canonical.decode(data)) == data


def statement(data: bytes) -> None:
    with suppress(ProtocolError):
        assert statements.decode_statement(data).to_bytes() == data


def judged_statement(data: bytes) -> None:
    """The statement with a good signature, when it names anybody's certificate: the rules of replay."""
    replay = known.replay()
    size = replay.size
    try:
        named = statements.decode_object(data).get("cert")
        signer, certificate = known.signers().get(str(named), (None, b""))
        signature = cms.sign(data, signer, certificate, known.NOW) if signer else b""
        replay.judge(data, signature, received=known.NOW)
    except (Refused, NotYet):
        pass
    assert replay.size == size


def element(data: bytes) -> None:
    with suppress(der.DerError):
        waiting = [der.read(data)]
        while waiting:
            one = waiting.pop()
            if one.tag & 0x20:
                waiting += one.elements()


def vote_record() -> Record:
    """A vote of the known council and its signature."""
    for record in known.records():
        if isinstance(statements.decode_statement(record.statement), Vote):
            return record
    raise LookupError("no vote in the known record")


def signature(data: bytes) -> None:
    vote = vote_record()
    voter = statements.decode_statement(vote.statement).cert
    with suppress(ProtocolError):
        cms.verify(data, vote.statement, known.signers()[voter][1])
        assert data == vote.signature, "another encoding of the signature was accepted"


def raw_signature(data: bytes) -> None:
    for algorithm in Algorithm:
        assert not signature_holds(known.key(0).public_key(), algorithm, data, b"never signed")


def certificate(data: bytes) -> None:
    refused(lambda: certificates.load(data))
    refused(lambda: certificates.check_root(data))
    refused(lambda: certificates.check_member(data, fields.unb64(known.root().root_cert)))
    refused(lambda: cms.verify(vote_record().signature, b"{}", data))


def request(data: bytes) -> None:
    refused(lambda: certificates.check_csr(data))


def pem(data: bytes) -> None:
    refused(lambda: certificates.from_pem(text_of(data)))


def signed_note(data: bytes) -> None:
    text = text_of(data)
    refused(lambda: signed_notes.parse_note(text))
    refused(lambda: signed_notes.open_note(text, known.root().log, known.LOG_PUBLIC))
    again = signed_notes.sign_note(text, known.root().log, known.LOG_KEY)
    refused(lambda: signed_notes.open_note(again, known.root().log, known.LOG_PUBLIC))


def checkpoint(data: bytes) -> None:
    log, text = known.root().log, text_of(data)
    refused(lambda: checkpoints.open_checkpoint(text, known.LOG_PUBLIC, log))
    refused(lambda: checkpoints.claimed_size(text))
    body = text.partition("\n\n")[0].rstrip("\n") + "\n"
    with suppress(ProtocolError):
        checkpoints.open_checkpoint(cosigned(body), known.LOG_PUBLIC, log)


def cosigned(body: str) -> str:
    """Any text, signed the way checkpoints are."""
    log, moment = known.root().log, int(known.NOW.timestamp())
    words = f"cosignature/v1\ntime {moment}\n{body}".encode()
    cosignature = moment.to_bytes(8, "big") + known.LOG_KEY.sign(words)
    name = signed_notes.key_id(log, signed_notes.COSIGNATURE_V1, known.LOG_PUBLIC)
    return signed_notes.sign_note(body, log, known.LOG_KEY) + signed_notes.signature_line(
        log, name, cosignature
    )


def receipt(data: bytes) -> None:
    """Bytes as a whole receipt, and as the head of one whose checkpoint is good."""
    log, vote, text = known.root().log, vote_record(), text_of(data)
    leaf = record_hash(Vote.KIND, vote.statement, vote.signature)
    refused(lambda: receipts.check_receipt(text, leaf, known.LOG_PUBLIC, log))
    replay = known.replay()
    head = checkpoints.Checkpoint(log, replay.size, replay.edge.root(), known.NOW)
    good = checkpoints.sign_checkpoint(head, known.LOG_KEY)
    joined = text.partition("\n\n")[0] + "\n\n" + good
    refused(lambda: receipts.check_receipt(joined, leaf, known.LOG_PUBLIC, log))


def refusal(data: bytes) -> None:
    log, text = known.root().log, text_of(data)
    about = canonical.identity(vote_record().statement)
    refused(lambda: refusals.open_refusal(text, about, known.LOG_PUBLIC, log))
    body = text.partition("\n\n")[0].rstrip("\n") + "\n"
    again = signed_notes.sign_note(body, log, known.LOG_KEY)
    refused(lambda: refusals.open_refusal(again, about, known.LOG_PUBLIC, log))


def log_folder(data: bytes) -> None:
    """A checkpoint, a zero byte and a bundle of records, as the static files of a log."""
    head, _, records = data.partition(b"\x00")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name, suppress(ProtocolError):
        folder = Path(name)
        (folder / bundles.CHECKPOINT_FILE).write_bytes(head)
        for path in tiles.paths_at(min(checkpoints.claimed_size(text_of(head)), 300), "records"):
            (folder / str(path)).parent.mkdir(parents=True, exist_ok=True)
            (folder / str(path)).write_bytes(records)
        log_folders.read_log_folder(folder)


def roots_chain(data: bytes) -> None:
    """A `root` statement that the standing root signed, and one with a signature that is none."""
    chain, (signer, certificate) = known.replay().roots, known.signers()[known.root().cert]
    good = cms.sign(data, signer, certificate, known.NOW)
    for signature_ in (good, data):
        with suppress(ProtocolError):
            after = chain.extended(data, signature_, known.replay().size)
            assert len(after.links) == len(chain.links) + 1


def record_bundle(data: bytes) -> None:
    with suppress(ProtocolError):
        assert write_records(read_records(data)) == data


def tile(data: bytes) -> None:
    with suppress(ProtocolError):
        assert tiles.write_entries(tiles.read_entries(data)) == data
    with suppress(ProtocolError):
        path = tiles.parse_path(text_of(data))
        assert str(path) == text_of(data)
        tiles.read_hash_tile(path, data)
    with suppress(ProtocolError):
        merkle.Edge.from_bytes(data)


def proof(data: bytes) -> None:
    """Bytes as sizes and hashes of inclusion and consistency proofs."""
    first, second = (int.from_bytes(data[at : at + 7], "big") for at in (0, 7))
    hashes = [data[at : at + 32] for at in range(14, len(data), 32)]
    root = bytes(32)
    refused(lambda: merkle.check_inclusion(root, first, second, hashes, root))
    refused(lambda: merkle.check_consistency(first, second, hashes, root, root))


def page(data: bytes) -> None:
    """A page as it is, and with a checkpoint of its own rows."""
    cursor = feeds.Cursor(known.root().council, FEED, EPOCH)
    with suppress(ProtocolError):
        found = wire.read_page(data)
        refused(lambda: feeds.check_page(found, cursor, merkle.Edge(), known.LOG_PUBLIC))
        edge = merkle.Edge()
        edge.extend(feeds.row_hash(row) for row in found.rows)
        head = checkpoints.Checkpoint(cursor.origin, edge.size, edge.root(), known.NOW)
        signed = checkpoints.sign_checkpoint(head, known.LOG_KEY)
        again = replace(found, feed=FEED, epoch=EPOCH, after=0, checkpoint=signed)
        feeds.check_page(again, cursor, merkle.Edge(), known.LOG_PUBLIC)
        assert wire.read_page(wire.write_page(found)) == found


def snapshot(data: bytes) -> None:
    """Bytes as a manifest, also one that the log's key signed, and as the lines of a file."""
    text = text_of(data)
    origin = feeds.Cursor(known.root().council, FEED, EPOCH).origin
    refused(lambda: snapshots.open_manifest(text, known.LOG_PUBLIC, origin))
    body = text.partition("\n\n")[0].rstrip("\n") + "\n"
    signed = signed_notes.sign_note(body, origin, known.LOG_KEY)
    refused(lambda: snapshots.open_manifest(signed, known.LOG_PUBLIC, origin))
    reading = snapshots.SnapshotReading()
    with suppress(ProtocolError):
        for line in data.split(b"\n"):
            reading.read(line)
        edge = reading.edge
        head = checkpoints.Checkpoint(origin, edge.size, edge.root(), known.NOW)
        reading.finish(head)


def history(data: bytes) -> None:
    """Bytes as a checkpoint that a client shows, and as leaves of another history."""
    council, text = known.root().council, text_of(data)
    refused(lambda: histories.own_checkpoint(text, [known.LOG_PUBLIC], council, FEED))
    leaves = [data[at : at + 32] for at in range(0, len(data) - 31, 32)]
    origin = feeds.Cursor(council, FEED, EPOCH).origin
    edge = merkle.Edge()
    edge.extend(leaves)
    for size in (0, 1, len(leaves), len(leaves) + 1):
        held = checkpoints.Checkpoint(origin, size, bytes(32), known.NOW)
        offered = checkpoints.Checkpoint(origin, edge.size, edge.root(), known.NOW)
        refused(lambda held=held, offered=offered: histories.judge(held, offered, leaves))  # type: ignore[misc]
        histories.continues(held, offered, [text[at : at + 64] for at in range(0, len(text), 64)])


def closed_manifest(data: bytes) -> None:
    """Bytes that somebody of the record signed, and bytes as a signature."""
    replay = known.replay()
    with suppress(ProtocolError):
        named = str(statements.decode_object(data).get("cert"))
        signer, certificate = known.signers().get(named, (None, b""))
        good = cms.sign(data, signer, certificate, known.NOW) if signer else data
        closed_manifests.open_closed_manifest(
            data, good, replay.certificates, log=replay.log, committee="ban-a"
        )


def version(data: bytes) -> None:
    found = versions.read_version(text_of(data))
    assert found is None or found >= 0


def note(data: bytes) -> None:
    place = {"council": "binh-minh", "person": "db-01", "note": "n1", "hlc": "0-0-a"}
    refused(lambda: notes.open_note(known.NOTES_KEY, data, **place))
    refused(lambda: notes.open_keys(data, known.BOX, known.PASSAGE))
    notes.named_key(data)
    with suppress(ProtocolError):
        sealed = notes.seal_note(known.NOTES_KEY, data, **place)
        assert notes.open_note(known.NOTES_KEY, sealed, **place) == data.rstrip(b" ")
    with suppress(ProtocolError):
        clock = notes.Hlc.parse(text_of(data))
        assert str(clock) == text_of(data)
        notes.next_hlc(clock, 0, "a")


def words(data: bytes) -> None:
    """Codes, times, base64 and names, which people and messages spell."""
    text = text_of(data)
    with suppress(ProtocolError):
        code = enrolments.read_code(text)
        assert enrolments.read_code(enrolments.write_code(code)) == code
    with suppress(ProtocolError):
        assert times.read_time(text).tzinfo is not None
    with suppress(ProtocolError):
        assert fields.b64(fields.unb64(text)) == text
    origins.council_of_record(text)
    enrolments.proof_holds(text, bytes(10), root=bytes(32), csr=data, box_key=b"", device="a")


def bundle(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "bundle.zip"
        path.write_bytes(data)
        refused(lambda: verify.check_bundle(bundles.read_bundle(path)))
        refused(lambda: hall_evidence.read_evidence(path))


def text_layer(data: bytes) -> None:
    with suppress(ProtocolError):
        text_layers.decode(data)


def outbox(data: bytes) -> None:
    for read in (outboxes.read_outbox, outboxes.read_answers):
        with suppress(ProtocolError):
            read(data)
    with suppress(ProtocolError):
        outboxes.open_outbox(data, known.LOG_KEY, ORIGIN)
    sealed = outboxes.seal_outbox(data, b"signature", known.LOG_PUBLIC, ORIGIN)
    assert outboxes.open_outbox(sealed, known.LOG_KEY, ORIGIN) == (data, b"signature")


def parcel(data: bytes) -> None:
    for read in (parcels.read_lid, parcels.read_head):
        with suppress(ProtocolError):
            read(data)


def hall(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read in (halls.read_link, halls.read_receipt):
        with suppress(ProtocolError):
            read(text)
    with suppress(ProtocolError):
        halls.open_receipt(text, "0" * 64, None)


PARSERS: dict[str, Parser] = {
    "canonical": canonical_json,
    "statements": statement,
    "replay": judged_statement,
    "der": element,
    "cms": signature,
    "keys": raw_signature,
    "certificates": certificate,
    "requests": request,
    "pem": pem,
    "signed_notes": signed_note,
    "checkpoints": checkpoint,
    "receipts": receipt,
    "refusals": refusal,
    "records": record_bundle,
    "log_folders": log_folder,
    "roots": roots_chain,
    "tiles": tile,
    "proofs": proof,
    "feeds": page,
    "snapshots": snapshot,
    "histories": history,
    "closed_manifests": closed_manifest,
    "versions": version,
    "wire": message,
    "notes": note,
    "words": words,
    "bundles": bundle,
    "text_layers": text_layer,
    "outboxes": outbox,
    "parcels": parcel,
    "halls": hall,
}
