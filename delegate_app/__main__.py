"""The program: wires the desk, the synchronisation and the window, or runs one command (docs/commands.md).

The only file that may import from everywhere. What Qt and the network need is imported where it is started, so that
`status` neither loads a window nor opens a socket.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import random
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from delegate_app.commands import arguments
from delegate_app.commands.messages import line, sentence
from delegate_app.commands.passphrases import PassphraseSource
from delegate_app.commands.statuses import Status, status_of
from delegate_app.commands.workplace import Workplace
from delegate_app.desk_log import end_log, start_log
from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.changes import Changes, Kind
from delegate_app.errors import DeskError
from delegate_app.practice import PracticeCouncil
from delegate_app.services.announcer import Announcer
from delegate_app.services.desk import Desk, open_desk
from delegate_app.settings import LANGUAGE, SettingsStore
from sync.driver import Connect
from sync.http_council import HttpCouncil
from sync.scheduler import Scheduler

logger = logging.getLogger("delegate_app")


def now() -> datetime:
    """The wall clock with the offset of this place."""
    return datetime.now().astimezone()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["council-server"]:
        return _council_server(given[1:])
    options = arguments.read(given)
    home: Path = (options.home or arguments.default_home()).expanduser().absolute()
    is_practice = options.command == "practice"
    desk_home = home / "desk" if is_practice else home
    language = options.lang or SettingsStore(desk_home / "settings.json").get(LANGUAGE)
    try:
        handler = start_log(desk_home)
    except DeskError as error:
        return _told(error, language)
    try:
        if options.run is not None:
            return _command(desk_home, language, options)
        if is_practice:
            return _practice(home, desk_home, options)
        return _window(desk_home, options.lang)
    except DeskError as error:
        logger.info("ended: %s %s", error.code.value, error.detail)
        return _told(error, language)
    except KeyboardInterrupt:
        return Status.NOT_DONE
    except Exception:
        logger.exception("a fault of the program")
        print(line("fault", language), file=sys.stderr)
        return Status.FAULT
    finally:
        end_log(handler)


def _told(error: DeskError, language: str) -> int:
    print(sentence(error, language), file=sys.stderr)
    return status_of(error)


def _council_server(argv: list[str]) -> int:
    """The reference server inside the frozen application, which has one program only."""
    from council_server.__main__ import main as serve  # noqa: PLC0415 - a server's libraries

    return int(serve(argv))


# ---------------------------------------------------------------------------------------- commands


def _command(home: Path, language: str, options: argparse.Namespace) -> int:
    desk = open_desk(home)
    try:
        place = Workplace(
            desk=desk,
            passphrase=PassphraseSource(options.passphrase_file, options.passphrase_fd, language),
            connection=_scheduler(desk, desk.changes.announce, _connect),
            now=now,
            language=language,
        )
        return int(options.run(place, options))
    finally:
        desk.close()


def _connect(identity: DeviceIdentity) -> HttpCouncil:
    return HttpCouncil(identity.address, identity.root_der)


def _scheduler(desk: Desk, announce: Callable[[Changes], None], connect: Connect) -> Scheduler:
    return Scheduler(
        replica=desk.replica,
        thread=desk.thread,
        connect=connect,
        announce=announce,
        now=now,
        chance=random.Random(),  # noqa: S311 - jitter between tries, not a secret
    )


# ------------------------------------------------------------------------------------------ window


class OutboxWatch:
    """Wakes the synchronisation when the person caused something to be sent, and not when it did so itself."""

    def __init__(self, changes: Announcer) -> None:
        self._changes = changes
        self._of_sync = threading.local()

    def announce_from_sync(self, changes: Changes) -> None:
        """Tell the window what a run of the synchronisation moved."""
        self._of_sync.speaks = True
        try:
            self._changes.announce(changes)
        finally:
            self._of_sync.speaks = False

    def wake(self, sync: Scheduler) -> None:
        """From now on wake `sync` for each vote and note of the person."""

        def look(changes: Changes) -> None:
            if Kind.OUTBOX in changes and not getattr(self._of_sync, "speaks", False):
                sync.wake("outbox")

        self._changes.subscribe(look)


def _window(home: Path, language: str | None) -> int:
    from ui.app import run  # noqa: PLC0415 - Qt is loaded for a window only

    with opened(home, language, _connect) as (desk, sync):
        return run(desk, sync, practice=None, argv=sys.argv[:1])


@contextmanager
def opened(home: Path, language: str | None, connect: Connect) -> Iterator[tuple[Desk, Scheduler]]:
    """A desk with its synchronisation, not started; both are ended in the right order."""
    desk = open_desk(home)
    try:
        if language:
            desk.settings.put(LANGUAGE, language)
        watch = OutboxWatch(desk.changes)
        sync = _scheduler(desk, watch.announce_from_sync, connect)
        watch.wake(sync)
        try:
            yield desk, sync
        finally:
            sync.stop()
    finally:
        desk.close()


def _practice(home: Path, desk_home: Path, options: argparse.Namespace) -> int:
    """The practice council in a child process, and the window or the tour over it."""
    is_tour = options.tour or not _has_display()
    if is_tour:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    council = PracticeCouncil(home / "council", manual=is_tour)

    def connect(identity: DeviceIdentity) -> HttpCouncil:
        ready = council.ready  # a taken port means a new address; the pinned root stays the same
        return HttpCouncil(ready.address if ready else identity.address, identity.root_der)

    try:
        with opened(desk_home, options.lang, connect) as (desk, sync):
            if is_tour:
                from ui import tour  # noqa: PLC0415 - Qt is loaded for a window only

                council.start_server()
                shots = options.shots or home / "shots"
                return int(tour.run(desk, sync, practice=council, shots=shots, argv=sys.argv[:1]))
            from ui.app import run  # noqa: PLC0415 - Qt is loaded for a window only

            starting = threading.Thread(target=_start, args=(council,), name="practice-start")
            starting.start()
            try:
                return run(desk, sync, practice=council, argv=sys.argv[:1])
            finally:
                starting.join()
    finally:
        council.stop_server()


def _start(council: PracticeCouncil) -> None:
    """Start the council beside the window, which shows that it is coming."""
    try:
        council.start_server()
    except DeskError as error:
        logger.error("the practice council did not start: %s %s", error.code.value, error.detail)


def _has_display() -> bool:
    """False on a Linux without a screen, where only the tour makes sense."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
