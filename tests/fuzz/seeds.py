"""Seeds: what each parser gets in a good life, and what once broke one.

Files lie in `seeds/<parser>/`. Those named `good-*` are written by `make`; others are finds, kept so that they
are tried for ever.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import (
    certificates,
    checkpoints,
    feeds,
    halls,
    merkle,
    notes,
    outboxes,
    parcels,
    receipts,
    refusals,
    signed_notes,
    snapshots,
    text_layers,
    wire,
)
from protocol.bundles import Bundle, write_zip
from protocol.canonical import identity
from protocol.closed_manifests import ClosedManifest
from protocol.enrolments import DELEGATE, SECRETARY
from protocol.errors import Code
from protocol.fields import b64, unb64
from protocol.manifests import Paper
from protocol.objections import Objection
from protocol.polls import PHASE_GRACE, Close, Closing, Void
from protocol.records import Record, record_leaf, write_records
from protocol.statements import decode_statement
from protocol.tiles import TilePath, write_entries
from protocol.votes import Choice, HandVote
from tests.fuzz import known
from tests.fuzz.parsers import EPOCH, FEED, PARSERS, cosigned, vote_record
from tests.unit.protocol.sample_council import SampleCouncil

FOLDER = Path(__file__).parent / "seeds"
TIME = "2026-11-22T09:30:00+07:00"

Seed = tuple[str, str, bytes]
"""(parser, name, bytes)."""


def seeds_of(parser: str) -> list[bytes]:
    """Every seed of a parser, in the order of their names."""
    return [path.read_bytes() for path in sorted((FOLDER / parser).iterdir())]


def a_day() -> SampleCouncil:
    """A record with revoting, a hand vote, a late vote, grace, a void poll and a revocation in it."""
    numbers = count()
    council = SampleCouncil(
        delegates=4, new_key=lambda: known.key(next(numbers)), log_key=known.LOG_KEY
    )
    one, two, three, four = council.delegates
    council.roll(absent=(four.person,))
    council.define("p1", revote=True, last_call=10)
    council.open("p1")
    council.cast(one, Choice.APPROVE, "p1")
    first = council.replay.polls["p1"].standing[one.person].identity
    council.cast(one, Choice.DISAPPROVE, "p1", supersedes=first)
    council.cast(two, Choice.APPROVE, "p1")
    council.hand_vote(two, Choice.APPROVE, "p1")
    council.closing("p1")
    council.close("p1")
    council.cast(four, Choice.APPROVE, "p1")
    council.announce("p1")
    council.define("p2", late="grace:60")
    council.open("p2")
    council.close("p2")
    council.cast(three, Choice.ABSTAIN, "p2")
    council.close("p2", phase=PHASE_GRACE, after=60)
    council.define("p3")
    council.open("p3")
    council.revoke(one)
    return council


def make() -> None:
    """Write the record and every good seed anew."""
    council = a_day()
    known.make(council.records)
    for parser in PARSERS:
        (FOLDER / parser).mkdir(parents=True, exist_ok=True)
        for old in (FOLDER / parser).glob("good-*"):
            old.unlink()
    for parser, name, data in (*good_seeds(), *of_what_may_follow(council)):
        (FOLDER / parser / f"good-{name}").write_bytes(data)


def good_seeds() -> Iterator[Seed]:
    """One of each thing that a parser is for."""
    yield from of_statements()
    yield from of_certificates()
    yield from of_logs()
    yield from of_messages()
    yield from of_words()
    yield from of_text_layers()
    yield from of_sticks_and_halls()


def of_statements() -> Iterator[Seed]:
    kinds: set[str] = set()
    for record in known.records():
        kind = decode_statement(record.statement).KIND
        if kind not in kinds:
            for parser in ("canonical", "statements", "replay"):
                yield parser, kind, record.statement
        kinds.add(kind)
    yield "canonical", "spellings", '{"a":[1,-2,true,false,"é\\n\\u0001"],"b":{}}'.encode()


def of_what_may_follow(council: SampleCouncil) -> Iterator[Seed]:
    """Statements that are good and not logged: what they name may be changed before they are signed."""
    voter, about = council.delegates[2], council.replay.polls["p3"].identity
    chair, poll = council.chair, {"poll": "p3", "poll_def": about}
    time = council.tick()
    objection = council.statement(
        Objection,
        voter,
        about=about,
        person=voter.person,
        device=voter.device,
        seq=council.replay.devices[voter.device].seq + 1,
        prev=council.replay.devices[voter.device].last,
        text="Số liệu chưa đúng",
        raised_at=time,
        seen_size=council.replay.size,
        seen_root=council.replay.edge.root().hex(),
        nonce="0" * 32,
    )
    hand = {"voter": "db-04", "choice": "APPROVE", "reason": "Mất mạng", "recorded_at": time}
    log_key = b64(signed_notes.public(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    rotation = replace(known.root(), log_key=log_key, created_at=time)
    yield "roots", "rotation", rotation.to_bytes()
    yield "roots", "first", known.records()[0].statement
    new = council.enrolment(council.new_seat("db-09", DELEGATE), council.secretary)
    for statement in (
        council.vote(voter, poll="p3"),
        objection,
        council.result("p2"),
        council.definition("p4"),
        council.statement(Closing, chair, **poll, seconds=30, announced_at=time),
        council.statement(Close, chair, **poll, phase="vote", closed_at=time),
        council.statement(Void, chair, **poll, reason="Thay văn bản", voided_at=time),
        council.statement(HandVote, council.secretary, **poll, **hand),
        new,
        rotation,
    ):
        yield "replay", f"next-{statement.KIND}", statement.to_bytes()
        yield "statements", f"next-{statement.KIND}", statement.to_bytes()


def of_certificates() -> Iterator[Seed]:
    signature, member = vote_record().signature, known.member_certificates()[0]
    root = unb64(known.root().root_cert)
    request = certificates.create_csr(known.key(1), device="may-1")
    yield "cms", "vote", signature
    for name, data in (("root", root), ("member", member)):
        yield "der", name, data
        yield "certificates", name, data
    yield "der", "signature", signature
    yield "requests", "request", request
    yield "pem", "root", certificates.to_pem(root).encode()
    yield "keys", "ecdsa", known.key(0).sign(b"something", ec.ECDSA(hashes.SHA256()))
    yield "keys", "rsa", bytes(range(256))


def of_logs() -> Iterator[Seed]:
    replay, log, vote = known.replay(), known.root().log, vote_record()
    tree = merkle.Tree(leaf_hashes())
    head = checkpoints.Checkpoint(log, replay.size, replay.edge.root(), known.NOW)
    text = checkpoints.sign_checkpoint(head, known.LOG_KEY)
    index = replay.entries[identity(vote.statement)]
    proof = merkle.inclusion_proof(tree.node, index, tree.size)
    refusal = refusals.Refusal(log, identity(vote.statement), Code.SIGNATURE, known.NOW)
    yield "signed_notes", "checkpoint", text.encode()
    yield "signed_notes", "text", cosigned("anything\n\nat all\n").encode()
    yield "checkpoints", "checkpoint", text.encode()
    yield "receipts", "receipt", receipts.make_receipt(index, proof, text, known.NOW).encode()
    yield "refusals", "refusal", refusals.sign_refusal(refusal, known.LOG_KEY).encode()
    yield "log_folders", "whole", text.encode() + b"\x00" + write_records(known.records())
    yield "records", "two", write_records(known.records()[:2])
    yield "tiles", "entries", write_entries(leaves()[:3])
    yield "tiles", "edge", replay.edge.to_bytes()
    for name, path in (
        ("path", TilePath("0", 1234567, 17)),
        ("records", TilePath("records", 3)),
    ):
        yield "tiles", name, str(path).encode()
    sizes = index.to_bytes(7, "big") + tree.size.to_bytes(7, "big")
    yield "proofs", "inclusion", sizes + b"".join(proof)
    sizes = (3).to_bytes(7, "big") + tree.size.to_bytes(7, "big")
    yield (
        "proofs",
        "consistency",
        sizes + b"".join(merkle.consistency_proof(tree.node, 3, tree.size)),
    )
    with tempfile.TemporaryDirectory() as folder:
        path_of_zip = Path(folder) / "bundle.zip"
        root = unb64(known.root().root_cert)
        write_zip(Bundle(log, root, known.LOG_PUBLIC, text, known.records()), "", path_of_zip)
        yield "bundles", "whole", path_of_zip.read_bytes()
    yield "bundles", "little", little_zip()


def leaves() -> list[bytes]:
    return [record_leaf(decode_statement(r.statement).KIND, *r) for r in known.records()]


def leaf_hashes() -> list[bytes]:
    return [merkle.leaf_hash(leaf) for leaf in leaves()]


def little_zip() -> bytes:
    """Files stored as they are, so that a changed byte is a changed file and not a broken archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("root.pem", certificates.to_pem(unb64(known.root().root_cert)))
        archive.writestr("origin", known.root().log + "\n")
        archive.writestr("checkpoint", "checkpoint\n")
        archive.writestr("log_key.pem", "-----BEGIN PUBLIC KEY-----\n")
    return buffer.getvalue()


