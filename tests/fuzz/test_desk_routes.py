"""Every call of protocol.md 7 from its own shape: whatever is sent to /v1, the server answers soundly and in time.

Bodies are made from the messages of `protocol.wire` that the calls read, field by field: fitting values, near misses,
other kinds, fields left out and added. The table of calls is compared with the application's own, so that a new call
without a line here fails. DESK_FUZZ=200 asks for more examples, DESK_FUZZ_SEED=7 for others.
"""

from __future__ import annotations

import dataclasses
import json
import os
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from starlette.routing import Route

from council_server.app import make_app
from protocol import wire
from protocol.fields import b64
from tests.running_council import RunningCouncil, running_council
from tests.wire_client import WireClient

EXAMPLES = int(os.environ.get("DESK_FUZZ", "20"))
SEED = int(os.environ.get("DESK_FUZZ_SEED", "0"))
SECONDS = 10.0

CALLS: dict[tuple[str, str], type[Any] | None] = {
    ("GET", "/v1/root"): None,
    ("POST", "/v1/enrolments"): wire.EnrolRequest,
    ("GET", "/v1/enrolments/{enrolment}"): None,
    ("POST", "/v1/auth/challenge"): wire.ChallengeRequest,
    ("POST", "/v1/auth/token"): wire.TokenRequest,
    ("GET", "/v1/heads"): None,
    ("GET", "/v1/feeds/{feed}/changes"): None,
    ("GET", "/v1/feeds/{feed}/snapshot"): None,
    ("POST", "/v1/feeds/{feed}/checkpoint"): wire.CheckpointRequest,
    ("GET", "/v1/blobs/{sha256}"): None,
    ("PUT", "/v1/notes/{note}"): wire.NoteRequest,
    ("POST", "/v1/entries"): wire.EntryRequest,
    ("POST", "/v1/log/tail"): wire.TailRequest,
    ("GET", "/v1/log/checkpoint"): None,
    ("GET", "/v1/log/{path:path}"): None,
}
"""Each call with the message it reads."""

QUERY = ("after", "limit", "epoch")
"""`wait` is left out: it asks the server to take its time."""

TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "record",
            "public",
            "minh-may-1",
            "minh",
            "0" * 16,
            "a" * 64,
            "../../server.db",
            "..%2f..",
            "tile/0/000",
            "tile/entries/000.p/1",
            "entries/000000.json",
            "\x00",
            "2026-03-05T08:00:00+07:00",
            b64(b"\x30\x80\x00"),
            b64(b"{}"),
            "====",
            "x" * 70_000,
        ]
    ),
)
OTHER = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.lists(TEXTS, max_size=2),
    st.dictionaries(st.text(max_size=4), TEXTS, max_size=2),
)


def bodies(message: type[Any]) -> st.SearchStrategy[bytes]:
    """JSON objects with the message's fields, and other bytes."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for one in dataclasses.fields(message):
        kind = str(one.type)
        fitting: st.SearchStrategy[Any] = TEXTS
        if kind.startswith(("int", "Natural")):
            fitting = st.integers(-2, 2**33)
        elif kind == "bool":
            fitting = st.booleans()
        elif kind.startswith("tuple"):
            item = {"statement": TEXTS, "signature": TEXTS}
            fitting = st.lists(st.one_of(st.fixed_dictionaries(item), TEXTS, OTHER), max_size=3)
        fields[one.name] = st.one_of(fitting, fitting, fitting, OTHER)
    whole = st.fixed_dictionaries(fields)
    partial = st.fixed_dictionaries({}, optional={**fields, "la": OTHER})
    objects = st.one_of(whole, whole, partial, OTHER).map(lambda value: json.dumps(value).encode())
    return st.one_of(objects, objects, objects, st.binary(max_size=60), st.just(b"[" * 100_000))


def test_the_table_has_a_line_for_every_call(council: RunningCouncil) -> None:
    routes = [route for route in make_app(council.service).routes if isinstance(route, Route)]
    found = {(m, r.path) for r in routes for m in (r.methods or set()) if m != "HEAD"}
    assert found == CALLS.keys()


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCouncil]:
    with running_council(tmp_path_factory.mktemp("fuzz") / "council", delegates=1) as running:
        yield running


@pytest.fixture(scope="module")
def clients(council: RunningCouncil) -> dict[bool, WireClient]:
    """One that is signed in, and one that is not."""
    return {True: council.client(council.delegate("minh")), False: council.client()}


HEADERS = st.sampled_from(
    [
        {},
        {},
        {},
        {"Sync-Protocol": "0"},
        {"Sync-Protocol": "99999999999999999999"},
        {"Sync-Protocol": "một".encode().decode("latin-1")},
        {"Authorization": "Basic eA=="},
        {"Authorization": "Bearer " + "x" * 600},
        {"Range": "bytes=5-1"},
        {"Range": "bytes=-,,"},
        {"If-None-Match": '"x'},
        {"Content-Type": "text/plain"},
        {"Accept-Encoding": "br;q=x"},
    ]
)


@pytest.mark.parametrize(
    ("method", "path"), list(CALLS), ids=[f"{method} {path}" for method, path in CALLS]
)
def test_a_call_answers_soundly_whatever_is_sent(
    clients: dict[bool, WireClient], method: str, path: str
) -> None:
    message = CALLS[method, path]

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    @given(
        known=st.sampled_from([True, True, False]),
        part=TEXTS.filter(lambda text: 0 < len(text) < 100),
        query=st.dictionaries(st.sampled_from(QUERY), TEXTS.filter(lambda t: len(t) < 100)),
        headers=HEADERS,
        body=bodies(message) if message else st.none(),
    )
    def send(
        *,
        known: bool,
        part: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes | None,
    ) -> None:
        target = path.partition("{")[0]
        if "{" in path:
            target += quote(part, safe="/" if ":path" in path else "") + path.partition("}")[2]
        if query:
            target += f"?{urlencode(query)}"
        started = time.monotonic()
        answer = clients[known].call(method, target, body, headers)
        what = (method, target, headers, body)
        assert answer.status < 500, what
        assert b"Traceback" not in answer.body, what
        assert b"council_server" not in answer.body, what
        assert "sync-protocol" in answer.headers, what
        if answer.status != 304:
            assert answer.headers["x-content-type-options"] == "nosniff", what
        if answer.status >= 400:
            assert set(answer.json) >= {"code"}, what
        assert time.monotonic() - started < SECONDS, what

    print(f"{EXAMPLES} examples from seed {SEED}")
    send()
