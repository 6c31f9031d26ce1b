"""The commands about accounts, as whoever runs the server types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from council_server.__main__ import main
from council_server.console.roles import Role
from tests.console import RunningConsole, console  # noqa: F401


def run(home: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["--home", str(home), "account", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_an_account_is_made_listed_mended_and_closed(
    console: RunningConsole,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = console.council.home.path
    status, out, _ = run(home, capsys, "add", "hoa-vp", "--role", "clerk", "--name", "Lê Thị Hoa")
    assert status == 0
    link = out.partition("/console")[1] + out.partition("/console")[2].splitlines()[0]
    assert "within 72 hours" in out
    assert "Lê Thị Hoa" in console.browser().get(link).text

    status, out, _ = run(home, capsys, "list", "--json")
    assert json.loads(out) == [
        {"account": "hoa-vp", "name": "Lê Thị Hoa", "role": "clerk", "state": "invited"}
    ]

    status, out, _ = run(home, capsys, "reset", "hoa-vp")
    new = out.partition("/console")[1] + out.partition("/console")[2].splitlines()[0]
    assert new != link
    assert console.browser().get(link).status == 404
    assert console.browser().get(new).status == 200

    assert run(home, capsys, "close", "hoa-vp")[0] == 0
    assert console.browser().get(new).status == 404
    assert "hoa-vp  clerk  closed" in run(home, capsys, "list")[1]


def test_who_is_signed_in_is_out_after_reset_and_close(
    console: RunningConsole,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = console.council.home.path
    for command in ("reset", "close"):
        browser = console.signed_in(Role.CHAIR, f"ct-{command}")
        assert browser.get("/console").status == 200
        assert run(home, capsys, command, f"ct-{command}")[0] == 0
        assert browser.get("/console").status == 303


def test_a_name_comes_from_the_roster_or_is_asked_for(
    console: RunningConsole,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = console.council.home.path
    assert run(home, capsys, "add", "minh", "--role", "chair")[0] == 0
    assert "Minh" in run(home, capsys, "list")[1]
    status, _, err = run(home, capsys, "add", "ai-do", "--role", "clerk")
    assert status == 1
    assert "not in the roster" in err
    assert "--name" in err
    assert run(home, capsys, "add", "minh", "--role", "chair")[0] == 1
    assert run(home, capsys, "reset", "khong-co")[0] == 1
    assert run(home, capsys, "close", "khong-co")[0] == 1
    assert run(home, capsys, "add", "Có Dấu", "--role", "clerk", "--name", "x")[0] == 1


def test_every_command_is_in_the_trail(
    console: RunningConsole,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = console.council.home.path
    run(home, capsys, "add", "minh", "--role", "clerk")
    run(home, capsys, "reset", "minh")
    run(home, capsys, "close", "minh")
    page = console.signed_in(Role.SECRETARY).get("/console/trail").text
    assert page.count("<td>Dòng lệnh máy chủ</td>") == 3
    assert page.count("<td>minh</td>") == 3


def test_the_key_is_made_once_and_only_its_owner_reads_it(
    console: RunningConsole,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = console.council.home.path
    key = home / "keys" / "console.key"
    run(home, capsys, "add", "minh", "--role", "clerk")
    first = key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    run(home, capsys, "reset", "minh")
    assert key.read_bytes() == first


def test_after_a_restore_every_browser_signs_in_again(
    console: RunningConsole,  # noqa: F811
) -> None:
    """A visit that was ended after the backup was made must not be back with it."""
    browser = console.signed_in(Role.SECRETARY)
    assert browser.get("/console").status == 200
    assert main(["--home", str(console.council.home.path), "restored"]) == 0
    assert browser.get("/console").status == 303