def of_messages() -> Iterator[Seed]:
    bodies = ['{"id":"a","name":"Nguyễn"}', ""]
    rows = tuple(
        feeds.Row(seq, f"r{seq}", "delegate", 1, not body, feeds.digest_of(body), body)
        for seq, body in enumerate(bodies, 1)
    )
    yield "feeds", "page", wire.write_page(feeds.Page(FEED, EPOCH, 0, rows, "", 2))
    yield from of_feeds(rows)
    for message in messages():
        yield "wire", type(message).__name__.lower(), wire.write(message)
    place = {"council": "binh-minh", "person": "db-01", "note": "n1", "hlc": "0-0-a"}
    yield "notes", "envelope", notes.seal_note(known.NOTES_KEY, b'{"text":"a"}', **place)
    keys = (notes.MadeKey("may-1", known.NOTES_KEY),)
    yield "notes", "keys", notes.seal_keys(keys, known.BOX, known.PASSAGE)
    yield "notes", "clock", str(notes.next_hlc(None, 1_790_000_000_000, "tb-01")).encode()


def of_feeds(rows: tuple[feeds.Row, ...]) -> Iterator[Seed]:
    """What stands beside pages: snapshots, heads that are shown, closed manifests, versions."""
    origin = feeds.Cursor(known.root().council, FEED, EPOCH).origin
    manifest = snapshots.SnapshotManifest(origin, 2, "ab" * 32, 100, 200)
    yield "snapshots", "manifest", snapshots.sign_manifest(manifest, known.LOG_KEY).encode()
    replaced = ((rows[0], False), (replace(rows[0], seq=2, rev=2), True))
    yield "snapshots", "lines", b"".join(snapshots.lines_of(replaced)).rstrip(b"\n")
    head = checkpoints.Checkpoint(origin, 0, merkle.Edge().root(), known.NOW)
    yield "histories", "shown", checkpoints.sign_checkpoint(head, known.LOG_KEY).encode()
    yield "histories", "leaves", bytes(range(96))
    name = next(n for n, c in known.replay().certificates.items() if c.role == SECRETARY)
    closed = ClosedManifest(
        council=known.root().council,
        log=known.root().log,
        cert=name,
        committee="ban-a",
        session="s1",
        revision=1,
        title="Kỳ họp",
        papers=(Paper("s1.m1.a", "", "bao-cao", "Báo cáo", "ab" * 32, 10),),
        published_at=TIME,
    )
    yield "closed_manifests", "signed", closed.to_bytes()
    yield "versions", "one", b"1"


