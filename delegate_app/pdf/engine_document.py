"""One document inside the engine's process: every call of PDFium stands here or in `engine_text`.

PDFium's handles are opened and closed by the one thread of that process. A page handle is closed
before its document, and the objects that hold callbacks and buffers live as long as the document.
"""

from __future__ import annotations

import ctypes
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from delegate_app.errors import Code
from delegate_app.pdf.engine_pictures import Box, picture_boxes, print_box
from delegate_app.pdf.engine_source import BlockCache
from delegate_app.pdf.engine_text import read_characters, shows_image
from delegate_app.pdf.faults import PdfError
from delegate_app.pdf.frames import Header
from delegate_app.pdf.page_frame import PageFrame
from delegate_app.pdf.reading_order import arrange
from delegate_app.pdf.text_layer import PageText

KEPT_PAGES = 6
MOST_PAGES = 50_000
MOST_OUTLINE_ENTRIES = 5_000
DEEPEST_OUTLINE = 32
MOST_LINKS = 5_000
SHAPES_SECONDS = 0.001
"""Time spent on page sizes while opening; the rest is asked for later."""
OUTSIDE_SCHEMES = ("http://", "https://", "mailto:")


class EngineDocument:
    """An open document. Raises `PdfError` where PDFium reports a failure."""

    def __init__(self, cache: BlockCache, password: str | None) -> None:
        self.cache = cache
        self.password = password
        self._pages: OrderedDict[int, Any] = OrderedDict()
        self._form: Any = None
        self._access = pdfium.FPDF_FILEACCESS()
        self._access.m_FileLen = cache.size
        self._get_block = type(self._access.m_GetBlock)(self._copy_block)
        self._access.m_GetBlock = self._get_block
        # Passwords are hashed as they are typed in NFC by every writer we know.
        secret = unicodedata.normalize("NFC", password).encode() if password else None
        self._raw = pdfium.FPDF_LoadCustomDocument(self._access, secret)
        if not self._raw:
            failure = _open_failure(with_password=secret is not None)
            del self._get_block, self._access
            raise failure
        try:
            self._open_form()
            self.page_count = int(pdfium.FPDF_GetPageCount(self._raw))
            if not 0 < self.page_count <= MOST_PAGES:
                raise PdfError(Code.PDF_BROKEN, f"{self.page_count} pages")
        except PdfError:
            self.close()
            raise

    def _copy_block(self, _param: Any, position: int, buffer: Any, size: int) -> int:
        data = self.cache.read(position, size)
        if data is None:
            return 0
        ctypes.memmove(buffer, data, size)
        return 1

    def _open_form(self) -> None:
        if pdfium.FPDF_GetFormType(self._raw) == pdfium.FORMTYPE_NONE:
            return
        self._form_info = pdfium.FPDF_FORMFILLINFO(version=2)
        self._form = pdfium.FPDFDOC_InitFormFillEnvironment(self._raw, self._form_info)

    def close(self) -> None:
        """Close every handle; the object is not used afterwards."""
        for page in self._pages.values():
            self._close_page(page)
        self._pages.clear()
        if self._form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._form)
        pdfium.FPDF_CloseDocument(self._raw)
        # The callback refers to this object: without the cut both would wait for the collector.
        del self._get_block, self._access
        self.cache.forget()

    def facts(self, most_shapes: int = MOST_PAGES) -> Header:
        """What `OpenDocument` needs. Shapes as far as they are here, come quickly and without asking, at most so many:
        of 500 pages over 50 MB every further one would be a question to the window's process."""
        shapes: list[tuple[float, float]] = []
        deadline = time.monotonic() + SHAPES_SECONDS
        for number in range(min(self.page_count, most_shapes)):
            asked = self.cache.asked_bytes
            shape = self.shape(number)
            if self.cache.failed:
                break
            shapes.append(shape)
            if (number and self.cache.asked_bytes > asked) or time.monotonic() > deadline:
                break
        return {
            "page_count": self.page_count,
            "shapes": shapes,
            "encrypted": pdfium.FPDF_GetSecurityHandlerRevision(self._raw) >= 0,
            "title": _text_of(pdfium.FPDF_GetMetaText, self._raw, b"Title"),
        }

    def shapes(self) -> list[tuple[float, float]]:
        """Width and height in points of every page, up to the first that has not arrived."""
        shapes: list[tuple[float, float]] = []
        for number in range(self.page_count):
            shape = self.shape(number)
            if self.cache.failed:
                break
            shapes.append(shape)
        return shapes

    def shape(self, number: int) -> tuple[float, float]:
        """Width and height of one page in points."""
        size = pdfium.FS_SIZEF()
        found = pdfium.FPDF_GetPageSizeByIndexF(self._raw, number, size)
        # A page that cannot be read still takes its place in the scroll, as an A4 sheet.
        good = found and 0 < size.width < 1e5 and 0 < size.height < 1e5
        return (size.width, size.height) if good else (595.0, 842.0)

    # ------------------------------------------------------------------ pages

    def _page(self, number: int) -> Any:
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
            return page
        page = pdfium.FPDF_LoadPage(self._raw, number) if 0 <= number < self.page_count else None
        if not page:
            raise PdfError(Code.PDF_PAGE, f"page {number} of {self.page_count}")
        if self._form:
            pdfium.FORM_OnAfterLoadPage(page, self._form)
        self._pages[number] = page
        if len(self._pages) > KEPT_PAGES:
            self._close_page(self._pages.popitem(last=False)[1])
        return page

    def _close_page(self, page: Any) -> None:
        if self._form:
            pdfium.FORM_OnBeforeClosePage(page, self._form)
        pdfium.FPDF_ClosePage(page)

    def draw(self, number: int, strip: Header, pixels: Any) -> None:
        """Draw rows `y` to `y + rows` of the page at `width` x `height` pixels into `pixels`.

        The page's own annotations and form fields are drawn too, without subpixel colours.
        """
        page = self._page(number)
        width, rows = strip["width"], strip["rows"]
        bitmap = pdfium.FPDFBitmap_CreateEx(
            width, rows, pdfium.FPDFBitmap_BGRx, pixels, strip["stride"]
        )
        if not bitmap:
            raise PdfError(Code.PDF_PAGE, "no bitmap")
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, rows, 0xFFFFFFFF)
            place = (0, -strip["y"], width, strip["height"], strip["quarter_turns"])
            pdfium.FPDF_RenderPageBitmap(bitmap, page, *place, pdfium.FPDF_ANNOT)
            if self._form:
                pdfium.FPDF_FFLDraw(self._form, bitmap, page, *place, pdfium.FPDF_ANNOT)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)

    def text(self, number: int) -> PageText:
        """The words of a page."""
        page = self._page(number)
        frame = PageFrame.of(page)
        drawn = read_characters(page, frame)
        text = arrange(number, drawn, frame.width, frame.height)
        return text.marked_scanned() if not text.text and shows_image(page) else text

    def print_box(self, number: int) -> Box | None:
        """The part of a page that is not blank; None for an empty page."""
        page = self._page(number)
        return print_box(page, PageFrame.of(page))

    def pictures(self, number: int) -> list[Box]:
        """Where a page shows pictures that are not the paper itself."""
        page = self._page(number)
        return picture_boxes(page, PageFrame.of(page))

    # ------------------------------------------------------------------ outline, labels and links

    def outline(self) -> list[Header]:
        """The table of contents in reading order; loops and absurd depths are cut."""
        entries: list[Header] = []
        for depth, mark in self._bookmarks():
            dest = pdfium.FPDFBookmark_GetDest(self._raw, mark)
            if not dest:
                action = pdfium.FPDFBookmark_GetAction(mark)
                dest = pdfium.FPDFAction_GetDest(self._raw, action) if action else None
            page, y = self._target(dest)
            title = _text_of(pdfium.FPDFBookmark_GetTitle, mark)
            entries.append({"title": title, "depth": depth, "page": page, "y": y})
        return entries

    def labels(self) -> list[str]:
        """The file's own name of each page (ISO 32000-1, 12.4.2), empty when it has none or only 1, 2, 3..."""
        labels = [
            _text_of(pdfium.FPDF_GetPageLabel, self._raw, number)
            for number in range(self.page_count)
        ]
        plain = all(label in ("", str(number)) for number, label in enumerate(labels, 1))
        return [] if plain else labels

    def _bookmarks(self) -> Iterator[tuple[int, Any]]:
        seen: set[int] = set()
        stack = [(0, pdfium.FPDFBookmark_GetFirstChild(self._raw, None))]
        while stack:
            depth, mark = stack.pop()
            address = ctypes.cast(mark, ctypes.c_void_p).value
            if address is None or address in seen or len(seen) >= MOST_OUTLINE_ENTRIES:
                continue
            seen.add(address)
            yield depth, mark
            stack.append((depth, pdfium.FPDFBookmark_GetNextSibling(self._raw, mark)))
            if depth < DEEPEST_OUTLINE:
                child = pdfium.FPDFBookmark_GetFirstChild(self._raw, mark)
                stack.append((depth + 1, child))

    def _target(self, dest: Any) -> tuple[int | None, float | None]:
        if not dest:
            return None, None
        page = int(pdfium.FPDFDest_GetDestPageIndex(self._raw, dest))
        if not 0 <= page < self.page_count:
            return None, None
        has_x, has_y, has_zoom = (ctypes.c_int() for _ in range(3))
        x, y, zoom = (ctypes.c_float() for _ in range(3))
        found = pdfium.FPDFDest_GetLocationInPage(dest, has_x, has_y, has_zoom, x, y, zoom)
        if not found or not has_y.value:
            return page, None
        height = self.shape(page)[1]
        return page, min(max(0.0, height - y.value), height)

    def links(self, number: int) -> list[Header]:
        """Link areas that lead to a page or to a web or mail address; others are left out."""
        page = self._page(number)
        frame = PageFrame.of(page)
        position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
        found: list[Header] = []
        while len(found) < MOST_LINKS and pdfium.FPDFLink_Enumerate(page, position, link):
            area = pdfium.FS_RECTF()
            if not pdfium.FPDFLink_GetAnnotRect(link, area):
                continue
            target, uri = self._link_goal(link)
            if target is not None or uri is not None:
                rect = frame.enter(area.left, area.bottom, area.right, area.top)
                found.append({"rect": rect, "page": target, "uri": uri})
        return found

    def _link_goal(self, link: Any) -> tuple[int | None, str | None]:
        dest = pdfium.FPDFLink_GetDest(self._raw, link)
        action = None if dest else pdfium.FPDFLink_GetAction(link)
        if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
            size = pdfium.FPDFAction_GetURIPath(self._raw, action, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDFAction_GetURIPath(self._raw, action, buffer, size)
            uri = buffer.value.decode("utf-8", "replace")
            return None, uri if uri.lower().startswith(OUTSIDE_SCHEMES) else None
        if action:
            dest = pdfium.FPDFAction_GetDest(self._raw, action)
        return self._target(dest)[0], None


def _text_of(call: Any, *arguments: Any) -> str:
    """Text that PDFium gives as UTF-16LE with a final zero, asked twice: its size, then itself."""
    size = int(call(*arguments, None, 0))
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, buffer, size)
    text = buffer.raw[: size - 2].decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", text)


def _open_failure(*, with_password: bool) -> PdfError:
    error = int(pdfium.FPDF_GetLastError())
    if error == pdfium.FPDF_ERR_PASSWORD:
        code = Code.PDF_PASSWORD_WRONG if with_password else Code.PDF_PASSWORD
        return PdfError(code, "a password is needed")
    return PdfError(Code.PDF_BROKEN, f"PDFium error {error}")
