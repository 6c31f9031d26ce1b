"""The program: wires the desk, the synchronisation and the window, or runs one command (`docs/commands.md`).

The only file that imports from everywhere. What Qt, the network and the server need is imported
where it is started, so that `status` neither loads a window nor the HTTP client.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from delegate_app.commands.call import Call
from delegate_app.commands.console import Console
from delegate_app.commands.exit_statuses import ExitStatus, WrongUse, status_of
from delegate_app.commands.homes import default_home, practice_home
from delegate_app.commands.parser import PRACTICE, command_line
from delegate_app.commands.passphrases import PassphraseSource, prompt
from delegate_app.desk_log import end_log, start_log
from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.domain.changes import Changes, Kind
from delegate_app.errors import DeskError
from delegate_app.practice import PracticeCouncil
from delegate_app.security.keychains import SystemPepper
from delegate_app.security.peppers import PepperStore
from delegate_app.services.announcer import Announcer
from delegate_app.services.desk import Desk, open_desk
from delegate_app.settings import LANGUAGE, SettingsStore
from protocol.times import VIETNAM
from ui import messages
from ui.words import Words

if TYPE_CHECKING:
    from sync.carrier import Carrier
    from sync.discovery import NearbyHalls
    from sync.driver import Connect
    from sync.http_council import HttpCouncil
    from sync.scheduler import Scheduler

logger = logging.getLogger(__name__)

COUNCIL_SERVER = "council-server"
"""First argument by which the frozen application, which is one program, becomes the server."""


def main(argv: Sequence[str] | None = None, *, pepper: PepperStore | None = None) -> int:
    """Run the program; returns its exit status. `pepper` stands in for the machine's own keychain."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [COUNCIL_SERVER]:
        return _council_server(arguments[1:])
    options = command_line().parse_args(arguments)
    _write_utf8()
    home = _home(options)
    console = _console(options, home)
    try:
        with _logged(home):
            return _run(options, home, console, pepper or SystemPepper())
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return ExitStatus.INTERRUPTED
    except Exception as error:
        console.fail(error)
        return status_of(error)


def _run(options: argparse.Namespace, home: Path, console: Console, pepper: PepperStore) -> int:
    language = getattr(options, "lang", None)
    if options.run is not None:
        return run_command(options, home, console, pepper=pepper)
    if options.command == PRACTICE:
        return _practice(options, home, language)
    return _window(home, language, pepper)


def _council_server(argv: list[str]) -> int:
    """The council server of the frozen application."""
    from council_server.__main__ import main as serve  # noqa: PLC0415 - a server's libraries

    return int(serve(argv))


# ------------------------------------------------------------------------------------ surroundings


def vietnam_now() -> datetime:
    """The wall clock, in Vietnam's offset."""
    return datetime.now(VIETNAM)


def _home(options: argparse.Namespace) -> Path:
    """The desk's folder; the practice council keeps its desk and its council side by side.

    A tour makes a desk and a council of its own each time, because it begins with nothing, and
    because nobody else knows the passphrase that it chooses.
    """
    given: Path | None = getattr(options, "home", None)
    if options.command != PRACTICE:
        return (given or default_home()).expanduser().absolute()
    home = (given or practice_home()).expanduser().absolute()
    if _is_tour(options):
        home = home / "tours" / vietnam_now().strftime("%Y%m%d-%H%M%S")
    return home / "desk"


def _console(options: argparse.Namespace, home: Path) -> Console:
    language = getattr(options, "lang", None) or SettingsStore(home / "settings.json").get(LANGUAGE)
    return Console(
        words=Words(language),
        explain=lambda error: messages.for_error(error, language),
        out=sys.stdout,
        err=sys.stderr,
        as_json=getattr(options, "json", False),
    )


@contextmanager
def _logged(home: Path) -> Iterator[None]:
    """The log is written, and what ends the program is in it."""
    handler = start_log(home)
    try:
        yield
    except DeskError as error:
        logger.info("ended: %s %s", error.code.value, error.detail)
        raise
    except Exception as error:
        if status_of(error) is ExitStatus.BUG:
            logger.exception("a fault of the program")
        raise
    finally:
        end_log(handler)


def _write_utf8() -> None:
    """Vietnamese comes out whole whatever the machine's code page is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _let_go_of_output() -> None:
    """Whoever read our output left: Python must not try to write the rest when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _hall_connect(desk: Desk) -> Connect:
    """Lines that go through the hall's server that was chosen, while it answers."""
    from sync.hall_line import HallConnect  # noqa: PLC0415 - only when there is something to ask

    def chosen() -> str:
        place = desk.thread.submit(desk.halls.chosen).result()
        return place.address if place else ""

    return HallConnect(chosen)


def _scheduler(desk: Desk, announce: Callable[[Changes], None], connect: Connect) -> Scheduler:
    from sync.scheduler import Scheduler  # noqa: PLC0415 - only when there is something to send

    return Scheduler(
        replica=desk.replica,
        thread=desk.thread,
        connect=connect,
        announce=announce,
        now=vietnam_now,
        chance=random.Random(),  # noqa: S311 - jitter between tries, not a secret
    )


def _nearby(desk: Desk) -> NearbyHalls:
    from sync.discovery import NearbyHalls  # noqa: PLC0415 - only when somebody looks

    return NearbyHalls(desk.replica, desk.thread)


def _carrier(desk: Desk, announce: Callable[[Changes], None]) -> Carrier:
    from sync.carrier import Carrier  # noqa: PLC0415 - only when there is a stick

    return Carrier(desk.replica, desk.thread, announce, vietnam_now)


