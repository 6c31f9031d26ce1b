"""A page's words as the engine sends them, checked before they are believed."""

from __future__ import annotations

from array import array

from delegate_app.errors import Code
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.frames import Header
from delegate_app.pdf.text_layer import PageText


def message_of(text: PageText) -> tuple[Header, bytes]:
    """Header and body that carry `text`."""
    encoded = text.text.encode()
    header = {"bytes": len(encoded), "lines": len(text.line_starts), "scanned": text.scanned}
    arrays = text.boxes.tobytes() + text.line_starts.tobytes() + text.turns.tobytes()
    return header, encoded + arrays


def page_text_from(page: int, header: Header, body: bytes) -> PageText:
    """Undo `message_of`. Raises PDF_ENGINE_CRASHED when the parts do not fit together."""
    boxes, line_starts, turns = array("f"), array("I"), array("B")
    try:
        text = body[: header["bytes"]].decode()
        at = header["bytes"]
        for values, count in (
            (boxes, 4 * len(text)),
            (line_starts, header["lines"]),
            (turns, header["lines"]),
        ):
            values.frombytes(body[at : at + count * values.itemsize])
            at += count * values.itemsize
    except (KeyError, TypeError, ValueError) as error:
        raise PdfError(Code.PDF_ENGINE_CRASHED, "a page's words do not fit together") from error
    in_order = list(line_starts) == sorted(line_starts)
    if at != len(body) or not in_order or (line_starts and line_starts[-1] > len(text)):
        raise PdfError(Code.PDF_ENGINE_CRASHED, "a page's words do not fit together")
    return PageText(page, text, boxes, line_starts, turns, bool(header["scanned"]))
