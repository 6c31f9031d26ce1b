"""PouchDB beside us, where Node.js is: installed once into the cache, run as processes of its own.

It keeps revisions, follows changes and replicates over HTTP as we do. It does not encrypt, checks attachments by MD5, and waits
for no disk (LevelDB without sync).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.corpus import kept

SCRIPTS = Path(__file__).with_name("pouch")
MODULES = "pouchdb"
MISSING = "PouchDB was not run: Node.js with npm is not on this machine"


class Pouch:
    """Node.js with PouchDB in `modules`."""

    def __init__(self, modules: Path) -> None:
        self._environ = dict(os.environ, NODE_PATH=str(modules / "node_modules"))
        about = json.loads((modules / "node_modules/pouchdb/package.json").read_text("utf-8"))
        self.version = f"PouchDB {about['version']}"

    def rows(self, pages: Iterable[Sequence[dict[str, Any]]], folder: Path) -> float:
        """Rows a second of these documents, page by page, into a new database."""
        file = folder / "pages.json"
        file.write_text(json.dumps(list(pages)), "utf-8")
        try:
            return float(self._run("rows.js", file, folder / "pouch"))
        finally:
            file.unlink()
            shutil.rmtree(folder / "pouch", ignore_errors=True)

    def fill(self, files: Path, folder: Path) -> None:
        """A database of one document for each file below `files`."""
        folder.mkdir(exist_ok=True)
        self._run("fill.js", files, folder)

    @contextmanager
    def serving(self, folder: Path, key: Path, certificate: Path) -> Iterator[str]:
        """The address of the databases in `folder`, over TLS, while the block runs."""
        command = ["node", str(SCRIPTS / "serve.js"), str(folder), str(key), str(certificate)]
        process = subprocess.Popen(
            command,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            if not port:
                raise RuntimeError("PouchDB's server did not start")
            yield f"https://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()

    def replicate(self, address: str, folder: Path, root: Path, count: int, size: int) -> float:
        """Seconds until a new database holds all documents with attachments of that size."""
        try:
            return float(
                self._run("replicate.js", address, folder / "pouch", count, size, root=root)
            )
        finally:
            shutil.rmtree(folder / "pouch", ignore_errors=True)

    def _run(self, script: str, *arguments: object, root: Path | None = None) -> str:
        environ = {**self._environ, **({"NODE_EXTRA_CA_CERTS": str(root)} if root else {})}
        command = ["node", str(SCRIPTS / script), *map(str, arguments)]
        done = subprocess.run(
            command,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{script}: {done.stderr[-2000:]}")
        return done.stdout


def pouch() -> Pouch | None:
    """PouchDB, installed; None where there is no Node.js."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None

    def install(folder: Path) -> None:
        shutil.copyfile(SCRIPTS / "package.json", folder / "package.json")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=folder, check=True)

    return Pouch(kept(MODULES, install))
