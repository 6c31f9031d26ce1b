"""Wrong ways to write into the vault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from delegate_app.errors import Code, UserError
from delegate_app.storage.vault import Vault

_transaction = Vault.transaction
_connect = Vault._connect


@contextmanager
def _swallowed(self: Vault, *, durable: bool = True) -> Iterator[None]:
    try:
        with _transaction(self, durable=durable):
            yield
    except UserError as error:
        if error.code is not Code.DISK_FULL:
            raise


@contextmanager
def _alone(self: Vault, *, durable: bool = True) -> Iterator[None]:
    del self, durable
    yield


def _careless(self: Vault, key: bytes) -> None:
    _connect(self, key)
    self._open_db().execute("PRAGMA synchronous=NORMAL")


FULL_DISK_SWALLOWED = (Vault, "transaction", _swallowed)
NO_TRANSACTIONS = (Vault, "transaction", _alone)
NOT_DURABLE = (Vault, "_connect", _careless)
