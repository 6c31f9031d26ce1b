"""The enrolment sheet as the office prints it for one person: Vietnamese first, English beneath."""

from __future__ import annotations

from council_server.enrolments import Sheet
from council_server.homes import Home

RULE = "-" * 72


def print_sheet(home: Home, sheet: Sheet) -> str:
    """Everything that the person types, and nothing else."""
    until = sheet.expires.strftime("%H:%M %d/%m/%Y")
    return "\n".join(
        [
            RULE,
            "PHIẾU ĐĂNG KÝ THIẾT BỊ  /  DEVICE ENROLMENT SHEET",
            home.name,
            RULE,
            f"Họ và tên / Name:              {sheet.name} ({sheet.person})",
            f"Địa chỉ máy chủ / Server:      {home.address}",
            f"Mã dùng một lần / Code:        {sheet.code}",
            f"Có giá trị đến / Valid until:  {until}",
            "Dấu vân tay chứng thư gốc / SHA-256 of the council's root certificate:",
            f"  {home.root_sha256}",
            RULE,
            "Mã này chỉ dùng được một lần, cho một thiết bị. Sau khi nhập, đại biểu đọc mã đối chiếu",
            "gồm 16 ký tự trên màn hình cho Văn phòng; Văn phòng so sánh rồi mới xác nhận.",
            "The code works once, for one device. Then read the 16-character comparison code on the",
            "screen to the office, which compares it before it confirms.",
            RULE,
        ]
    )
