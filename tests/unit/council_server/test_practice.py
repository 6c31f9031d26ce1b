"""The practice council as the window meets it: a real child process, JSON lines, HTTPS, and power cuts."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from delegate_app.errors import ServerError
from delegate_app.practice import PracticeCouncil
from protocol.poll_states import PollState, Stage
from protocol.polls import PASSED
from tests.practice_learner import Learner

ROOT = Path(__file__).resolve().parents[3]
MATERIAL = ROOT / "resources" / "practice_council"
SESSION = "2026-ky-hop-3"
SECONDS = 60.0

# What resources/practice_council/README.md promises, without the learner: approve, disapprove,
# abstain, late, hand, silent.
TABLE = {
    "thanh-lap-phong": (16, 1, 1, 1, 0, 0),
    "dieu-chinh-bien-che": (15, 2, 1, 0, 1, 1),
    "dieu-chinh-du-toan": (18, 0, 1, 0, 0, 0),
}
LEARNER, ABSENT = "vu-thi-thanh-ha", "luong-ba-nghia"


def facts(state: PollState) -> tuple[int, ...]:
    """The row of TABLE as the record shows it."""
    counts = tuple(count.count for count in state.tally().counts)
    missing = {*state.tally().not_voted} - {ABSENT, LEARNER} - {v.voter for v in state.late}
    return (*counts, len(state.late), len(state.hand_votes), len(missing))


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[PracticeCouncil]:
    council = PracticeCouncil(tmp_path / "council", manual=True)
    yield council
    council.kill_server()


def enrolled(practice: PracticeCouncil) -> Learner:
    ready = practice.start_server()
    learner = Learner(ready.address, ready.root_sha256)
    learner.enrol(ready.code)
    return learner


def test_the_record_of_the_day_holds_what_the_script_says(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    assert learner.person == LEARNER
    voted = {}
    for act in practice.acts():
        assert not act.done
        practice.act(act.name)
        if act.name.startswith("open-"):
            poll = list(TABLE)[int(act.name[-1]) - 1]
            voted[poll] = learner.vote(poll, "ABSTAIN")["disposition"]
    assert all(act.done for act in practice.acts())
    assert practice.next() == ""
    assert set(voted.values()) == {"COUNTED"}
    replay = learner.replay()
    for poll, (approve, disapprove, abstain, *rest) in TABLE.items():
        state = replay.polls[poll]
        assert facts(state) == (approve, disapprove, abstain + 1, *rest)
        assert state.stage is Stage.RESULT
        assert state.result is not None
        assert state.result.outcome == PASSED
        assert state.result.present == 20
        assert ABSENT in replay.attendance[SESSION].absent


def test_a_vote_is_by_the_delegate_and_a_hand_by_the_secretary(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    for name in ("open-1", "close-1", "revise-2", "open-2"):
        practice.act(name)
    replay = learner.replay()
    late = replay.polls["thanh-lap-phong"].late
    assert [(vote.voter, vote.choice) for vote in late] == [("mai-van-hoa", "APPROVE")]
    second = replay.polls["dieu-chinh-bien-che"]
    assert [vote.voter for _, vote in second.hand_votes] == ["ho-thi-ngoc-anh"]
    assert "truong-minh-tue" not in second.standing
    devices = {c.device for c in replay.certificates.values() if c.role == "delegate"}
    assert len(devices) == 21


def test_the_new_version_is_published_and_voted_on(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    document, item = f"{SESSION}.dieu-chinh-bien-che.du-thao-nghi-quyet", "dieu-chinh-bien-che"
    before = learner.objects("document")[document]["title"]
    practice.act("revise-2")
    assert learner.objects("item")[f"{SESSION}.{item}"]["step"] == "tiep-thu"
    version = learner.objects("version")[f"{document}@2"]
    assert learner.objects("document")[document]["title"] != before
    practice.act("open-2")
    replay = learner.replay()
    voted_on = replay.polls["dieu-chinh-bien-che"].definition.documents
    assert [one.version for one in voted_on] == [version["blob"]["sha256"]]
    assert version["blob"]["sha256"] in replay.versions[document]
    assert len([v for v in learner.objects("version") if v.startswith(document)]) == 2


def test_items_move_along_and_a_new_version_moves_no_other_item_back(
    practice: PracticeCouncil,
) -> None:
    learner = enrolled(practice)
    item = f"{SESSION}.thanh-lap-phong"
    steps = [learner.objects("item")[item]["step"]]
    for name in ("open-1", "close-1", "result-1", "revise-2"):
        practice.act(name)
        steps.append(learner.objects("item")[item]["step"])
    assert steps == ["thao-luan", "bieu-quyet", "bieu-quyet", "ban-hanh", "ban-hanh"]


def test_a_power_cut_after_every_act_changes_nothing(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    first = practice.ready
    assert first is not None
    for act in practice.acts():
        practice.act(act.name)
        practice.kill_server()
        ready = practice.start_server()
        assert (ready.address, ready.root_sha256, ready.code) == (
            first.address,
            first.root_sha256,
            "",
        )
        assert act.name in [one.name for one in practice.acts() if one.done]
    learner.sign_in()
    replay = learner.replay()
    assert {poll: facts(replay.polls[poll]) for poll in TABLE} == TABLE


def test_a_power_cut_amid_the_votes_loses_none_and_doubles_none(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    size = learner.checkpoint().size
    with ThreadPoolExecutor(1) as pool:
        for more in (5, 11):
            act = pool.submit(practice.act, "open-1")
            while learner.checkpoint().size < size + more:
                assert not act.done() or act.exception() is None
            child = practice._child
            assert child is not None
            child.process.kill()
            act.exception(SECONDS)
            practice.restart_server()
            learner.sign_in()
    practice.act("open-1")
    state = learner.replay().polls["thanh-lap-phong"]
    assert facts(state)[:3] == (16, 1, 1)
    assert state.refused == []
    assert state.replaced == []


def test_an_act_that_cannot_be_played_is_told_and_the_server_goes_on(
    practice: PracticeCouncil,
) -> None:
    learner = enrolled(practice)
    with pytest.raises(ServerError, match="no poll"):
        practice.act("close-2")
    with pytest.raises(ServerError, match="no act"):
        practice.act("dance")
    assert practice.act("open-1") == "open-1"
    assert "thanh-lap-phong" in learner.replay().polls


def test_a_code_stays_good_over_a_restart_until_it_is_used(practice: PracticeCouncil) -> None:
    code = practice.start_server().code
    practice.kill_server()
    ready = practice.start_server()
    assert ready.code == code
    Learner(ready.address, ready.root_sha256).enrol(code)
    assert practice.restart_server().code == ""


def test_a_taken_port_gives_a_new_address_of_the_same_council(practice: PracticeCouncil) -> None:
    learner = enrolled(practice)
    before = practice.ready
    practice.stop_server()
    assert before is not None
    port = urlsplit(before.address).port
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        moved = practice.start_server()
    assert moved.address != before.address
    assert moved.root_sha256 == before.root_sha256
    learner.reach(moved.address)
    learner.sign_in()
    assert learner.fetch_papers(SESSION) > 10
    assert practice.restart_server().address == moved.address


# ----------------------------------------------------------------------------- the bare process


class Child:
    """The process and its lines, without the parent's program."""

    def __init__(self, home: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "council_server", "--home", str(home), "practice", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PATH": ""},  # no LibreOffice
            text=True,
        )
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._events.put(json.loads(line))

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self, **wanted: object) -> dict[str, Any]:
        """The next event that says this; others are passed over."""
        while True:
            event = self._events.get(timeout=SECONDS)
            if wanted.items() <= event.items():
                return event

    def end(self) -> int:
        """Close the input, which ends the process; the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        status = self.process.wait(SECONDS)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Starts the process on one home, with these options."""
    children: list[Child] = []

    def begin(*options: str) -> Child:
        children.append(Child(tmp_path / "council", *options))
        return children[-1]

    yield begin
    for child in children:
        if child.process.poll() is None:
            child.process.kill()
        child.end()


