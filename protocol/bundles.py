"""Record bundles: a vote record in files that anyone can check without this program.

root.pem            the council's root certificate: compare its SHA-256 with the printed one
log_key.pem         the log's Ed25519 key
origin              the record's name, one line
checkpoint          the signed head of the log (protocol.md 4.5)
entries/NNNNNN.json a statement, exactly the bytes that were signed
entries/NNNNNN.p7s  its detached signature
ket-qua.txt         what the record says, for people (recomputed by every check)
tom-tat.html, .pdf  the same at more length, where the council's office made them
verify-record.sh    the check by openssl, sha256sum and jq

The files for people are no evidence: no signature covers them.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol import certificates, limits
from protocol.bundle_script import SCRIPT
from protocol.errors import Code, Invalid
from protocol.origins import council_of_record
from protocol.records import Record

ROOT_FILE = "root.pem"
KEY_FILE = "log_key.pem"
ORIGIN_FILE = "origin"
CHECKPOINT_FILE = "checkpoint"
SUMMARY_FILE = "ket-qua.txt"
PAGE_FILE = "tom-tat.html"
PDF_FILE = "tom-tat.pdf"
SCRIPT_FILE = "verify-record.sh"
FOR_PEOPLE_BYTES = 64 * 1024 * 1024
FOR_PEOPLE = (SUMMARY_FILE, PAGE_FILE, PDF_FILE)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A vote record as it is handed on: nothing in it is trusted before `verify.check_bundle`."""

    origin: str
    root: bytes
    log_key: bytes
    checkpoint: str
    records: tuple[Record, ...]

    @property
    def council(self) -> str:
        """The council that the origin names."""
        council = council_of_record(self.origin)
        if council is None:
            raise Invalid(Code.BAD_BUNDLE, "origin")
        return council


_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

ReadFile = Callable[[str, int], bytes | None]
"""(name, most bytes) -> the file's bytes, None when there is no such file."""


def bundle_files(
    bundle: Bundle, summary: str, pages: Mapping[str, bytes] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Every file of the bundle, name and bytes; `summary` is the text of `record_summary`.

    `pages` are further files for people, under names of `FOR_PEOPLE`.
    """
    yield ROOT_FILE, certificates.to_pem(bundle.root).encode()
    yield KEY_FILE, _key_pem(bundle.log_key)
    yield ORIGIN_FILE, f"{bundle.origin}\n".encode()
    yield CHECKPOINT_FILE, bundle.checkpoint.encode()
    yield SUMMARY_FILE, summary.encode()
    yield from (pages or {}).items()
    yield SCRIPT_FILE, SCRIPT.encode()
    for index, record in enumerate(bundle.records):
        yield f"{_entry(index)}.json", record.statement
        yield f"{_entry(index)}.p7s", record.signature


def write_folder(
    bundle: Bundle, summary: str, folder: Path, *, pages: Mapping[str, bytes] | None = None
) -> None:
    """The bundle lies in `folder`, which is made; raises FileExistsError when it is there."""
    folder.mkdir(parents=True)
    (folder / "entries").mkdir()
    for name, data in bundle_files(bundle, summary, pages):
        (folder / name).write_bytes(data)
    (folder / SCRIPT_FILE).chmod(0o755)


def write_zip(
    bundle: Bundle, summary: str, path: Path, *, pages: Mapping[str, bytes] | None = None
) -> None:
    """The bundle lies in the new file `path`; the same record gives the same bytes."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, data in bundle_files(bundle, summary, pages):
            info = zipfile.ZipInfo(name)  # dated 1980, whatever the day
            info.external_attr = (0o755 if name == SCRIPT_FILE else 0o644) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def read_bundle(path: Path) -> Bundle:
    """The bundle in a folder or a zip file; raises `Invalid(BAD_BUNDLE)`."""
    if path.is_dir():
        return _read(lambda name, most: _read_file(path / name, most))
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(lambda name, most: _read_member(archive, name, most))
    except _BROKEN_ZIP as error:
        raise Invalid(Code.BAD_BUNDLE, type(error).__name__) from None


def files_for_people(path: Path) -> dict[str, bytes]:
    """Those of the files for people that a bundle holds, by name; nothing signed covers them."""
    return read_files(path, dict.fromkeys(FOR_PEOPLE, FOR_PEOPLE_BYTES))


def read_files(path: Path, wanted: Mapping[str, int]) -> dict[str, bytes]:
    """Those of the named files that are in the folder or zip file; `wanted` are names and most bytes.

    Raises `Invalid(BAD_BUNDLE)` for a larger one, and for a zip file that is none.
    """
    if path.is_dir():
        found = {name: _read_file(path / name, most) for name, most in wanted.items()}
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                found = {name: _read_member(archive, name, m) for name, m in wanted.items()}
        except _BROKEN_ZIP as error:
            raise Invalid(Code.BAD_BUNDLE, type(error).__name__) from None
    return {name: data for name, data in found.items() if data is not None}


def _read(read: ReadFile) -> Bundle:
    def must(name: str, most: int) -> bytes:
        data = read(name, most)
        if data is None:
            raise Invalid(Code.BAD_BUNDLE, f"{name} is missing")
        return data

    try:
        root = certificates.from_pem(must(ROOT_FILE, 4 * limits.CERTIFICATE).decode())
        origin = must(ORIGIN_FILE, limits.LINE).decode().removesuffix("\n")
        checkpoint = must(CHECKPOINT_FILE, limits.NOTE).decode()
    except (UnicodeDecodeError, Invalid) as error:
        raise Invalid(Code.BAD_BUNDLE, str(error)) from None
    log_key = _read_key(must(KEY_FILE, limits.CERTIFICATE))
    records: list[Record] = []
    while (statement := read(f"{_entry(len(records))}.json", limits.STATEMENT)) is not None:
        signature = must(f"{_entry(len(records))}.p7s", limits.SIGNATURE)
        records.append(Record(statement, signature))
    return Bundle(origin, root, log_key, checkpoint, tuple(records))


def _entry(index: int) -> str:
    return f"entries/{index:06}"


def _read_file(path: Path, most: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Invalid(Code.BAD_BUNDLE, type(error).__name__) from None
    return _limited(data, most)


def _read_member(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Invalid(Code.BAD_BUNDLE, "a compression that no bundle has")
    with archive.open(info) as file:
        return _limited(file.read(most + 1), most)


def _limited(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Invalid(Code.BAD_BUNDLE, "a file larger than any real one")
    return data


def _key_pem(log_key: bytes) -> bytes:
    return Ed25519PublicKey.from_public_bytes(log_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _read_key(pem: bytes) -> bytes:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise Invalid(Code.BAD_BUNDLE, KEY_FILE) from None
    if not isinstance(key, Ed25519PublicKey):
        raise Invalid(Code.BAD_BUNDLE, KEY_FILE)
    return key.public_bytes_raw()
