"""Every route of the console, from its own declaration: whatever is sent, it answers soundly and in time.

For each route examples are made of the fields it declares (right, too long, twice, empty, of other kinds), as query,
form, multipart and JSON, by every role, with and without the form's token. The examples are the same on every run;
CONSOLE_FUZZ=200 asks for more of them, CONSOLE_FUZZ_SEED=7 for others.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from council_server.console.app import all_routes
from council_server.console.forms import Field
from council_server.console.guarding import SAFE, Guarded
from council_server.console.headers import HEADERS
from council_server.console.roles import Role
from council_server.console.sealing import make_console_key
from council_server.sittings import Sitting, show_sitting
from council_server.throttles import BOUNDS, Bound
from tests.console import BOUNDARY, URLENCODED, Browser, PageAnswer, RunningConsole, running_console
from tests.drafted_sessions import DraftedSession
from tests.session_folders import write_session

EXAMPLES = int(os.environ.get("CONSOLE_FUZZ", "6"))
SEED = int(os.environ.get("CONSOLE_FUZZ_SEED", "0"))
SECONDS = 10.0
ROLES = (Role.SECRETARY, Role.CLERK, Role.CHAIR, Role.VISITOR)
ROUTES = [(method, route) for route in all_routes() for method in route.methods]

ODD = st.sampled_from(
    [
        "",
        " ",
        "../../etc/passwd",
        "..%2f..%2fserver.db",
        "%00",
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "${jndi:ldap://x}",
        "=1+1",
        "\r\nSet-Cookie: a=b",
        "-1",
        "0",
        "1e999",
        "9" * 40,
        "NaN",
        "true",
        "2026-13-45",
        "Nguyễn Thị Hoà",
        "Nguye\u0302\u0303n",
        "\u202eabc",
        "🐟" * 30,
        "https://evil.example/",
        "//evil.example",
    ]
)


def text_for(one: Field) -> st.SearchStrategy[str]:
    """Mostly what fits the field, sometimes one character more than it takes, sometimes something odd."""
    fitting = st.text(max_size=min(one.most, 40))
    known = st.deferred(lambda: st.sampled_from([*NAMES, "APPROVE", "vi", "0", "1", "2", "21"]))
    return st.one_of(known, known, fitting, ODD, st.just("x" * (one.most + 1)))


def values_for(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, list[str]]]:
    """Some of the declared fields, each once, never or several times; and one that nobody declared."""
    known = {one.name: st.lists(text_for(one), max_size=3 if one.many else 2) for one in fields}
    return st.fixed_dictionaries(known | {"la": st.lists(ODD, max_size=1)})


@dataclass
class Sent:
    """One request."""

    role: Role
    parts: list[str]
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    kind: str
    token: bool
    headers: dict[str, str] = field(default_factory=dict)


def parts() -> st.SearchStrategy[str]:
    """A part of a path: mostly the name of something that is there."""
    known = st.deferred(lambda: st.sampled_from(NAMES))
    return st.one_of(known, known, known, ODD, st.text(min_size=1, max_size=20))


def sent_to(route: Guarded) -> st.SearchStrategy[Sent]:
    return st.builds(
        Sent,
        role=st.sampled_from([role for role in ROLES if role in route.roles] * 3 + [*ROLES]),
        parts=st.lists(parts(), min_size=3, max_size=3),
        query=values_for(route.query),
        form=values_for(route.form),
        kind=st.sampled_from(["form", "form", "multipart", "json", "json-odd", "bytes", "none"]),
        token=st.sampled_from([True, True, True, False]),
        headers=st.sampled_from(
            [
                {},
                {},
                {"Accept-Language": "vi,en;q=0.5"},
                {"Cookie": "__Host-look=" + "x" * 300},
                {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Host": "evil.example"},
                {"Range": "bytes=0-1"},
                {"If-None-Match": "*"},
                {"Expect": "100-continue"},
                {"User-Agent": "\xe9\xff" * 200},
            ]
        ),
    )


NAMES = [
    "s1",
    "p1",
    "p2",
    "s1.m1",
    "m1",
    "du-thao",
    "s1.m1.du-thao",
    "minh",
    "minh-may-1",
    "phien-1",
]
"""What the council of this fuzz holds; the draft's names are added when it is made."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    """A council in the middle of its work: a session, an open and a closed poll, a sitting, a draft with a paper."""
    folder = tmp_path_factory.mktemp("fuzz")
    with (
        pytest.MonkeyPatch.context() as patch,
        running_console(folder / "council", delegates=2) as running,
    ):
        for kind in BOUNDS:  # it is about what the routes do with all of it
            patch.setitem(BOUNDS, kind, Bound(burst=1e9, rate=1e9))
        council = running.council
        make_console_key(council.home)
        council.publish(write_session(folder / "s1"))
        for poll in ("p1", "p2"):
            council.define_poll(poll)
            council.open_poll(poll)
        council.close_poll("p2")
        council.run(
            lambda batch: show_sitting(batch, Sitting("s1", "phien-1", "s1.m1", title="Phiên 1"))
        )
        drafted = DraftedSession(council)
        drafted.put("to-trinh", "Tờ trình")
        NAMES.append(drafted.session)
        NAMES.extend(item.id for item in drafted.draft.items)
        NAMES.extend(paper.id for item in drafted.draft.items for paper in item.papers)
        yield running


