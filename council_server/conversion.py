"""Word papers (.docx, .doc) as PDF, by LibreOffice when it is installed.

Each worker keeps a LibreOffice profile of its own: two runs on one profile wait for each other or
fail without a word. LibreOffice also reports success for files that it could not read, so only the
finished PDF counts.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from council_server.errors import CommandError, Problems

SECONDS_FOR_A_PAPER = 180
WORKERS = 2
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PDF_FILTERS = ("--convert-to", "pdf")
HTML_FILTERS = ("--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export")
MARKS = {".docx": (b"PK\x03\x04",), ".doc": (OLE, b"{\\rtf")}
PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def find_libreoffice() -> Path | None:
    """The program, on the PATH or where its installers put it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    return next((Path(place) for place in PLACES if Path(place).is_file()), None)


def convert(papers: Mapping[Path, str], folder: Path) -> dict[Path, Path]:
    """PDFs in `folder` of these Word files (path -> name for messages). Raises Problems naming every file that failed."""
    if not papers:
        return {}
    problems = [text for path, name in papers.items() if (text := wrong_mark(path, name))]
    program = find_libreoffice()
    if program is None:
        problems += [
            f"{name}: a Word file becomes a PDF through LibreOffice, which is not installed here; "
            'install it, or make the PDF in the office and name it with pdf = "..." beside file'
            for name in papers.values()
        ]
    if problems or program is None:
        raise Problems(problems)
    return Converter(program, folder).convert_all(papers)


def wrong_mark(path: Path, name: str) -> str:
    """A sentence when the file's first bytes are not those of a Word file."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(MARKS[path.suffix.lower()]):
        return ""
    return f"{name}: this is not a Word file, whatever its name says"


def page_as_pdf(page: bytes, name: str) -> bytes | None:
    """An HTML page as PDF, set like a paper; None when LibreOffice is not installed. Raises CommandError."""
    program = find_libreoffice()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="libreoffice-page-") as folder:
        source = Path(folder, "page.html")
        source.write_bytes(page)
        converter = Converter(program, Path(folder), HTML_FILTERS)
        try:
            return converter.convert_all({source: name})[source].read_bytes()
        except Problems as error:
            raise CommandError(str(error), sentence="page_not_made") from None


class Converter:
    """A few workers, each with its own LibreOffice profile under a temporary folder."""

    def __init__(self, program: Path, folder: Path, filters: Sequence[str] = PDF_FILTERS) -> None:
        self.program = program
        self.filters = filters
        self.folder = folder
        self.profiles: queue.SimpleQueue[Path] = queue.SimpleQueue()

    def convert_all(self, papers: Mapping[Path, str]) -> dict[Path, Path]:
        workers = min(WORKERS, len(papers))
        found: dict[Path, Path] = {}
        problems: list[str] = []
        with tempfile.TemporaryDirectory(prefix="libreoffice-") as profiles:
            for number in range(workers):
                self.profiles.put(Path(profiles, str(number)))
            with ThreadPoolExecutor(workers) as pool:
                jobs = {
                    path: pool.submit(self.convert_one, path, name, self.folder / str(number))
                    for number, (path, name) in enumerate(papers.items())
                }
                for path, job in jobs.items():
                    try:
                        found[path] = job.result()
                    except CommandError as error:
                        problems.append(str(error))
        if problems:
            raise Problems(problems)
        return found

    def convert_one(self, path: Path, name: str, target: Path) -> Path:
        """The PDF in a folder of its own, since two papers may have the same file name."""
        target.mkdir()
        profile = self.profiles.get()
        try:
            done = subprocess.run(
                [
                    str(self.program),
                    f"-env:UserInstallation={profile.as_uri()}",
                    *("--headless", "--norestore", *self.filters),
                    *("--outdir", str(target), str(path.resolve())),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS_FOR_A_PAPER,
                check=False,
                env={**os.environ, "HOME": str(profile)},
            )
        except subprocess.TimeoutExpired:
            raise CommandError(
                f"{name}: LibreOffice did not finish; is the file damaged?",
                sentence="not_converted",
                name=name,
            ) from None
        finally:
            self.profiles.put(profile)
        made = target / f"{path.stem}.pdf"
        if done.returncode or not made.is_file() or not made.stat().st_size:
            raise CommandError(
                f"{name}: LibreOffice could not make a PDF of it",
                sentence="not_converted",
                name=name,
            )
        return made
