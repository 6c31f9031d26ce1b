"""A network that breaks: what happens to one call, drawn from the simulation's one source of chance.

Faults: refused before it arrives; the answer lost after it was processed; too slow, before or after; done twice; done
again much later; an older answer instead of this one; one bit flipped; cut short; "come back later"; the refusal of a
portal that is not the council; and the lies of a cache or mirror on the way (`tests.simulation.liars`).
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
from sync.failures import TooSlow
from tests.simulation.council import SimulatedCouncil
from tests.simulation.liars import Liar

Call = Callable[[CouncilApi], Any]
FAULTS = (
    "refused",
    "lost",
    "twice",
    "again later",
    "older",
    "flipped",
    "cut short",
    "busy",
    "portal",
    "stalled",
    "dripping",
    "lie",
    "lie",
)
ON_PAPERS = ("flipped", "flipped", "lie", "lie", "older", "lost", "cut short")
"""What breaks a paper on its way; calls that are not answered at all strike elsewhere."""


@dataclass
class Network:
    """Faults come with probability `rate` a call; 0 makes it a good network. `seen` counts what struck."""

    chance: Random
    council: SimulatedCouncil
    rate: float = 0.15
    seen: dict[str, int] = field(default_factory=dict)
    listener: Callable[[str, Any], None] | None = None
    """Told the name of each call and its answer, as the council gave it."""
    _answers: dict[str, list[Any]] = field(default_factory=dict)
    _again: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.liar = Liar(self.chance, self.council)

    def ask(self, line: CouncilApi, effect: Http[Any]) -> Any:
        """The answer to the effect's call on this line, as far as the network lets it through."""
        if not self.rate and not self._again:
            return self._called(line, effect)
        self._late_duplicates(line)
        faults = ON_PAPERS if effect.name.startswith("blob") else FAULTS
        fault = self._drawn(faults) if self.chance.random() < self.rate else ""
        if fault:
            self.seen[fault] = self.seen.get(fault, 0) + 1
        self._before(fault, effect)
        if fault == "lie" and self.liar.swallows(effect.name):
            return self.liar.made_up(effect.name)
        answer = self._called(line, effect)
        if fault == "lost":
            raise Offline("answer lost")
        if fault == "dripping":
            raise TooSlow("drop by drop")
        if fault == "twice":
            answer = self._called(line, effect)
        return self._disturbed(effect.name, answer, fault)

    def _before(self, fault: str, effect: Http[Any]) -> None:
        """What happens to the call on its way there."""
        if fault == "refused":
            raise Offline("refused")
        if fault == "stalled":
            raise TooSlow("nothing came")
        if fault == "portal":  # whoever owns the network wants to be paid first
            raise ApiError("HTTP", 403)
        if fault == "busy":
            raise RetryLater(self._drawn((None, 1.0, 30.0)), 503)
        if fault == "again later":
            self._again.append(effect.call)

    def _called(self, line: CouncilApi, effect: Http[Any]) -> Any:
        answer = effect.call(line)
        if self.listener is not None:
            self.listener(effect.name, answer)
        return answer

    def forget_delayed(self) -> None:
        """What was still on its way is gone for good, and no old answer is left anywhere."""
        self._again.clear()
        self.forget_answers()

    def forget_answers(self) -> None:
        """No old answer is left anywhere."""
        self._answers.clear()

    def _drawn(self, choices: Any) -> Any:
        """One of them, by one draw whatever their number."""
        return choices[int(self.chance.random() * len(choices))]

    def _late_duplicates(self, line: CouncilApi) -> None:
        """Requests that were on their way all along arrive now; nobody hears their answers."""
        if self._again and self.chance.random() < 0.2:
            call = self._again.pop(int(self.chance.random() * len(self._again)))
            try:
                call(line)
            except (ApiError, Offline, ProtocolError):
                return

    def _disturbed(self, name: str, answer: Any, fault: str) -> Any:
        held = self._answers.setdefault(name, [])
        if fault == "older" and held:
            return self._drawn(held)
        held.append(answer)
        del held[:-8]
        if fault == "flipped":
            return self._flipped(answer)
        if fault == "cut short":
            return self._cut(answer)
        if fault == "lie":
            return self.liar.lie(name, answer)
        return answer

    def _flipped(self, answer: Any) -> Any:
        """The answer with one bit or letter changed, where that is possible."""
        match answer:
            case (bytes() as data, rest) if data:
                return self._flip(data), rest
            case bytes() if answer:
                return self._flip(answer)
            case Page(rows=rows) if rows and self.chance.random() < 0.7:
                at = int(self.chance.random() * len(rows))
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
                at = int(self.chance.random() * len(answer))
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
        at, bit = int(self.chance.random() * len(data)), int(self.chance.random() * 8)
        return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]

    def _flip_text(self, text: str) -> str:
        at = int(self.chance.random() * len(text))
        return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
