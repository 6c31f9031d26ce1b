"""The recovery sheet of this desk, as data that the window prints and the command line writes."""

from __future__ import annotations

from datetime import datetime

from delegate_app.domain.recovery import RecoverySheet, Sentence
from delegate_app.services.account import Account

INSTRUCTIONS = (
    Sentence(
        "Ai có tờ giấy này và chiếc máy này thì đọc được mọi tài liệu, ghi chú và ký phiếu thay đại biểu."
        " Hãy cất vào tủ khóa, không để cùng máy.",
        "Whoever holds this sheet and this machine can read every paper and note, and sign votes."
        " Lock it away, not beside the machine.",
    ),
    Sentence(
        "Khi quên mật khẩu, hoặc khi máy báo thiếu kho khóa:"
        " chọn “Khôi phục”, nhập bảy nhóm ký tự này và đặt mật khẩu mới.",
        "When the passphrase is forgotten, or the keychain is missing:"
        " choose “Recover”, type these seven groups and set a new passphrase.",
    ),
    Sentence(
        "Không chụp ảnh, không gửi qua mạng, không đọc cho bất kỳ ai. Văn phòng không bao giờ hỏi mã này.",
        "Do not photograph it, send it, or read it to anybody. The office never asks for it.",
    ),
    Sentence(
        "Nghi có người đã thấy mã: tạo mã mới; mã cũ mất tác dụng trên máy."
        " Mất máy: báo Văn phòng thu hồi thiết bị.",
        "If somebody may have seen it, make a new code; the old one stops working on the machine."
        " If the machine is lost, have the office revoke it.",
    ),
)


def recovery_sheet(account: Account, code: str, *, now: datetime) -> RecoverySheet:
    """The sheet for a code that `Account.make_recovery_code` just gave. Raises VAULT_LOCKED."""
    enrolment = account.enrolment()
    return RecoverySheet(
        council=enrolment.council_name if enrolment else "",
        delegate=enrolment.name if enrolment else "",
        device=f"{enrolment.device_name} ({enrolment.device_id})" if enrolment else "",
        made_on=now.date(),
        groups=tuple(code.split("-")),
        instructions=INSTRUCTIONS,
    )
