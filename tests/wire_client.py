"""Calls of docs/protocol.md 7 as a device makes them, with nothing of the real client in them."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from protocol.auth import auth_message
from protocol.fields import b64
from protocol.keys import SoftwareSigner

if TYPE_CHECKING:
    from tests.running_council import HeldDelegate, RunningCouncil


@dataclass
class Answer:
    """An HTTP answer; `json` is its body when it has one."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class WireClient:
    """One device's calls over one TLS connection, and nothing of the real client in it."""

    council: RunningCouncil
    delegate: HeldDelegate | None = None
    token: str = ""
    timeout: float = 60.0
    _connection: http.client.HTTPSConnection | None = field(default=None, repr=False)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request; JSON bodies are encoded, bytes are sent as they are."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Sync-Protocol": "1"}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = self._connect()
        connection.request(method, path, data, {**sent, **(headers or {})})
        found = connection.getresponse()
        return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())

    @property
    def _place(self) -> str:
        """Host and port."""
        return self.council.address.removeprefix("https://")

    def _connect(self) -> http.client.HTTPSConnection:
        if self._connection is None:
            self._connection = http.client.HTTPSConnection(
                self._place, context=self.council.tls, timeout=self.timeout
            )
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def sign_in(self) -> WireClient:
        """Protocol.md 7.6."""
        assert self.delegate is not None
        device = self.delegate.device
        asked = self.call("POST", "/v1/auth/challenge", {"device": device}).json
        message = auth_message(
            nonce=asked["nonce"],
            host=self._place,
            council=self.council.home.council,
            device=device,
            time=asked["time"],
        )
        signature = b64(SoftwareSigner(self.delegate.key).sign(message))
        answer = self.call(
            "POST", "/v1/auth/token", {"device": device, **asked, "signature": signature}
        )
        assert answer.status == 200, answer.body
        self.token = answer.json["token"]
        return self

    def post_entry(self, statement: bytes, signature: bytes) -> Answer:
        """Protocol.md 7.10."""
        return self.call(
            "POST", "/v1/entries", {"statement": b64(statement), "signature": b64(signature)}
        )
