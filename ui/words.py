"""The field's words, Vietnamese and English, from one table: the law's words are never left to a translator's file."""

from __future__ import annotations

from enum import Enum

from delegate_app.domain.annotations import AnnotationKind, Colour
from delegate_app.domain.council_sessions import ItemStep, SessionKind
from delegate_app.domain.documents import PaperType
from delegate_app.domain.polls import PollStage
from delegate_app.domain.votes import Disposition, VoteState

PROGRAM = "Nghị Trường"
"""The program's own name, in every language."""

APPROVE, DISAPPROVE, ABSTAIN = "APPROVE", "DISAPPROVE", "ABSTAIN"
"""Codes of the three choices in a poll's definition."""

_CHOICES = {
    APPROVE: ("Tán thành", "Approve"),
    DISAPPROVE: ("Không tán thành", "Disapprove"),
    ABSTAIN: ("Không biểu quyết", "Abstain"),
}
_SILENT = {
    None: ("Chưa biểu quyết", "Did not vote"),
    True: ("Chưa biểu quyết (có mặt)", "Did not vote (present)"),
    False: ("Vắng mặt", "Absent"),
}
"""Present and silent, and absent, are two facts; without an attendance list only the first is known."""

_WORDS: dict[Enum, tuple[str, str]] = {
    SessionKind.REGULAR: ("Kỳ họp thường lệ", "Regular session"),
    SessionKind.SPECIAL: ("Kỳ họp chuyên đề", "Special session"),
    SessionKind.EXTRAORDINARY: ("Kỳ họp phát sinh đột xuất", "Extraordinary session"),
    ItemStep.SUBMITTED: ("Trình", "Submission"),
    ItemStep.VERIFIED: ("Thẩm tra", "Verification"),
    ItemStep.GROUP_DISCUSSION: ("Thảo luận tổ", "Group discussion"),
    ItemStep.DISCUSSION: ("Thảo luận", "Discussion"),
    ItemStep.EXPLANATION: ("Giải trình", "Explanation"),
    ItemStep.REVISION: ("Tiếp thu", "Revision"),
    ItemStep.VOTING: ("Biểu quyết", "Voting"),
    ItemStep.ISSUED: ("Ban hành", "Issued"),
    PaperType.SUBMISSION: ("Tờ trình", "Submission"),
    PaperType.DRAFT_RESOLUTION: ("Dự thảo nghị quyết", "Draft resolution"),
    PaperType.VERIFICATION_REPORT: ("Báo cáo thẩm tra", "Verification report"),
    PaperType.EXPLANATION: ("Giải trình, tiếp thu", "Explanation and revision"),
    PaperType.APPENDIX: ("Phụ lục", "Appendix"),
    PaperType.INVITATION: ("Giấy mời", "Invitation"),
    PaperType.PROGRAMME: ("Chương trình", "Programme"),
    PaperType.REPORT: ("Báo cáo", "Report"),
    PaperType.SCHEME: ("Đề án", "Scheme"),
    PaperType.PETITION_DIGEST: ("Tổng hợp kiến nghị cử tri", "Digest of petitions"),
    PaperType.PETITION_RESULTS: ("Kết quả giải quyết kiến nghị", "Results of petitions"),
    PaperType.QUESTION: ("Phiếu chất vấn", "Question"),
    PaperType.ANSWER: ("Trả lời chất vấn", "Answer to a question"),
    PaperType.MINUTES: ("Biên bản", "Minutes"),
    PaperType.CONCLUSION: ("Thông báo kết luận", "Conclusion"),
    PaperType.RESOLUTION: ("Nghị quyết", "Resolution"),
    PollStage.DEFINED: ("Chưa mở", "Not open yet"),
    PollStage.OPEN: ("Đang mở", "Open"),
    PollStage.CLOSING: ("Sắp đóng", "Last call"),
    PollStage.CLOSED: ("Đã đóng", "Closed"),
    PollStage.GRACE: ("Thời gian gia hạn", "Grace period"),
    PollStage.RESULT: ("Đã công bố kết quả", "Result announced"),
    PollStage.VOID: ("Đã hủy", "Void"),
    VoteState.SIGNED: ("Đã ký - chưa gửi", "Signed - not sent"),
    VoteState.SENT: ("Đang gửi", "Being sent"),
    VoteState.HELD: (
        "Phòng họp đã nhận - chờ máy chủ Hội đồng xác nhận",
        "Held by the hall - the council has not confirmed",
    ),
    VoteState.RECEIVED: ("Đã ghi nhận", "Recorded"),
    VoteState.PROVEN: ("Đã chứng minh", "Proven"),
    VoteState.REFUSED: ("Từ chối", "Refused"),
    Disposition.COUNTED: ("Được tính", "Counted"),
    Disposition.LATE: ("Đến muộn - không được tính", "Late - not counted"),
    Disposition.ALREADY_VOTED: (
        "Không được tính: đã có phiếu trước",
        "Not counted: there was a vote before it",
    ),
    Disposition.HAND_VOTED: (
        "Không được tính: thư ký đã ghi biểu quyết giơ tay",
        "Not counted: the secretary recorded a hand vote",
    ),
    Disposition.SUPERSEDES: (
        "Không được tính: không thay thế đúng phiếu trước",
        "Not counted: it does not replace the standing vote",
    ),
    Disposition.NOT_OPEN: (
        "Không được tính: lượt biểu quyết chưa mở",
        "Not counted: the poll was not open",
    ),
    Disposition.NOT_ELIGIBLE: (
        "Không được tính: không có trong danh sách biểu quyết",
        "Not counted: not among those who may vote",
    ),
    Disposition.CHOICE: ("Không được tính: lựa chọn không có", "Not counted: no such choice"),
    Disposition.SESSION: ("Không được tính: sai kỳ họp", "Not counted: another session"),
    Disposition.POLL_DEF: (
        "Không được tính: khác nội dung biểu quyết",
        "Not counted: another poll definition",
    ),
    Disposition.NO_POLL: ("Không được tính: không có lượt này", "Not counted: no such poll"),
    Disposition.REPLACED: (
        "Đã được thay bằng phiếu sau hoặc biểu quyết giơ tay",
        "Replaced by a later vote or a hand vote",
    ),
    AnnotationKind.HIGHLIGHT: ("Tô sáng", "Highlight"),
    AnnotationKind.UNDERLINE: ("Gạch chân", "Underline"),
    AnnotationKind.NOTE: ("Ghi chú", "Note"),
    AnnotationKind.STRIKE_OUT: ("Gạch ngang", "Strike-out"),
    AnnotationKind.BOOKMARK: ("Đánh dấu", "Bookmark"),
    AnnotationKind.INK: ("Nét bút", "Pen strokes"),
    AnnotationKind.TEXT_BOX: ("Hộp chữ", "Text box"),
    AnnotationKind.ARROW: ("Mũi tên", "Arrow"),
    AnnotationKind.NEWER: ("Ghi chú của phiên bản mới hơn", "Note of a newer version"),
    Colour.YELLOW: ("Vàng", "Yellow"),
    Colour.GREEN: ("Xanh lá", "Green"),
    Colour.BLUE: ("Xanh dương", "Blue"),
    Colour.PINK: ("Hồng", "Pink"),
    Colour.RED: ("Đỏ", "Red"),
    Colour.BLACK: ("Đen", "Black"),
}


class Words:
    """The table in one language, "vi" or "en"."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 0 if language == "vi" else 1

    def of(self, noun: Enum) -> str:
        """The field's word for an enum member. Every member of the enums above has one (a test walks them)."""
        return _WORDS[noun][self._column]

    def choice(self, code: str, label: str = "") -> str:
        """A choice in the law's words; a choice the law does not name keeps the label of its definition."""
        if code in _CHOICES:
            return label if label and self.language == "vi" else _CHOICES[code][self._column]
        return label or code

    def silent(self, *, present: bool | None) -> str:
        """What is said of a delegate without a vote; `present` None when no attendance was taken."""
        return _SILENT[present][self._column]

    def either(self, vietnamese: str, english: str) -> str:
        """Of a pair that came with the data, the one in this language, else the other."""
        return (vietnamese or english) if self._column == 0 else (english or vietnamese)


def known() -> frozenset[Enum]:
    """Every noun the table has a word for."""
    return frozenset(_WORDS)
