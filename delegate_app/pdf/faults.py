"""The one exception of the PDF border: PDFium's own errors, its crashes and hangs end here."""

from __future__ import annotations

from delegate_app.errors import UserError


class PdfError(UserError):
    """A document could not be opened, shown or read.

    Codes: `PDF_BROKEN` (not a PDF, damaged beyond reading, or refused after it crashed the engine
    twice), `PDF_PASSWORD` (a password is needed), `PDF_PASSWORD_WRONG` (this was not it), `PDF_PAGE` (this page
    cannot be loaded or is too large to draw), `PDF_TIMEOUT` (took too long; the engine was ended),
    `PDF_ENGINE_CRASHED` (the engine's process died or could not start; the next request starts it).
    """