def messages() -> Iterator[object]:
    """One of each message with what it carries."""
    root, record = known.root(), Record(*vote_record())
    entry = wire.EntryRequest.of(record)
    yield wire.RootAnswer(
        council=root.council,
        name=root.name,
        root_cert=root.root_cert,
        log=root.log,
        log_key=root.log_key,
        rotations=(entry,),
    )
    yield wire.EnrolRequest(
        code_id="0" * 16,
        proof="0" * 64,
        csr=b64(certificates.create_csr(known.key(1), device="may-1")),
        device="may-1",
        device_name="Máy",
        box_key=b64(bytes(32)),
    )
    yield wire.EnrolAnswer(enrolment="e1", comparison="AAAA-BBBB-CCCC-DDDD")
    yield wire.EnrolmentAnswer(state=wire.PENDING, person="", name="", role="", index=-1)
    yield wire.Challenge(nonce="n" * 16, time=TIME)
    yield wire.TokenRequest(device="may-1", nonce="n" * 16, time=TIME, signature="AAAA")
    yield wire.Token(token="t" * 16, expires=TIME)
    yield wire.Heads(heads={FEED: wire.Head(epoch=EPOCH, seq=3)}, time=TIME)
    yield wire.EntryAnswer(receipt="r", index=3, disposition="COUNTED")
    yield wire.NoteRequest(hlc="0-0-a", device="may-1", base="", deleted=False, cipher="AAAA")
    yield wire.TailRequest(first=3, records=(entry,))
    yield wire.ErrorAnswer(code="CHAIN_GAP", expected=2)
    yield wire.SnapshotAnswer(manifest="m", checkpoint="c", chunks=("ab" * 32,))
    yield wire.CheckpointRequest(checkpoint="c")
    yield wire.CheckpointAnswer(epoch=EPOCH, checkpoint="c", proof=("ab" * 32,))


