"""`log/desk.log`: ids, counts and codes; never a title, a text, a choice or a key."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from delegate_app.security.atomic_files import disk_trouble

BYTES = 512 * 1024
FILES = 4
LINE = "%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"


class _Bounded(logging.Formatter):
    """One line for each record: an exception is told by its type and place, because its words may quote content."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; what another handler made of the exception is not taken over."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: object) -> str:
        if not isinstance(ei, tuple) or ei[0] is None:
            return ""
        places = []
        step = ei[2]
        while step is not None:
            code = step.tb_frame.f_code
            places.append(f"{Path(code.co_filename).name}:{step.tb_lineno}")
            step = step.tb_next
        return f"{ei[0].__name__} at {' '.join(places)}"


class _LogFile(RotatingFileHandler):
    """A full disk costs lines of the log and never the work that they tell of."""

    def handleError(self, record: logging.LogRecord) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        with suppress(OSError):
            super().close()


def start_log(home: Path) -> logging.Handler:
    """Write the program's log to `home/log/desk.log` from now on; the handler, to be given to `end_log`."""
    folder = home / "log"
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        handler = _LogFile(
            folder / "desk.log", maxBytes=BYTES, backupCount=FILES, encoding="utf-8", delay=True
        )
    except OSError as error:
        raise disk_trouble(error) from error
    handler.setFormatter(_Bounded(LINE))
    handler.setLevel(logging.INFO)
    root = logging.getLogger()
    root.addHandler(handler)
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
    return handler


def end_log(handler: logging.Handler) -> None:
    """Close the file."""
    logging.getLogger().removeHandler(handler)
    handler.close()
