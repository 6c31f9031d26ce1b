"""Commands about the hall's own server (protocol.md 13): made at the council's server, the others in the hall."""

from __future__ import annotations

import argparse
from pathlib import Path

import segno

from council_server.clock import vietnam_now
from council_server.councils import open_council
from council_server.errors import CommandError, Refused
from council_server.founding import OFFICE_DEVICE
from council_server.hall_service import Hall
from council_server.halls import HallHome, new_hall, open_hall_home
from council_server.homes import open_home
from council_server.keys import CHAIR, ROOT, KeyFolder, read_passphrase
from council_server.offices import KeyOffice
from council_server.upstream import LineDown, Upstream
from protocol.keys import SoftwareSigner
from protocol.poll_states import PollState, Stage
from protocol.polls import PHASE_GRACE, PHASE_VOTE, Close, Closing
from protocol.records import Record
from protocol.statements import Statement
from protocol.times import write_time

CARD_SCALE = 8


def new(options: argparse.Namespace) -> None:
    """A folder for the hall's machine; its key enters the record."""
    home = open_home(options.home)
    keys = home.keys(read_passphrase(options.passphrase_file))
    with open_council(home) as council:
        hall = new_hall(
            council,
            options.folder,
            keys,
            device=options.name,
            hosts=tuple(options.host),
            port=options.port,
            upstream=options.upstream,
            chair=options.chair,
        )
    print(f"{hall.device}: carry {hall.path} to the hall's machine, then: serve --hall")
    print(f"link {hall.link}")


def card(options: argparse.Namespace) -> None:
    """The QR code that delegates' programs read."""
    hall = open_hall_home(options.home)
    target: Path = options.target
    if target.suffix not in (".svg", ".png"):
        raise CommandError(f"{target}: name a file ending in .svg or .png")
    if target.exists():
        raise CommandError(f"{target} exists already")
    segno.make(str(hall.link), error="m").save(str(target), scale=CARD_SCALE)
    print(f"{target}: {hall.link}")


def status(options: argparse.Namespace) -> None:
    """What the hall holds and what the council has not answered."""
    hall = Hall(open_hall_home(options.home))
    waiting = hall.journal.waiting()
    print(f"{hall.home.device}: record {len(hall.copy.records)}, public feed {hall.copy.seq}")
    print(f"papers {len(hall.copy.papers)}, missing {len(hall.copy.missing_papers())}")
    print(f"taken {len(hall.journal.taken)}, not answered by the council {len(waiting)}")


def last_call(options: argparse.Namespace) -> None:
    """Announce the close; the hall's order counts."""
    home, chair, state = _begun(options)
    statement = Closing(
        **chair.envelope,
        poll=options.poll,
        poll_def=state.identity,
        seconds=state.definition.last_call if options.seconds is None else options.seconds,
        announced_at=write_time(vietnam_now()),
    )
    _say(home, chair, statement)


def close(options: argparse.Namespace) -> None:
    """End voting: what the hall took before is in time, what it takes later is late."""
    home, chair, state = _begun(options)
    statement = Close(
        **chair.envelope,
        poll=options.poll,
        poll_def=state.identity,
        phase=PHASE_GRACE if state.stage is Stage.GRACE else PHASE_VOTE,
        closed_at=write_time(vietnam_now()),
    )
    _say(home, chair, statement)


def _begun(options: argparse.Namespace) -> tuple[HallHome, KeyOffice, PollState]:
    home = open_hall_home(options.home)
    keys = KeyFolder(home.path / "keys", read_passphrase(options.passphrase_file))
    if not keys.holds(CHAIR):
        raise CommandError(f"{home.path} holds no chair's key: make the hall with --chair")
    chair = KeyOffice(home.council, home.origin, keys.certificate(CHAIR), keys.signing_key(CHAIR))
    state = Hall(home).replay.polls.get(options.poll)
    if state is None:
        raise CommandError(f"there is no poll {options.poll} in the hall's copy")
    return home, chair, state


def _say(home: HallHome, chair: KeyOffice, statement: Statement) -> None:
    """The running hall takes the statement into its order, like everybody's."""
    device = OFFICE_DEVICE.format(council=home.council[:60], office=CHAIR)
    line = Upstream(
        home.link.address,
        home.keys.certificate(ROOT),
        home.council,
        device,
        SoftwareSigner(chair.key),
    )
    data, signature = chair.sign(statement, vietnam_now())
    try:
        answer = line.post_entry(Record(data, signature))
    except LineDown as error:
        raise CommandError(
            f"the hall's server does not answer: {error}; start: serve --hall"
        ) from None
    except Refused as error:
        raise CommandError(f"refused: {error.code} {error.detail}") from None
    finally:
        line.close()
    waits = "provisional" in answer
    print(
        f"{statement.KIND}: {'in the hall, the council has not answered' if waits else 'recorded'}"
    )
