"""Files that the delegate asked for, in the clear: nothing else of it ever touches the disk.

A file is written beside its place as `.part`, made durable, and moved there: at no time is it half written.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from delegate_app.domain.annotations import Annotation
from delegate_app.errors import Code, UserError
from delegate_app.pdf.annotated_copy import Author, annotate
from delegate_app.pdf.pages import ByteSource
from delegate_app.security.atomic_files import settle_folder

STEP = 4 * 1024 * 1024


@contextmanager
def written_beside(target: Path) -> Iterator[BinaryIO]:
    """A new file, open for writing and reading, that is `target` once the block ended well and is gone otherwise.

    Raises EXPORT_FAILED, DISK_FULL.
    """
    part = part_of(target)
    try:
        with part.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
        settle_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        code = Code.DISK_FULL if full else Code.EXPORT_FAILED
        raise UserError(code, errno.errorcode.get(error.errno or 0, "unknown")) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def annotated_copy(
    source: ByteSource, notes: Sequence[Annotation], target: Path, author: Author
) -> int:
    """Write a paper with these notes as real annotations to `target`, in its place if there is one; how many it holds.

    From any thread. Raises COPY_REFUSED, EXPORT_FAILED, DISK_FULL and what the source raises.
    """
    with written_beside(target) as file:
        for offset in range(0, source.size, STEP):
            file.write(source.read(offset, min(STEP, source.size - offset)))
        return annotate(file, notes, author)


def write_file(target: Path, data: bytes) -> None:
    """Write these bytes to `target`. Raises EXPORT_FAILED, DISK_FULL."""
    with written_beside(target) as file:
        file.write(data)


def part_of(target: Path) -> Path:
    """Where a file is written until it is whole."""
    return target.with_name(target.name + ".part")


def settle(target: Path) -> None:
    """Make the file at `part_of(target)`, which is whole, durable and put it in its place. Raises EXPORT_FAILED, DISK_FULL."""
    part = part_of(target)
    try:
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
        settle_folder(target.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError(Code.EXPORT_FAILED, type(error).__name__) from error
