"""Commands for the day that nobody wants: backup, restored, resume (docs/operations.md)."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from council_server.blob_folders import BlobFolder
from council_server.blobs import Blob, measure, place_of
from council_server.console.visits import end_all_visits
from council_server.councils import Council, open_council
from council_server.errors import CommandError
from council_server.holds import begin_hold
from council_server.holds import resume as resume_record
from council_server.homes import SETTINGS, open_home
from council_server.writer import Batch

PAPERS = "blobs"


def backup(options: argparse.Namespace) -> None:
    """Everything in a new folder: the database in one consistent copy, then papers and keys."""
    home, target = open_home(options.home), options.folder
    if target.exists():
        raise CommandError(f"{target} exists already")
    target.mkdir(mode=0o700, parents=True)
    with open_council(home) as council:
        name = "server.pgdump" if home.database_url else home.database.name
        council.database.copy_to(target / name)
        # After the database: every paper that a row names is in the store before the row.
        papers = copy_papers(council, target / PAPERS)
    shutil.copytree(home.path / "keys", target / "keys")
    shutil.copy2(home.path / SETTINGS, target / SETTINGS)
    print(f"{papers} papers; {target} holds the council as it was")
    print("keep it under lock: it holds the keys")


def copy_papers(council: Council, folder: Path) -> int:
    """Everything of the store in a folder of the same form; how many files. Raises CommandError for a copy that is not right."""
    folder.mkdir(mode=0o700)
    count = 0
    with tempfile.TemporaryDirectory(prefix=".copying-", dir=folder) as work:
        for sha256 in council.blobs.names():
            source, target = council.blobs.file_of(sha256, Path(work)), folder / place_of(sha256)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, target)
            if measure(target, mime="", name="").sha256 != sha256:
                raise CommandError(f"the store gave other bytes for {sha256[:12]}")
            if source.is_relative_to(work):
                source.unlink()
            count += 1
    return count


def restored(options: argparse.Namespace) -> None:
    """New epochs for all feeds (protocol.md 8.6), and nothing new in the record before it is whole (5.2.1).

    Papers that lie in the home's own folder and not in the council's bucket go back there. Browsers sign in again: a
    visit that was ended after the backup would be back otherwise.
    """
    home = open_home(options.home)
    with open_council(home) as council:
        back = put_papers_back(council) if home.store.url else 0

        def write(batch: Batch) -> tuple[int, int]:
            end_all_visits(batch.connection, batch.council)
            if options.entries == batch.record.replay.size:
                return batch.begin_epochs(), 0
            begin_hold(batch, options.entries)
            return batch.begin_epochs(), batch.record.replay.size

        feeds, size = council.writer.run(write)
    if back:
        print(f"{back} papers are in the object store again")
    print(f"{feeds} feeds begin a new epoch")
    if not size:
        print("the record is whole")
        return
    wanted = f"has {options.entries}" if options.entries else "is said to be whole with: resume"
    print(f"the record has {size} entries and takes nothing new until it {wanted}")


def put_papers_back(council: Council) -> int:
    """What the home's folder holds and the bucket lacks goes up; how many files."""
    folder, count = BlobFolder(council.home.blobs), 0
    for sha256 in folder.names():
        path = folder.file_of(sha256, council.home.blobs)
        blob: Blob = measure(path, mime="", name=sha256[:12])
        if blob.sha256 != sha256:
            raise CommandError(f"{path} is damaged: take it from another backup")
        if not council.blobs.has(blob):
            council.blobs.keep(blob, path)
            count += 1
    return count


def resume(options: argparse.Namespace) -> None:
    """The office says that the record is whole: new entries are taken again."""
    with open_council(open_home(options.home)) as council:
        hold = council.writer.run(lambda batch: resume_record(batch, options.entries))
    print(f"{options.entries - hold.size} entries came back; the record takes new ones again")
