"""Where the engine's process begins. The window's process names it and never loads PDFium itself (55 ms of its start)."""

from __future__ import annotations

from multiprocessing.connection import Connection


def main(parent: Connection, buffer_name: str) -> None:
    """Serve `parent` until it closes the pipe. Runs as the target of a spawned process."""
    from delegate_app.pdf import engine_process  # noqa: PLC0415 - only in that process

    engine_process.main(parent, buffer_name)
