"""S2: open a 500-page PDF from the vault until its first screen can be painted, against pdfium and a plain file."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium

from benchmarks.corpus import MB, SEED, kept, source, write_paper
from benchmarks.measuring import Series, ratio, report, rounds, verdict
from benchmarks.vaults import KEY, Named, named, new_vault, paper_rows, signed_pages, store_file
from delegate_app.services.announcer import Announcer
from delegate_app.services.documents import Documents
from delegate_app.services.reader import STRIP_HEIGHT, OpenDocument, Pixels, Reader, StripKey
from delegate_app.storage.vault import Vault

PAGES = 500
SIZES = (5 * MB, 50 * MB, 500 * MB)
MIDDLE = 50 * MB
SCALE = 1.5
"""Pixels a point: 112 % on a laptop's 96 dpi, a page as wide as the reader's column."""
SCREEN = 768
"""Rows of the first screen: three strips."""
ROUNDS = 9
TARGET = 1.3
SECONDS = 60.0


def make(folder: Path) -> None:
    """The three papers, and a vault that holds them."""
    for size in SIZES:
        write_paper(folder / f"{size // MB}.pdf", pages=PAGES, size=size)
    files = papers(folder)
    rows = [row for n, file in enumerate(files) for row in paper_rows(1 + 2 * n, f"s.d{n}", file)]
    with new_vault(folder / "vault.db") as (_, replica):
        for page in signed_pages(rows):
            replica.apply_page(page)
        for file in files:
            store_file(replica, file)


def papers(folder: Path) -> list[Named]:
    """The papers in the order of their sizes."""
    return [named(folder / f"{size // MB}.pdf") for size in SIZES]


@dataclass
class Opener:
    """The reader over a vault; each call waits for the render thread's answer, as the window would be told."""

    reader: Reader

    def strips(self, version: str) -> tuple[OpenDocument, list[Pixels]]:
        """Open a version that is not open and render the first screen."""
        done = threading.Event()
        opened: list[OpenDocument] = []
        got: dict[int, Pixels] = {}
        failures: list[Exception] = []
        wanted = range(-(-SCREEN // STRIP_HEIGHT))

        def on_open(document: OpenDocument | None, error: Exception | None) -> None:
            if document is None:
                fail(error)
                return
            opened.append(document)
            for index in wanted:
                self.reader.request_strip(StripKey(version, 0, SCALE, 0, index), taker(index))

        def taker(index: int) -> Callable[[Pixels | None, Exception | None], None]:
            def take(pixels: Pixels | None, error: Exception | None) -> None:
                if pixels is None:
                    fail(error)
                    return
                got[index] = pixels
                if len(got) == len(wanted):
                    done.set()

            return take

        def fail(error: Exception | None) -> None:
            failures.append(error or RuntimeError("no answer"))
            done.set()

        self.reader.open(version, on_open)
        if not done.wait(SECONDS) or failures:
            raise RuntimeError(f"the reader did not answer: {failures}")
        return opened[0], [got[index] for index in sorted(got)]

    def seconds(self, version: str) -> float:
        """Wall seconds from asking to the last strip of the first screen; afterwards it is closed again."""
        started = time.perf_counter()
        self.strips(version)
        elapsed = time.perf_counter() - started
        self.forget(version)
        return elapsed

    def cold_seconds(self, version: str) -> float:
        """The same with the engine's process not running yet."""
        self.reader.forget_all()
        self.forget(version)
        return self.seconds(version)

    def forget(self, version: str) -> None:
        """Close the document; it is closed before anything that is asked later."""
        self.reader.release(version)


def plain_first_screen(path: Path) -> tuple[int, int, bytes]:
    """pdfium in this process, from a plain file: open, load page 1, draw the same rows in one go. Width, stride, pixels."""
    document: Any = pdfium.FPDF_LoadDocument(str(path).encode(), None)
    page: Any = pdfium.FPDF_LoadPage(document, 0)
    width = round(pdfium.FPDF_GetPageWidthF(page) * SCALE + 0.4999)
    height = round(pdfium.FPDF_GetPageHeightF(page) * SCALE + 0.4999)
    stride = width * 4
    buffer = (ctypes.c_ubyte * (stride * SCREEN))()
    bitmap = pdfium.FPDFBitmap_CreateEx(width, SCREEN, pdfium.FPDFBitmap_BGRx, buffer, stride)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, SCREEN, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return width, stride, bytes(buffer)


def plain_seconds(path: Path) -> float:
    """Wall seconds of the anchor."""
    started = time.perf_counter()
    plain_first_screen(path)
    return time.perf_counter() - started


@contextmanager
def opener(folder: Path) -> Iterator[Opener]:
    """A reader over the vault, its engine's process started."""
    vault = Vault(folder / "vault.db")
    vault.open(KEY)
    documents = Documents(vault, Announcer())
    with closing(vault), closing(Reader(documents.source)) as reader:
        reader.warm_up()
        yield Opener(reader)


def same_pixels(strips: list[Pixels], plain: tuple[int, int, bytes]) -> float:
    """Share of pixels that are alike, colour by colour to 8 of 255."""
    width, stride, data = plain
    ours = b"".join(strip.data for strip in strips)
    if strips[0].width != width or len(ours) != len(data):
        raise RuntimeError(
            f"other sizes: {strips[0].width} and {width}, {len(ours)} and {len(data)}"
        )
    alike = sum(
        ours[at : at + stride] == data[at : at + stride] for at in range(0, len(data), stride)
    )
    return alike / SCREEN


def main() -> int:
    folder = kept("s2-papers", make)
    files = papers(folder)
    pdfium.FPDF_InitLibrary()
    series = {file.path.name: Series(f"vault, {file.path.stem} MB", "ms") for file in files}
    anchors = {file.path.name: Series(f"pdfium, {file.path.stem} MB", "ms") for file in files}
    cold = Series("vault, 50 MB, the engine's process not started", "ms")
    middle = files[SIZES.index(MIDDLE)]
    with opener(folder) as opening:
        _, strips = opening.strips(middle.sha256)
        alike = same_pixels(strips, plain_first_screen(middle.path))
        opening.forget(middle.sha256)
        subjects = []
        for file in files:
            name, path, version = file.path.name, file.path, file.sha256
            subjects.append((anchors[name], lambda path=path: 1000 * plain_seconds(path)))
            subjects.append((series[name], lambda v=version: 1000 * opening.seconds(v)))
        rounds(ROUNDS, *subjects)
        rounds(5, (cold, lambda: 1000 * opening.cold_seconds(middle.sha256)))
    share = ratio(series[middle.path.name], anchors[middle.path.name])
    small, *_, large = files
    flat = ratio(series[large.path.name], series[small.path.name])
    sizes = ", ".join(f"{file.size / MB:.0f} MB" for file in files)
    rows = []
    for file in files:
        rows += [anchors[file.path.name].row("anchor"), series[file.path.name].row()]
    report(
        "S2 open",
        f"{PAGES} pages ({source()}) in {sizes}: pictures of noise on the pages after the first fill them up (seed {SEED}). "
        f"Until the first {SCREEN} rows of page 1 at {SCALE} pixels a point are there, file cache warm. Ours: vault, "
        "render thread, engine's process, three strips. Anchor: pdfium in this process from the plain file, one bitmap. "
        f"{alike:.1%} of the rows have the same bytes.",
        [*rows, cold.row("its start included")],
        [
            f"vault / plain file at 50 MB = {share:.2f} (target <= {TARGET}): "
            + verdict(met=share <= TARGET),
            f"500 MB / 5 MB from the vault = {flat:.2f} (target: the same)",
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
