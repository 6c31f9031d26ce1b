"""A poll as the public record tells it: what was voted on and how, the result, the roll call, what was not counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from council_server.summary_page import code, element, facts, fingerprint, items, table
from council_server.summary_words import (
    STAGES,
    grace_in_words,
    percent,
    quorum_in_words,
    reason_not_counted,
    rule_in_words,
    short_time,
)
from protocol.names import name_key
from protocol.poll_states import ENDED, ListedVote, PollState, Stage, Tally
from protocol.polls import NO_ATTENDANCE, PASSED, PollDefinition
from protocol.replay import Replay
from protocol.signing_rights import ROOT


class PollSheets:
    """Polls of a replayed record in HTML; people by the names of their certificates."""

    def __init__(self, replay: Replay) -> None:
        self._names = {
            holder.person: holder.name
            for holder in replay.certificates.values()
            if holder.role != ROOT
        }

    def parts(self, poll: PollState) -> Iterator[str]:
        """All there is to say of a poll: the result and the roll call only once counting ended."""
        yield self._definition(poll)
        if poll.stage in ENDED:
            yield from self._result(poll)
            yield from self._roll_call(poll)
        yield from self._not_counted(poll)

    def name(self, person: str) -> str:
        """The person's name as HTML."""
        return escape(self._names.get(person, person))

    def in_order(self, people: Iterable[str]) -> list[str]:
        """Sorted by given name, as Vietnamese lists are."""
        return sorted(people, key=lambda person: name_key(self._names.get(person) or person))

    def _definition(self, poll: PollState) -> str:
        definition = poll.definition
        rows = [
            ("Mã lượt biểu quyết", code(definition.poll)),
            ("Trạng thái", element("strong", STAGES[poll.stage])),
            ("Phạm vi", "toàn văn" if definition.scope == "whole" else "từng vấn đề"),
            ("Văn bản", _documents(definition)),
            ("Được biểu quyết", f"{len(definition.electorate)} đại biểu"),
            ("Điều kiện thông qua", escape(rule_in_words(definition.rule, definition.total))),
            ("Số đại biểu tối thiểu có mặt", escape(quorum_in_words(definition.quorum))),
            ("Phiếu đến muộn", escape(grace_in_words(definition.grace_seconds))),
            ("Biểu quyết lại", "được phép" if definition.revote else "không được phép"),
            *_moments(poll),
        ]
        if definition.replaces:
            rows.append(("Thay cho lượt biểu quyết", code(definition.replaces)))
        if poll.void:
            rows.append(("Lý do hủy", escape(poll.void.reason)))
        return facts(rows)

    def _result(self, poll: PollState) -> Iterator[str]:
        tally = poll.tally()
        labels = {choice.code: choice.label for choice in poll.definition.choices}
        rows = [
            (escape(labels[count.code]), str(count.count), percent(count.count, tally.total))
            for count in tally.counts
        ]
        silent = len(tally.not_voted)
        rows.append(("Không có phiếu", str(silent), percent(silent, tally.total)))
        heads = ("Lựa chọn", "Số phiếu", "So với tổng số đại biểu")
        yield table(_head_line(tally), heads, rows, numbers=2)
        said = "Thông qua" if tally.outcome == PASSED else "Không thông qua"
        if poll.stage is not Stage.RESULT:
            said += " (chưa công bố)"
        yield element("p", f"Kết quả: {said}", kind="outcome")

    def _roll_call(self, poll: PollState) -> Iterator[str]:
        labels = {choice.code: choice.label for choice in poll.definition.choices}
        reasons = {vote.voter: vote.reason for _, vote in poll.hand_votes}
        rows: list[tuple[str, str, str, str]] = []
        for person in self.in_order(poll.definition.electorate):
            vote = poll.standing.get(person)
            if vote is None:
                away = poll.attended is not None and person not in poll.attended
                rows.append((self.name(person), "vắng mặt" if away else "không có phiếu", "", ""))
                continue
            how = f"giơ tay, thư ký ghi: {reasons[person]}" if vote.hand else "phiếu có chữ ký số"
            rows.append(
                (self.name(person), escape(labels[vote.choice]), escape(how), str(vote.index))
            )
        heads = ("Đại biểu", "Biểu quyết", "Cách ghi nhận", "Mục")
        yield table("Biểu quyết của từng đại biểu", heads, rows, numbers=1)

    def _not_counted(self, poll: PollState) -> Iterator[str]:
        yield from self._listed("Phiếu đến muộn (không được tính)", poll.late)
        yield from self._listed("Phiếu được thay bằng phiếu sau hoặc giơ tay", poll.replaced)
        yield from self._listed("Phiếu không được tính", poll.refused)

    def _listed(self, title: str, votes: list[ListedVote]) -> Iterator[str]:
        if votes:
            yield element("h4", title)
            yield items(
                f"{self.name(vote.voter)} (mục {vote.index}){reason_not_counted(vote.disposition)}"
                for vote in votes
            )


def _documents(definition: PollDefinition) -> str:
    lines = [
        f"{escape(document.title)}<br>{fingerprint(document.version)}"
        for document in definition.documents
    ]
    return "<br>".join(lines) or "không kèm văn bản"


def _moments(poll: PollState) -> Iterator[tuple[str, str]]:
    if poll.opened:
        yield "Mở lúc", short_time(poll.opened.opened_at)
    if poll.closing:
        said = (
            f"{short_time(poll.closing.announced_at)}, {poll.closing.seconds} giây trước khi đóng"
        )
        yield "Báo sắp đóng lúc", said
    if poll.closed:
        yield "Đóng lúc", short_time(poll.closed.closed_at)
    if poll.result:
        yield "Công bố lúc", short_time(poll.result.announced_at)


def _head_line(tally: Tally) -> str:
    present = "chưa điểm danh" if tally.present == NO_ATTENDANCE else f"có mặt {tally.present}"
    return (
        f"Tổng số đại biểu {tally.total}; {present}; đã biểu quyết {tally.counted}. "
        "Tỷ lệ tính trên tổng số đại biểu."
    )
