"""A network that breaks: what happens to one call, drawn from the simulation's one source of chance.

Faults: refused before it arrives; the answer lost after it was processed; done twice; done again
much later; an older answer instead of this one; one bit flipped; cut short; "come back later".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from protocol.council_api import ApiError, CouncilApi, Offline, RetryLater
from protocol.errors import ProtocolError
from protocol.feeds import Page
from protocol.records import Record
from protocol.wire import EntryAnswer
from sync.effects import Http

Call = Callable[[CouncilApi], Any]
FAULTS = ("refused", "lost", "twice", "again later", "older", "flipped", "cut short", "busy")


@dataclass
class Network:
    """Faults come with probability `rate` a call; 0 makes it a good network. `seen` counts what struck."""

    chance: Random
    rate: float = 0.15
    seen: dict[str, int] = field(default_factory=dict)
    _answers: dict[str, list[Any]] = field(default_factory=dict)
    _again: list[Call] = field(default_factory=list)

    def ask(self, line: CouncilApi, effect: Http[Any]) -> Any:
        """The answer to the effect's call on this line, as far as the network lets it through."""
        self._late_duplicates(line)
        fault = self.chance.choice(FAULTS) if self.chance.random() < self.rate else ""
        if fault:
            self.seen[fault] = self.seen.get(fault, 0) + 1
        if fault == "refused":
            raise Offline("refused")
        if fault == "busy":
            raise RetryLater(self.chance.choice([None, 1.0, 30.0]), 503)
        if fault == "again later":
            self._again.append(effect.call)
        answer = effect.call(line)
        if fault == "lost":
            raise Offline("answer lost")
        if fault == "twice":
            answer = effect.call(line)
        return self._disturbed(effect.name, answer, fault)

    def forget_delayed(self) -> None:
        """What was still on its way is gone for good, and no old answer is left anywhere."""
        self._again.clear()
        self._answers.clear()

    def _late_duplicates(self, line: CouncilApi) -> None:
        """Requests that were on their way all along arrive now; nobody hears their answers."""
        if self._again and self.chance.random() < 0.2:
            call = self._again.pop(self.chance.randrange(len(self._again)))
            try:
                call(line)
            except (ApiError, Offline, ProtocolError):
                return

    def _disturbed(self, name: str, answer: Any, fault: str) -> Any:
        held = self._answers.setdefault(name, [])
        if fault == "older" and held:
            return self.chance.choice(held)
        held.append(answer)
        del held[:-8]
        if fault == "flipped":
            return self._flipped(answer)
        if fault == "cut short":
            return self._cut(answer)
        return answer

    def _flipped(self, answer: Any) -> Any:
        """The answer with one bit or letter changed, where that is possible."""
        match answer:
            case (bytes() as data, rest) if data:
                return self._flip(data), rest
            case bytes() if answer:
                return self._flip(answer)
            case Page(rows=rows) if rows and self.chance.random() < 0.7:
                at = self.chance.randrange(len(rows))
                body = rows[at].body.replace("a", "e", 1) + " "
                changed = (*rows[:at], replace(rows[at], body=body), *rows[at + 1 :])
                return replace(answer, rows=changed)
            case Page():
                return replace(answer, checkpoint=self._flip_text(answer.checkpoint))
            case EntryAnswer():
                return replace(answer, receipt=self._flip_text(answer.receipt))
            case str() if answer:
                return self._flip_text(answer)
            case [Record(), *_]:
                at = self.chance.randrange(len(answer))
                records = list(answer)
                records[at] = Record(self._flip(answer[at].statement), answer[at].signature)
                return records
        return answer

    def _cut(self, answer: Any) -> Any:
        """The answer without its end. A body cut short is no answer; a list cut short is a lie."""
        match answer:
            case bytes() | str():
                raise Offline("cut short")
            case Page(rows=rows) if rows:
                return replace(answer, rows=rows[:-1])
            case [Record(), *_]:
                return list(answer)[:-1]
        return answer

    def _flip(self, data: bytes) -> bytes:
        at = self.chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ (1 << self.chance.randrange(8))]) + data[at + 1 :]

    def _flip_text(self, text: str) -> str:
        at = self.chance.randrange(len(text))
        return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
