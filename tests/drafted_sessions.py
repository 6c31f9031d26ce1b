"""Drafts with uploaded papers, as the console makes them, without its pages."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from council_server.draft_publishing import publish_draft
from council_server.draft_store import begin_draft, edit
from council_server.drafts import Change, Draft, DraftPaper, add_item, add_paper, put_file, set_head
from council_server.dry_runs import DryRun, rehearse
from council_server.publishing import Publication
from council_server.uploads import Intake
from protocol.times import write_time
from tests.running_council import RunningCouncil
from tests.session_folders import small_pdf
from tests.uploaded_files import pieces

BY = "an"


class DraftedSession:
    """One session in the making: an item `bien-che`, and papers as they are put into it."""

    def __init__(self, running: RunningCouncil, *, papers_due: str = "") -> None:
        self.running = running
        self.intake = Intake(running.council)
        draft = running.run(lambda b: begin_draft(b, kind="chuyen-de", title="Kỳ họp thứ 4", by=BY))
        self.session = draft.session
        starts = running.clock().replace(microsecond=0) + timedelta(days=2)
        self.draft = draft
        self.edit(
            set_head(
                0,
                place="Hội trường",
                starts=write_time(starts),
                ends=write_time(starts + timedelta(hours=3)),
                papers_due=papers_due,
            )
        )
        self.edit(add_item("Biên chế", presenter="Chủ tịch UBND"))

    def edit(self, change: Change) -> Draft:
        """One change, as one request of the console."""
        self.draft = self.running.run(lambda b: edit(b, self.session, change, BY))
        return self.draft

    def upload(self, text: str) -> str:
        """A PDF that says this; the upload's SHA-256."""
        taken = self.intake.receive(pieces(small_pdf(text)))
        with ThreadPoolExecutor(1) as pool:  # a browser's own loop may be running in this thread
            part = pool.submit(asyncio.run, taken).result()
        return self.intake.judge(part, f"{text}.pdf", BY).sha256

    def put(
        self,
        kind: str,
        text: str,
        *,
        committee: str = "",
        item: str = "bien-che",
        file: bool = True,
    ) -> str:
        """A new paper with a file of its own; the document's id."""
        paper = DraftPaper("", kind, f"Tài liệu {text}", committee=committee)
        if file:
            paper = replace(paper, upload=self.upload(text))
        draft = self.edit(add_paper(item, paper))
        return draft.document(item, draft.item(item).papers[-1].id)

    def renew(self, paper: str, text: str, item: str = "bien-che") -> Draft:
        """Another file for a paper."""
        return self.edit(put_file(item, paper, self.upload(text)))

    def rehearse(self) -> DryRun:
        """The dry run."""
        council = self.running.council
        return self.running.run(lambda b: rehearse(council, b, self.session))

    def publish(self) -> Publication:
        """Publish with the key of the server's secretary."""
        running, revision = self.running, self.draft.revision
        return running.run(
            lambda b: publish_draft(running.council, b, running.secretary, self.session, revision)
        )
