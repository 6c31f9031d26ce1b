"""`sessions`, `documents`, `export-document`."""

from __future__ import annotations

import argparse
from pathlib import Path

from delegate_app.commands import shapes
from delegate_app.commands.statuses import Status
from delegate_app.commands.workplace import Workplace


def sessions(place: Workplace, options: argparse.Namespace) -> Status:
    """All sessions, the latest first."""
    place.unlock()
    found = place.do(place.desk.agenda.sessions)
    if options.json:
        place.show_json([shapes.session(session) for session in found])
        return Status.DONE
    for session in found:
        place.show(f"{session.id}\t{session.starts:%d/%m/%Y}\t{session.title}")
    return Status.DONE


def documents(place: Workplace, options: argparse.Namespace) -> Status:
    """All papers with their versions; with a session, its papers in the order of the programme."""
    place.unlock()
    if options.session:
        found = place.do(lambda: place.desk.agenda.programme(options.session)).documents
    else:
        found = place.do(place.desk.documents.all)
    if options.json:
        place.show_json([shapes.document(document) for document in found])
        return Status.DONE
    for document in found:
        newest = document.newest
        here = f"{newest.received * 100 // max(newest.size, 1)} %"
        place.show(f"{document.id}\t{newest.ordinal}\t{here}\t{document.title}")
    return Status.DONE


def export_document(place: Workplace, options: argparse.Namespace) -> Status:
    """Write a version in the clear: the file as published, or the PDF that is read."""
    place.unlock()
    target = Path(options.output)
    place.do(
        lambda: place.desk.documents.export(
            options.document,
            options.version,
            target,
            as_published=not options.pdf,
            overwrite=options.force,
        )
    )
    place.say("exported", path=target)
    return Status.DONE
