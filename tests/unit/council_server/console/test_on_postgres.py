"""Accounts, visits, throttle and trail on PostgreSQL, where several servers share them."""

from __future__ import annotations

from pathlib import Path

from council_server.console.throttling import ACCOUNT_TRIES
from tests.console import running_console
from tests.postgres import PostgresServer, postgres  # noqa: F401
from tests.unit.council_server.console.people import Clock, someone


def test_an_account_lives_its_life_on_postgresql(postgres: PostgresServer, tmp_path: Path) -> None:  # noqa: F811
    clock = Clock()
    with running_console(
        tmp_path / "council", delegates=1, clock=clock, database_url=postgres.database()
    ) as running:
        hoa = someone(running, clock, "hoa")
        first, second = running.browser(), running.browser()
        assert hoa.begin(first).status == 200
        assert hoa.sign_in(second).status == 303
        assert second.get("/console/account").text.count('name="visit"') == 1

        running.council.stop()  # another server takes over: visits and marks are the database's
        running.council.start()
        first.close()
        second.close()
        assert second.get("/console").status == 200
        assert second.post("/console/account/end-others").status == 303
        assert first.get("/console").status == 303

        stranger = running.browser()
        for _ in range(ACCOUNT_TRIES):
            assert hoa.sign_in(stranger, code="000000").status == 401
        assert hoa.sign_in(stranger).status == 429
        assert second.get("/console/trail?outcome=refused").text.count("<td>hoa</td>") == 10
        assert "Chuỗi nguyên vẹn" in second.get("/console/trail/check").text
