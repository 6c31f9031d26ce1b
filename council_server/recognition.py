"""Words of scanned pages, by Tesseract with its Vietnamese model when both are installed.

Each page is drawn at 200 dots an inch in grey and read as one column of text of any sizes: measured on real scans, higher
resolutions and other page models made more errors, not fewer. Tesseract's own threads only get in each other's way; two
pages are read at a time instead.
"""

from __future__ import annotations

import csv
import ctypes
import functools
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2 as pdfium

from council_server.errors import CommandError
from council_server.pdf_files import PDFIUM, WORDS
from protocol.text_layers import HUNDREDTHS, Line, RecognisedWord, TextLayer

LANGUAGE = "vie"
DOTS = 200
POINTS = 72
SECONDS_FOR_A_PAGE = 120
WORKERS = 2
COLUMN = "4"  # tesseract --psm: one column of text of variable sizes
WORD_LEVEL = "5"
LONGEST_SIDE = 12_000
"""Pixels of a page's side beyond which it is drawn smaller: a map of several metres."""


@functools.cache
def find_recogniser() -> str:
    """The engine as "tesseract 5.3.0 vie"; "" when the program or its Vietnamese model is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    languages = _run([program, "--list-langs"])
    if LANGUAGE not in languages.split():
        return ""
    return " ".join([*_run([program, "--version"]).split()[:2], LANGUAGE])


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout


def recognise(path: Path, name: str) -> TextLayer:
    """The words of every page of a PDF that holds none. Raises CommandError naming the paper when a page cannot be read."""
    engine = find_recogniser()
    if not engine:
        raise CommandError(
            f"{name}: scanned pages are read by Tesseract with its Vietnamese model; install "
            "tesseract-ocr and tesseract-ocr-vie, then run recognise again"
        )
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        read = {
            number: pool.submit(_read_page, path, number, name) for number in scanned_pages(path)
        }
        return TextLayer(engine, {number: page.result() for number, page in read.items()})


def scanned_pages(path: Path) -> list[int]:
    """The pages of a PDF that hold no words, from 0."""
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        try:
            return [number for number in range(len(document)) if not _has_words(document, number)]
        finally:
            document.close()


def _has_words(document: pdfium.PdfDocument, number: int) -> bool:
    page = document[number]
    text = page.get_textpage()
    try:
        return int(text.count_chars()) >= WORDS
    finally:
        text.close()
        page.close()


def _read_page(path: Path, number: int, name: str) -> tuple[Line, ...]:
    picture, dots = _drawn(path, number)
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--psm", COLUMN]
    command += ["--dpi", str(round(dots)), "tsv"]
    environ = dict(os.environ, OMP_THREAD_LIMIT="1")
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            env=environ,
            timeout=SECONDS_FOR_A_PAGE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise CommandError(
            f"{name}: page {number + 1} could not be read by Tesseract ({type(error).__name__})"
        ) from None
    return lines_of(done.stdout.decode("utf-8", "replace"), POINTS * HUNDREDTHS / dots)


def _drawn(path: Path, number: int) -> tuple[bytes, float]:
    """The page as shown, as a portable greymap (PGM), and its dots an inch."""
    with PDFIUM:
        document = pdfium.PdfDocument(path)
        try:
            page = document[number]
            longest = max(page.get_size()) / POINTS
            dots = min(DOTS, LONGEST_SIDE / longest)
            bitmap = page.render(scale=dots / POINTS, grayscale=True)
            rows = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            bitmap.close()
            page.close()
        finally:
            document.close()
    lines = (rows[at : at + width] for at in range(0, stride * height, stride))
    return b"P5 %d %d 255\n" % (width, height) + b"".join(lines), dots


def lines_of(table: str, hundredths: float) -> tuple[Line, ...]:
    """The lines of Tesseract's table of words; `hundredths` of a point make a pixel."""
    lines: dict[tuple[str, ...], list[RecognisedWord]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row["text"] or "").strip()
        if row["level"] != WORD_LEVEL or not text:
            continue
        left, top, width, height = (int(row[side]) for side in ("left", "top", "width", "height"))
        sides = (left, top, left + width, top + height)
        word = RecognisedWord(text, *(round(side * hundredths) for side in sides))
        key = tuple(row[part] for part in ("block_num", "par_num", "line_num"))
        lines.setdefault(key, []).append(word)
    return tuple(tuple(line) for line in lines.values())
