"""`documents` and `export-document`: the papers, and a paper in the clear."""

from __future__ import annotations

import re
from pathlib import Path

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.documents import Document, DocumentVersion
from delegate_app.errors import Code, UserError

_PREFIX = re.compile(r"[0-9a-f]{8,64}")


def define(commands: Commands) -> None:
    """Add the commands of this file."""
    parser = add_command(commands, "documents", documents, "list the papers with all versions")
    parser.add_argument("--session", metavar="ID", help="only the papers of this session")
    parser = add_command(
        commands, "export-document", export_document, "write a paper to a file, in the clear"
    )
    parser.add_argument("document", metavar="ID", help="as `documents` lists it")
    parser.add_argument(
        "version",
        metavar="VERSION",
        help="its number, its SHA-256 or at least the first 8 digits of it, or `newest`",
    )
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    parser.add_argument(
        "--pdf",
        action="store_true",
        help="write the PDF that is read and voted on, not the file as it was published",
    )
    parser.add_argument("--force", action="store_true", help="replace FILE when it is there")


def documents(call: Call) -> ExitStatus:
    """List the papers, in the order of their ids."""
    call.unlock()
    found = call.vault(call.desk.documents.all)
    if call.options.session:
        found = tuple(paper for paper in found if paper.session_id == call.options.session)
    rows = [_row(call, paper, version) for paper in found for version in paper.versions]
    lines = call.console.table(
        [
            call.console.say("Mã", "Id"),
            call.console.say("Bản", "Version"),
            "SHA-256",
            call.console.say("Trang", "Pages"),
            call.console.say("Kích thước", "Size"),
            call.console.say("Đủ", "Here"),
            call.console.say("Có trong danh mục ký", "In signed dossier"),
            call.console.say("Loại", "Type"),
            call.console.say("Tên", "Title"),
        ],
        rows,
    )
    call.console.answer({"documents": [_described(paper) for paper in found]}, lines)
    return ExitStatus.OK


def _row(call: Call, paper: Document, version: DocumentVersion) -> list[str]:
    return [
        paper.id,
        str(version.ordinal),
        version.sha256[:12],
        str(version.pages),
        call.console.size(version.size),
        call.console.yes(version.complete),
        call.console.yes(version.checked),
        call.console.words.of(paper.type),
        paper.title,
    ]


def _described(paper: Document) -> Json:
    return {
        "id": paper.id,
        "session": paper.session_id,
        "item": paper.item_id,
        "type": paper.type.value,
        "position": paper.position,
        "title": paper.title,
        "number": paper.number,
        "issued": paper.issued.isoformat() if paper.issued else "",
        "issuer": paper.issuer,
        "versions": [_version(version) for version in paper.versions],
    }


def _version(version: DocumentVersion) -> Json:
    original = version.original
    return {
        "ordinal": version.ordinal,
        "sha256": version.sha256,
        "size": version.size,
        "pages": version.pages,
        "published_at": iso(version.published_at),
        "note": version.note,
        "received": version.received,
        "complete": version.complete,
        "checked": version.checked,
        "seen": version.seen,
        "original": {
            "sha256": original.sha256,
            "name": original.name,
            "mime": original.mime,
            "size": original.size,
        }
        if original
        else None,
    }


def export_document(call: Call) -> ExitStatus:
    """Write one version to a file. Raises what `Documents.export` raises."""
    call.unlock()
    options, papers = call.options, call.desk.documents
    chosen = call.vault(lambda: chosen_version(papers.document(options.document), options.version))
    call.vault(
        lambda: papers.export(
            options.document,
            chosen.sha256,
            options.output,
            as_published=not options.pdf,
            overwrite=options.force,
        )
    )
    original = None if options.pdf else chosen.original
    written = original or chosen
    document = {
        "document": options.document,
        "ordinal": chosen.ordinal,
        "sha256": written.sha256,
        "size": written.size,
        "file": str(options.output),
    }
    line = f"{options.output}: {call.console.size(written.size)}, SHA-256 {written.sha256}"
    call.console.answer(document, [line])
    return ExitStatus.OK


def chosen_version(paper: Document, name: str) -> DocumentVersion:
    """The version by its ordinal, its SHA-256, a prefix that only it has, or "newest". Raises VERSION_UNKNOWN."""
    if name == "newest":
        return paper.newest
    found = [version for version in paper.versions if name == str(version.ordinal)]
    if not found and _PREFIX.fullmatch(name.lower()):
        found = [v for v in paper.versions if v.sha256.startswith(name.lower())]
    if len(found) != 1:
        raise UserError(Code.VERSION_UNKNOWN)
    return found[0]
