"""The form of a new poll: what it suggests, what was entered, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from council_server.console.calls import Call
from council_server.console.forms import Field
from council_server.console.glances import Glance, Programme
from council_server.polls import LAST_CALL_SECONDS, Ballot
from protocol.passing import BALLOTS, MAJORITY, NO_QUORUM, TOTAL, Quorum, Rule
from protocol.poll_states import Stage
from protocol.polls import LATE_NONE, POINT, WHOLE

RULES: dict[str, Rule] = {
    "majority": MAJORITY,
    "two-thirds": Rule(base=TOTAL, num=2, den=3, strict=False),
    "ballots": Rule(base=BALLOTS, num=1, den=2, strict=True),
}
"""By the name of their choice: quá nửa, 2/3 of N, quá nửa of the votes given."""
QUORUMS: dict[str, Quorum] = {
    "two-thirds": Quorum(2, 3),
    "half": Quorum(1, 2),
    "none": NO_QUORUM,
}
LATE = {"none": LATE_NONE, "30": "grace:30", "60": "grace:60", "120": "grace:120"}
LAST_CALLS = ("0", "10", "15", "30", "60", "120")
QUESTION = 2000
FIELDS = [
    Field("question", QUESTION),
    Field("document", 300, many=True),
    Field("scope", 10),
    Field("rule", 20),
    Field("quorum", 20),
    Field("late", 10),
    Field("last_call", 6),
    Field("revote", 5),
    Field("replaces", 80),
    Field("voter", 80, many=True),
]
DRAFT = "du-thao-nghi-quyet"


@dataclass(frozen=True, slots=True)
class PollForm:
    """The form's values; `errors` are sentences by field."""

    item: str
    poll: str
    question: str = ""
    documents: tuple[str, ...] = ()
    scope: str = WHOLE
    rule: str = "majority"
    quorum: str = "two-thirds"
    late: str = "none"
    last_call: str = str(LAST_CALL_SECONDS)
    revote: bool = False
    replaces: str = ""
    voters: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def suggested(
        cls, programme: Programme, item: str, glance: Glance, suggest: Callable[..., str]
    ) -> PollForm:
        """The draft resolution of the item as a whole, by more than half of all delegates."""
        papers = programme.papers_of(item)
        drafts = [body for body in papers if body["type"] == DRAFT]
        title = str((drafts[0] if drafts else programme.items[item])["title"])
        voided = [one for one in glance.polls_of(item) if one.stage is Stage.VOID]
        replaced = {one.definition.replaces for one in glance.polls}
        open_ends = [one.poll for one in voided if one.poll not in replaced]
        return cls(
            item=item,
            poll=free_name(item, glance),
            question=suggest("poll.suggestion", title=title),
            documents=tuple(str(body["id"]) for body in drafts[:1]),
            replaces=open_ends[-1] if open_ends else "",
            voters=tuple(programme.delegates),
        )

    def ballot(self, total: int) -> Ballot:
        """The poll of a form without errors."""
        return Ballot(
            poll=self.poll,
            item=self.item,
            question=self.question,
            documents=self.documents,
            total=total,
            scope=self.scope,
            rule=RULES[self.rule],
            quorum=QUORUMS[self.quorum],
            late=LATE[self.late],
            revote=self.revote,
            last_call=int(self.last_call),
            replaces=self.replaces,
            electorate=self.voters,
        )


def free_name(item: str, glance: Glance) -> str:
    """A name that no poll has: the item's, and a number."""
    taken = {one.poll for one in glance.polls}
    stem, number = item.rpartition(".")[2][:70].rstrip(".-_") or "bieu-quyet", 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def read_poll_form(call: Call, programme: Programme, glance: Glance) -> PollForm:
    """What was entered, with what is wrong about it. Unknown values of lists count as nothing entered."""
    form, item = call.form, call.part("item")
    papers = {str(body["id"]) for body in programme.papers_of(item)}
    voided = {one.poll for one in glance.polls_of(item) if one.stage is Stage.VOID}
    replaces = form.text("replaces")
    entered = PollForm(
        item=item,
        poll=free_name(item, glance),
        question=form.text("question"),
        documents=tuple(name for name in form.texts("document") if name in papers),
        scope=POINT if form.text("scope") == POINT else WHOLE,
        rule=form.text("rule") if form.text("rule") in RULES else "majority",
        quorum=form.text("quorum") if form.text("quorum") in QUORUMS else "none",
        late=form.text("late") if form.text("late") in LATE else "none",
        last_call=form.text("last_call") if form.text("last_call") in LAST_CALLS else "30",
        revote=form.text("revote") == "yes",
        replaces=replaces if replaces in voided else "",
        voters=tuple(name for name in form.texts("voter") if name in programme.delegates),
    )
    errors = {}
    if not entered.question:
        errors["question"] = call.say("poll.question_missing")
    if not entered.documents:
        errors["document"] = call.say("poll.document_missing")
    if not entered.voters:
        errors["voter"] = call.say("poll.voters_missing")
    return replace(entered, errors=errors)
