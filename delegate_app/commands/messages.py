"""The commands' words: sentences for codes from `resources/messages.toml`, and the few lines of their own output."""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from delegate_app.errors import DeskError, RefusedError

LANGUAGES = ("vi", "en")


@cache
def _table() -> dict[str, Any]:
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[2]
    with (root / "resources" / "messages.toml").open("rb") as file:
        return tomllib.load(file)


def sentence(error: DeskError, language: str) -> str:
    """What happened and what to do next."""
    table = _table()
    if isinstance(error, RefusedError) and error.refusal in table.get("refusal", {}):
        return str(table["refusal"][error.refusal][language])
    return str(table[error.code.value][language])


_LINES: dict[str, tuple[str, str]] = {
    "fault": (
        "Chương trình gặp lỗi ngoài dự kiến; dữ liệu vẫn an toàn. Chi tiết ở log/desk.log trong thư mục dữ liệu.",
        "The program met an error it did not foresee; the data is safe. See log/desk.log in the home folder.",
    ),
    "passphrase": ("Mật khẩu: ", "Passphrase: "),
    "new-passphrase": (
        "Mật khẩu mới (ít nhất 8 ký tự): ",
        "New passphrase (8 characters or more): ",
    ),
    "again": ("Nhập lại mật khẩu: ", "The same passphrase again: "),
    "vault-made": ("Đã tạo kho dữ liệu mã hóa tại {home}", "Made an encrypted vault in {home}"),
    "compare": (
        "Mã đối chiếu: {code}\nHãy đọc mã này cho cán bộ Văn phòng; chỉ khi hai bên giống nhau thì cán bộ mới xác nhận.",
        "Comparison code: {code}\nRead it to the clerk, who confirms only if both sides show the same.",
    ),
    "waiting": (
        "Đang chờ Văn phòng xác nhận. Chạy lại lệnh enrol hoặc sync để hỏi tiếp.",
        "Waiting for the clerk. Run enrol or sync again to ask.",
    ),
    "enrolled": (
        "Đã ghi danh: {person}, {council}.",
        "Enrolled: {person}, {council}.",
    ),
    "synced": (
        "Đã đồng bộ đầy đủ với máy chủ.",
        "Everything is synchronised.",
    ),
    "unsynced": (
        "Chưa xong: {votes} phiếu và {notes} ghi chú chưa gửi, {blobs} tệp ({size}) chưa tải.",
        "Not finished: {votes} votes and {notes} notes unsent, {blobs} files ({size}) missing.",
    ),
    "exported": ("Đã ghi {path}", "Wrote {path}"),
    "noted": ("Đã ghi chú {id}", "Made the note {id}"),
    "vote-signed": (
        "Đã ký - chưa gửi. Phiếu nằm trên máy và sẽ tự gửi khi có mạng.",
        "Signed, not sent. The vote is stored here and goes out when the network is back.",
    ),
    "vote-sent": (
        "Đã gửi - CHƯA ĐƯỢC GHI NHẬN. Chưa có giấy biên nhận của HĐND.",
        "Sent, NOT RECORDED. There is no receipt of the council yet.",
    ),
    "vote-received": (
        "Đã ghi nhận: mục {index} của sổ biểu quyết, lúc {time}.",
        "Received: entry {index} of the vote record, at {time}.",
    ),
    "vote-proven": (
        "Đã kiểm chứng: mục {index} của sổ biểu quyết, {disposition}.",
        "Proven: entry {index} of the vote record, {disposition}.",
    ),
    "vote-refused": ("Bị từ chối: {refusal}.", "Refused: {refusal}."),
    "record-fine": (
        "Sổ biểu quyết đúng: {entries} mục, {polls} lượt biểu quyết, gốc {root}.",
        "The vote record holds: {entries} entries, {polls} polls, root {root}.",
    ),
    "none": ("(không có)", "(none)"),
}


def line(name: str, language: str, **values: object) -> str:
    """One line of a command's own output."""
    return _LINES[name][LANGUAGES.index(language)].format(**values)
