"""Checks a record bundle: `python -m protocol.verify FOLDER_OR_ZIP [--root SHA256]`.

The folder may as well hold the log's static files (protocol.md 4.8), as a web server hosts them. Evidence about a
hall's word (13.10) is a record bundle with more files: these are checked after the record, and their reading is printed.

Exit code 0: everything holds. 1: something does not. 2: the command was not understood. Without
`--root` the check says whose record it is by the certificate inside the bundle: compare its SHA-256
with the printed one.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from protocol import certificates
from protocol.audit import audit
from protocol.bundles import SUMMARY_FILE, Bundle, files_for_people, read_bundle
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.errors import Alarm, Code, Invalid, ProtocolError
from protocol.hall_evidence import READING_FILE, check_evidence, read_evidence
from protocol.hall_reading import reading
from protocol.log_folders import is_log_folder, read_log_folder
from protocol.record_summary import summary
from protocol.replay import Replay


def check_bundle(
    bundle: Bundle, *, root: str | None = None, pool: Executor | None = None
) -> tuple[Replay, Checkpoint]:
    """The replayed record and its head, once every rule holds from the root certificate on.

    `root` is the pinned hex SHA-256 of the root certificate; None takes the bundle's word. Raises
    `Invalid` for a bundle that is not what it says, `Alarm` for a record that contradicts itself.
    """
    fingerprint = certificates.fingerprint(bundle.root)
    if root is not None and fingerprint != root.lower():
        raise Invalid(Code.BAD_BUNDLE, "the root certificate is not the pinned one")
    checkpoint = open_checkpoint(bundle.checkpoint, bundle.log_key, bundle.origin)
    replay = Replay(bundle.council, bundle.origin, root=fingerprint)
    audit(replay, bundle.records, pool=pool)
    if not replay.size or replay.log_keys.standing != bundle.log_key:
        raise Invalid(Code.BAD_BUNDLE, "the log key is not the one in the record")
    if (replay.size, replay.edge.root()) != (checkpoint.size, checkpoint.root):
        raise Alarm(Code.ROOT_MISMATCH, f"{replay.size} entries, signed {checkpoint.size}")
    return replay, checkpoint


def main(argv: list[str] | None = None) -> int:
    """The command; prints what the record says, or why it cannot be trusted."""
    parser = argparse.ArgumentParser(
        prog="python -m protocol.verify",
        description="Kiểm tra hồ sơ biểu quyết (checks a record bundle).",
    )
    parser.add_argument("bundle", type=Path, help="thư mục hoặc tệp zip (folder or zip)")
    parser.add_argument("--root", help="SHA-256 của chứng thư gốc (of the root certificate)")
    arguments = parser.parse_args(argv)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            read = read_log_folder if is_log_folder(arguments.bundle) else read_bundle
            replay, head = check_bundle(read(arguments.bundle), root=arguments.root, pool=pool)
        said = hall_reading(arguments.bundle, replay, head)
    except ProtocolError as error:
        print(f"KHÔNG ĐẠT (does not hold): {error}", file=sys.stderr)
        return 1
    text = summary(replay, head)
    print(text)
    for line in notices(arguments.bundle, text):
        print(line)
    for line in said:
        print(line)
    print(f"ĐẠT (holds): {head.size}")
    if arguments.root is None:
        print("So chứng thư gốc với bản in (compare the root certificate with the printed one).")
    return 0


def hall_reading(path: Path, replay: Replay, head: Checkpoint) -> list[str]:
    """What evidence about a hall's word says beside the checked record (13.10); nothing for a plain record bundle.

    Raises `ProtocolError` when a signature does not hold.
    """
    found = read_evidence(path)
    if found is None:
        return []
    evidence, text = found
    said = reading(check_evidence(evidence, replay), replay, head)
    differs = (
        f"{READING_FILE}: KHÁC với nội dung đã kiểm tra ở trên (differs: believe the text above)"
    )
    return [said, *([differs] if text != said else [])]


def notices(path: Path, text: str) -> list[str]:
    """What a reader must know about the files for people: none is evidence, and which one says something else."""
    found = files_for_people(path)
    lines = [f"{name}: để đọc, không phải chứng cứ (for reading, not evidence)" for name in found]
    if found.get(SUMMARY_FILE, text.encode()) != text.encode():
        lines.append(
            f"{SUMMARY_FILE}: KHÁC với hồ sơ đã kiểm tra; hãy tin bản in ở trên (differs from the checked "
            "record: believe the text above)"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
