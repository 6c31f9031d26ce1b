"""A council whose papers lie in a bucket, and the bucket's bad days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from council_server.errors import StoreDown
from council_server.homes import StoreSettings, open_home
from council_server.logs import PUBLIC
from tests.running_council import RunningCouncil, running_council
from tests.s3_server import SECRET_KEY, S3Server, s3
from tests.session_folders import write_session

__all__ = ["s3"]


@pytest.fixture
def council(s3: S3Server, tmp_path: Path) -> Iterator[RunningCouncil]:
    with running_council(tmp_path / "council", delegates=1, store_url=s3.url) as running:
        yield running


def test_a_publication_that_meets_a_store_that_is_down_changes_nothing(
    council: RunningCouncil, s3: S3Server, tmp_path: Path
) -> None:
    session = write_session(tmp_path / "s1")
    before = council.council.heads()
    s3.down = True
    with pytest.raises(StoreDown, match="nothing was changed"):
        council.publish(session)
    assert council.council.heads() == before
    s3.down = False
    council.publish(session)
    assert council.council.heads()[PUBLIC].size > before[PUBLIC].size


@pytest.mark.expects_warnings
def test_a_desk_is_told_to_come_back_and_then_gets_its_paper(
    council: RunningCouncil, s3: S3Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    written = write_session(tmp_path / "s1")
    council.publish(written)
    (name,) = (n for n in council.council.blobs.names())
    client = council.client(council.delegate("minh"))
    s3.stop()
    answer = client.call("GET", f"/v1/blobs/{name}")
    assert (answer.status, answer.json["code"]) == (503, "UNAVAILABLE")
    assert answer.headers["retry-after"] == "2"
    assert client.call("GET", "/v1/heads").status == 200
    s3.start()
    answer = client.call("GET", f"/v1/blobs/{name}")
    assert answer.body == (written / "du-thao.pdf").read_bytes()
    assert SECRET_KEY not in caplog.text
    assert s3.endpoint not in caplog.text


def test_the_home_keeps_the_address_and_shows_no_key(
    council: RunningCouncil, tmp_path: Path
) -> None:
    assert open_home(council.home.path).store == council.home.store
    settings = StoreSettings("s3://b/p", "ten", "bi-mat-canary")
    assert "canary" not in repr(settings)
    assert settings.table()["secret_key"] == "bi-mat-canary"
