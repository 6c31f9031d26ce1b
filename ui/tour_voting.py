"""The tour's steps of voting: online, without a network, late, counted, checked."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QWidget

from delegate_app.domain.polls import Poll, PollStage
from delegate_app.domain.votes import Disposition, VoteState
from delegate_app.errors import Code
from sync.state import Phase, SyncState
from ui.guide import Guide
from ui.tour_reading import OFFLINE_NOTE, PASSPHRASE, VI, draft, note_offline, said
from ui.vote_stepper import VoteStepper
from ui.words import APPROVE, DISAPPROVE


def polls(guide: Guide) -> tuple[Poll, ...]:
    """All polls the vault knows, newest first."""
    return guide.ask(guide.desk.votes.polls)


def poll_on(guide: Guide, item: int) -> Poll | None:
    """The poll on the draft of that item, or None."""
    paper = draft(guide, item).id
    return next((p for p in polls(guide) if any(d.document_id == paper for d in p.documents)), None)


def needed(guide: Guide, item: int) -> Poll:
    """The poll on that item; it is there."""
    found = poll_on(guide, item)
    if found is None:
        raise LookupError(f"no poll on item {item}")
    return found


def _opened(guide: Guide, item: int) -> bool:
    found = poll_on(guide, item)
    return found is not None and found.hindrance is None


def poll_opens(guide: Guide) -> None:
    """The chair opens poll 1."""
    guide.step("The chair opens the poll on item 1")
    guide.go(1)
    guide.aside(lambda: guide.practice.act("open-1"))
    guide.need("the open poll arrived by itself", lambda: _opened(guide, 1), 60)
    poll = needed(guide, 1)
    guide.need("home asks for the vote", lambda: guide.there(f"home-poll-{poll.id}"), 20)
    guide.check(
        "the poll names the exact draft",
        poll.documents[0].version_sha256 == draft(guide, 1).newest.sha256,
    )
    guide.shot("home-poll-waits")


def network_is_lost(guide: Guide) -> None:
    """The server is killed."""
    guide.step("The network is lost")
    guide.aside(guide.practice.kill_server)
    guide.sync.wake("tour")
    guide.need("the sync notices", lambda: guide.sync.state.phase is Phase.OFFLINE, 60)
    status = guide.pane.status
    guide.need(
        "the status line says so calmly",
        lambda: status.text.startswith(status.phase_words(SyncState(phase=Phase.OFFLINE))),
        10,
    )
    guide.check("no window popped up", guide.application.activeModalWidget() is None)
    note_offline(guide)
    guide.need("the unsent note is counted", lambda: guide.sync.state.unsent_notes == 1, 20)
    guide.check(
        "the note is on the page",
        any(
            n.text == OFFLINE_NOTE
            for notes in guide.pane.reader.canvas.overlay.marks.values()
            for n in notes
        ),
    )
    guide.shot("offline-note")


def _vote(guide: Guide, choice: str) -> None:
    guide.press(f"choice-{choice}")
    guide.check(
        "the confirmation names the choice",
        VI.choice(choice).upper() in guide.text("ballot-sentence"),
        guide.text("ballot-sentence"),
    )
    guide.type("ballot-passphrase", PASSPHRASE)
    guide.press("ballot-sign")


def stepper(guide: Guide) -> str:
    """What the newest vote's card says."""
    return guide.widget("vote-stepper", VoteStepper).said if guide.there("vote-stepper") else ""


def vote_without_network(guide: Guide) -> None:
    """A vote is signed offline."""
    guide.step("Voting on item 1 without a network")
    guide.need("the reader leads to the poll on its text", lambda: guide.there("reader-poll"), 20)
    guide.press("reader-poll")
    guide.need("the ballot is shown", lambda: guide.there("ballot"), 20)
    widths = {
        guide.widget(f"choice-{code}", QWidget).size().toTuple()
        for code in ("APPROVE", "DISAPPROVE", "ABSTAIN")
    }
    guide.check("the three choices are equally large", len(widths) == 1, widths)
    guide.check("none is chosen beforehand", not guide.there("ballot-sign"))
    guide.shot("ballot")
    guide.press(f"choice-{APPROVE}")
    guide.type("ballot-passphrase", "sai mat khau")
    guide.press("ballot-sign")
    sentence = said(Code.WRONG_PASSPHRASE)
    guide.need(
        "a wrong passphrase signs nothing",
        lambda: any(label.text() == sentence for label in guide.pane.votes.findChildren(QLabel)),
        20,
    )
    guide.check("no vote is stored", guide.ask(guide.desk.votes.mine) == ())
    guide.shot("ballot-wrong-passphrase")
    _vote(guide, APPROVE)
    guide.need(
        "the vote is shown as signed, not sent",
        lambda: stepper(guide) == VI.of(VoteState.SIGNED),
        20,
    )
    mine = guide.ask(guide.desk.votes.mine)
    guide.check(
        "one vote is durable, without a receipt", len(mine) == 1 and mine[0].receipt is None
    )
    guide.check(
        "the words say it is not recorded", "CHƯA ĐƯỢC GHI NHẬN" in guide.text("vote-meaning")
    )
    guide.need("the status line counts it", lambda: guide.sync.state.unsent_votes == 1, 20)
    guide.shot("signed-not-sent")


