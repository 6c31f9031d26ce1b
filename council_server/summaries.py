"""A record bundle's readable summary (tom-tat.html, tom-tat.pdf): Vietnamese, like the council's own minutes.

Everything in it is recounted from the replayed record; nothing is read from the server's tables. It is no
evidence: who doubts it checks the signed files beside it, by the two commands at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from council_server.poll_sheets import PollSheets
from council_server.summary_page import code, element, facts, fingerprint, items, page, table
from council_server.summary_words import (
    PAPERS,
    short_time,
)
from protocol.checkpoints import Checkpoint
from protocol.manifests import Manifest
from protocol.replay import Replay
from protocol.times import write_time

TITLE = "Tóm tắt hồ sơ biểu quyết"


class RecordSummary:
    """The summary of a record that was checked to `head`."""

    def __init__(self, replay: Replay, head: Checkpoint) -> None:
        self._replay = replay
        self._head = head
        self._sheets = PollSheets(replay)

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
            absent = (
                ", ".join(map(self._sheets.name, self._sheets.in_order(roll.absent))) or "không"
            )
            present = ", ".join(map(self._sheets.name, self._sheets.in_order(roll.present)))
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
            yield from self._sheets.parts(poll)

    # ---------------------------------------------------------------------- keys, and the check

    def _keys(self) -> Iterator[str]:
        yield element("h2", "5. Thiết bị bị thu hồi và khóa được thay")
        lines = [
            f"Mục {index}: thu hồi thiết bị {code(revoked.device)} của {self._sheets.name(revoked.person)}, "
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
