"""The evidence of an alarm about the vote record, written so that somebody else can judge it.

doc-toi.txt             what this is, in both languages
canh-bao.json           the alarm's code, log, time, and the keys by which the two heads are checked
may-nay.txt             the signed head that this desk had checked before
may-chu.txt             the signed head (or receipt) that contradicts it
muc-dang-giu.bin        the entries that this desk holds, framed as in `protocol.md 4.8`
muc-nhan-duoc.bin       the entries that came with the alarm, framed alike
hoi-dong.pem            the council's root certificate
"""

from __future__ import annotations

import json
import os
import ssl
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from delegate_app.domain.records import Alarm
from delegate_app.errors import Code, UserError
from delegate_app.services.proofs import write_folder
from delegate_app.storage.accounts import AccountTable, EnrolmentRow
from delegate_app.storage.record import RecordTable
from delegate_app.storage.vault import Vault
from protocol.fields import b64
from protocol.records import Record, write_records

ZIP = ".zip"


class Evidence:
    """Reads the first alarm and what belongs to it; changes nothing, and settles nothing."""

    def __init__(self, vault: Vault) -> None:
        self._account = AccountTable(vault)
        self._entries = RecordTable(vault)

    def export(self, target: Path) -> None:
        """Write the evidence to a new folder, or to a new zip file when `target` ends in `.zip`.

        Raises NO_ALARM, NOT_ENROLLED, EXPORT_EXISTS, EXPORT_FAILED; nothing half-written stays.
        """
        alarm, enrolment = self._entries.alarm(), self._account.enrolment()
        if alarm is None:
            raise UserError(Code.NO_ALARM)
        if enrolment is None:
            raise UserError(Code.NOT_ENROLLED)
        files = self._files(alarm, enrolment)
        if target.suffix == ZIP:
            write_zip(target, files)
        else:
            write_folder(target, files)

    def _files(self, alarm: Alarm, enrolment: EnrolmentRow) -> dict[str, bytes]:
        log, received = self._entries.evidence()
        held = write_records(Record(e.statement, e.signature) for e in self._entries.entries())
        described = {
            "code": alarm.code.value,
            "detail": alarm.detail,
            "log": log,
            "raised_at": alarm.raised_at.isoformat(),
            "council": enrolment.council_id,
            "device": enrolment.device_id,
            "root_sha256": enrolment.root_sha256,
            "log_key": b64(enrolment.log_key),
        }
        return {
            "doc-toi.txt": _GUIDE.encode(),
            "canh-bao.json": json.dumps(described, ensure_ascii=False, indent=1).encode(),
            "may-nay.txt": alarm.ours.encode(),
            "may-chu.txt": alarm.theirs.encode(),
            "muc-dang-giu.bin": held,
            "muc-nhan-duoc.bin": received,
            "hoi-dong.pem": ssl.DER_cert_to_PEM_cert(enrolment.root_der or b"").encode(),
        }


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """The new zip file holds exactly these files, durably. Raises EXPORT_EXISTS, EXPORT_FAILED."""
    if target.exists():
        raise UserError(Code.EXPORT_EXISTS)
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in files.items():
                    archive.writestr(name, data)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except OSError as error:
        raise UserError(Code.EXPORT_FAILED, type(error).__name__) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


_GUIDE = """CHỨNG CỨ VỀ CẢNH BÁO SỔ BIỂU QUYẾT / EVIDENCE OF AN ALARM ABOUT THE VOTE RECORD

Máy này đã kiểm tra sổ biểu quyết tới đầu sổ trong may-nay.txt; sau đó máy chủ đưa nội dung trái với điều đã ký
(may-chu.txt, muc-nhan-duoc.bin). Cả hai đầu sổ đều mang chữ ký của khóa sổ ghi trong canh-bao.json: không ai ngoài
người giữ khóa đó tạo ra được cả hai. Hãy giao thư mục này cho chủ tọa, Thường trực HĐND hoặc người kiểm tra độc lập.
Việc ký phiếu trên máy tạm dừng; trong lúc đó đại biểu biểu quyết bằng giơ tay. Khi đã làm rõ, máy chỉ dùng lại được
sau khi ghi danh lại bằng phiếu mới trong thư mục dữ liệu mới.

This machine had checked the record up to the head in may-nay.txt; then the server showed what contradicts it
(may-chu.txt, muc-nhan-duoc.bin). Signed heads carry the log key's signature (canh-bao.json): nobody but its holder
can have made both. Give this folder to the chair, the standing committee or an independent examiner. Signing stays
frozen on this machine; until then vote by raising your hand. Once the matter is settled, the machine is used again
only after a new enrolment in a new home folder.

Formats: c2sp.org/tlog-checkpoint (heads), c2sp.org/tlog-proof (a receipt); .bin: for each entry four bytes length and
the statement, four bytes length and its CMS signature.
"""
