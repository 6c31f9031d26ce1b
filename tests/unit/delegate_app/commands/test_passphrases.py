"""A passphrase comes from a prompt, a file or a descriptor, and from nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from delegate_app.commands.exit_statuses import WrongUse
from delegate_app.commands.passphrases import LONGEST, PassphraseSource
from delegate_app.errors import UserError
from tests.unit.delegate_app.commands.terminals import PASSPHRASE, Terminal

PROMPTS = ("Mật khẩu: ", "Nhập lại: ")


def from_file(path: Path) -> PassphraseSource:
    return PassphraseSource(path, None, None, PROMPTS)


def from_prompt(*typed: str) -> tuple[PassphraseSource, list[str]]:
    """A source whose prompts are answered in turn, and what was asked."""
    asked: list[str] = []
    waiting = list(typed)

    def ask(text: str) -> str:
        asked.append(text)
        if not waiting:
            raise EOFError
        return waiting.pop(0)

    return PassphraseSource(None, None, ask, PROMPTS), asked


@pytest.mark.parametrize("content", ["mật khẩu\nx", "mật khẩu\r\n", "mật khẩu", "\ufeffmật khẩu"])
def test_the_first_line_of_the_file_is_the_passphrase(tmp_path: Path, content: str) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(content.encode())
    assert from_file(path).known() == from_file(path).new() == "mật khẩu"


def test_a_file_that_gives_none_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        from_file(tmp_path / "missing").known()
    for content in (b"\xff\xfe", b"a" * (LONGEST + 1)):
        path = tmp_path / "passphrase"
        path.write_bytes(content)
        with pytest.raises(WrongUse):
            from_file(path).known()


def test_a_descriptor_gives_its_first_line() -> None:
    reading, writing = os.pipe()
    os.write(writing, "mật khẩu\n".encode())
    os.close(writing)
    assert PassphraseSource(None, reading, None, PROMPTS).known() == "mật khẩu"
    os.close(reading)
    with pytest.raises(WrongUse):
        PassphraseSource(None, reading, None, PROMPTS).known()


def test_a_new_passphrase_is_asked_twice() -> None:
    source, asked = from_prompt("mật khẩu", "mật khẩu")
    assert source.new() == "mật khẩu"
    assert asked == list(PROMPTS)
    source, _ = from_prompt("mật khẩu", "mật khầu")
    with pytest.raises(UserError, match="PASSPHRASES_DIFFER"):
        source.new()


def test_a_known_passphrase_is_asked_once() -> None:
    source, asked = from_prompt("mật khẩu")
    assert source.known() == "mật khẩu"
    assert asked == [PROMPTS[0]]


def test_where_nobody_can_answer_the_way_out_is_named() -> None:
    with pytest.raises(WrongUse, match="--passphrase-file"):
        PassphraseSource(None, None, None, PROMPTS).known()
    source, _ = from_prompt()
    with pytest.raises(WrongUse):
        source.known()


@pytest.mark.parametrize("argument", ["--passphrase", "--password", "-p", "--passphrase-f"])
def test_a_passphrase_as_an_argument_is_refused(terminal: Terminal, argument: str) -> None:
    terminal.create_vault()
    home = ("--home", str(terminal.home))
    assert terminal.bare("status", *home, argument, PASSPHRASE).status == 2
    assert terminal.bare(*home, argument, PASSPHRASE, "status").status == 2


def test_the_environment_is_not_asked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal.create_vault()
    for name in ("PASSPHRASE", "NGHI_TRUONG_PASSPHRASE", "NGHI_TRUONG_PASSPHRASE_FILE"):
        monkeypatch.setenv(name, PASSPHRASE)
    with (tmp_path / "nothing").open("w+") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        assert terminal.bare("notes", "--home", str(terminal.home)).status == 2
