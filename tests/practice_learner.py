"""A learner at the practice council: enrols, fetches and votes over HTTPS by the protocol's own functions."""

from __future__ import annotations

import hashlib
import http.client
import json
import secrets
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol import certificates, cms
from protocol.auth import auth_message
from protocol.checkpoints import Checkpoint, open_checkpoint
from protocol.enrolments import code_id, comparison, proof, read_code
from protocol.feeds import Cursor, Page, check_page
from protocol.fields import b64, unb64
from protocol.keys import SoftwareSigner
from protocol.merkle import Edge
from protocol.records import read_records
from protocol.replay import Replay
from protocol.tiles import RECORDS, paths_at
from protocol.times import read_time
from protocol.votes import CLOCK_UNKNOWN, Vote
from protocol.wire import read_page

SECONDS = 30.0


class Learner:
    """One device. `reach` names the address again after the council moved."""

    def __init__(self, address: str, root_sha256: str, *, device: str = "may-hoc") -> None:
        self.root_sha256 = root_sha256
        self.device = device
        self.person = ""
        self.key = certificates.new_member_key()
        self.box_key = X25519PrivateKey.generate()
        self.token = ""
        self.reach(address)

    def reach(self, address: str) -> None:
        """The council is at this address; its root is the one that was printed."""
        self.host = urlsplit(address).netloc
        blind = ssl.create_default_context()
        blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
        self._tls = blind
        self.root = self.call("GET", "/v1/root")
        der = unb64(self.root["root_cert"])
        assert hashlib.sha256(der).hexdigest() == self.root_sha256
        self._tls = ssl.create_default_context(cadata=certificates.to_pem(der))

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request; the JSON answer, which must not be an error."""
        return json.loads(self.fetch(method, path, body))

    def fetch(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """One request; the bytes of the answer, which must not be an error."""
        sent = {"Sync-Protocol": "1", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = http.client.HTTPSConnection(self.host, context=self._tls, timeout=SECONDS)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, path, data, sent)
            answer = connection.getresponse()
            found = answer.read()
        finally:
            connection.close()
        assert answer.status < 300, (answer.status, found)
        return found

    # ----------------------------------------------------------------------------------- enrolment

    def enrol(self, code_text: str) -> None:
        """Protocol.md 10: ask, and stay until the clerk has spoken."""
        code, root = read_code(code_text), bytes.fromhex(self.root_sha256)
        csr = certificates.create_csr(self.key, device=self.device)
        box = self.box_key.public_key().public_bytes_raw()
        asked = self.call(
            "POST",
            "/v1/enrolments",
            {
                "code_id": code_id(code),
                "proof": proof(code, root=root, csr=csr, box_key=box, device=self.device),
                "csr": b64(csr),
                "device": self.device,
                "device_name": "Máy của học viên",
                "box_key": b64(box),
            },
        )
        assert asked["comparison"] == comparison(code, root=root, csr=csr, box_key=box)
        answer: Any = {"state": "pending"}
        while answer["state"] == "pending":
            answer = self.call("GET", f"/v1/enrolments/{asked['enrolment']}")
        assert answer["state"] == "enrolled"
        self.person = answer["person"]
        self.sign_in()

    def sign_in(self) -> None:
        """Protocol.md 7.6."""
        self.token = ""
        asked = self.call("POST", "/v1/auth/challenge", {"device": self.device})
        message = auth_message(
            nonce=asked["nonce"],
            host=self.host,
            council=self.root["council"],
            device=self.device,
            time=asked["time"],
        )
        signature = b64(SoftwareSigner(self.key).sign(message))
        self.token = self.call(
            "POST", "/v1/auth/token", {"device": self.device, **asked, "signature": signature}
        )["token"]

    # -------------------------------------------------------------------------------------- reading

    def objects(self, kind: str) -> dict[str, dict[str, Any]]:
        """The public feed's objects of a kind, every page checked (8.5)."""
        epoch = self.call("GET", "/v1/heads")["heads"]["public"][0]
        edge, page, found = Edge(), None, {}
        cursor = Cursor(self.root["council"], "public", epoch)
        while page is None or cursor.seq < page.head:
            page = self._page(epoch, cursor.seq)
            checked = check_page(page, cursor, edge, unb64(self.root["log_key"]))
            edge, cursor = checked.edge, checked.cursor
            for row in page.rows:
                if row.kind == kind:
                    found[row.id] = json.loads(row.body)
        return found

    def _page(self, epoch: str, after: int) -> Page:
        path = f"/v1/feeds/public/changes?epoch={epoch}&after={after}"
        return read_page(self.fetch("GET", path))

    def fetch_papers(self, session: str) -> int:
        """Every version's PDF of the session is fetched whole and is what the feed says; how many."""
        versions = [
            body
            for body in self.objects("version").values()
            if body["document"].startswith(f"{session}.")
        ]
        for body in versions:
            blob = body["blob"]
            data = self.fetch("GET", f"/v1/blobs/{blob['sha256']}")
            assert hashlib.sha256(data).hexdigest() == blob["sha256"]
        return len(versions)

    def checkpoint(self) -> Checkpoint:
        """Where the vote record ends, under the council's signature."""
        text = self.fetch("GET", "/v1/log/checkpoint").decode()
        return open_checkpoint(text, unb64(self.root["log_key"]), self.root["log"])

    def replay(self) -> Replay:
        """The whole record, checked entry by entry against the root (section 6)."""
        checkpoint = self.checkpoint()
        replay = Replay(self.root["council"], self.root["log"], root=self.root_sha256)
        for path in paths_at(checkpoint.size, RECORDS):
            for record in read_records(self.fetch("GET", f"/v1/log/{path}")):
                replay.apply(record.statement, record.signature)
        assert replay.edge.root() == checkpoint.root
        return replay

    # --------------------------------------------------------------------------------------- voting

    def vote(self, poll: str, choice: str) -> dict[str, Any]:
        """The learner's own signed vote; the answer with receipt and disposition."""
        replay = self.replay()
        state, chain = replay.polls[poll], replay.devices[self.device]
        checkpoint = self.checkpoint()
        vote = Vote(
            council=self.root["council"],
            log=self.root["log"],
            cert=chain.certificate,
            session=state.definition.session,
            poll=poll,
            poll_def=state.identity,
            opened=state.open_identity or "",
            voter=self.person,
            device=self.device,
            seq=chain.seq + 1,
            prev=chain.last,
            supersedes="",
            choice=choice,
            cast_at=self.call("GET", "/v1/heads")["time"],
            clock=CLOCK_UNKNOWN,
            seen_size=replay.size,
            seen_root=replay.edge.root().hex(),
            nonce=secrets.token_hex(16),
        )
        data = vote.to_bytes()
        certificate = replay.certificates[chain.certificate].der
        signature = cms.sign(data, SoftwareSigner(self.key), certificate, read_time(vote.cast_at))
        assert checkpoint.size >= replay.size
        answer: dict[str, Any] = self.call(
            "POST", "/v1/entries", {"statement": b64(data), "signature": b64(signature)}
        )
        return answer