@pytest.fixture
def hurried(tmp_path: Path) -> Path:
    """The material with every second of the script taken out."""
    folder = tmp_path / "material"
    shutil.copytree(MATERIAL, folder, ignore=shutil.ignore_patterns("src"))
    script = folder / "practice.toml"
    text = re.sub(r'", \d+\]', '", 0]', script.read_text("utf-8"))
    script.write_text(re.sub(r"^(wait|last_call) = \d+", r"\1 = 0", text, flags=re.M), "utf-8")
    return folder


def learner_of(ready: Mapping[str, Any]) -> Learner:
    learner = Learner(ready["address"], ready["root_sha256"])
    learner.enrol(ready["code"])
    return learner


def test_the_day_runs_by_itself_once_the_learner_holds_the_papers(
    start: Callable[..., Child], hurried: Path
) -> None:
    child = start("--resources", str(hurried))
    learner = learner_of(child.hear(event="ready"))
    assert child.hear(event="enrolled")["person"] == LEARNER
    child.say('{"do":"acts"}')
    assert not any(act["done"] for act in child.hear(event="acts")["acts"])
    learner.fetch_papers(SESSION)
    for number, poll in enumerate(TABLE, 1):
        child.hear(event="act", name=f"open-{number}")
        assert learner.vote(poll, "APPROVE")["disposition"] == "COUNTED"
        child.hear(event="act", name=f"result-{number}")
    replay = learner.replay()
    for poll, (approve, *rest) in TABLE.items():
        assert facts(replay.polls[poll]) == (approve + 1, *rest)
    assert child.end() == 0


def test_the_process_ends_with_its_input_or_when_told(start: Callable[..., Child]) -> None:
    child = start("--manual")
    child.hear(event="ready")
    assert child.end() == 0
    child = start("--manual")
    child.hear(event="ready")
    child.say('{"do":"stop"}')
    assert child.process.wait(SECONDS) == 0


def test_lines_that_are_no_commands_are_answered_by_errors(start: Callable[..., Child]) -> None:
    child = start("--manual")
    child.hear(event="ready")
    for line in ("no json", "[1]", '{"do":"sing"}', '{"do":"act"}', '{"do":"act","name":"x"}'):
        child.say(line)
        assert child.hear(event="error")["detail"]
    child.say('{"do":"next"}')
    assert child.hear(event="act")["name"] == "open-1"
    assert child.end() == 0


def test_material_that_cannot_be_played_is_told_before_anything_is_founded(
    start: Callable[..., Child], hurried: Path, tmp_path: Path
) -> None:
    script = hurried / "practice.toml"
    script.write_text(script.read_text("utf-8").replace("mai-van-hoa", "mai-van-la"), "utf-8")
    child = start("--resources", str(hurried))
    assert "mai-van-la" in child.hear(event="error")["detail"]
    assert child.end() == 1
    assert not (tmp_path / "council").exists()
