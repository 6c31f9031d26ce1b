"""What evidence about a hall's word means, in plain words, Vietnamese then English: the text beside its files."""

from __future__ import annotations

from protocol.checkpoints import Checkpoint
from protocol.hall_evidence import (
    HALL_FILE,
    RECEIPT_FILE,
    REFUSAL_FILE,
    SCRIPT_FILE,
    SIGNATURE_FILE,
    VOTE_FILE,
    Conflict,
    HallFinding,
)
from protocol.replay import Replay
from protocol.times import write_time

_HEAD = "BIÊN NHẬN CỦA PHÒNG HỌP VÀ SỔ BIỂU QUYẾT / THE HALL'S RECEIPT AND THE VOTE RECORD"


def reading(finding: HallFinding, replay: Replay, checkpoint: Checkpoint) -> str:
    """The text for evidence that was checked beside the record of `checkpoint`; the same evidence gives the same text."""
    vote, receipt = finding.vote, finding.receipt
    poll = replay.polls.get(vote.poll)
    voter = replay.certificates[vote.cert].name
    hall = f"{finding.hall.name} ({receipt.hall})"
    facts = [
        ("Hội đồng / council", replay.root.name if replay.root else replay.council),
        ("Sổ biểu quyết / vote record", replay.log),
        ("Lượt biểu quyết / poll", f"{vote.poll}: {poll.definition.question if poll else '-'}"),
        ("Người ký phiếu / signed by", f"{voter} ({vote.voter}, {vote.device}, {vote.seq})"),
        ("Lựa chọn / choice", vote.choice),
        ("SHA-256 của phiếu / of the vote", finding.identity),
        ("Máy chủ phòng họp / the hall", hall),
        ("Phòng họp nhận lúc / the hall took it at", receipt.received_at),
        ("Số thứ tự của phòng họp / number in the hall's order", f"{receipt.seq}"),
        ("Đầu sổ / head of the record", f"{checkpoint.size}, {write_time(checkpoint.time)}"),
        ("Chứng thư gốc / root certificate (SHA-256)", replay.root_fingerprint),
    ]
    lines = [_HEAD, "", *(f"{name}: {value}" for name, value in facts), ""]
    for title, index in (("KẾT LUẬN", 0), ("FINDING", 1)):
        lines += [title, *_finding(finding, replay)[index], ""]
    return "\n".join([*lines, _GUIDE])


def _finding(finding: HallFinding, replay: Replay) -> tuple[list[str], list[str]]:
    """The sentences in both languages."""
    vi, en = _conflict(finding, replay)
    held_vi = "Máy chủ phòng họp đã ký rằng đang giữ phiếu này để chuyển cho Hội đồng."
    held_en = "The hall's server signed that it held this vote for the council."
    said_vi, said_en = [held_vi, vi], [held_en, en]
    if finding.hall.revoked_at is not None:
        said_vi.append(
            f"Chứng thư của phòng họp về sau bị thu hồi (mục {finding.hall.revoked_at}): "
            "biên nhận chỉ có giá trị nếu được nhận trước đó."
        )
        said_en.append(
            f"The hall's certificate was revoked later (entry {finding.hall.revoked_at}): "
            "the receipt is worth something only if it was given before that."
        )
    if finding.conflict is not None:
        said_vi.append(
            "Điều này chưa nói lỗi thuộc về ai: giờ trên biên nhận là theo đồng hồ của phòng họp, và khi đường truyền của "
            "phòng họp bị đứt mà chủ tọa đóng lượt biểu quyết ở máy chủ Hội đồng thì kết quả cũng như vậy."
        )
        said_en.append(
            "This does not yet say whose fault it is: the receipt's time is by the hall's clock, and when the hall's line "
            "is down and the chair closes at the council's own server, the same comes of it."
        )
    return said_vi, said_en


def _conflict(finding: HallFinding, replay: Replay) -> tuple[str, str]:
    poll = replay.polls.get(finding.vote.poll)
    close = poll.ended if poll is not None else None
    closed_at = close.closed_at if close is not None else "-"
    entry = (poll.counted_size or 1) - 1 if poll is not None else "-"
    match finding.conflict:
        case Conflict.LATE:
            vi = (
                f"Biên nhận ghi giờ trước khi đóng (chủ tọa ký đóng lúc {closed_at}, mục {entry}), nhưng trong sổ của Hội "
                f"đồng phiếu đứng sau mục đóng (mục {finding.index}): bị ghi là đến muộn và không được tính."
            )
            en = (
                f"The receipt is dated before the close (signed by the chair at {closed_at}, entry {entry}), but in the "
                f"council's record the vote stands after it (entry {finding.index}): listed as late, not counted."
            )
        case Conflict.MISSING:
            vi = (
                f"Sổ của Hội đồng đã kết thúc kiểm phiếu (mục {entry}, {closed_at}) mà không có phiếu này ở bất kỳ mục "
                "nào. Nếu phiếu còn đến sau thì chỉ được ghi là đến muộn."
            )
            en = (
                f"The council's record ended the count (entry {entry}, {closed_at}), and this vote is none of its "
                "entries. If it still comes, it can only be listed as late."
            )
        case Conflict.OTHER:
            vi = (
                f"Ở đúng số thứ tự này của máy đại biểu (số {finding.vote.seq}), sổ của Hội đồng ghi một nội dung khác "
                f"(mục {finding.other}). Có thể khóa của máy đã bị sao chép."
            )
            en = (
                f"In this very place of the delegate's machine (number {finding.vote.seq}) the council's record holds "
                f"something else (entry {finding.other}). Perhaps the machine's key was copied."
            )
        case Conflict.REFUSED:
            code = finding.refusal.code if finding.refusal else "-"
            vi = f"Hội đồng đã từ chối phiếu bằng câu trả lời có chữ ký (mã {code}); phiếu không có trong sổ."
            en = f"The council refused the vote by a signed answer (code {code}); it is not in the record."
        case None:
            where = "-" if finding.index is None else f"{finding.index}"
            vi = f"Sổ của Hội đồng không trái với biên nhận này (mục {where})."
            en = f"The council's record does not contradict this receipt (entry {where})."
    return vi, en


_GUIDE = f"""KIỂM TRA / CHECKING (OpenSSL 3, sha256sum, jq)
  bash {SCRIPT_FILE} <SHA-256 của chứng thư gốc như Hội đồng đã in / of the root certificate as printed>
  python -m protocol.verify <thư mục hoặc tệp zip này / this folder or zip> --root <SHA-256>

{VOTE_FILE}, {SIGNATURE_FILE}: phiếu đã ký / the signed vote
{RECEIPT_FILE}: biên nhận tạm, dòng 1 là nội dung, dòng 2 là chữ ký (base64) / the provisional receipt, its bytes and signature
{HALL_FILE}: chứng thư của phòng họp, do gốc của Hội đồng cấp và ghi trong sổ / the hall's certificate, enrolled in the record
{REFUSAL_FILE}: lời từ chối có chữ ký, nếu có / the signed refusal, where there is one
root.pem, log_key.pem, origin, checkpoint, entries/: toàn bộ sổ biểu quyết / the whole vote record
Trong tệp này không có khóa, ghi chú hay tài liệu riêng nào. / No key, note or private paper is in here.
Tệp này để đọc, không phải chứng cứ: chứng cứ là các tệp có chữ ký. / This text is for reading; the signed files are the evidence.
"""