@dataclass
class People:
    """One browser for each role; who was signed out by an example signs in again."""

    running: RunningConsole
    browsers: dict[Role, Browser] = field(default_factory=dict)

    def browser(self, role: Role) -> Browser:
        browser = self.browsers.get(role)
        if browser is None or (role is not Role.VISITOR and "__Host-visit" not in browser.cookies):
            browser = (
                self.running.browser()
                if role is Role.VISITOR
                else self.running.signed_in(role, f"fuzz-{role}")
            )
            browser.timeout = SECONDS
            self.browsers[role] = browser
        return browser


@pytest.fixture(scope="module")
def people(running: RunningConsole) -> People:
    return People(running)


def path_of(route: Guarded, sent: Sent) -> str:
    path, parts = route.path, list(sent.parts)
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + quote(parts.pop() or "x", safe="") + rest.partition("}")[2]
    query = urlencode(sent.query, doseq=True)
    return f"{path}?{query}" if query else path


def multipart(form: Mapping[str, list[str]], token: str) -> bytes:
    out = []
    for name, values in {**form, "token": [token]}.items():
        for number, value in enumerate(values):
            file_name = f'; filename="{quote(value[:20])}"' if number else ""
            head = (
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file_name}\r\n\r\n'
            )
            out.append(head.encode() + value.encode(errors="replace") + b"\r\n")
    return b"".join(out) + f"--{BOUNDARY}--\r\n".encode()


def body_of(sent: Sent, token: str) -> tuple[bytes | None, str]:
    """The body and its kind."""
    form: dict[str, Any] = {**sent.form, **({"token": [token]} if sent.token else {})}
    match sent.kind:
        case "form":
            return urlencode(form, doseq=True).encode(), URLENCODED
        case "multipart":
            kind = f"multipart/form-data; boundary={BOUNDARY}"
            return multipart(sent.form, token if sent.token else ""), kind
        case "json":
            return json.dumps(form).encode(), "application/json"
        case "json-odd":
            odd = {**form, "la": {"sâu": [[[1]]]}, "so": 1e5}
            return json.dumps(odd).encode(), "application/json; charset=utf-16"
        case "bytes":
            return b"\xff\x00{" * 40, "application/octet-stream"
    return None, ""


def check(answer: PageAnswer, seconds: float, *, what: object) -> None:
    """What holds for every answer."""
    assert answer.status < 500, what
    assert b"Traceback" not in answer.body, what
    assert b"council_server" not in answer.body, what
    for name, value in HEADERS.items():
        assert answer.headers.get(name.lower()) == value, (name, what)
    assert "cache-control" in answer.headers, what
    assert "set-cookie" not in answer.headers or all(
        line.startswith("__Host-") for line in answer.set_cookies
    ), what
    assert seconds < SECONDS, what
    if answer.status == 303:
        assert answer.location.startswith(("/console", "/hall")), what


@pytest.mark.parametrize(
    ("method", "route"), ROUTES, ids=[f"{method} {route.path}" for method, route in ROUTES]
)
def test_a_route_answers_soundly_whatever_is_sent(
    people: People, method: str, route: Guarded
) -> None:
    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        deadline=None,
        database=None,
    )
    @given(sent_to(route))
    def send(sent: Sent) -> None:
        browser = people.browser(sent.role)
        headers = dict(sent.headers)
        data, kind = (None, "") if method in SAFE else body_of(sent, browser.token)
        if kind:
            headers["Content-Type"] = kind
        started = time.monotonic()
        answer = browser.call(method, path_of(route, sent), data, headers)
        check(answer, time.monotonic() - started, what=sent)

    print(f"{EXAMPLES} examples from seed {SEED}")
    send()
