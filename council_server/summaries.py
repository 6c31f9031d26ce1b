"""A record bundle's readable summary (tom-tat.html, tom-tat.pdf): Vietnamese, like the council's own minutes.

Everything in it is recounted from the replayed record; nothing is read from the server's tables. It is no
evidence: who doubts it checks the signed files beside it, by the two commands at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise

from council_server.summary_page import code, element, facts, fingerprint, items, page, table
from council_server.summary_words import (
    PAPERS,
    STAGES,
    grace_in_words,
    percent,
    quorum_in_words,
    reason_not_counted,
    rule_in_words,
    short_time,
)
from protocol.checkpoints import Checkpoint
from protocol.manifests import Manifest
from protocol.names import name_key
from protocol.poll_states import ENDED, ListedVote, PollState, Stage, Tally
from protocol.polls import NO_ATTENDANCE, PASSED, PollDefinition
from protocol.replay import Replay
from protocol.signing_rights import ROOT
from protocol.times import write_time

TITLE = "Tóm tắt hồ sơ biểu quyết"


class RecordSummary:
    """The summary of a record that was checked to `head`."""

    def __init__(self, replay: Replay, head: Checkpoint) -> None:
        self._replay = replay
        self._head = head
        self._names = {
            holder.person: holder.name
            for holder in replay.certificates.values()
            if holder.role != ROOT
        }

    def html(self) -> str:
        """The page; the same record and head give the same bytes."""
        council = self._replay.root.name if self._replay.root else self._replay.council
        return page(
            f"{TITLE} - {council}",
            [
                element("h1", council),
                element("p", TITLE),
                *self._record(),
                *self._programme(),
                *self._attendance(),
                *self._polls(),
                *self._keys(),
                *self._checking(),
            ],
        )

    def _name(self, person: str) -> str:
        return escape(self._names.get(person, person))

    def _in_order(self, people: Iterable[str]) -> list[str]:
        return sorted(people, key=lambda person: name_key(self._names.get(person) or person))

    # ------------------------------------------------------------------------------- the record

    def _record(self) -> Iterator[str]:
        yield element(
            "p",
            "Bản tóm tắt này để đọc, không phải là chứng cứ. Chứng cứ là các tệp có chữ ký số trong cùng "
            "hồ sơ; phần cuối cho biết cách kiểm tra.",
            kind="notice",
        )
        yield element("h2", "1. Hồ sơ")
        yield facts(
            [
                ("Tên hồ sơ", code(self._head.origin)),
                ("Số mục đã ghi", str(self._head.size)),
                ("Mã gốc của hồ sơ", fingerprint(self._head.root.hex())),
                ("Máy chủ ký lúc", short_time(write_time(self._head.time))),
                ("Dấu vân tay chứng thư gốc (SHA-256)", fingerprint(self._replay.root_fingerprint)),
            ]
        )

    def _programme(self) -> Iterator[str]:
        yield element("h2", "2. Chương trình và tài liệu đã công bố")
        if not self._replay.manifests:
            yield element("p", "Chưa công bố tài liệu nào.")
        for manifest in self._replay.manifests.values():
            yield from _dossier(manifest)

    def _attendance(self) -> Iterator[str]:
        yield element("h2", "3. Điểm danh")
        if not self._replay.attendance:
            yield element("p", "Chưa điểm danh.")
        for roll in self._replay.attendance.values():
            yield element("h3", f"Kỳ họp {roll.session}, phiên {roll.sitting}")
            absent = ", ".join(map(self._name, self._in_order(roll.absent))) or "không"
            present = ", ".join(map(self._name, self._in_order(roll.present)))
            yield facts(
                [
                    ("Điểm danh lúc", short_time(roll.taken_at)),
                    (f"Có mặt ({len(roll.present)})", present),
                    (f"Vắng mặt ({len(roll.absent)})", absent),
                ]
            )

    # -------------------------------------------------------------------------------- the polls

    def _polls(self) -> Iterator[str]:
        yield element("h2", "4. Các lượt biểu quyết")
        if not self._replay.polls:
            yield element("p", "Chưa có lượt biểu quyết nào.")
        for number, poll in enumerate(self._replay.polls.values(), start=1):
            yield element("h3", f"4.{number}. {poll.definition.question}")
            yield self._definition(poll)
            if poll.stage in ENDED:
                yield from self._result(poll)
                yield from self._roll_call(poll)
            yield from self._not_counted(poll)

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
        for person in self._in_order(poll.definition.electorate):
            vote = poll.standing.get(person)
            if vote is None:
                away = poll.attended is not None and person not in poll.attended
                rows.append((self._name(person), "vắng mặt" if away else "không có phiếu", "", ""))
                continue
            how = f"giơ tay, thư ký ghi: {reasons[person]}" if vote.hand else "phiếu có chữ ký số"
            rows.append(
                (self._name(person), escape(labels[vote.choice]), escape(how), str(vote.index))
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
                f"{self._name(vote.voter)} (mục {vote.index}){reason_not_counted(vote.disposition)}"
                for vote in votes
            )

    # ---------------------------------------------------------------------- keys, and the check

    def _keys(self) -> Iterator[str]:
        yield element("h2", "5. Thiết bị bị thu hồi và khóa được thay")
        lines = [
            f"Mục {index}: thu hồi thiết bị {code(revoked.device)} của {self._name(revoked.person)}, "
            f"{short_time(revoked.revoked_at)}. Lý do: {escape(revoked.reason)}"
            for index, revoked in self._replay.revocations
        ]
        links = self._replay.roots.links
        for (_, before), (index, root) in pairwise(links):
            changed = [
                *(["chứng thư gốc"] if root.root_cert != before.root_cert else []),
                *(["khóa của hồ sơ"] if root.log_key != before.log_key else []),
            ]
            lines.append(f"Mục {index}: thay {' và '.join(changed)}, {short_time(root.created_at)}")
        yield items(lines) if lines else element("p", "Không có.")

    def _checking(self) -> Iterator[str]:
        root = self._replay.root_fingerprint
        yield element("h2", "6. Cách kiểm tra")
        yield element(
            "p",
            "So dấu vân tay chứng thư gốc ở phần 1 với bản do Hội đồng in. Sau đó, trong thư mục của hồ sơ, "
            "chạy một trong hai lệnh sau; cả hai tính lại mọi chữ ký và mọi kết quả.",
        )
        yield element("p", "Chỉ cần openssl, sha256sum và jq:")
        yield f"<p>{code(f'bash verify-record.sh {root}')}</p>"
        yield element("p", "Bằng chương trình Nghị Trường (kiểm tra đầy đủ hơn):")
        yield f"<p>{code(f'python3 -m protocol.verify . --root {root}')}</p>"


def _dossier(manifest: Manifest) -> Iterator[str]:
    yield element("h3", f"{manifest.title} ({manifest.session})")
    yield element("p", f"Bản công bố thứ {manifest.revision}, {short_time(manifest.published_at)}.")
    rows = [
        (
            escape(paper.item.removeprefix(f"{manifest.session}.")) or "Kỳ họp",
            escape(PAPERS.get(paper.kind, paper.kind)),
            f"{escape(paper.title)}<br>{fingerprint(paper.version)}",
        )
        for paper in manifest.papers
    ]
    heads = ("Mục", "Loại", "Tên và mã SHA-256")
    yield table("Tài liệu và mã SHA-256 của từng bản", heads, rows, widths=(18, 20, 62))


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
