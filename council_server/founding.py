"""The first hour of a council at its server: keys, certificates, the first entries of the record, the roster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from council_server import keys as key_names
from council_server.blob_stores import check_store
from council_server.committees import write_committees
from council_server.councils import Council, open_council
from council_server.databases import check_url, open_database
from council_server.errors import CommandError
from council_server.homes import Home, StoreSettings, new_folder
from council_server.keys import KeyFolder
from council_server.logs import PUBLIC, RECORD, read_heads, start_log
from council_server.means import Means
from council_server.offices import Office, open_office
from council_server.rosters import Person, Roster
from council_server.writer import Batch
from protocol import certificates
from protocol.councils import Root
from protocol.enrolments import Enrol
from protocol.fields import b64
from protocol.origins import new_log_id
from protocol.signed_notes import public
from protocol.times import write_time

ROOT_YEARS = 30
MEMBER_YEARS = 10
SERVER_YEARS = 10
SUCCESSION = "succession-"
OFFICE_DEVICE = "{council}-{office}"


def found_council(
    path: Path,
    roster: Roster,
    *,
    hosts: Sequence[str],
    port: int,
    passphrase: str | None,
    clock: Callable[[], datetime],
    database_url: str = "",
    store_url: str = "",
    means: Means | None = None,
) -> Home:
    """A new home whose record holds the root, the secretary and the chair, and whose public feed holds the roster.

    The tables are in a file of the home, or at `database_url` (PostgreSQL); papers in a folder of the home, or in the bucket at
    `store_url`. Raises CommandError when the folder is in use, or the database holds this council already.
    """
    if database_url:
        check_url(database_url)
    if store_url:
        check_store(store_url)
    new_folder(path)
    now = clock().replace(microsecond=0)
    folder = KeyFolder(path / "keys", passphrase)
    root_key, root = make_root(folder, roster, now)
    home = Home(
        path=path,
        council=roster.id,
        name=roster.name,
        name_en=roster.name_en,
        log=new_log_id(),
        root_sha256=certificates.fingerprint(root),
        hosts=tuple(hosts),
        port=port,
        database_url=database_url,
        store=StoreSettings(store_url),
    )
    make_office(folder, root, root_key, roster.chair, key_names.CHAIR, now)
    make_office(folder, root, root_key, roster.secretary, key_names.SECRETARY, now)
    folder.keep(key_names.LOG, Ed25519PrivateKey.generate())
    issue_server_certificate(home, folder, now, new_key=True)
    begin_record(home, means)
    with open_council(home, clock, means) as council:
        council.writer.run(lambda batch: first_entries(batch, council, roster, folder))
    home.save()
    return home


def make_root(
    folder: KeyFolder, roster: Roster, now: datetime
) -> tuple[EllipticCurvePrivateKey, bytes]:
    """The council's CA (protocol.md 3.6)."""
    key = certificates.new_member_key()
    root = certificates.create_root(
        key, name=roster.name, council=roster.id, not_before=now, years=ROOT_YEARS
    )
    folder.keep(key_names.ROOT, key, root)
    return key, root


def make_office(
    folder: KeyFolder,
    root: bytes,
    root_key: EllipticCurvePrivateKey,
    person: Person,
    role: str,
    now: datetime,
) -> None:
    """Key and certificate of the chair or the secretary."""
    key = certificates.new_member_key()
    certificate = certificates.issue_member(
        root,
        root_key,
        csr=certificates.create_csr(key, device=role),
        name=person.name,
        person=person.id,
        role=role,
        not_before=now,
        years=MEMBER_YEARS,
    )
    folder.keep(role, key, certificate)


def issue_server_certificate(
    home: Home, folder: KeyFolder, now: datetime, *, new_key: bool = False
) -> None:
    """A TLS certificate for the home's hosts by the council's root; replaces the one there was."""
    if new_key:
        folder.keep(key_names.TLS, certificates.new_member_key())
    certificate = certificates.issue_server(
        folder.certificate(key_names.ROOT),
        folder.signing_key(key_names.ROOT),
        public_key=folder.signing_key(key_names.TLS).public_key(),
        hosts=list(home.hosts),
        not_before=now,
        years=SERVER_YEARS,
    )
    folder.keep_certificate(key_names.TLS, certificate, *successions(folder))


def successions(folder: KeyFolder) -> list[bytes]:
    """Each successor of a root as its predecessor certified it, the newest first (protocol.md 3.8)."""
    names = [path.stem for path in folder.path.glob(f"{SUCCESSION}*.crt")]
    numbers = sorted((int(name.removeprefix(SUCCESSION)) for name in names), reverse=True)
    return [folder.certificate(f"{SUCCESSION}{number}") for number in numbers]


def begin_record(home: Home, means: Means | None = None) -> None:
    """Tables and an empty vote record."""
    database = open_database(home, means.lines_of(home) if means else None)
    try:
        database.migrate()
        with database.writing() as connection:
            if RECORD in read_heads(connection, home.council):
                raise CommandError(f"the database holds a council named {home.council} already")
            start_log(connection, home.council, RECORD, home.log)
    finally:
        database.close()
    if not home.database_url:
        home.database.chmod(0o600)


def first_entries(batch: Batch, council: Council, roster: Roster, folder: KeyFolder) -> None:
    """Entry 0 and the two offices (protocol.md 2.1), then the roster."""
    home, now = council.home, write_time(batch.now)
    root = open_office(home, folder, key_names.ROOT)
    secretary = open_office(home, folder, key_names.SECRETARY)
    statement = Root(
        **root.envelope,
        name=roster.name,
        root_cert=b64(root.certificate),
        log_key=b64(public(council.log_key)),
        created_at=now,
    )
    root.speak(batch, statement)
    enrol_office(batch, root, roster.secretary, key_names.SECRETARY, folder)
    enrol_office(batch, secretary, roster.chair, key_names.CHAIR, folder)
    write_roster(batch, roster)


def enrol_office(
    batch: Batch, signer: Office, person: Person, role: str, folder: KeyFolder
) -> None:
    """The entry that puts the chair's or the secretary's key into the record."""
    statement = Enrol(
        **signer.envelope,
        role=role,
        person=person.id,
        name=person.name,
        device=OFFICE_DEVICE.format(council=signer.envelope["council"][:60], office=role),
        device_name=role,
        member_cert=b64(folder.certificate(role)),
        box_key="",
        enrolled_at=write_time(batch.now),
    )
    signer.speak(batch, statement)


def write_roster(batch: Batch, roster: Roster) -> int:
    """Council and delegates in the public feed (protocol.md 8.3), committees in theirs; the number of rows that changed.

    A delegate who is no longer named keeps the row: what they did stays in the record.
    """
    feed = batch.feed(PUBLIC)
    about = {
        "id": roster.id,
        "name": roster.name,
        "name_en": roster.name_en,
        "total": roster.total,
        "settings": dict(roster.about),
    }
    changed = [feed.put("council", roster.id, about)]
    for person in roster.delegates:
        delegate: dict[str, object] = {
            "id": person.id,
            "name": person.name,
            "position": person.title,
            "group": person.group,
            "chair": person.id == roster.chair.id,
        }
        if person.until:
            delegate["until"] = person.until
        changed.append(feed.put("delegate", person.id, delegate))
    return sum(changed) + write_committees(batch, roster)