# ---------------------------------------------------------------------------------------- commands


def run_command(
    options: argparse.Namespace,
    home: Path,
    console: Console,
    *,
    rest: Callable[[float], None] = time.sleep,
    pepper: PepperStore | None = None,
) -> ExitStatus:
    """Run one support command over the desk at `home`; errors are raised."""
    desk = open_desk(home, pepper=pepper)
    try:
        call = Call(
            desk=desk,
            courier=lambda: _scheduler(desk, desk.changes.announce, _hall_connect(desk)),
            carrier=lambda: _carrier(desk, desk.changes.announce),
            nearby=lambda: _nearby(desk).find(),
            console=console,
            passphrases=_passphrases(options, console),
            options=options,
            now=vietnam_now,
            rest=rest,
        )
        status: ExitStatus = options.run(call)
        return status
    finally:
        desk.close()


def _passphrases(options: argparse.Namespace, console: Console) -> PassphraseSource:
    say = console.say
    return PassphraseSource(
        file=getattr(options, "passphrase_file", None),
        descriptor=getattr(options, "passphrase_fd", None),
        ask=prompt if sys.stdin is not None and sys.stdin.isatty() else None,
        prompts=(
            say("Mật khẩu: ", "Passphrase: "),
            say("Nhập lại mật khẩu: ", "The same passphrase again: "),
        ),
    )


# ------------------------------------------------------------------------------------------ window


class Sleeper(Protocol):
    """Something that runs when it is woken."""

    def wake(self, reason: str) -> None:
        """Run now; `reason` is for the log."""
        ...


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

    def wake(self, sync: Sleeper) -> None:
        """From now on wake `sync` for each vote and note of the person."""

        def look(changes: Changes) -> None:
            if Kind.OUTBOX in changes and not getattr(self._of_sync, "speaks", False):
                sync.wake("outbox")

        self._changes.subscribe(look)


@contextmanager
def opened(
    home: Path, language: str | None, connect: Connect | None, pepper: PepperStore | None = None
) -> Iterator[tuple[Desk, Scheduler]]:
    """A desk with its synchronisation, not started; both are ended in the right order. Without `connect` the lines go
    through the hall that was chosen."""
    desk = open_desk(home, pepper=pepper)
    try:
        if language:
            desk.settings.put(LANGUAGE, language)
        watch = OutboxWatch(desk.changes)
        sync = _scheduler(desk, watch.announce_from_sync, connect or _hall_connect(desk))
        watch.wake(sync)
        desk.deliveries.when_asked(lambda: sync.wake("paper asked for"))
        try:
            yield desk, sync
        finally:
            sync.stop()
    finally:
        desk.close()


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """False on a Linux without a screen, unless Qt was told which platform to use."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _window(home: Path, language: str | None, pepper: PepperStore) -> int:
    if not has_display(os.environ, sys.platform):
        raise WrongUse(
            "Máy không có màn hình để mở cửa sổ; practice --tour và các lệnh khác không cần màn hình.",
            "There is no display for the window; practice --tour and the commands need none.",
        )
    from ui.app import run  # noqa: PLC0415 - Qt is loaded for a window only

    with opened(home, language, None, pepper) as (desk, sync):
        carrier = _carrier(desk, desk.changes.announce)
        halls = _nearby(desk)
        return run(desk, sync, practice=None, carrier=carrier, halls=halls, argv=sys.argv[:1])


# ---------------------------------------------------------------------------------------- practice


def _is_tour(options: argparse.Namespace) -> bool:
    return bool(options.tour) or not has_display(os.environ, sys.platform)


def _practice(options: argparse.Namespace, desk_home: Path, language: str | None) -> int:
    """The practice council in a child process, and the window or the tour over it."""
    is_tour = _is_tour(options)
    if is_tour:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    home = desk_home.parent
    council = PracticeCouncil(home / "council", manual=options.manual or is_tour)

    def connect(identity: DeviceIdentity) -> HttpCouncil:
        from sync.http_council import HttpCouncil  # noqa: PLC0415 - only when there is a desk

        ready = council.ready  # a taken port means a new address; the pinned root stays the same
        return HttpCouncil(ready.address if ready else identity.address, identity.root_der)

    try:
        with opened(desk_home, language, connect) as (desk, sync):
            if is_tour:
                shots = (options.shots or home / "shots").expanduser().absolute()
                return _tour(desk, sync, council, shots)
            return _practice_window(desk, sync, council)
    finally:
        council.stop_server()


def _tour(desk: Desk, sync: Scheduler, council: PracticeCouncil, shots: Path) -> int:
    """Walk the session day in the real window; its exit status says whether every check held."""
    from ui import tour  # noqa: PLC0415 - Qt is loaded for a window only

    council.start_server()
    return int(tour.run(desk, sync, practice=council, shots=shots, argv=sys.argv[:1]))


def _practice_window(desk: Desk, sync: Scheduler, council: PracticeCouncil) -> int:
    """The window opens at once; the council comes beside it."""
    from ui.app import run  # noqa: PLC0415 - Qt is loaded for a window only

    starting = threading.Thread(target=_start_council, args=(council,), name="practice-start")
    starting.start()
    try:
        return run(desk, sync, practice=council, argv=sys.argv[:1])
    finally:
        starting.join()


def _start_council(council: PracticeCouncil) -> None:
    try:
        council.start_server()
    except DeskError as error:
        logger.error("the practice council did not start: %s %s", error.code.value, error.detail)


if __name__ == "__main__":
    sys.exit(main())
