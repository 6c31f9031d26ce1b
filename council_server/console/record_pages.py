"""The vote record for secretary and chair: a readable summary, and the bundle that anyone can check."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from council_server.console.calls import Call
from council_server.console.guarding import Guarded, guarded
from council_server.console.roles import SITTING
from council_server.record_files import write_record
from council_server.summaries import RecordSummary
from protocol.checkpoint_codes import checkpoint_code
from protocol.checkpoints import Checkpoint
from protocol.replay import Replay

RECORD_PATH = "/console/record"


def routes() -> list[Guarded]:
    return [
        guarded(RECORD_PATH, show, roles=SITTING),
        guarded(f"{RECORD_PATH}/summary", summary, roles=SITTING),
        guarded(f"{RECORD_PATH}/bundle", bundle, roles=SITTING),
    ]


async def _replay(call: Call) -> Replay:
    """The record as it stands, for nobody else to change."""
    return await call.write(lambda batch: batch.record.replay.copy())


async def show(call: Call) -> Response:
    """What the record holds, and how it is checked."""
    replay = await _replay(call)
    origin, root = call.council.home.origin, replay.edge.root()
    return call.page(
        "record.html",
        origin=origin,
        size=replay.size,
        head=root.hex(),
        fingerprint=call.council.home.root_sha256,
        code=await call.think(lambda: checkpoint_code(origin, replay.size, root)),
    )


async def summary(call: Call) -> Response:
    """The summary to read and print, as a file: it is a page of its own, with its own style."""
    replay = await _replay(call)
    head = Checkpoint(call.council.home.origin, replay.size, replay.edge.root(), call.now)
    text = await call.think(lambda: RecordSummary(replay, head).html())
    return Response(text, headers=_as_file(call, replay, "html"), media_type="text/html")


async def bundle(call: Call) -> Response:
    """The record bundle as .zip (docs/vote-record.md 6); the trail keeps who took it."""
    replay = await _replay(call)
    folder = Path(tempfile.mkdtemp(prefix="council-bundle-"))
    path = folder / "bundle.zip"

    def remove() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    try:
        await call.think(lambda: write_record(call.council, path, replay=replay, with_pdf=False))
        await call.note_alone("record.bundle", str(replay.size))
    except BaseException:
        remove()
        raise
    return FileResponse(
        path,
        headers=_as_file(call, replay, "zip"),
        media_type="application/zip",
        background=BackgroundTask(remove),
    )


def _as_file(call: Call, replay: Replay, kind: str) -> dict[str, str]:
    name = f"ho-so-{call.council.id}-{replay.size}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
