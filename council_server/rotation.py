"""Other keys for the council: its log's and its root's (protocol.md 3.7, 3.8, 4.10).

The record is the authority: a key file that it does not name is not used. So every step may be cut off and
done again: keys are written first, then the entry, then the files of the root change their names.
"""

from __future__ import annotations

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council_server.councils import Council
from council_server.errors import CommandError
from council_server.founding import ROOT_YEARS, SUCCESSION, issue_server_certificate
from council_server.keys import LOG, ROOT, KeyFolder
from council_server.offices import KeyOffice, open_office
from council_server.record import Logged, read_records
from council_server.writer import Batch
from protocol import certificates
from protocol.councils import Root
from protocol.fields import b64, unb64
from protocol.records import Record
from protocol.roots import RootChain
from protocol.signed_notes import public
from protocol.times import write_time

NEXT = f"{ROOT}-next"


def root_records(council: Council) -> list[Record]:
    """The `root` statements of the record with their signatures, entry 0 first."""
    found = []
    with council.database.reading() as connection:
        for index, _ in council.record.replay.roots.links:
            found += read_records(connection, council.id, index, index + 1)
    return [record for _, record in found]


def rotate_log_key(council: Council, folder: KeyFolder) -> Logged:
    """Checkpoints after this entry are signed by a fresh key. The one before stays, for receipts of its time."""
    root = open_office(council.home, folder, ROOT)
    key = Ed25519PrivateKey.generate()
    name = next(name for n in range(2, 10_000) if not folder.holds(name := f"{LOG}-{n}"))
    folder.keep(name, key)
    return council.writer.run(
        lambda batch: _speak(batch, root, root_cert=b64(root.certificate), log_key=public(key))
    )


def rotate_root(council: Council, folder: KeyFolder) -> Logged | None:
    """Another root certifies from here on; None when only a rotation that was cut off had to be finished.

    Afterwards `root.key` is the new key, `root-N.key` the one before, and the TLS certificate is by the new root.
    """
    council.catch_up()
    done = None if finish_root(council, folder) else _begin_root(council, folder)
    if done is not None:
        council.catch_up()
        finish_root(council, folder)
    return done


def _begin_root(council: Council, folder: KeyFolder) -> Logged:
    now = council.clock().replace(microsecond=0)
    root = open_office(council.home, folder, ROOT)
    if not (folder.path / f"{NEXT}.crt").exists():
        _make_successor(folder, root, now, _roots(council.record.replay.roots))
    successor, standing = folder.certificate(NEXT), council.record.replay.log_keys.standing
    return council.writer.run(
        lambda batch: _speak(batch, root, root_cert=b64(successor), log_key=standing)
    )


def _make_successor(folder: KeyFolder, root: KeyOffice, now: datetime, number: int) -> None:
    (folder.path / f"{NEXT}.key").unlink(missing_ok=True)  # half of a pair that was cut off
    key = certificates.new_member_key()
    successor = certificates.create_successor(
        key, root.certificate, not_before=now, years=ROOT_YEARS
    )
    link = certificates.cross_certify(successor, root.certificate, root.key, not_before=now)
    folder.keep_certificate(f"{SUCCESSION}{number}", link)
    folder.keep(NEXT, key, successor)


def finish_root(council: Council, folder: KeyFolder) -> bool:
    """Files and TLS certificate follow the record; False when there is nothing to finish."""
    chain = council.record.replay.roots
    if not _is_standing(chain, folder, NEXT):
        return False
    before = f"{ROOT}-{_roots(chain) - 1}"
    for suffix in (".key", ".crt"):  # the certificate last: it says whether all is done
        old, kept = folder.path / f"{ROOT}{suffix}", folder.path / f"{before}{suffix}"
        following = folder.path / f"{NEXT}{suffix}"
        if following.exists():
            if old.exists() and not kept.exists():
                old.rename(kept)
            following.replace(old)
    issue_server_certificate(council.home, folder, council.clock().replace(microsecond=0))
    return True


def _is_standing(chain: RootChain, folder: KeyFolder, name: str) -> bool:
    if chain.standing is None:
        raise CommandError("the record is empty")
    path = folder.path / f"{name}.crt"
    return path.exists() and folder.certificate(name) == unb64(chain.standing.root_cert)


def _roots(chain: RootChain) -> int:
    """How many roots have stood."""
    return len({root.root_cert for _, root in chain.links})


def _speak(batch: Batch, root: KeyOffice, *, root_cert: str, log_key: bytes) -> Logged:
    standing = batch.record.replay.root
    statement = Root(
        **root.envelope,
        name=standing.name if standing else batch.council,
        root_cert=root_cert,
        log_key=b64(log_key),
        created_at=write_time(batch.now),
    )
    return root.speak(batch, statement)
