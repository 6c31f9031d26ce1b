"""A small object store that speaks S3 on loopback: what `council_server.blob_buckets` uses of it, and its signatures.

Buckets hold bytes in memory. Requests are checked as Amazon documents them (AWS Signature Version 4); one with another
signature, or a body that is not the one signed, is refused. `down` answers 503 to everything; `stop` refuses connections,
and `start` serves the same bytes at the same address. The contract tests run against any other server that
NGHI_TRUONG_S3 names, so that this one stays honest.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import pytest

ACCESS_KEY, SECRET_KEY = "thu-khoa", "thu-bi-mat-canary"
REGION = "us-east-1"
LEAST_PART = 5 * 1024 * 1024
NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


class S3Server:
    """One bucket named `papers`; `objects` are its bytes by key."""

    bucket = "papers"

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.uploads: dict[str, dict[int, bytes]] = {}
        self.down = False
        self.stopped = False
        self.refused = 0
        self._port = 0
        self.start()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """The store's address as it stands in council.toml."""
        return f"s3://{self.bucket}/giay?endpoint={self.endpoint}&region={REGION}"

    def start(self) -> None:
        server, self.stopped = self, False

        class Handler(_Handler):
            store = server

        self._http = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._http.daemon_threads = True
        self._port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.stopped = True
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    store: S3Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if self.store.stopped:  # a connection that was kept
            self.close_connection = True
        elif self.store.down:
            self._answer(503, b"<Error><Code>SlowDown</Code></Error>")
        elif not self._signed(body) or bucket != self.store.bucket:
            self.store.refused += 1
            self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        else:
            getattr(self, f"_{self.command.lower()}")(key, query, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve

    # ------------------------------------------------------------------------------- the calls

    def _head(self, key: str, _query: dict[str, str], _body: bytes) -> None:
        found = self.store.objects.get(key)
        if found is None:
            self._answer(404, b"")
        else:
            self._answer(200, found)

    def _get(self, key: str, query: dict[str, str], _body: bytes) -> None:
        if "list-type" in query:
            self._list(query.get("prefix", ""))
            return
        found = self.store.objects.get(key)
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        asked = self.headers.get("Range")
        if asked is None:
            self._answer(200, found)
            return
        first, _, last = asked.removeprefix("bytes=").partition("-")
        stop = min(int(last) + 1, len(found)) if last else len(found)
        span = f"bytes {first}-{stop - 1}/{len(found)}"
        self._answer(206, found[int(first) : stop], {"Content-Range": span})

    def _put(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "partNumber" in query:
            self.store.uploads[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.store.objects[key] = body
        self._answer(200, b"", {"ETag": f'"{hashlib.md5(body).hexdigest()}"'})

    def _post(self, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploads" in query:
            name = f"u{len(self.store.uploads)}"
            self.store.uploads[name] = {}
            text = f"<InitiateMultipartUploadResult {NAMESPACE}><Bucket>{self.store.bucket}</Bucket><Key>{escape(key)}</Key>"
            text += f"<UploadId>{name}</UploadId></InitiateMultipartUploadResult>"
        elif "uploadId" in query:
            parts = [part for _, part in sorted(self.store.uploads.pop(query["uploadId"]).items())]
            if any(len(part) < LEAST_PART for part in parts[:-1]):
                self._answer(400, b"<Error><Code>EntityTooSmall</Code></Error>")
                return
            self.store.objects[key] = b"".join(parts)
            tag = f"<ETag>&quot;x-{len(parts)}&quot;</ETag>"
            text = (
                f"<CompleteMultipartUploadResult {NAMESPACE}>{tag}</CompleteMultipartUploadResult>"
            )
        elif "delete" in query:
            names = re.findall(r"<Key>([^<]+)</Key>", body.decode())
            for name in names:
                self.store.objects.pop(unescape(name), None)
            gone = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in names)
            text = f"<DeleteResult {NAMESPACE}>{gone}</DeleteResult>"
        else:
            self._answer(501, b"<Error><Code>NotImplemented</Code></Error>")
            return
        self._answer(200, text.encode(), {"Content-Type": "application/xml"})

    def _delete(self, key: str, query: dict[str, str], _body: bytes) -> None:
        if "uploadId" in query:
            self.store.uploads.pop(query["uploadId"], None)
        else:
            self.store.objects.pop(key, None)
        self._answer(204, b"")

    def _list(self, prefix: str) -> None:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-28T00:00:00.000Z</LastModified>"
            f"<ETag>&quot;e&quot;</ETag><Size>{len(data)}</Size></Contents>"
            for key, data in sorted(self.store.objects.items())
            if key.startswith(prefix)
        )
        text = f"<ListBucketResult {NAMESPACE}><IsTruncated>false</IsTruncated>{found}</ListBucketResult>"
        self._answer(200, text.encode(), {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        stamped = {"ETag": '"e"', "Last-Modified": "Sat, 28 Nov 2026 00:00:00 GMT"}
        for name, value in {**stamped, **(headers or {})}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --------------------------------------------------------------------- AWS Signature Version 4

    def _signed(self, body: bytes) -> bool:
        kind, _, rest = self.headers.get("Authorization", "").partition(" ")
        fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        if kind != "AWS4-HMAC-SHA256" or not fields.get("Credential", "").startswith(ACCESS_KEY):
            return False
        said = self.headers.get("x-amz-content-sha256", "")
        if said not in {"UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()}:
            return False
        scope = fields["Credential"].split("/")[1:]
        names = fields["SignedHeaders"].split(";")
        parts = urlsplit(self.path)
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                self.command,
                quote(unquote(parts.path), safe="/-_.~"),
                "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in query),
                *(f"{name}:{' '.join(self.headers.get(name, '').split())}" for name in names),
                "",
                fields["SignedHeaders"],
                said,
            ]
        )
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = "\n".join([kind, self.headers["x-amz-date"], "/".join(scope), digest])
        key = f"AWS4{SECRET_KEY}".encode()
        for part in scope:
            key = hmac.digest(key, part.encode(), "sha256")
        right = hmac.digest(key, text.encode(), "sha256").hex()
        return hmac.compare_digest(right, fields["Signature"])


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """A store whose keys stand in the environment, as a server's do."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    server = S3Server()
    try:
        yield server
    finally:
        server.stop()
