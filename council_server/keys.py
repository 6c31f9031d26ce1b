"""The council's own keys: root, chair and secretary sign statements, the log key signs checkpoints, the TLS key serves.

Each lies in a PEM file that only its owner may read. Root, chair and secretary may be sealed with a
passphrase (`sealed_keys`); the log and TLS keys are not, since a server starts without a person at the keyboard.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from council_server.durable_files import replace_file, settle_folder
from council_server.errors import CommandError
from council_server.sealed_keys import NotOpened, is_sealed, open_key, seal_key
from protocol import certificates
from protocol.signed_notes import public

ROOT, CHAIR, SECRETARY, LOG, TLS = "root", "chair", "secretary", "log", "tls"
SEALED = frozenset({ROOT, CHAIR, SECRETARY})

PrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """The folder `keys` of a server home; `passphrase` opens the sealed keys, None when there is none."""

    path: Path
    passphrase: str | None = None

    def keep(self, name: str, key: PrivateKey, certificate: bytes | None = None) -> None:
        """Write a new key and its certificate (DER); never over another key."""
        data = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        if self.passphrase and name.partition("-")[0] in SEALED:
            data = seal_key(data, self.passphrase)
        write_secret(self.path / f"{name}.key", data)
        if certificate is not None:
            self.keep_certificate(name, certificate)

    def keep_certificate(self, name: str, certificate: bytes, *chain: bytes) -> None:
        """Write or replace a certificate, with the chain that is sent after it, in one step."""
        pem = "".join(map(certificates.to_pem, (certificate, *chain)))
        replace_file(self.path / f"{name}.crt", pem.encode("ascii"))

    def holds(self, name: str) -> bool:
        """Whether there is a key of this name."""
        return (self.path / f"{name}.key").exists()

    def is_sealed(self, name: str) -> bool:
        """Whether the key opens with a passphrase only; raises CommandError when it is not here."""
        return b"ENCRYPTED" in self._read(f"{name}.key")

    def certificate(self, name: str) -> bytes:
        """A certificate in DER."""
        return certificates.from_pem(self._read(f"{name}.crt").decode("ascii"))

    def signing_key(self, name: str) -> EllipticCurvePrivateKey:
        """The P-256 key of the root, chair, secretary or TLS."""
        key = self._load(name)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise CommandError(
                f"{self.path / name}.key holds a key of another kind",
                sentence="key_unusable",
                name=name,
            )
        return key

    def log_keys(self) -> dict[bytes, Ed25519PrivateKey]:
        """The keys that sign checkpoints, receipts and refusals, by their public keys: now, and before a rotation."""
        names = sorted(path.stem for path in self.path.glob(f"{LOG}*.key"))
        keys = [self._log_key(name) for name in names]
        return {public(key): key for key in keys}

    def _log_key(self, name: str) -> Ed25519PrivateKey:
        key = self._load(name)
        if not isinstance(key, Ed25519PrivateKey):
            raise CommandError(
                f"{self.path / name}.key holds a key of another kind",
                sentence="key_unusable",
                name=name,
            )
        return key

    def _load(self, name: str) -> PrivateKeyTypes:
        path = self.path / f"{name}.key"
        data = self._read(path.name)
        try:
            if not is_sealed(data):
                return serialization.load_pem_private_key(data, None)
            if self.passphrase is None:
                raise CommandError(
                    f"{path} is sealed: name its passphrase with --passphrase-file",
                    sentence="key_sealed",
                    name=name,
                )
            if data.startswith(b"{"):
                plain = open_key(data, self.passphrase)
                return serialization.load_pem_private_key(plain, None)
            return serialization.load_pem_private_key(data, self.passphrase.encode())
        except (ValueError, TypeError, NotOpened):
            raise CommandError(
                f"{path} does not open with this passphrase", sentence="key_passphrase", name=name
            ) from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError:
            raise CommandError(
                f"{self.path / name} cannot be read", sentence="key_missing", name=name
            ) from None


def write_secret(path: Path, data: bytes) -> None:
    """A new file that only its owner may read, on the disk when this returns."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags, 0o600)
    except FileExistsError:
        raise CommandError(f"{path} exists already") from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    settle_folder(path.parent)


def read_passphrase(path: Path | None) -> str | None:
    """The first line of the file, None without a file."""
    if path is None:
        return None
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{path} cannot be read") from None
    line = text.partition("\n")[0].rstrip("\r")
    if not line:
        raise CommandError(f"{path} holds no passphrase on its first line")
    return line
