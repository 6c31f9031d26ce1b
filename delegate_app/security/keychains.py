"""The operating system's own keychain, through the `keyring` library (docs/adr/0007).

Only three stores are ever used, each made by name: Windows Credential Manager, macOS Keychain, Secret Service. What the
library would choose by its configuration file, its environment variable or a plug-in is not asked, so that nobody can
put a file in the clear in the keychain's place.
"""

from __future__ import annotations

import binascii
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from delegate_app.domain.accounts import PepperKind
from delegate_app.errors import Code, UserError
from delegate_app.security.peppers import NoPepper, PepperStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

SERVICE = "nghi-truong"


class KeychainPepper:
    """Peppers in one store of the `keyring` library: one entry for each keyring, in ASCII."""

    def __init__(self, backend: KeyringBackend, kind: PepperKind) -> None:
        self._backend = backend
        self._kind = kind

    @property
    def kind(self) -> PepperKind:
        return self._kind

    def fetch(self, keyring: str) -> dict[str, bytes]:
        with _errors_translated():
            text = self._backend.get_password(SERVICE, keyring)
        try:
            return {
                name: bytes.fromhex(pepper) for name, pepper in json.loads(text or "{}").items()
            }
        except (ValueError, AttributeError, TypeError, binascii.Error):
            return {}  # somebody else's words under our name: the slots' peppers are not there

    def keep(self, keyring: str, peppers: Mapping[str, bytes]) -> None:
        with _errors_translated():
            if peppers:
                text = json.dumps({name: pepper.hex() for name, pepper in peppers.items()})
                self._backend.set_password(SERVICE, keyring, text)
            elif self._backend.get_password(SERVICE, keyring) is not None:
                self._backend.delete_password(SERVICE, keyring)


class SystemPepper:
    """The keychain of this machine, looked for when it is first asked; none is an honest answer."""

    def __init__(self, look: Callable[[], PepperStore] | None = None) -> None:
        self._look = look or system_keychain
        self._found: PepperStore | None = None

    @property
    def kind(self) -> PepperKind:
        return self._store().kind

    def fetch(self, keyring: str) -> dict[str, bytes]:
        return self._store().fetch(keyring)

    def keep(self, keyring: str, peppers: Mapping[str, bytes]) -> None:
        self._store().keep(keyring, peppers)

    def _store(self) -> PepperStore:
        if self._found is None:
            self._found = self._look()
        return self._found


def system_keychain(platform: str = sys.platform) -> PepperStore:
    """The keychain that works here and now, `NoPepper` where there is none (a Linux without a desktop session)."""
    try:
        backend, kind = _backend_of(platform)
        _ = type(backend).priority  # raises RuntimeError where it cannot work
    except (ImportError, RuntimeError, OSError):
        return NoPepper()
    return KeychainPepper(backend, kind)


def _backend_of(platform: str) -> tuple[KeyringBackend, PepperKind]:
    """Imported late: a desk without a pepper never loads the library."""
    if platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring  # noqa: PLC0415

        return _made(WinVaultKeyring), PepperKind.WINDOWS
    if platform == "darwin":
        from keyring.backends.macOS import Keyring as MacKeychain  # noqa: PLC0415

        return _made(MacKeychain), PepperKind.MACOS
    from keyring.backends.SecretService import Keyring as SecretService  # noqa: PLC0415

    return _made(SecretService), PepperKind.SECRET_SERVICE


def _made(backend: Any) -> KeyringBackend:
    made: KeyringBackend = backend()
    return made


@contextmanager
def _errors_translated() -> Iterator[None]:
    """Whatever a keychain raises is KEYCHAIN_LOCKED: locked, refused by the person, or gone."""
    try:
        yield
    except Exception as error:  # each store raises its own library's errors beside KeyringError
        raise UserError(Code.KEYCHAIN_LOCKED, type(error).__name__) from error
