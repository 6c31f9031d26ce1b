"""The log: ids and counts, one line a record, and no words of an exception."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from delegate_app.desk_log import BYTES, FILES, end_log, start_log


def fail_with(secret: str) -> None:
    raise ValueError(secret)


@pytest.mark.expects_warnings
def test_an_exception_is_told_by_type_and_place_without_its_words(tmp_path: Path) -> None:
    handler = start_log(tmp_path)
    logger = logging.getLogger("delegate_app.test")
    try:
        fail_with("nội dung ghi chú")
    except ValueError:
        logger.exception("job %d failed", 7)
    logger.info("12 rows")
    end_log(handler)
    text = (tmp_path / "log" / "desk.log").read_text("utf-8")
    assert "nội dung" not in text
    assert "job 7 failed" in text
    assert "ValueError at test_desk_log.py:" in text
    assert "INFO MainThread delegate_app.test 12 rows" in text


def test_the_log_never_grows_beyond_its_files(tmp_path: Path) -> None:
    handler = start_log(tmp_path)
    logger = logging.getLogger("delegate_app.test")
    for number in range(12):
        logger.info("%d %s", number, "x" * (BYTES // 2))
    end_log(handler)
    files = list((tmp_path / "log").iterdir())
    assert len(files) == FILES + 1
    assert all(file.stat().st_size <= BYTES for file in files)
