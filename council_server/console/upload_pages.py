"""Files come in: dropped on an item they are new papers, dropped on a paper its next file.

The same work answers a form (a page follows) and a script (JSON, one file a call, so that each has its own progress).
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile
from starlette.responses import Response

from council_server.console.calls import Call
from council_server.console.draft_reading import (
    DRAFTS,
    change_quietly,
    item_of,
    open_draft,
    page_of,
    paper_of,
)
from council_server.console.forms import Field
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import OFFICE
from council_server.console.trail import REFUSED
from council_server.console.troubles import Trouble
from council_server.drafts import DraftPaper, add_paper, put_file
from council_server.paper_guesses import guess
from council_server.upload_refusals import Reason, UploadRefused
from council_server.uploads import Intake, Upload, shown_name, sweep_hourly
from protocol.limits import UPLOAD

FILE = Field("file", 0)
FORM_AROUND = 64 * 1024
"""Bytes of a form beside its file."""
PIECE = 256 * 1024
_JUDGES = threading.BoundedSemaphore(2)
"""LibreOffice and PDFium are for two files at a time; further ones wait, and everything else goes on."""


def routes() -> list[Guarded]:
    item = f"{DRAFTS}/{{session}}/items/{{item}}"
    paper = f"{item}/papers/{{paper}}"
    most = UPLOAD + FORM_AROUND
    return [
        guarded(
            f"{item}/files", new_paper, roles=OFFICE, methods=["POST"], form=[FILE], upload=most
        ),
        guarded(
            f"{item}/files/data",
            new_paper_by_script,
            roles=OFFICE,
            methods=["POST"],
            form=[FILE],
            upload=most,
            data=True,
        ),
        guarded(
            f"{paper}/file", next_file, roles=OFFICE, methods=["POST"], form=[FILE], upload=most
        ),
        guarded(
            f"{paper}/file/data",
            next_file_by_script,
            roles=OFFICE,
            methods=["POST"],
            form=[FILE],
            upload=most,
            data=True,
        ),
    ]


async def new_paper(call: Call) -> Response:
    """A new paper of the item; its page follows, where the guesses are corrected."""
    try:
        paper, path = await _add(call)
    except UploadRefused as error:
        raise trouble_of(error) from None
    return call.go(f"{path}/papers/{paper.id}")


async def new_paper_by_script(call: Call) -> Response:
    """As `new_paper`, for the page's script."""
    try:
        paper, _ = await _add(call)
    except UploadRefused as error:
        return call.data(422, text=sentence(call, error))
    return call.data(text=call.say("draft.taken", title=paper.title))


async def next_file(call: Call) -> Response:
    """A paper's file, or the next version of it."""
    try:
        await _replace(call)
    except UploadRefused as error:
        raise trouble_of(error) from None
    return call.go(
        f"{DRAFTS}/{call.part('session')}/items/{call.part('item')}/papers/{call.part('paper')}"
    )


async def next_file_by_script(call: Call) -> Response:
    """As `next_file`, for the page's script."""
    try:
        paper = await _replace(call)
    except UploadRefused as error:
        return call.data(422, text=sentence(call, error))
    return call.data(text=call.say("draft.taken", title=paper.title))


async def _add(call: Call) -> tuple[DraftPaper, str]:
    row, _ = await open_draft(call)
    item = item_of(call, row.draft).id
    upload, name = await _take(call)
    found = guess(name, upload.first_text)
    paper = DraftPaper(
        "", found.type, found.title, found.number, found.issued, upload=upload.sha256
    )
    draft = await change_quietly(call, add_paper(item, paper), "draft.upload")
    return draft.item(item).papers[-1], page_of(draft, item)


async def _replace(call: Call) -> DraftPaper:
    row, _ = await open_draft(call)
    item, paper = item_of(call, row.draft).id, paper_of(call, row.draft).id
    upload, _ = await _take(call)
    draft = await change_quietly(call, put_file(item, paper, upload.sha256), "draft.upload")
    return draft.paper(item, paper)


async def _take(call: Call) -> tuple[Upload, str]:
    """The one file of the form, judged and kept, and its name as shown. Raises UploadRefused; then nothing is left of it."""
    files = call.form.uploads("file")
    if len(files) != 1:
        raise Trouble(400, "draft.one_file")
    file, by = files[0], call.who.account
    name = shown_name(file.filename or "")
    intake = Intake(call.council)
    try:
        part = await intake.receive(pieces_of(file))
    finally:
        await file.close()

    def judge() -> Upload:
        with _JUDGES:
            upload = intake.judge(part, name, by)
            sweep_hourly(call.council)
            return upload

    try:
        return await asyncio.to_thread(judge), name
    except UploadRefused as error:
        await call.note_alone("draft.upload", f"{call.part('session')}/{error.reason}", REFUSED)
        raise


async def pieces_of(file: UploadFile) -> AsyncIterator[bytes]:
    """The file's bytes, a piece at a time."""
    while piece := await file.read(PIECE):
        yield piece


def sentence(call: Call, error: UploadRefused) -> str:
    """Why the file is not taken, and what to do."""
    return call.say(f"upload.{word_of(error.reason)}", what=error.detail)


def trouble_of(error: UploadRefused) -> Trouble:
    """The same as an error page."""
    status = 413 if error.reason is Reason.TOO_LARGE else 409
    return Trouble(status, f"upload.{word_of(error.reason)}", what=error.detail)


def word_of(reason: Reason) -> str:
    """The reason as keys of words are written."""
    return reason.value.replace("-", "_")