def of_text_layers() -> Iterator[Seed]:
    word = text_layers.RecognisedWord("Điều", 7200, 7200, 9600, 8400)
    layer = text_layers.TextLayer("tesseract 5.3.0 vie", {0: ((word, word),), 2: ()})
    yield "text_layers", "whole", text_layers.encode(layer)


def of_sticks_and_halls() -> Iterator[Seed]:
    note = (
        "gc-1",
        wire.NoteRequest(
            hlc="0" * 12 + "-0000-may", device="may", base="", deleted=False, cipher="AA=="
        ),
    )
    log = known.root().log
    entries = tuple(known.records()[:2])
    box = outboxes.Outbox("xa", log, "may", TIME, entries, (note,), 1, entries)
    yield "outboxes", "box", box.to_bytes()
    answers: outboxes.Answers = {
        "a" * 64: wire.EntryAnswer(receipt="receipt", index=3, disposition="COUNTED"),
        "b" * 64: outboxes.Refusing("LATE", "refusal"),
    }
    yield "outboxes", "answers", outboxes.write_answers(answers)
    yield "parcels", "lid", parcels.Lid("xa", "0" * 64, log, {"tag": b"wrapped"}).to_bytes()
    head = parcels.ParcelHead(TIME, "public", {FEED: wire.Head(epoch=EPOCH, seq=2)}, {FEED: (0, 1)})
    yield "parcels", "head", head.to_bytes()
    yield "halls", "link", str(halls.HallLink("10.0.0.2", 8443, "xa", "0" * 64)).encode()
    yield "halls", "typed", f"https://10.0.0.2:8443 {'0' * 64}".encode()


def of_words() -> Iterator[Seed]:
    yield "words", "code", b"7K2M-AAAA-BBBB-CCCC"
    yield "words", "time", TIME.encode()
    yield "words", "origin", known.root().log.encode()
    yield "words", "base64", b64(b"some bytes").encode()
