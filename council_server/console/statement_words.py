"""A statement in words, read from its exact bytes: what a person signs, said so that they can check it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from council_server.console.poll_words import PollWords
from council_server.console.roster_names import in_order
from protocol.passing import Quorum, Rule
from protocol.statements import decode_object

Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Part:
    """A row of the page: its label and one or more lines; `code` ones are shown as codes."""

    label: str
    lines: Sequence[str]
    code: bool = False


@dataclass(frozen=True, slots=True)
class StatementWords:
    """What the words are made with."""

    say: Say
    names: Mapping[str, str]
    titles: Mapping[str, str]
    """Of sessions, sittings and items, by their ids."""

    def name(self, person: str) -> str:
        return self.names.get(person, person)


ENVELOPE = ("type", "council", "log", "cert")


def in_words(data: bytes, words: StatementWords) -> list[Part]:
    """Every field of the statement except its envelope, the kind first. Nothing is left out."""
    value = decode_object(data)
    kind = str(value["type"]).split("/")[0].removeprefix("hdnd-")
    say = words.say
    parts = [Part(say("statement.kind"), [say(f"statement.{kind.replace('-', '_')}")])]
    for name, member in value.items():
        if name not in ENVELOPE:
            parts.extend(_part(name, member, value, words))
    parts.append(Part(say("statement.log"), [str(value["log"])], code=True))
    parts.append(Part(say("statement.cert"), [str(value["cert"])], code=True))
    return parts


def _part(
    name: str, member: Any, value: Mapping[str, Any], words: StatementWords
) -> Iterator[Part]:
    say = words.say
    special = _SPECIAL.get(name)
    if special is not None:
        yield special(say(f"field.{name}"), member, value, words)
    elif isinstance(member, list):
        yield Part(say(f"field.{name}"), [str(one) for one in member] or [say("field.nobody")])
    else:
        shown = (
            say(f"field.{'yes' if member else 'no'}") if isinstance(member, bool) else str(member)
        )
        yield Part(say(f"field.{name}"), [shown or say("field.none")], code=name in CODES)


CODES = frozenset({"poll_def", "member_cert", "box_key", "version", "device"})


def _time(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    day, time = str(member)[:10], str(member)[11:19]
    year, month, date = day.split("-")
    return Part(label, [f"{time}, {date}/{month}/{year}"])


def _person(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [words.name(str(member))])


def _titled(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    title = words.titles.get(str(member))
    return Part(label, [f"{title} ({member})" if title else str(member)])


def _people(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    found = in_order(member, words.names)
    if not found:
        return Part(label, [words.say("field.nobody")])
    return Part(f"{label} ({len(found)})", [", ".join(found)])


def _documents(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    lines = [f"{one['title']} - SHA-256 {one['version']}" for one in member]
    return Part(label, lines or [words.say("field.none")])


def _papers(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    lines = [f"{one['title']} - SHA-256 {one['version']}" for one in member]
    return Part(f"{label} ({len(lines)})", lines or [words.say("field.none")])


def _choices(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [" / ".join(str(one["label"]) for one in member)])


def _choice(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [PollWords(words.say).choice(str(member))])


def _counts(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    choices = PollWords(words.say)
    return Part(label, [f"{choices.choice(one['code'])}: {one['count']}" for one in member])


def _rule(label: str, member: Any, value: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [PollWords(words.say).rule(Rule(**member), int(value["total"]))])


def _quorum(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [PollWords(words.say).quorum(Quorum(**member))])


def _late(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [PollWords(words.say).late(str(member))])


def _said(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [words.say(f"field.is_{str(member).replace('-', '_')}")])


def _seconds(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [words.say("field.seconds_of", seconds=member)])


def _present_count(label: str, member: Any, _: Mapping[str, Any], words: StatementWords) -> Part:
    return Part(label, [str(member) if member >= 0 else words.say("field.no_roll")])


def _present(label: str, member: Any, value: Mapping[str, Any], words: StatementWords) -> Part:
    """A list of people in an attendance, a number in a result."""
    made = _people if isinstance(member, list) else _present_count
    return made(label, member, value, words)


_SPECIAL: Mapping[str, Callable[[str, Any, Mapping[str, Any], StatementWords], Part]] = {
    **dict.fromkeys(
        (
            "taken_at",
            "defined_at",
            "opened_at",
            "announced_at",
            "closed_at",
            "voided_at",
            "recorded_at",
            "published_at",
            "enrolled_at",
            "revoked_at",
        ),
        _time,
    ),
    "session": _titled,
    "item": _titled,
    "voter": _person,
    "person": _person,
    "present": _present,
    "absent": _people,
    "electorate": _people,
    "documents": _documents,
    "papers": _papers,
    "choices": _choices,
    "choice": _choice,
    "counts": _counts,
    "rule": _rule,
    "quorum": _quorum,
    "late": _late,
    "scope": _said,
    "outcome": _said,
    "phase": _said,
    "role": _said,
    "last_call": _seconds,
    "seconds": _seconds,
}
