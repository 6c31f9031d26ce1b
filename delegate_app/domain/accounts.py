"""This device's account: whether it has a vault, is unlocked, and belongs to a council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AccountState(StrEnum):
    """Where the person stands between a first start and a working desk."""

    NEW = "new"
    """No vault in this home folder yet."""
    LOCKED = "locked"
    UNENROLLED = "unenrolled"
    """Unlocked, and no council asked yet (or the last request was refused)."""
    PENDING = "pending"
    """The keys are made and the clerk has not confirmed them yet."""
    ENROLLED = "enrolled"
    ERASED = "erased"
    """The council revoked this device; its keys are destroyed and nothing here can be opened any more."""


class PepperKind(StrEnum):
    """Which keychain holds the second secret beside the passphrase; NONE where the passphrase stands alone."""

    NONE = "none"
    WINDOWS = "windows-credential-manager"
    MACOS = "macos-keychain"
    SECRET_SERVICE = "secret-service"  # noqa: S105 - the name of a keychain


@dataclass(frozen=True, slots=True)
class Erasure:
    """Why this home folder holds no keys any more."""

    device_id: str
    revoked_at: datetime
    erased_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """What the sync needs to reach the council as this device.

    `root_der` is None until the council's certificate was compared with the printed fingerprint
    (`protocol.md 7.4`); `enrolment_id` is "" until the request was delivered; `person_id` is "" until
    the clerk confirmed; `log_origin` and `log_key` come with the root.
    """

    address: str
    root_sha256: str
    root_der: bytes | None
    council_id: str
    person_id: str
    device_id: str
    enrolment_id: str
    log_origin: str
    log_key: bytes


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What a device sends to be enrolled (`protocol.md 7.5`, `10.2`). The code itself is not in it.

    `comparison` is what this side shows for the clerk to compare (`protocol.md 10.3`).
    """

    address: str
    root_sha256: str
    code_id: str
    proof: str
    csr: bytes
    device_id: str
    device_name: str
    box_key: bytes
    comparison: str
