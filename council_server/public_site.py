"""The council's public pages: resolutions, sessions, roll calls of open votes and the vote record's bundle, as static files.

What the public has a right to see is chosen here and nowhere else: the programme of a session; papers of the types that the
office names (by default resolutions and programmes), in the version in force; every poll of the record once its counting
ended, recounted by replay; and the signed record itself. Never drafts, never papers of closed committees, nothing of a poll
that is still open, nothing of a device.

The folder belongs to this program (a marker says so): files that no longer belong there are removed, others are written
only when they changed, so that a mirror copies little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from council_server.errors import CommandError
from council_server.papers import PAPER_TYPES
from council_server.poll_sheets import PollSheets
from council_server.public_pages import (
    CHECK,
    HOME,
    POLLS,
    SESSIONS,
    STYLE,
    STYLE_FILE,
    link,
    page,
    wide,
)
from council_server.summary_page import code, element, fingerprint, items, table
from council_server.summary_words import PAPERS, short_time
from protocol.poll_states import ENDED, PollState, Stage
from protocol.polls import PASSED
from protocol.replay import Replay
from protocol.times import write_time

MARKER = ".trang-cong-khai"
PUBLIC_TYPES = ("nghi-quyet", "chuong-trinh")
BUNDLE = "ho-so-bieu-quyet.zip"
PAPER_FOLDER = "tai-lieu"
STEPS = {
    "trinh": "trình",
    "tham-tra": "thẩm tra",
    "thao-luan-to": "thảo luận tổ",
    "thao-luan": "thảo luận",
    "giai-trinh": "giải trình",
    "tiep-thu": "tiếp thu",
    "bieu-quyet": "biểu quyết",
    "ban-hanh": "ban hành",
}

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Published:
    """What the public feed holds, by id; of each document the version in force."""

    sessions: Mapping[str, Body]
    items: Mapping[str, Body]
    documents: Mapping[str, Body]
    versions: Mapping[str, Body]


class PublicSite:
    """The pages of one council at one moment."""

    def __init__(
        self,
        name: str,
        published: Published,
        replay: Replay,
        *,
        types: Sequence[str] = PUBLIC_TYPES,
        now: datetime,
    ) -> None:
        unknown = sorted(set(types) - set(PAPER_TYPES))
        if unknown:
            raise CommandError(f"no paper is of type {', '.join(unknown)}")
        self._name = name
        self._published = published
        self._replay = replay
        self._types = frozenset(types)
        self._sheets = PollSheets(replay)
        self._as_of = short_time(write_time(now))

    def pages(self) -> Iterator[tuple[str, str]]:
        """(path, HTML) of every page; the same council gives the same pages."""
        yield STYLE_FILE, STYLE
        yield HOME, self._page("Hoạt động của Hội đồng", self._home(), depth=0)
        for session in self._published.sessions.values():
            path = f"{SESSIONS}/{session['id']}.html"
            yield path, self._page(session["title"], self._session(session), depth=1)
        for poll in self._polls():
            path = f"{POLLS}/{poll.definition.poll}.html"
            # The heading of the page is the poll's own; what the summary puts a level lower follows it.
            parts = [wide(part).replace("h4>", "h2>") for part in self._sheets.parts(poll)]
            yield path, self._page(poll.definition.question, parts, depth=1)
        yield f"{CHECK}/{HOME}", self._page("Kiểm tra hồ sơ biểu quyết", self._check(), depth=1)

    def papers(self) -> Iterator[tuple[str, str]]:
        """(path, SHA-256) of every paper that the public may read."""
        for document in self._public_documents():
            version = self._published.versions[document["id"]]
            yield self._paper_path(document), version["blob"]["sha256"]

    def _page(self, title: str, parts: Sequence[str] | Iterator[str], *, depth: int) -> str:
        return page(self._name, title, parts, depth=depth, as_of=self._as_of)

    # ------------------------------------------------------------------------------- what is shown

    def _public_documents(self) -> list[Body]:
        found = [
            document
            for document in self._published.documents.values()
            if document["type"] in self._types and document["id"] in self._published.versions
        ]
        return sorted(found, key=lambda d: (d["issued"], d["number"], d["id"]), reverse=True)

    def _polls(self) -> list[PollState]:
        """Every poll whose counting ended, the newest first."""
        over = ENDED | {Stage.VOID}
        return [poll for poll in self._replay.polls.values() if poll.stage in over][::-1]

    def _paper_path(self, document: Body) -> str:
        ordinal = self._published.versions[document["id"]]["ordinal"]
        return f"{PAPER_FOLDER}/{document['id']}.v{ordinal}.pdf"

    # -------------------------------------------------------------------------------------- pages

    def _home(self) -> Iterator[str]:
        yield '<h2 id="nghi-quyet">Nghị quyết</h2>'
        rows = [
            (escape(d["number"]), link(self._paper_path(d), d["title"]), _day(d["issued"]))
            for d in self._public_documents()
            if d["type"] == "nghi-quyet"
        ]
        heads = ("Số", "Tên nghị quyết", "Ngày ban hành")
        yield _table_or(
            "Các nghị quyết đã ban hành", heads, rows, "Chưa có nghị quyết nào được công bố."
        )
        yield '<h2 id="ky-hop">Kỳ họp</h2>'
        sessions = sorted(
            self._published.sessions.values(), key=lambda s: s["starts"], reverse=True
        )
        lines = [
            link(f"{SESSIONS}/{s['id']}.html", s["title"]) + ", " + short_time(s["starts"])
            for s in sessions
        ]
        yield items(lines) if lines else element("p", "Chưa có kỳ họp nào.")
        yield '<h2 id="bieu-quyet">Biểu quyết công khai</h2>'
        rows = [
            (
                link(f"{POLLS}/{p.definition.poll}.html", p.definition.question),
                escape(_outcome(p)),
                short_time(p.closed.closed_at) if p.closed else "",
            )
            for p in self._polls()
        ]
        heads = ("Vấn đề biểu quyết", "Kết quả", "Đóng lúc")
        yield _table_or(
            "Các lượt biểu quyết đã kết thúc", heads, rows, "Chưa có lượt biểu quyết nào kết thúc."
        )

    def _session(self, session: Body) -> Iterator[str]:
        yield element(
            "p",
            f"{short_time(session['starts'])} - {short_time(session['ends'])}. {session['place']}",
        )
        yield element("h2", "Chương trình")
        mine = sorted(
            (i for i in self._published.items.values() if i["session"] == session["id"]),
            key=lambda i: int(i["position"]),
        )
        lines = [
            escape(f"{i['title']} ({i['presenter']}; {STEPS.get(i['step'], i['step'])})")
            for i in mine
        ]
        yield items(lines) if lines else element("p", "Chưa công bố chương trình.")
        papers = [d for d in self._public_documents() if d["session"] == session["id"]]
        if papers:
            yield element("h2", "Tài liệu công khai")
            yield items(
                link(
                    f"../{self._paper_path(d)}", f"{PAPERS.get(d['type'], d['type'])}: {d['title']}"
                )
                for d in papers
            )
        polls = [p for p in self._polls() if p.definition.session == session["id"]]
        if polls:
            yield element("h2", "Biểu quyết")
            yield items(
                f"{link(f'../{POLLS}/{p.definition.poll}.html', p.definition.question)}: "
                f"{escape(_outcome(p))}"
                for p in polls
            )

    def _check(self) -> Iterator[str]:
        yield element(
            "p",
            "Hồ sơ biểu quyết gồm mọi phiếu có chữ ký số, nối nhau bằng mã băm. Bất kỳ ai cũng tính lại được kết quả, "
            "không cần chương trình của Hội đồng.",
        )
        yield f"<p>{link(BUNDLE, 'Tải hồ sơ biểu quyết (.zip)')}</p>"
        root = self._replay.root_fingerprint
        yield element("h2", "Dấu vân tay chứng thư gốc (SHA-256)")
        yield f"<p>{fingerprint(root)}</p>"
        yield element(
            "p",
            "So sánh với bản in do Hội đồng cấp; nếu khác nhau thì hồ sơ không phải của Hội đồng này.",
        )
        yield element("h2", "Cách kiểm tra")
        yield items(
            [
                "Giải nén tệp vừa tải.",
                "Chỉ cần openssl, sha256sum và jq: " + code(f"bash verify-record.sh {root}"),
                "Hoặc bằng chương trình Nghị Trường: "
                + code(f"python3 -m protocol.verify . --root {root}"),
            ]
        )


def _outcome(poll: PollState) -> str:
    if poll.stage is Stage.VOID:
        return "Đã hủy"
    said = "Thông qua" if poll.tally().outcome == PASSED else "Không thông qua"
    return said if poll.stage is Stage.RESULT else f"{said} (chưa công bố)"


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-"))) if text else ""


def _table_or(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    return wide(table(caption, heads, rows)) if rows else element("p", empty)


# ------------------------------------------------------------------------------------ the folder


def write_site(site: PublicSite, folder: Path, files: Mapping[str, Path]) -> tuple[int, int]:
    """Bring `folder` up to date; `files` are further files by path (papers, the bundle). How many were written and removed.

    Raises CommandError for a folder that holds anything else: nothing of anybody's is ever removed.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise CommandError(f"{folder} holds other files; choose a new or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()
    pages = {path: html.encode() for path, html in site.pages()}
    written = sum(_put(folder / path, data) for path, data in pages.items())
    written += sum(_put(folder / path, source.read_bytes()) for path, source in files.items())
    belongs = {MARKER, *pages, *files}
    stale = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() not in belongs
    ]
    for path in stale:
        path.unlink()
    return written, len(stale)


def _put(path: Path, data: bytes) -> bool:
    """The file holds these bytes; False when it did already."""
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    part.replace(path)
    return True
