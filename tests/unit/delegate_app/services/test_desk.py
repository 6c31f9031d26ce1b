"""The desk as a whole: one process, nothing in the clear, nothing lost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from delegate_app.desk_log import end_log, start_log
from delegate_app.domain.accounts import AccountState
from delegate_app.domain.reading_places import ReadingPlace
from delegate_app.domain.votes import VoteState
from delegate_app.errors import Code, UserError
from delegate_app.security.derivation import CHEAPEST
from delegate_app.services.desk import open_desk
from delegate_app.settings import LANGUAGE, TEXT_SIZE, WINDOW_GEOMETRY
from delegate_app.storage.vault import PLAIN_HEADER
from tests.simulation.council import SESSION
from tests.unit.delegate_app.member import NAME, PASSPHRASE, Member
from tests.unit.delegate_app.pdf.small_pdf import SmallPdf

ROOT = Path(__file__).resolve().parents[4]

CANARIES = [
    "Chim hoàng yến trong ghi chú",
    "Kỳ họp thứ mười bảy",
    "Dự thảo nghi-quyet-1",
    "Thông qua dự thảo?",
    "đoạn trích",
    "canary in the paper",
    NAME,
    PASSPHRASE,
    "APPROVE",
]

NOTE_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from delegate_app.domain.annotations import Anchor, AnnotationKind, Colour
from delegate_app.services.desk import open_desk
desk = open_desk(Path(sys.argv[1]))
desk.account.unlock(sys.argv[2])
version = desk.documents.all()[0].newest.sha256
for number in range(100000):
    desk.annotations.add(version_sha256=version, kind=AnnotationKind.NOTE, colour=Colour.YELLOW,
        anchor=Anchor(0, "", "", "", 0, 0, ()), text=str(number), now=datetime.now(UTC))
    print(number, flush=True)
"""


def spellings(text: str) -> list[bytes]:
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return [form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "utf-16-be")]


def test_a_locked_desk_shows_nothing_of_what_it_holds(member: Member) -> None:
    handler = start_log(member.home)
    pdf = SmallPdf()
    pdf.page(pdf.words(72, 72, "canary in the paper"))
    member.open_poll()
    sha = member.council.publish_paper("de-an", pdf.build())
    member.sync()
    member.write(sha, "Chim hoàng yến trong ghi chú")
    member.cast()
    member.desk.settings.put(WINDOW_GEOMETRY, "AAAA")
    member.desk.reading.keep_place(sha, ReadingPlace(0, 0.0, 1.0), now=member.clock())
    member.sync()
    assert member.desk.documents.source(sha).read(0, 4) == b"%PDF"
    with pytest.raises(UserError):
        member.cast()
    member.desk.account.lock()
    end_log(handler)
    files = [path for path in member.home.rglob("*") if path.is_file()]
    assert {"vault.db", "keyring.json", "settings.json", "desk.lock"} <= {f.name for f in files}
    for file in files:
        content = file.read_bytes()
        assert not content.startswith(PLAIN_HEADER)
        found = [canary for canary in CANARIES if any(s in content for s in spellings(canary))]
        assert found == [], file.name
    member.desk.account.unlock(PASSPHRASE)
    assert member.desk.agenda.sessions()[0].id == SESSION


def test_two_processes_cannot_work_in_one_home(member: Member) -> None:
    code = (
        "import sys; from pathlib import Path; from delegate_app.services.desk import open_desk\n"
    )
    code += "try: open_desk(Path(sys.argv[1]))\nexcept Exception as error: print(error)"
    run = subprocess.run(
        [sys.executable, "-c", code, str(member.home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == Code.VAULT_IN_USE.value


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal of Unix")
def test_a_killed_desk_keeps_every_note_that_it_acknowledged(member: Member) -> None:
    member.open_poll()
    member.desk.close()
    written = -1
    for kills in range(1, 4):
        with subprocess.Popen(
            [sys.executable, "-c", NOTE_WRITER, str(member.home), PASSPHRASE],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        ) as writer:
            assert writer.stdout is not None
            for _ in range(3 * kills):
                last = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
            written += last + 1
    member.__post_init__()
    member.desk.account.unlock(PASSPHRASE)
    notes = member.desk.annotations.all()
    owed = [item for item in member.desk.replica.outbox() if item.kind == "note"]
    assert len(notes) == len(owed) >= written + 1
    member.sync()
    assert all(note.settled for note in member.desk.annotations.all())


@contextmanager
def no_room(home: Path) -> Iterator[None]:
    """No file of this process grows beyond the vault's log as it is now."""
    size = (home / "vault.db-wal").stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a thing of Unix")
def test_a_disk_that_takes_no_more_lets_one_read_and_refuses_the_vote_loudly(
    member: Member,
) -> None:
    version = member.open_poll()
    with no_room(member.home):
        with pytest.raises(UserError) as error:
            member.cast()
        assert error.value.code is Code.DISK_READ_ONLY
        with pytest.raises(UserError) as error:
            member.write(version, "không còn chỗ")
        assert error.value.code is Code.DISK_READ_ONLY
        assert member.desk.votes.mine() == ()
        assert member.desk.replica.outbox() == ()
        assert member.desk.votes.poll("bq-1").hindrance is None
        assert member.desk.documents.source(version).read(0, 4) == b"%PDF"
        reports = [error.code for error in member.attempt().errors]
        assert set(reports) <= {Code.DISK_READ_ONLY}
    member.cast()
    member.write(version, "có chỗ rồi")
    member.sync()
    assert member.desk.votes.mine()[0].state is VoteState.PROVEN


def test_service_calls_run_on_the_thread_named_vault(newcomer: Member) -> None:
    name = newcomer.desk.thread.submit(lambda: threading.current_thread().name).result()
    assert name == "vault"
    with pytest.raises(ZeroDivisionError):
        newcomer.desk.thread.submit(lambda: 1 // 0).result()


def test_a_closed_desk_can_be_opened_again_at_once(tmp_path: Path) -> None:
    for state in (AccountState.NEW, AccountState.LOCKED):
        desk = open_desk(tmp_path, cost=lambda: CHEAPEST)
        assert desk.account.state() is state
        if state is AccountState.NEW:
            desk.account.create(PASSPHRASE)
            desk.settings.put(LANGUAGE, "en")
        assert desk.settings.get(LANGUAGE) == "en"
        assert desk.settings.get(TEXT_SIZE) == 1
        desk.close()