def network_returns(guide: Guide) -> None:
    """The server is back."""
    guide.step("The network returns")
    guide.aside(guide.practice.start_server)
    guide.sync.wake("tour")
    guide.need(
        "the vote is proven",
        lambda: guide.ask(guide.desk.votes.mine)[0].state is VoteState.PROVEN,
        90,
    )
    guide.need("the page says so", lambda: stepper(guide) == VI.of(VoteState.PROVEN), 20)
    vote = guide.ask(guide.desk.votes.mine)[0]
    guide.check("it is counted", vote.disposition is Disposition.COUNTED, vote.disposition)
    guide.check("the receipt is shown", guide.there("receipt") and vote.receipt is not None)
    saved = guide.shots / "bien-nhan.txt"
    saved.unlink(missing_ok=True)
    card = guide.widget("receipt", QFrame)
    save_to = getattr(card, "save_to", None)
    if callable(save_to):
        save_to(str(saved))
    guide.need("the receipt can be kept as a file", saved.is_file, 10)
    guide.check(
        "it is the council's signed text",
        vote.receipt is not None and saved.read_text("utf-8") == vote.receipt.text,
    )
    guide.need("the note made offline is sent too", lambda: guide.sync.state.unsent_notes == 0, 30)
    guide.bring_into_view(guide.widget("receipt", QFrame))
    guide.shot("receipt")


def _finish(guide: Guide, number: int) -> Poll:
    guide.aside(lambda: guide.practice.act(f"close-{number}"))
    guide.aside(lambda: guide.practice.act(f"result-{number}"))
    guide.need("the result arrived", lambda: needed(guide, number).stage is PollStage.RESULT, 60)
    guide.need("it is shown", lambda: guide.there("result-sentence"), 20)
    poll = needed(guide, number)
    tally = poll.tally
    guide.check(
        "the chair's result equals the recount on this machine",
        poll.announced and tally is not None,
    )
    if tally is not None:
        cast = sum(count for _, count in tally.counts)
        guide.check(
            "votes and silent add up to all delegates", cast + tally.not_voted == tally.total, tally
        )
        named = [b for b in poll.roll_call if b.choice]
        guide.check(
            "the roll call holds as many choices as were counted",
            len(named) == cast,
            (len(named), cast),
        )
        share = f"{tally.percent_tenths // 10},{tally.percent_tenths % 10} %"
        guide.check(
            "the sentence gives the share of all delegates",
            share in guide.text("result-sentence"),
            guide.text("result-sentence"),
        )
    return poll


def first_result(guide: Guide) -> None:
    """Close, result, late vote of another delegate."""
    guide.step("Closing and result of item 1")
    poll = _finish(guide, 1)
    late = poll.tally.late if poll.tally else ()
    guide.check("the late vote of another delegate is listed and not counted", len(late) >= 1, late)
    guide.check(
        "and shown in words",
        bool(late)
        and any(
            late[0].name in label.text() and "không được tính" in label.text()
            for label in guide.pane.votes.findChildren(QLabel)
        ),
    )
    guide.bring_into_view(guide.widget("result-sentence", QLabel))
    guide.shot("result")


def _online(guide: Guide, number: int, choice: str) -> None:
    guide.go(1)
    guide.aside(lambda: guide.practice.act(f"open-{number}"))
    guide.need("the poll is open", lambda: _opened(guide, number), 60)
    poll = needed(guide, number)
    guide.check(
        "it is bound to the newest draft",
        poll.documents[0].version_sha256 == draft(guide, number).newest.sha256,
    )
    guide.press(f"home-poll-{poll.id}")
    guide.need("the ballot is shown", lambda: guide.there("ballot"), 20)
    _vote(guide, choice)
    guide.need(
        "the vote is proven at once",
        lambda: guide.ask(guide.desk.votes.mine)[0].state is VoteState.PROVEN,
        60,
    )
    guide.need("the page says so", lambda: stepper(guide) == VI.of(VoteState.PROVEN), 20)
    guide.shot(f"poll-{number}-proven")
    _finish(guide, number)
    guide.bring_into_view(guide.widget("result-sentence", QLabel))
    guide.shot(f"poll-{number}-result")


def second_poll(guide: Guide) -> None:
    """Poll 2, online."""
    guide.step("Voting on item 2, on the revised draft")
    _online(guide, 2, DISAPPROVE)


def third_poll(guide: Guide) -> None:
    """Poll 3, online."""
    guide.step("Voting on item 3")
    _online(guide, 3, APPROVE)


def record_is_checked(guide: Guide) -> None:
    """The whole record, from its first entry."""
    guide.step("Checking the whole vote record")
    guide.press("poll-back")
    guide.need("the list of polls is shown", lambda: guide.there("poll-list"), 20)
    guide.press("verify-record")
    guide.need("the check is shown", lambda: guide.there("record-check"), 60)
    found = guide.ask(guide.desk.votes.verify_record)
    guide.check("every signature and every tally agrees", found.alarm is None, found.detail)
    guide.check("three polls were recounted", found.polls_checked == 3, found.polls_checked)
    guide.check("nothing froze the signing", guide.ask(guide.desk.votes.alarm) is None)
    guide.shot("votes")
