"""The first page tells each role what waits for it."""

from __future__ import annotations

from pathlib import Path

from council_server.console.roles import Role
from council_server.draft_store import begin_draft
from tests.console import RunningConsole, console  # noqa: F401
from tests.running_council import HOST
from tests.session_folders import write_session


def test_nothing_waits_in_a_new_council(console: RunningConsole) -> None:  # noqa: F811
    page = console.signed_in(Role.SECRETARY).get("/console").text
    assert "Hiện không có việc nào đang chờ." in page


def test_polls_drafts_and_devices_wait_for_those_who_can_do_something(
    console: RunningConsole,  # noqa: F811
    tmp_path: Path,
) -> None:
    council = console.council
    council.publish(write_session(tmp_path / "s1"))
    council.define_poll("p1", question="Thông qua dự toán?")
    council.open_poll("p1")
    council.run(lambda batch: begin_draft(batch, kind="thuong-le", title="Kỳ họp 4", by="tk"))
    secretary, clerk = console.signed_in(Role.SECRETARY), console.signed_in(Role.CLERK)
    chair = console.signed_in(Role.CHAIR)

    page = secretary.get("/console").text
    assert "Đang biểu quyết: Thông qua dự toán?" in page
    assert "Đang chuẩn bị: Kỳ họp 4" in page
    assert "Đang biểu quyết" not in clerk.get("/console").text
    assert "Đang chuẩn bị" not in chair.get("/console").text

    council.close_poll("p1")
    assert "chờ công bố kết quả: Thông qua dự toán?" in chair.get("/console").text
    council.announce_result("p1")
    assert "Thông qua dự toán?" not in chair.get("/console").text


def test_the_bare_address_leads_to_the_console(console: RunningConsole) -> None:  # noqa: F811
    answer = console.browser().get("/")
    assert (answer.status, answer.location) == (303, "/console")
    assert console.browser().origin == f"https://{HOST}:{console.council.port}"
