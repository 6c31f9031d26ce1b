"""What the delegate may do about a held feed: see it, keep the copy here, accept the council's, hand on the evidence.

chung-cu-nguon.txt      what this is, in both languages
nguon.json              feed, origin, when it was found, the key by which both heads are checked
may-nay.txt             the signed head that this desk had checked before
may-chu.txt             the signed head that contradicts it
la-nhan-duoc.bin        the leaf hashes that lead to it, 32 bytes each; empty when the heads alone contradict
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from delegate_app.domain.changes import Kind
from delegate_app.domain.feed_holds import FeedHold, HoldReason
from delegate_app.errors import Code, UserError
from delegate_app.services.announcer import Announcer
from delegate_app.services.evidence import ZIP, write_zip
from delegate_app.services.feed_swap import FeedSwap
from delegate_app.services.proofs import write_folder
from delegate_app.storage.accounts import AccountTable
from delegate_app.storage.feed_holds import FeedHoldTable
from delegate_app.storage.feeds import FeedTable
from delegate_app.storage.vault import Vault
from protocol.fields import b64


class FeedHolds:
    """Feeds that wait for a word, are in quarantine, or may no longer be read."""

    def __init__(self, vault: Vault, swap: FeedSwap, changes: Announcer) -> None:
        self._vault = vault
        self._swap = swap
        self._changes = changes
        self._table = FeedHoldTable(vault)
        self._feeds = FeedTable(vault)
        self._account = AccountTable(vault)

    def all(self) -> tuple[FeedHold, ...]:
        """Every held feed, those that ask first."""
        holds = sorted(self._table.all(), key=lambda hold: (not hold.asks, hold.feed))
        return tuple(replace(hold, name=self._feeds.committee_name(hold.feed)) for hold in holds)

    def keep(self, feed: str) -> None:
        """Keep the copy here; the council's is followed beside it and may be accepted later. Raises NO_FEED_QUESTION."""
        if not self._table.keep(feed):
            raise UserError(Code.NO_FEED_QUESTION)
        self._changes.announce(frozenset({Kind.FEEDS}))

    def dismiss(self, feed: str) -> None:
        """The delegate knows that the feed may no longer be read: nothing says so any more until access came and went."""
        if self._table.dismiss(feed):
            self._changes.announce(frozenset({Kind.FEEDS}))

    def accept(self, feed: str) -> None:
        """Show the council's copy from now on; own notes stay and are offered again. Raises NO_FEED_QUESTION."""
        waiting = [hold for hold in self._table.all() if hold.feed == feed and hold.epoch]
        if not waiting or self._feeds.generation(feed, waiting[0].epoch) is None:
            raise UserError(Code.NO_FEED_QUESTION)
        with self._vault.transaction():
            moved = self._swap.show(feed, waiting[0].epoch)
        self._changes.announce(frozenset(moved))

    def export_evidence(self, feed: str, target: Path) -> None:
        """Write what proves a fork to a new folder, or to a new zip file when `target` ends in `.zip`.

        Raises NO_ALARM, NOT_ENROLLED, EXPORT_EXISTS, EXPORT_FAILED; nothing half-written stays.
        """
        found, enrolment = self._table.evidence(feed), self._account.enrolment()
        if found is None:
            raise UserError(Code.NO_ALARM)
        if enrolment is None:
            raise UserError(Code.NOT_ENROLLED)
        hold = self._table.find(feed, HoldReason.FORKED)
        described = {
            "feed": feed,
            "origin": found.origin,
            "found_at": hold.since.isoformat() if hold else "",
            "council": enrolment.council_id,
            "device": enrolment.device_id,
            "root_sha256": enrolment.root_sha256,
            "log_key": b64(enrolment.log_key),
        }
        files = {
            "chung-cu-nguon.txt": _GUIDE.encode(),
            "nguon.json": json.dumps(described, ensure_ascii=False, indent=1).encode(),
            "may-nay.txt": found.ours.encode(),
            "may-chu.txt": found.theirs.encode(),
            "la-nhan-duoc.bin": found.leaves,
        }
        if target.suffix == ZIP:
            write_zip(target, files)
        else:
            write_folder(target, files)


_GUIDE = """CHỨNG CỨ VỀ MỘT NGUỒN DỮ LIỆU BỊ TÁCH ĐÔI / EVIDENCE OF A FEED THAT WAS FORKED

Máy này đã kiểm tra nguồn dữ liệu tới đầu nguồn trong may-nay.txt; sau đó máy chủ đưa một đầu nguồn khác (may-chu.txt)
trái với đầu đã ký. Cả hai đều mang chữ ký của khóa sổ ghi trong nguon.json. Nguồn này tạm ngừng cập nhật trên máy;
bản đã có vẫn đọc được. Hãy giao các tệp này cho Thường trực HĐND hoặc Văn phòng. Khi Văn phòng đã làm rõ và mở lại
nguồn dữ liệu trên máy chủ, máy sẽ hỏi đại biểu có nhận bản mới hay không.

This machine had checked the feed up to the head in may-nay.txt; then the server showed another head (may-chu.txt) that
contradicts it. Both carry the signature of the log key in nguon.json. The feed is no longer updated here; the copy
that is here stays readable. Give these files to the standing committee or the office. Once the office has settled the
matter and begun the feed anew on the server, this machine asks whether to take over the new copy.

How to check: both heads are C2SP tlog-checkpoints of one origin. The leaf hashes in la-nhan-duoc.bin lead to the root
in may-chu.txt (RFC 9162); their first n, n the size in may-nay.txt, do not lead to the root there.
"""
