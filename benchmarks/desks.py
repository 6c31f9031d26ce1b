"""An enrolled desk over a council that is served: the real account, replica, engine and client."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

from benchmarks.councils import Served
from benchmarks.passphrase import PASSPHRASE
from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import Desk, open_desk
from sync.http_council import HttpCouncil
from sync.scheduler import Scheduler
from sync.state import SyncState


def now() -> datetime:
    """The wall clock."""
    return datetime.now().astimezone()


def connected(desk: Desk) -> Scheduler:
    """The desk's synchronisation, not started."""

    def connect(identity: DeviceIdentity) -> HttpCouncil:
        return HttpCouncil(identity.address, identity.root_der)

    return Scheduler(
        replica=desk.replica,
        thread=desk.thread,
        connect=connect,
        announce=desk.changes.announce,
        now=now,
        chance=random.Random(1),
    )


def enrolled_desk(home: Path, council: Served) -> Desk:
    """A new desk that the clerk confirmed; nothing was fetched yet. Close it after use."""
    desk = open_desk(home, cost=lambda: CHEAPEST)
    desk.thread.submit(lambda: desk.account.create(PASSPHRASE)).result()
    desk.thread.submit(
        lambda: desk.account.begin_enrolment(
            address=council.address,
            root_sha256=council.home.root_sha256,
            code=council.code(),
            device_name="Máy đo",
            now=now(),
        )
    ).result()
    sync = connected(desk)
    if not sync.enrol_once():
        council.confirm()
        if not sync.enrol_once():
            raise RuntimeError("the clerk's word did not arrive")
    return desk


def fetch_everything(desk: Desk) -> SyncState:
    """One run of the synchronisation. Raises RuntimeError when something is still missing after it."""
    state = connected(desk).run_once()
    if state.trouble is not None or state.missing_blobs:
        raise RuntimeError(f"the run left {state.missing_blobs} files: {state.trouble}")
    return state
