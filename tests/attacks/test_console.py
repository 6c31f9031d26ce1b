"""What a hostile page, a hostile network and a hostile browser try on the console."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from council_server.console import forms
from council_server.console.forms import FORM_LIMIT
from council_server.console.headers import HEADERS, POLICY
from council_server.console.roles import Role
from council_server.console.tables import acts
from council_server.console.visits import DOOR_COOKIE, VISIT_COOKIE, form_token
from council_server.throttles import BOUNDS, Bound
from tests.console import URLENCODED, Browser, RunningConsole, console, running_console  # noqa: F401
from tests.running_council import HOST

OUT = "/console/sign-out"
LOOK = "/console/look"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    with running_console(tmp_path_factory.mktemp("attacks") / "council", delegates=1) as running:
        yield running


@pytest.fixture
def browser(running: RunningConsole) -> Browser:
    return running.signed_in(Role.SECRETARY)


@contextmanager
def line_to(browser: Browser) -> Iterator[ssl.SSLSocket]:
    """A bare TLS line to the server."""
    plain = socket.create_connection((HOST, browser.port), timeout=20)
    with browser.tls.wrap_socket(plain, server_hostname=HOST) as line:
        yield line


def is_in(browser: Browser) -> bool:
    return browser.get("/console").status == 200


# ------------------------------------------------------------------------------- forged requests


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 20])
def test_a_form_without_its_token_does_nothing(browser: Browser, token: str) -> None:
    answer = browser.post(OUT, {"token": token})
    assert answer.status == 403
    assert "Biểu mẫu này đã cũ" in answer.text
    assert is_in(browser)


def test_the_token_of_another_visit_does_nothing(running: RunningConsole, browser: Browser) -> None:
    other = running.signed_in(Role.SECRETARY)
    assert browser.post(OUT, {"token": other.token}).status == 403
    visitor = running.browser()
    visitor.get("/console/sign-in")
    assert browser.post(OUT, {"token": visitor.token}).status == 403
    assert is_in(browser)


def test_a_visitors_door_that_was_planted_opens_nothing_of_a_visit(browser: Browser) -> None:
    browser.cookies[DOOR_COOKIE] = "A" * 43
    assert browser.post(OUT, {"token": form_token("A" * 43)}).status == 403
    assert is_in(browser)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": f"https://{HOST}"},
        {"Origin": "https://[bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "", "Sec-Fetch-Site": ""},
    ],
)
def test_a_form_that_another_site_sends_does_nothing(
    browser: Browser, headers: dict[str, str]
) -> None:
    answer = browser.post(OUT, headers=headers)
    assert answer.status == 403
    assert "không đến từ trang của Hội đồng" in answer.text
    assert is_in(browser)


@pytest.mark.parametrize("missing", ["Origin", "Sec-Fetch-Site"])
def test_a_browser_that_sends_one_of_the_two_headers_is_heard(
    browser: Browser, missing: str
) -> None:
    assert browser.post(LOOK, {"language": "en"}, {missing: ""}).status == 303


def test_signing_in_on_somebodys_behalf_needs_the_visitors_own_token(
    running: RunningConsole,
) -> None:
    visitor = running.browser()
    fields = {"account": "ai-do", "password": "x" * 12, "code": "000000"}
    assert visitor.post("/console/sign-in", fields).status == 403
    visitor.get("/console/sign-in")
    assert visitor.post("/console/sign-in", fields).status in {401, 503}


def test_nothing_is_changed_by_a_get(browser: Browser) -> None:
    for path in (OUT, LOOK, "/console/account/end-others"):
        assert browser.get(path).status == 405
    assert is_in(browser)


def test_who_calls_far_too_often_is_told_to_wait(
    console: RunningConsole,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for kind in ("reads", "knocks"):
        monkeypatch.setitem(BOUNDS, kind, Bound(burst=3, rate=0.001))
    for browser in (console.signed_in(Role.SECRETARY), console.browser()):
        answers = [browser.get("/console/sign-in") for _ in range(4)]
        assert [answer.status for answer in answers][:3] == [answers[0].status] * 3
        assert answers[3].status == 429
        assert answers[3].headers["retry-after"] == "60"
        assert "Hãy chờ một lúc rồi thử lại" in answers[3].text


# --------------------------------------------------------------------------------- headers, frame


@pytest.mark.parametrize(
    "path",
    ["/", "/console", "/console/sign-in", "/console/static/style.css", "/console/nope", "/hall/x"],
)
def test_every_answer_carries_every_header(
    running: RunningConsole, browser: Browser, path: str
) -> None:
    for one in (browser, running.browser()):
        answer = one.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name.lower()] == value, (path, name)


def test_no_frame_no_foreign_script_and_no_inline_script() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["object-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert "unsafe" not in POLICY


def test_pages_are_kept_by_no_cache_and_style_sheets_are(browser: Browser) -> None:
    page = browser.get("/console")
    assert page.headers["cache-control"] == "no-store"
    sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in browser.get(sheet).headers["cache-control"]
    assert browser.get(sheet.partition("?")[0]).headers["cache-control"] == "no-cache"


def test_every_cookie_is_for_this_host_and_no_script(running: RunningConsole) -> None:
    visitor = running.browser()
    lines = visitor.get("/console/sign-in").set_cookies
    lines += visitor.post(LOOK, {"size": "large"}).set_cookies
    assert len(lines) >= 2
    for line in lines:
        assert line.startswith("__Host-")
        for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
            assert word in line
        assert "Domain" not in line


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8443", "127.0.0.1.evil.example", "", "[::1]", "a b"]
)
def test_another_name_is_answered_with_nothing(browser: Browser, host: str) -> None:
    answer = browser.get("/console", {"Host": host or " "})
    assert answer.status in {400, 421}
    assert "evil" not in answer.text


def test_forwarding_headers_are_not_believed(running: RunningConsole, browser: Browser) -> None:
    browser.post(LOOK, {"language": "vi"})
    headers = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"}
    headers |= {"Forwarded": "for=6.6.6.6;host=evil.example", "X-Real-IP": "6.6.6.6"}
    browser.post(OUT, headers=headers)
    with running.council.council.database.reading() as connection:
        addresses = {row.address for row in connection.execute(select(acts.c.address))}
    assert addresses == {HOST}


# -------------------------------------------------------------------------------- paths and bodies


@pytest.mark.parametrize(
    "path",
    [
        "/console/static/../../words/office.toml",
        "/console/static/..%2f..%2fcouncil.toml",
        "/console/static/%2e%2e/words/office.toml",
        "/console/static//etc/passwd",
        "/console/static/style.css%00.js",
        "/console/static/templates/layout.html",
        "/console/static/common_passwords.txt",
        "/console/static/..\\..\\server.db",
    ],
)
def test_no_path_leads_to_another_file(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert answer.status in {400, 404}
    assert "root:" not in answer.text
    assert "vi =" not in answer.text


def test_a_body_that_says_it_is_too_large_is_not_read(browser: Browser) -> None:
    answer = browser.call(
        "POST",
        LOOK,
        b"x",
        {"Content-Type": URLENCODED, "Content-Length": str(FORM_LIMIT + 1), "Connection": "close"},
    )
    assert answer.status == 413
    browser.close()


def test_a_body_that_does_not_say_its_size_is_cut_off(browser: Browser) -> None:
    body = b"language=en&token=" + browser.token.encode() + b"&la=" + b"x" * FORM_LIMIT
    connection = http.client.HTTPSConnection(HOST, browser.port, context=browser.tls, timeout=20)
    headers = {
        "Content-Type": URLENCODED,
        "Origin": browser.origin,
        "Cookie": f"{VISIT_COOKIE}={browser.cookies[VISIT_COOKIE]}",
    }
    pieces = (body[i : i + 8192] for i in range(0, len(body), 8192))
    try:
        connection.request("POST", LOOK, pieces, headers, encode_chunked=True)
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
        pass  # hung up on in the middle: as good
    finally:
        connection.close()


@pytest.mark.expects_warnings  # the HTTP library says that it was no request
@pytest.mark.parametrize("length", ["-1", "1e3", "1" * 40, "0x10"])
def test_a_size_that_is_none_is_refused(browser: Browser, length: str) -> None:
    with line_to(browser) as line:
        head = f"POST {LOOK} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n"
        line.sendall(f"{head}Origin: https://{HOST}\r\n\r\n".encode())
        assert b" 400 " in line.recv(200).partition(b"\r\n")[0]


def test_a_body_that_comes_too_slowly_is_given_up(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FORM_SECONDS", 0.3)
    with line_to(browser) as line:
        cookie = f"Cookie: {VISIT_COOKIE}={browser.cookies[VISIT_COOKIE]}\r\n"
        head = f"POST {LOOK} HTTP/1.1\r\nHost: {HOST}:{browser.port}\r\n{cookie}"
        head += f"Origin: {browser.origin}\r\nContent-Type: {URLENCODED}\r\n"
        line.sendall(f"{head}Content-Length: 100\r\n\r\nlanguage=".encode())
        assert b" 408 " in line.recv(200).partition(b"\r\n")[0]
    assert is_in(browser)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        (
            "application/xml",
            b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
            415,
        ),
        ("text/plain", b"token=x", 415),
        ("application/json", b"[" * 50_000, 400),
        ("application/json", b'{"language": {"a": 1}}', 400),
        ("application/json", b'{"language": "\\ud800"}', 400),
        ("multipart/form-data", b"no boundary", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken", 400),
        (URLENCODED, b"&".join(b"a%d=b" % n for n in range(1500)), 400),
        (URLENCODED, b"language=%00", 400),
        (URLENCODED, b"language=vi&language=en", 400),
        (URLENCODED, b"language=english", 400),
    ],
)
def test_a_body_of_another_shape_is_refused(
    browser: Browser, kind: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": kind, "X-Form-Token": browser.token}
    answer = browser.call("POST", LOOK, body, headers)
    assert answer.status == status
    assert "passwd" not in answer.text


def test_a_file_where_none_is_expected_is_refused(browser: Browser) -> None:
    answer = browser.upload(LOOK, [("language", "vi", b"en")])
    assert answer.status == 400


def test_texts_from_outside_are_shown_and_never_run(
    running: RunningConsole, browser: Browser
) -> None:
    hostile = '"><script>alert(1)</script>'
    page = browser.get(f"/console/trail?account={hostile.replace(' ', '+')}")
    assert "<script>alert" not in page.text
    visitor = running.browser()
    visitor.get("/console/sign-in")
    answer = visitor.post("/console/sign-in", {"account": hostile})
    assert answer.status == 400
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_header_cannot_be_split(running: RunningConsole) -> None:
    answer = running.browser().get("/console?a=%0d%0aSet-Cookie:%20x=y")
    assert answer.status == 303
    assert "%0D%0A" in answer.location or "\r" not in answer.location
    assert not any(line.startswith("x=") for line in answer.set_cookies)


def test_an_error_tells_nothing_about_the_program(
    running: RunningConsole, browser: Browser
) -> None:
    for answer in (browser.get("/console/nope"), browser.post("/console/trail")):
        assert answer.status in {404, 405}
        for word in ("Traceback", "starlette", "uvicorn", "sqlite", "council_server", ".py"):
            assert word not in answer.text.lower()
        assert "server" not in answer.headers


def test_an_error_page_is_in_both_languages_and_says_what_to_do(browser: Browser) -> None:
    assert "Hãy đi từ trang đầu" in browser.get("/console/nope").text
    browser.post(LOOK, {"language": "en"})
    page = browser.get("/console/nope").text
    assert "Start from the first page" in page
    assert '<html lang="en"' in page


def own_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the server logs. (uvicorn's log of accesses is off; pytest listens to it all the same.)"""
    return [r.getMessage() for r in caplog.records if r.name.startswith("council_server")]


def test_a_path_cannot_write_a_line_of_the_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    browser.get("/console%0aERROR%20forged")
    browser.get("/v1/root%0d%0aERROR%20forged", {"Sync-Protocol": "1"})
    browser.get("/console/sign-in")  # the line before is written by now
    lines = [line for line in own_lines(caplog) if "forged" in line]
    assert len(lines) == 2
    assert all("\n" not in line and "\r" not in line for line in lines)


def test_the_log_tells_whose_call_was_refused_and_no_secret_of_a_link(
    running: RunningConsole, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    running.signed_in(Role.CLERK, "tk-nhat-ky").get("/console/trail")
    secret = "S" * 43
    running.browser().get(f"/console/welcome/{secret}")
    running.browser().get(f"/hall/open/{secret}")
    text = "\n".join(own_lines(caplog))
    assert "403  for tk-nhat-ky" in text
    assert "/console/welcome" in text
    assert secret not in text
