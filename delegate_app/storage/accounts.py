"""The enrolment of this device and its wrapped keys, as the vault keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from delegate_app.storage.vault import Row, Vault


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """Everything known of the enrolment; absent values are empty. `state` is requested, sent, enrolled or refused."""

    state: str
    address: str
    root_sha256: str
    root_der: bytes | None
    code_id: str
    proof: str
    csr: bytes
    box_key: bytes
    comparison: str
    device_id: str
    device_name: str
    requested_at: str
    enrolment_id: str = ""
    council_id: str = ""
    council_name: str = ""
    log_origin: str = ""
    log_key: bytes = b""
    person_id: str = ""
    name: str = ""
    role: str = ""
    certificate: bytes = b""
    enrol_identity: str = ""
    enrolled_at: str = ""


FIELDS = tuple(EnrolmentRow.__dataclass_fields__)
_ENROLMENT = f"SELECT {', '.join(FIELDS)} FROM enrolment"  # noqa: S608


class AccountTable:
    """At most one enrolment, and the keys that belong to it."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def enrolment(self) -> EnrolmentRow | None:
        """What was stored last, or None before the first request."""
        row = self._vault.one(_ENROLMENT)
        return EnrolmentRow(**row) if row else None

    def begin(self, enrolment: EnrolmentRow, keys: list[tuple[str, bytes, bytes]]) -> None:
        """Put a new request and its keys (name, nonce, wrapped) in the place of an earlier one."""
        marks = ", ".join("?" for _ in FIELDS)
        with self._vault.transaction():
            self._vault.run("DELETE FROM enrolment")
            self._vault.run("DELETE FROM device_keys")
            self._vault.run(
                f"INSERT INTO enrolment ({', '.join(FIELDS)}) VALUES ({marks})",  # noqa: S608
                [getattr(enrolment, field) for field in FIELDS],
            )
            self._vault.run_many("INSERT INTO device_keys VALUES (?, ?, ?)", keys)

    def change(self, **values: Any) -> None:
        """Change fields of the enrolment."""
        sets = ", ".join(f"{name} = :{name}" for name in values)
        self._vault.run(f"UPDATE enrolment SET {sets}", values)  # noqa: S608

    def forget_keys(self) -> None:
        """Delete every wrapped key of this device and of the delegate's others."""
        with self._vault.transaction():
            self._vault.run("DELETE FROM device_keys")
            self._vault.run("DELETE FROM notes_keys")

    def wrapped_keys(self) -> list[Row]:
        """The wrapped keys: name, nonce, wrapped."""
        return self._vault.rows("SELECT name, nonce, wrapped FROM device_keys")


class VaultSettings:
    """Small facts that belong to the vault's content: the clock of notes, the server's clock, the last contact."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def get(self, name: str) -> str:
        """The value, or ""."""
        return str(
            self._vault.value("SELECT value FROM vault_settings WHERE name = ?", [name]) or ""
        )

    def put(self, name: str, value: str) -> None:
        """Keep `value` in place of an earlier one."""
        self._vault.run(
            "INSERT INTO vault_settings VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )


def moment(text: str) -> datetime | None:
    """The aware time of a stored text, None for ""."""
    return datetime.fromisoformat(text) if text else None
