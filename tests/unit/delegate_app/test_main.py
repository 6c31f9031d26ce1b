"""The program as a whole: what it starts, what it leaves alone, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from delegate_app.__main__ import OutboxWatch, has_display, main
from delegate_app.domain.changes import Changes, Kind
from delegate_app.security.desk_lock import DeskLock
from delegate_app.services.announcer import Announcer
from delegate_app.settings import LANGUAGE, SettingsStore
from tests.unit.delegate_app.commands.terminals import Terminal

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def python(
    code: str, *, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `code` in a fresh interpreter in the checkout."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **(environ or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_no_support_command_loads_qt_and_status_loads_no_http_client(terminal: Terminal) -> None:
    terminal.create_vault()
    calls = [["status"], ["sessions"], ["documents"], ["polls"], ["notes"], ["verify-record"]]
    common = ["--home", str(terminal.home), "--passphrase-file", str(terminal.passphrase_file)]
    code = f"""
import sys
from delegate_app.__main__ import main
for call in {calls!r}:
    main([*call, *{common!r}])
assert "requests" not in sys.modules
main(["sync", *{common!r}])
print("loaded", [name for name in sys.modules if name.startswith(("PySide6", "shiboken"))])
"""
    ended = python(code)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("loaded []\n")


def test_vietnamese_comes_out_whole_where_the_terminal_is_ascii(tmp_path: Path) -> None:
    code = f"from delegate_app.__main__ import main; main(['status', '--home', {str(tmp_path)!r}])"
    ended = python(code, environ={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"})
    assert "Trạng thái: chưa có kho dữ liệu" in ended.stdout


def test_a_desk_that_another_process_uses_is_left_alone(terminal: Terminal) -> None:
    terminal.create_vault()
    lock = DeskLock(terminal.home)
    outcome = terminal("status", "--json")
    lock.release()
    assert outcome.status == 8
    assert outcome.json["error"]["code"] == "VAULT_IN_USE"
    assert terminal("status").status == 0


def test_a_wrong_passphrase_opens_nothing(terminal: Terminal) -> None:
    terminal.create_vault()
    terminal.passphrase = "another passphrase"
    outcome = terminal("documents", "--json")
    assert outcome.status == 3
    assert outcome.json["error"]["code"] == "WRONG_PASSPHRASE"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["status", "--no-such-option"],
        ["vote", "p1"],
        ["add-note", "x", "text", "--page", "0"],
        ["status", "--passphrase-fd", "-1"],
        ["status", "--passphrase-fd", "0", "--passphrase-file", "x"],
        ["export-document", "x", "1"],
    ],
)
def test_wrong_use_ends_with_two_before_anything_is_touched(
    terminal: Terminal, arguments: list[str]
) -> None:
    assert terminal.bare("--home", str(terminal.home), *arguments).status == 2
    assert not terminal.home.exists()


@pytest.mark.expects_warnings
def test_a_bug_is_told_without_its_words_and_its_place_is_in_the_log(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("words that may quote content")

    monkeypatch.setattr("delegate_app.services.account.Account.state", fault)
    outcome = terminal("status", "--json")
    assert outcome.status == 70
    assert outcome.json["error"]["code"] == "BUG"
    log = (terminal.home / "log" / "desk.log").read_text("utf-8")
    assert "RuntimeError at" in log
    assert "quote content" not in outcome.out + outcome.err + log


def test_the_language_is_that_of_the_settings_unless_said(terminal: Terminal) -> None:
    SettingsStore(terminal.home / "settings.json").put(LANGUAGE, "en")
    home = ("--home", str(terminal.home))
    assert "State: no vault yet" in terminal.bare("status", *home).out
    assert "Trạng thái" in terminal.bare("--lang", "vi", "status", *home).out
    assert "Trạng thái" in terminal.bare("status", "--lang", "vi", *home).out


def test_the_home_folder_is_its_owner_s_alone(terminal: Terminal) -> None:
    terminal("status")
    assert terminal.home.stat().st_mode & 0o077 == 0


def test_the_first_argument_makes_the_frozen_application_the_server() -> None:
    with pytest.raises(SystemExit) as end:
        main(["council-server", "--help"])
    assert end.value.code == 0


@pytest.mark.parametrize(
    ("environ", "platform", "there_is_one"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_only_a_linux_without_a_screen_has_no_display(
    environ: dict[str, str],
    platform: str,
    there_is_one: bool,  # noqa: FBT001 - pytest passes it by name
) -> None:
    assert has_display(environ, platform) is there_is_one


def test_without_a_display_the_window_says_what_else_there_is(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    outcome = terminal.bare("--home", str(terminal.home))
    assert outcome.status == 2
    assert "practice --tour" in outcome.err


class Woken:
    """What the watch wakes."""

    def __init__(self) -> None:
        self.reasons: list[str] = []

    def wake(self, reason: str) -> None:
        self.reasons.append(reason)


def test_what_a_person_did_wakes_the_synchronisation_and_what_it_did_itself_does_not() -> None:
    changes, sync = Announcer(), Woken()
    shown: list[Changes] = []
    changes.subscribe(shown.append)
    watch = OutboxWatch(changes)
    watch.wake(sync)
    changes.announce(frozenset({Kind.OUTBOX, Kind.VOTES}))
    changes.announce(frozenset({Kind.SETTINGS}))
    watch.announce_from_sync(frozenset({Kind.OUTBOX}))
    assert sync.reasons == ["outbox"]
    assert len(shown) == 3


def test_json_documents_are_utf_8_and_readable(terminal: Terminal) -> None:
    outcome = terminal("polls", "--json")
    assert "kho dữ liệu" in outcome.out
    assert json.loads(outcome.out) == outcome.json
