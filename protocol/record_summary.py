"""What a vote record says, in words: the text beside the files of a bundle. Vietnamese only, like
the council's own minutes; every number in it is recounted from the record.
"""

from __future__ import annotations

from collections.abc import Iterator

from protocol.checkpoints import Checkpoint
from protocol.poll_states import ENDED, ListedVote, PollState, Stage
from protocol.polls import NO_ATTENDANCE, PASSED
from protocol.replay import Replay
from protocol.signing_rights import ROOT
from protocol.times import write_time

_STAGES = {
    Stage.DEFINED: "đã lập, chưa mở",
    Stage.OPEN: "đang mở",
    Stage.CLOSING: "sắp đóng",
    Stage.GRACE: "đã đóng, đang chờ phiếu trong thời gian gia hạn",
    Stage.CLOSED: "đã đóng, chưa công bố",
    Stage.RESULT: "đã công bố",
    Stage.VOID: "đã hủy",
}


def summary(replay: Replay, checkpoint: Checkpoint) -> str:
    """The text for a record that was checked to `checkpoint`."""
    council = replay.root.name if replay.root else replay.council
    lines = [
        council,
        f"Hồ sơ biểu quyết: {checkpoint.origin}",
        f"Số mục: {checkpoint.size}",
        f"Mã gốc: {checkpoint.root.hex()}",
        f"Máy chủ ký lúc: {write_time(checkpoint.time)}",
        f"Chứng thư gốc (SHA-256): {replay.root_fingerprint}",
        "",
    ]
    names = {
        holder.person: holder.name for holder in replay.certificates.values() if holder.role != ROOT
    }
    for poll in replay.polls.values():
        lines += [*_poll(poll, names), ""]
    return "\n".join(lines)


def _poll(poll: PollState, names: dict[str, str]) -> Iterator[str]:
    definition, tally = poll.definition, poll.tally()
    labels = {choice.code: choice.label for choice in definition.choices}
    yield f"Lượt biểu quyết {definition.poll}: {definition.question}"
    yield f"  Trạng thái: {_STAGES[poll.stage]}"
    for document in definition.documents:
        yield f"  Văn bản: {document.title} (SHA-256 {document.version})"
    if poll.void:
        yield f"  Lý do hủy: {poll.void.reason}"
    if poll.stage not in ENDED:
        return
    present = "chưa điểm danh" if tally.present == NO_ATTENDANCE else f"{tally.present}"
    yield f"  Tổng số đại biểu: {tally.total}; có mặt: {present}; đã biểu quyết: {tally.counted}"
    for count in tally.counts:
        yield f"  {labels[count.code]}: {count.count}"
    yield f"  Kết quả: {'Thông qua' if tally.outcome == PASSED else 'Không thông qua'}"
    for vote in sorted(poll.standing.values(), key=lambda vote: vote.voter):
        how = " (giơ tay, thư ký ghi)" if vote.hand else ""
        who = names.get(vote.voter, vote.voter)
        yield f"    {who}: {labels[vote.choice]}{how} [mục {vote.index}]"
    for person in tally.not_voted:
        yield f"    {names.get(person, person)}: chưa biểu quyết"
    yield from _listed("Đến muộn - không được tính", poll.late, names)
    yield from _listed("Được thay bằng phiếu sau hoặc giơ tay", poll.replaced, names)
    yield from _listed("Không hợp lệ - không được tính", poll.refused, names)


def _listed(title: str, votes: list[ListedVote], names: dict[str, str]) -> Iterator[str]:
    if votes:
        yield f"  {title}:"
    for vote in votes:
        yield f"    {names.get(vote.voter, vote.voter)} [mục {vote.index}]"
