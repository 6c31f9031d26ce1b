"""Reading aloud: the words go to the voice's standard input, and nowhere else."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.read_aloud import ReadAloud, Voice, system_voice

TEXT = "Điều 1. Thông qua nghị quyết"
RECORDS = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_bytes(sys.stdin.buffer.read())"
WAITS = "import sys; sys.stdin.read(); import time; time.sleep(60)"


def python(script: str, *arguments: str) -> Voice:
    """A program that stands for a voice: it reads its standard input and ends."""
    return Voice(sys.executable, ("-c", script, *arguments))


def test_a_voice_gets_the_words_on_its_standard_input(qtbot: QtBot, tmp_path: Path) -> None:
    heard, owner = tmp_path / "heard", QObject()
    voice = python(RECORDS, str(heard))
    reading = ReadAloud(voice, owner)
    with qtbot.waitSignal(reading.spoken, timeout=20_000):
        reading.say(TEXT)
    assert heard.read_bytes().decode() == TEXT
    assert not reading.speaking
    assert not any(word in part for part in voice.arguments for word in TEXT.split())


def test_a_voice_falls_silent_at_once(qtbot: QtBot) -> None:
    owner = QObject()
    reading = ReadAloud(python(WAITS), owner)
    with qtbot.assertNotEmitted(reading.spoken):
        reading.say(TEXT)
        reading.stop()
    assert not reading.speaking


@pytest.mark.parametrize("voice", [python("raise SystemExit(3)"), Voice("/no/such/voice", ())])
def test_a_voice_that_does_not_work_says_so(qtbot: QtBot, voice: Voice) -> None:
    owner = QObject()
    reading = ReadAloud(voice, owner)
    with qtbot.waitSignal(reading.failed, timeout=20_000):
        reading.say(TEXT)
    assert not reading.speaking


@pytest.mark.parametrize(
    ("platform", "there", "program"),
    [
        ("win32", "powershell.exe", "powershell.exe"),
        ("darwin", "say", "say"),
        ("linux", "espeak-ng", "espeak-ng"),
        ("linux", "spd-say", "spd-say"),
    ],
)
def test_each_system_has_its_voice(platform: str, there: str, program: str) -> None:
    voice = system_voice(platform, lambda name: f"/bin/{name}" if name == there else None)
    assert voice is not None
    assert voice.program == f"/bin/{program}"


def test_a_machine_without_a_voice_has_none() -> None:
    assert system_voice("linux", lambda _name: None) is None
    owner = QObject()
    reading = ReadAloud(None, owner)
    reading.say(TEXT)
    assert not reading.possible
    assert not reading.speaking
