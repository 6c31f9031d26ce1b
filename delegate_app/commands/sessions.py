"""`sessions`: the council's sessions with their programme."""

from __future__ import annotations

from delegate_app.commands.arguments import Commands, add_command
from delegate_app.commands.call import Call
from delegate_app.commands.console import Json, clock_time, iso
from delegate_app.commands.exit_statuses import ExitStatus
from delegate_app.domain.council_sessions import Programme
from delegate_app.domain.documents import Arrival


def define(commands: Commands) -> None:
    """Add the command of this file."""
    add_command(commands, "sessions", sessions, "list the sessions with their programme")


def sessions(call: Call) -> ExitStatus:
    """List all sessions, the latest first."""
    call.unlock()
    found = call.vault(lambda: _read(call))
    lines = call.console.table(
        [
            call.console.say("Mã", "Id"),
            call.console.say("Loại", "Kind"),
            call.console.say("Tên", "Title"),
            call.console.say("Bắt đầu", "Starts"),
            call.console.say("Tệp", "Files"),
        ],
        [_row(call, programme, arrival) for programme, arrival in found],
    )
    call.console.answer({"sessions": [_described(*pair) for pair in found]}, lines)
    return ExitStatus.OK


def _read(call: Call) -> list[tuple[Programme, Arrival]]:
    agenda, documents = call.desk.agenda, call.desk.documents
    return [
        (agenda.programme(session.id), documents.arrival(session.id))
        for session in agenda.sessions()
    ]


def _row(call: Call, programme: Programme, arrival: Arrival) -> list[str]:
    session = programme.session
    return [
        session.id,
        call.console.words.of(session.kind),
        session.title,
        clock_time(session.starts),
        f"{arrival.complete_files}/{arrival.total_files}",
    ]


def _described(programme: Programme, arrival: Arrival) -> Json:
    session = programme.session
    return {
        "id": session.id,
        "kind": session.kind.value,
        "title": session.title,
        "place": session.place,
        "starts": iso(session.starts),
        "ends": iso(session.ends),
        "papers_due": session.papers_due.isoformat() if session.papers_due else "",
        "files": {
            "here": arrival.complete_files,
            "total": arrival.total_files,
            "bytes_here": arrival.complete_bytes,
            "bytes_total": arrival.total_bytes,
        },
        "items": [
            {
                "id": dossier.item.id,
                "position": dossier.item.position,
                "title": dossier.item.title,
                "step": dossier.item.step.value,
                "presenter": dossier.item.presenter,
                "documents": [document.id for document in dossier.documents],
                "on_paper": dossier.on_paper,
            }
            for dossier in programme.dossiers
            if dossier.item is not None
        ],
    }
