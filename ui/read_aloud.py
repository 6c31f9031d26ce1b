"""Reading aloud with the system's own voices, in a process of its own that gets the words on its standard input alone.

Words of a paper never stand in an argument (every user of the machine sees those) and never in a file.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QProcess, Signal

WINDOWS_SCRIPT = (
    "Add-Type -AssemblyName System.Speech;"
    "[Console]::InputEncoding=[Text.Encoding]::UTF8;"
    "$voice=New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$voices=$voice.GetInstalledVoices()|Where-Object{$_.VoiceInfo.Culture.TwoLetterISOLanguageName -eq 'vi'};"
    "if($voices){$voice.SelectVoice(@($voices)[0].VoiceInfo.Name)};"
    "$voice.Speak([Console]::In.ReadToEnd())"
)

Program = tuple[str, tuple[str, ...]]
VOICES: dict[str, tuple[Program, ...]] = {
    "win32": (("powershell.exe", ("-NoProfile", "-NonInteractive", "-Command", WINDOWS_SCRIPT)),),
    "darwin": (("say", ("-f", "-")),),
}
OTHER_VOICES: tuple[Program, ...] = (
    ("espeak-ng", ("-v", "vi", "--stdin")),
    ("spd-say", ("--pipe-mode", "--wait", "--language", "vi")),
    ("espeak", ("-v", "vi", "--stdin")),
)
"""Programs by system, the best first, with the arguments that make them speak what they read."""


@dataclass(frozen=True)
class Voice:
    """A program that speaks what it reads on its standard input (UTF-8) and ends when it has spoken."""

    program: str
    arguments: tuple[str, ...]


def system_voice(
    platform: str = sys.platform, which: Callable[[str], str | None] = shutil.which
) -> Voice | None:
    """The system's voice, None where there is none."""
    for program, arguments in VOICES.get(platform, OTHER_VOICES):
        found = which(program)
        if found:
            return Voice(found, arguments)
    return None


class ReadAloud(QObject):
    """Speaks one text after another. `spoken` when one is over by itself, `failed` when the voice does not work."""

    spoken = Signal()
    failed = Signal()
    changed = Signal()

    def __init__(self, voice: Voice | None, parent: QObject) -> None:
        super().__init__(parent)
        self._voice = voice
        self._process: QProcess | None = None

    @property
    def possible(self) -> bool:
        """Whether this machine has a voice."""
        return self._voice is not None

    @property
    def speaking(self) -> bool:
        """Whether something is being spoken."""
        return self._process is not None

    def say(self, text: str) -> None:
        """Speak this text instead of what is being spoken."""
        self.stop()
        if self._voice is None:
            return
        process = QProcess(self)
        self._process = process
        process.setProgram(self._voice.program)
        process.setArguments(list(self._voice.arguments))
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.finished.connect(lambda code, _status: self._ended(process, well=code == 0))
        process.errorOccurred.connect(lambda _error: self._ended(process, well=False))
        process.start()
        process.write(text.encode())
        process.closeWriteChannel()
        self.changed.emit()

    def stop(self) -> None:
        """Silence at once."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(1_000)
            process.deleteLater()
            self.changed.emit()

    def _ended(self, process: QProcess, *, well: bool) -> None:
        if process is not self._process:
            return
        self._process = None
        process.deleteLater()
        self.changed.emit()
        if well:
            self.spoken.emit()
        else:
            self.failed.emit()
