"""`search`: what of the papers, the programme and the notes holds the words."""

from __future__ import annotations

from datetime import date

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.documents import PaperType
from delegate_app.domain.search import Filters, Found, FoundKind, FoundPage, SearchResult


def define(commands: Commands) -> None:
    """Add the command of this file."""
    parser = add_command(commands, "search", search, "find words in papers, programme and notes")
    parser.add_argument(
        "words", metavar="WORDS", help='words, a "phrase", -excluded, or a paper\'s number'
    )
    parser.add_argument("--session", metavar="ID", default="", help="only in this session")
    parser.add_argument("--item", metavar="ID", default="", help="only papers of this item")
    parser.add_argument(
        "--type", choices=[kind.value for kind in PaperType], help="only such papers"
    )
    parser.add_argument("--since", metavar="DATE", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--until", metavar="DATE", type=date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--mine", action="store_true", help="only your own notes")
    parser.add_argument(
        "--as-is", action="store_true", help="do not index what is not in the index yet"
    )


def search(call: Call) -> ExitStatus:
    """Index what is not in the index yet, then search. The words count as whole. Raises DISK_FULL."""
    call.unlock()
    options, desk = call.options, call.desk
    if not options.as_is:
        desk.indexing.run_once()
    filters = Filters(
        session_id=options.session,
        item_id=options.item,
        type=PaperType(options.type) if options.type else None,
        since=options.since,
        until=options.until,
        mine=options.mine,
    )
    result = desk.search.find(options.words, filters, complete=True)
    state = desk.indexing.state()
    answer: Json = {
        "found": [_described(found) for found in result.found],
        "pages": result.pages,
        "all_pages_counted": result.whole,
        "some_words_missing": result.loosely,
        "index": {"papers": state.papers, "done": state.done, "unreadable": state.unreadable},
    }
    call.console.answer(answer, _lines(call, result))
    return ExitStatus.OK


def _described(found: Found) -> Json:
    return {
        "kind": found.kind.value,
        "id": found.id,
        "title": found.title.text,
        "number": found.number,
        "type": found.type.value if found.type else "",
        "session": found.session_id,
        "version_sha256": found.version,
        "page": found.page + 1 if found.kind is FoundKind.NOTE else None,
        "pages": [_page(page) for page in found.pages],
        "more_pages": found.more,
    }


def _page(page: FoundPage) -> Json:
    return {"page": page.page + 1, "around": page.around.text, "ocr": page.read_by_ocr}


def _lines(call: Call, result: SearchResult) -> list[str]:
    say = call.console.say
    if not result.found:
        return [say("Không tìm thấy.", "Nothing was found.")]
    lines = []
    if result.loosely:
        lines.append(
            say(
                "Không trang nào chứa đủ các từ; gần nhất là:",
                "No page holds all the words; nearest:",
            )
        )
    for found in result.found:
        name = " ".join(part for part in (found.number, found.title.text) if part)
        lines.append(f"{found.id}: {name}")
        lines += [
            f"    {say('trang', 'page')} {page.page + 1}: {page.around.text}"
            for page in found.pages
        ]
        if found.more:
            lines.append("    " + say("còn {n} trang khác", "{n} more pages").format(n=found.more))
    return lines
