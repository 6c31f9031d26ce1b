"""From the office's files to what is published: each paper's PDF, its original, its pages, judged before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from council_server import marking
from council_server.blobs import Blob, measure
from council_server.conversion import convert
from council_server.errors import CommandError, Problems
from council_server.papers import MIME_TYPES
from council_server.pdf_files import look_into
from council_server.session_files import Paper, SessionFile
from council_server.tiff_scans import wrap_picture

PDF = MIME_TYPES[".pdf"]
WORD = (".docx", ".doc")


@dataclass(frozen=True, slots=True)
class Source:
    """A paper's files as the office has them: `file` and, where it made one itself, the PDF of it."""

    paper: Paper
    file: Blob
    pdf: Blob | None

    @property
    def digests(self) -> tuple[str, str]:
        """What tells one version from the next: the file's digest and the office's own PDF's, or ""."""
        return self.file.sha256, self.pdf.sha256 if self.pdf else ""


@dataclass(frozen=True, slots=True)
class ReadyPaper:
    """A paper that may be published; the paths hold the bytes of the blobs."""

    paper: Paper
    pdf: Blob
    pdf_path: Path
    original: Blob | None
    original_path: Path | None
    pages: int
    text_pages: int


def measure_sources(session: SessionFile) -> dict[str, Source]:
    """Digest every file of the session, by document id."""
    return {paper.document: _source(paper) for paper in session.papers}


def _source(paper: Paper) -> Source:
    mime = MIME_TYPES[paper.file.suffix.lower()]
    pdf = measure(paper.pdf, mime=PDF, name=paper.pdf.name) if paper.pdf else None
    return Source(paper, measure(paper.file, mime=mime, name=paper.file.name), pdf)


def prepare(session: SessionFile, sources: Sequence[Source], folder: Path) -> list[ReadyPaper]:
    """Make and judge the PDFs of these papers; files made on the way lie in `folder`.

    Raises Problems naming each paper that cannot be published: damaged, needing a password, marked
    as a state secret, or a Word file that could not be converted.
    """
    problems: list[str] = []
    made = _make_pdfs(session, sources, folder, problems)
    ready: list[ReadyPaper] = []
    for source in sources:
        path = made.get(source.paper.document)
        if path is None:
            continue
        try:
            ready.append(_ready(session, source, path))
        except CommandError as error:
            problems.append(str(error))
    if problems:
        raise Problems(problems)
    return ready


def _make_pdfs(
    session: SessionFile, sources: Sequence[Source], folder: Path, problems: list[str]
) -> dict[str, Path]:
    """The PDF of each paper, as far as it could be made, by document id."""
    made: dict[str, Path] = {}
    word: dict[Path, str] = {}
    for number, source in enumerate(sources):
        paper, suffix = source.paper, source.paper.file.suffix.lower()
        if suffix == ".pdf" or paper.pdf:
            made[paper.document] = paper.pdf or paper.file
        elif suffix in WORD:
            word[paper.file] = place(session, paper)
        else:
            target = folder / f"scan-{number}.pdf"
            try:
                target.write_bytes(wrap_picture(paper.file, place(session, paper)))
                made[paper.document] = target
            except CommandError as error:
                problems.append(str(error))
    made |= _converted(sources, word, folder, problems)
    return made


def _converted(
    sources: Sequence[Source], word: Mapping[Path, str], folder: Path, problems: list[str]
) -> dict[str, Path]:
    try:
        pdfs = convert(word, folder)
    except Problems as error:
        problems += error.problems
        return {}
    return {s.paper.document: pdfs[s.paper.file] for s in sources if s.paper.file in pdfs}


def _ready(session: SessionFile, source: Source, path: Path) -> ReadyPaper:
    paper = source.paper
    facts = look_into(path, place(session, paper, path if path == paper.pdf else paper.file))
    level = marking.level_on_page(facts.first_text)
    if level:
        raise CommandError(
            f"{place(session, paper)}: the first page is stamped {level}: state secrets stay on "
            "paper and are not published",
            sentence="state_secret",
            name=paper.title,
            level=level,
        )
    if path == paper.file:
        return ReadyPaper(paper, source.file, path, None, None, facts.pages, facts.text_pages)
    name = source.pdf.name if source.pdf else f"{paper.file.stem}.pdf"
    pdf = source.pdf or measure(path, mime=PDF, name=name)
    return ReadyPaper(paper, pdf, path, source.file, paper.file, facts.pages, facts.text_pages)


def place(session: SessionFile, paper: Paper, file: Path | None = None) -> str:
    """Where a person finds the paper: session.toml, the line of its table, the file."""
    return f"{session.path}, line {paper.line}: {(file or paper.file).name}"
