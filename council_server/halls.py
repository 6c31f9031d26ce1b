"""A hall's own server: its home folder, made at the council's server and carried to the hall (protocol.md 13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from council_server import keys as key_names
from council_server.councils import Council
from council_server.errors import CommandError
from council_server.founding import MEMBER_YEARS, SERVER_YEARS, successions
from council_server.homes import checked_id, new_folder, settings_text
from council_server.keys import KeyFolder, write_secret
from council_server.log_files import put_file
from council_server.offices import KeyOffice, open_office
from council_server.toml_lines import read_toml
from council_server.writer import Batch
from protocol import certificates
from protocol.enrolments import HALL, Enrol
from protocol.fields import b64, unb64
from protocol.halls import HallLink
from protocol.origins import record_origin
from protocol.times import write_time

SETTINGS = "hall.toml"
HALL_PORT = 8444
NAME = "Máy chủ phòng họp"
CHAIR_KEY = f"{key_names.CHAIR}.key"


@dataclass(frozen=True, slots=True)
class HallHome:
    """The folder of a hall's server. `device` is its name in the record, `upstream` the council's address."""

    path: Path
    council: str
    name: str
    log: str
    root_sha256: str
    device: str
    upstream: str
    hosts: tuple[str, ...]
    port: int

    @property
    def origin(self) -> str:
        return record_origin(self.council, self.log)

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.path / "keys")

    @property
    def link(self) -> HallLink:
        """What the QR code on the wall says."""
        return HallLink(self.hosts[0], self.port, self.council, self.root_sha256)

    def save(self) -> None:
        """Write hall.toml, in one step."""
        council = {
            "id": self.council,
            "name": self.name,
            "log": self.log,
            "root_sha256": self.root_sha256,
        }
        hall = {
            "device": self.device,
            "upstream": self.upstream,
            "hosts": self.hosts,
            "port": self.port,
        }
        put_file(self.path / SETTINGS, settings_text({"council": council, "hall": hall}).encode())


def open_hall_home(path: Path) -> HallHome:
    """The home in this folder; raises CommandError when there is none."""
    if not (path / SETTINGS).is_file():
        raise CommandError(f"{path} holds no hall; make one at the council's server with: hall new")
    values, _ = read_toml(path / SETTINGS)
    council, hall = values.get("council", {}), values.get("hall", {})
    try:
        return HallHome(
            path=path,
            council=str(council["id"]),
            name=str(council["name"]),
            log=str(council["log"]),
            root_sha256=str(council["root_sha256"]),
            device=str(hall["device"]),
            upstream=str(hall["upstream"]),
            hosts=tuple(str(host) for host in hall["hosts"]),
            port=int(hall["port"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path / SETTINGS} is not complete: {error}") from None


def new_hall(
    council: Council,
    folder: Path,
    keys: KeyFolder,
    *,
    device: str,
    hosts: tuple[str, ...],
    port: int,
    upstream: str,
    chair: bool = False,
) -> HallHome:
    """A folder for the hall's machine, whose key the root put into the record; with `chair` the chair's key
    (sealed as it is here) goes along. It holds neither the log key nor the root's.

    Raises CommandError: the folder is in use, or the device is enrolled.
    """
    checked_id(device, "the hall's name")
    if device in council.record.replay.devices:
        raise CommandError(f"{device} is enrolled already; choose another --name")
    home = council.home
    root = open_office(home, keys, key_names.ROOT)
    new_folder(folder)
    hall = HallHome(
        path=folder,
        council=home.council,
        name=home.name,
        log=home.log,
        root_sha256=home.root_sha256,
        device=device,
        upstream=upstream or home.address,
        hosts=hosts,
        port=port,
    )
    council.writer.run(lambda batch: _enrol(batch, root, hall))
    _issue_tls(council, keys, hall, root)
    if chair:
        write_secret(hall.keys.path / CHAIR_KEY, (home.path / "keys" / CHAIR_KEY).read_bytes())
        hall.keys.keep_certificate(key_names.CHAIR, home.keys().certificate(key_names.CHAIR))
    hall.save()
    return hall


def _enrol(batch: Batch, root: KeyOffice, hall: HallHome) -> None:
    """The hall's key and its `enrol` entry (2.1, 13.1)."""
    key = certificates.new_member_key()
    certificate = certificates.issue_member(
        root.certificate,
        root.key,
        csr=certificates.create_csr(key, device=hall.device),
        name=NAME,
        person=hall.device,
        role=HALL,
        not_before=batch.now,
        years=MEMBER_YEARS,
    )
    statement = Enrol(
        **root.envelope,
        role=HALL,
        person=hall.device,
        name=NAME,
        device=hall.device,
        device_name=NAME,
        member_cert=b64(certificate),
        box_key="",
        enrolled_at=write_time(batch.now),
    )
    root.speak(batch, statement)
    hall.keys.keep(HALL, key, certificate)


def _issue_tls(council: Council, keys: KeyFolder, hall: HallHome, root: KeyOffice) -> None:
    """The hall's TLS certificate by the council's root, with the chain of roots behind it (3.8)."""
    hall.keys.keep(key_names.TLS, certificates.new_member_key())
    certificate = certificates.issue_server(
        root.certificate,
        root.key,
        public_key=hall.keys.signing_key(key_names.TLS).public_key(),
        hosts=list(hall.hosts),
        not_before=council.clock().replace(microsecond=0),
        years=SERVER_YEARS,
    )
    hall.keys.keep_certificate(key_names.TLS, certificate, *successions(keys))
    first = council.record.replay.roots.links[0][1]
    hall.keys.keep_certificate(key_names.ROOT, unb64(first.root_cert))
