"""Where peppers lie: every store keeps the same contract, and only the system's own keychains are stores."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from delegate_app.domain.accounts import PepperKind
from delegate_app.errors import Code, UserError
from delegate_app.security import keychains
from delegate_app.security.keychains import KeychainPepper, SystemPepper, system_keychain
from delegate_app.security.peppers import NoPepper, PepperStore
from tests.unit.delegate_app.security.drawers import DrawerPepper, MemoryKeychain

Made = Callable[[], PepperStore]


def keychain() -> PepperStore:
    return KeychainPepper(MemoryKeychain(), PepperKind.SECRET_SERVICE)


def looked_for() -> PepperStore:
    return SystemPepper(keychain)


STORES = [DrawerPepper, keychain, looked_for]


@pytest.mark.parametrize("made", STORES)
def test_what_is_kept_is_fetched_by_keyring_and_slot(made: Made) -> None:
    store = made()
    assert store.kind is not PepperKind.NONE
    assert store.fetch("a") == {}
    store.keep("a", {"01": b"x" * 32, "02": bytes(range(32))})
    store.keep("b", {"01": b"y" * 32})
    assert store.fetch("a") == {"01": b"x" * 32, "02": bytes(range(32))}
    assert store.fetch("b") == {"01": b"y" * 32}


@pytest.mark.parametrize("made", STORES)
def test_keeping_replaces_everything_of_that_keyring(made: Made) -> None:
    store = made()
    store.keep("a", {"01": b"x" * 32})
    store.keep("b", {"01": b"y" * 32})
    store.keep("a", {"02": b"z" * 32})
    assert store.fetch("a") == {"02": b"z" * 32}
    store.keep("a", {})
    store.keep("a", {})
    assert (store.fetch("a"), store.fetch("b")) == ({}, {"01": b"y" * 32})


def test_a_machine_without_a_keychain_keeps_nothing_and_says_so() -> None:
    store = NoPepper()
    assert store.kind is PepperKind.NONE
    assert store.fetch("a") == {}
    store.keep("a", {})
    with pytest.raises(UserError):
        store.keep("a", {"01": b"x" * 32})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a desktop session is there")
def test_a_linux_without_a_desktop_session_has_no_keychain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    for platform in ("linux", "win32", "darwin"):
        assert isinstance(system_keychain(platform), NoPepper)


def test_a_store_that_the_environment_names_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    for backend in (null.Keyring, fail.Keyring):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{backend.__module__}.Keyring")
        assert isinstance(system_keychain("linux"), NoPepper)


class LockedKeychain(MemoryKeychain):
    """The person dismissed the prompt."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")


def test_a_locked_keychain_is_told_as_one() -> None:
    store = KeychainPepper(LockedKeychain(), PepperKind.SECRET_SERVICE)
    with pytest.raises(UserError) as error:
        store.fetch("a")
    assert error.value.code is Code.KEYCHAIN_LOCKED


@pytest.mark.parametrize("words", ["", "not json", "[]", '{"01": 3}', '{"01": "zz"}', "null"])
def test_foreign_words_under_our_name_are_no_pepper(words: str) -> None:
    backend = MemoryKeychain()
    backend.words[keychains.SERVICE, "a"] = words
    assert KeychainPepper(backend, PepperKind.SECRET_SERVICE).fetch("a") == {}


def test_an_entry_is_short_ascii_as_every_keychain_can_hold_it() -> None:
    backend = MemoryKeychain()
    store = KeychainPepper(backend, PepperKind.WINDOWS)
    store.keep("a" * 32, {"0" * 32: b"\xff" * 32, "1" * 32: b"\xfe" * 32})
    (word,) = backend.words.values()
    assert word.isascii()
    assert 2 * len(word) <= 2560  # a credential blob of Windows, in UTF-16
