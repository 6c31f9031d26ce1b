"""A chair's or secretary's key as a browser holds it: it answers r || s for what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from council_server.acts import ACTS
from council_server.prepared_acts import Prepared, PreparedActs, Wish, put_together
from tests.running_council import HeldDelegate, RunningCouncil

SESSION = "a" * 64


def plain_signature(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """r || s, as WebCrypto gives it."""
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class RemoteSeat:
    """An office at a browser: the session of one person, and the key in it."""

    council: RunningCouncil
    held: HeldDelegate
    session: str = SESSION

    @property
    def acts(self) -> PreparedActs:
        return PreparedActs(self.council.council, ACTS)

    def wish(self, name: str, **arguments: Any) -> Wish:
        return Wish(
            session=self.session,
            person=self.held.person,
            device=self.held.device,
            name=name,
            arguments=arguments,
            back="/console",
        )

    def prepare(self, name: str, **arguments: Any) -> Prepared:
        """What the confirm page shows."""
        wish = self.wish(name, **arguments)
        act = self.council.run(lambda batch: self.acts.prepare(batch, wish))
        return self.acts.find(act, self.session)

    def answers(self, prepared: Prepared) -> list[bytes]:
        """What the key says to it."""
        return [plain_signature(self.held.key, data) for data in prepared.to_sign]

    def finish(self, prepared: Prepared, values: Sequence[bytes] | None = None) -> str:
        """The act is done; raises what the server raises."""
        signed = put_together(prepared, self.answers(prepared) if values is None else values)
        return self.council.run(lambda batch: self.acts.finish(batch, prepared, signed))

    def do(self, name: str, **arguments: Any) -> str:
        """Prepare, sign, finish."""
        return self.finish(self.prepare(name, **arguments))
