"""A desk: the services over one home folder, wired together.

    desk = open_desk(home)
    desk.thread.submit(lambda: desk.account.unlock(passphrase)).result()
    ...
    desk.close()

A home folder holds `vault.db` (everything, encrypted), `keyring.json` (how the passphrase opens it), `settings.json`
(no content), `desk.lock` (one process at a time) and `log/desk.log` (ids and counts only).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from delegate_app.domain.changes import Changes, Kind
from delegate_app.security.derivation import ArgonCost, calibrated
from delegate_app.security.desk_lock import DeskLock
from delegate_app.security.keyring import Keyring
from delegate_app.security.peppers import NoPepper, PepperStore
from delegate_app.services.account import Account
from delegate_app.services.agenda import Agenda
from delegate_app.services.annotations import Annotations
from delegate_app.services.announcer import Announcer
from delegate_app.services.deliveries import Deliveries
from delegate_app.services.documents import Documents
from delegate_app.services.exchanges import Exchanges
from delegate_app.services.feed_holds import FeedHolds
from delegate_app.services.followed_notes import FollowedNotes
from delegate_app.services.halls import Halls
from delegate_app.services.indexing import EngineTexts, Indexing
from delegate_app.services.live_search import LiveSearch
from delegate_app.services.open_keys import OpenKeys
from delegate_app.services.reader import Reader
from delegate_app.services.reading import Reading
from delegate_app.services.recognised_words import RecognisedWords
from delegate_app.services.record import CheckedRecord
from delegate_app.services.replica import Replica
from delegate_app.services.search import Search
from delegate_app.services.vault_thread import VaultThread
from delegate_app.services.versions import Versions
from delegate_app.services.votes import Votes
from delegate_app.settings import SettingsStore
from delegate_app.storage.vault import Vault


@dataclass(frozen=True)
class Desk:
    """The services of one home folder. Calls to them belong on `thread`; `documents.source`, `reader`, `versions`,
    `search`, `live_search`, `indexing`, `settings` and the wishes of `deliveries` may be used from any thread."""

    home: Path
    thread: VaultThread
    account: Account
    agenda: Agenda
    documents: Documents
    annotations: Annotations
    votes: Votes
    replica: Replica
    halls: Halls
    feed_holds: FeedHolds
    reader: Reader
    reading: Reading
    versions: Versions
    followed: FollowedNotes
    search: Search
    live_search: LiveSearch
    indexing: Indexing
    settings: SettingsStore
    deliveries: Deliveries
    exchanges: Exchanges
    changes: Announcer
    lock: DeskLock

    def close(self) -> None:
        """Lock the vault, end the threads and let another process in. Not from the vault or render thread."""
        self.reader.close()
        self.live_search.close()
        self.indexing.close()
        self.thread.submit(self.account.lock).result()
        self.thread.close()
        self.lock.release()


def open_desk(
    home: Path,
    *,
    pepper: PepperStore | None = None,
    cost: Callable[[], ArgonCost] = calibrated,
) -> Desk:
    """Wire the services over `home`, which is made when it is missing; the vault stays locked.

    `cost` gives the cost of guessing for a vault made through this desk. Raises VAULT_IN_USE while another process
    works in this home folder, DISK_FULL, DISK_READ_ONLY.
    """
    lock = DeskLock(home)
    vault, changes, open_keys = Vault(home / "vault.db"), Announcer(), OpenKeys()
    keyring = Keyring(home / "keyring.json", pepper or NoPepper())
    account = Account(vault, keyring, open_keys, changes, cost=cost)
    record = CheckedRecord(vault)
    documents = Documents(vault, changes)
    store = SettingsStore(home / "settings.json")
    deliveries = Deliveries(vault, store)
    replica = Replica(vault, open_keys, record, changes, deliveries, account.erase)
    words = RecognisedWords(vault)
    reader = Reader(documents.arriving_source, need=deliveries.need, fill=words.fill)
    account.when_locked(record.forget)
    account.when_locked(reader.forget_all)
    account.when_locked(deliveries.forget)
    account.when_locked(words.forget)
    thread, search = VaultThread(), Search(vault)
    live_search = LiveSearch(search)
    indexing = Indexing(
        vault, thread, EngineTexts(documents.source, RecognisedWords(vault)), changes
    )
    _keep_searchable(changes, search, indexing)
    account.when_locked(indexing.forget)
    account.when_locked(search.index_moved)
    account.when_locked(live_search.forget)
    account.when_unlocked(replica.offer_given_up)
    return Desk(
        home=home,
        thread=thread,
        account=account,
        agenda=Agenda(vault),
        documents=documents,
        annotations=Annotations(vault, open_keys, changes),
        votes=Votes(vault, account, record, changes),
        replica=replica,
        halls=Halls(vault, changes),
        feed_holds=replica.feed_holds,
        reader=reader,
        reading=Reading(vault, open_keys),
        versions=Versions(reader),
        settings=store,
        deliveries=deliveries,
        exchanges=Exchanges(vault, record, replica, deliveries, changes),
        followed=FollowedNotes(vault, open_keys, reader, changes),
        search=search,
        live_search=live_search,
        indexing=indexing,
        changes=changes,
        lock=lock,
    )


def _keep_searchable(changes: Announcer, search: Search, indexing: Indexing) -> None:
    """What moved is read again by the search, and what arrived is indexed."""
    searched = frozenset({Kind.INDEX, Kind.SESSIONS, Kind.DOCUMENTS, Kind.ANNOTATIONS})
    arrived = frozenset({Kind.SESSIONS, Kind.DOCUMENTS})

    def look(moved: Changes) -> None:
        if moved & searched:
            search.index_moved()
        if moved & arrived:
            indexing.wake()

    changes.subscribe(look)
