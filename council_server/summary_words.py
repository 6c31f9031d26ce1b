"""What a record's terms are called in a Vietnamese summary."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from protocol.dispositions import Disposition
from protocol.passing import TOTAL, Quorum, Rule, needed
from protocol.poll_states import Stage
from protocol.times import VIETNAM, read_time

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.DEFINED: "đã lập, chưa mở",
        Stage.OPEN: "đang mở",
        Stage.CLOSING: "sắp đóng",
        Stage.GRACE: "đã đóng, đang chờ phiếu trong thời gian gia hạn",
        Stage.CLOSED: "đã đóng, chưa công bố",
        Stage.RESULT: "đã công bố kết quả",
        Stage.VOID: "đã hủy",
    }
)

PAPERS: Mapping[str, str] = MappingProxyType(
    {
        "to-trinh": "Tờ trình",
        "du-thao-nghi-quyet": "Dự thảo nghị quyết",
        "bao-cao-tham-tra": "Báo cáo thẩm tra",
        "giai-trinh-tiep-thu": "Giải trình, tiếp thu",
        "phu-luc": "Phụ lục",
        "giay-moi": "Giấy mời",
        "chuong-trinh": "Chương trình",
        "bao-cao": "Báo cáo",
        "de-an": "Đề án",
        "tong-hop-kien-nghi": "Tổng hợp kiến nghị cử tri",
        "ket-qua-giai-quyet-kien-nghi": "Kết quả giải quyết kiến nghị",
        "phieu-chat-van": "Phiếu chất vấn",
        "tra-loi-chat-van": "Trả lời chất vấn",
        "bien-ban": "Biên bản",
        "thong-bao-ket-luan": "Thông báo kết luận",
        "nghi-quyet": "Nghị quyết",
    }
)
"""Types of papers in a manifest; one that is not here is shown as it was written."""

_REASONS: Mapping[Disposition, str] = MappingProxyType(
    {
        Disposition.POLL_DEF: "ký theo nội dung khác",
        Disposition.SESSION: "ghi kỳ họp khác",
        Disposition.NOT_OPEN: "lượt biểu quyết không mở",
        Disposition.NOT_ELIGIBLE: "không thuộc danh sách được biểu quyết",
        Disposition.CHOICE: "lựa chọn không có",
        Disposition.HAND_VOTED: "đã ghi nhận giơ tay",
        Disposition.ALREADY_VOTED: "đã biểu quyết trước đó",
        Disposition.SUPERSEDES: "thay cho phiếu không phải của mình hoặc không còn hiệu lực",
    }
)


def reason_not_counted(disposition: Disposition) -> str:
    """ ": why", or nothing where the heading says it."""
    reason = _REASONS.get(disposition)
    return f": {reason}" if reason else ""


def rule_in_words(rule: Rule, total: int) -> str:
    """What has to be reached, and where N is known how many votes that is."""
    base = "tổng số đại biểu" if rule.base == TOTAL else "số phiếu đã biểu quyết"
    how = "hơn" if rule.strict else "ít nhất"
    words = f"tán thành {how} {rule.num}/{rule.den} {base}"
    if rule.base == TOTAL:
        words += f", tức ít nhất {needed(rule, total)} trên {total}"
    return words


def quorum_in_words(quorum: Quorum) -> str:
    """The part of all delegates that has to be present."""
    if not quorum.num:
        return "không quy định trong lượt biểu quyết này"
    return f"ít nhất {quorum.num}/{quorum.den} tổng số đại biểu"


def grace_in_words(seconds: int) -> str:
    """What happens to a vote that comes after the close."""
    if not seconds:
        return "không được tính; vẫn ghi tên trong danh sách đến muộn"
    return f"được tính trong {seconds} giây gia hạn sau khi đóng; muộn hơn thì không"


def percent(part: int, whole: int) -> str:
    """66,7 %: rounded half up by integers, as the law's comparisons are never made by it."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10},{tenths % 10} %"


def short_time(text: str) -> str:
    """09:30:00 ngày 22/11/2026, by Vietnam's clock."""
    moment = read_time(text).astimezone(VIETNAM)
    return f"{moment:%H:%M:%S} ngày {moment:%d/%m/%Y}"
