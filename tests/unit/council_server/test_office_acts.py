"""Publishing, confirming and revoking by a secretary's key that is elsewhere: exactly what was shown, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from council_server.drafts import add_item
from council_server.enrolments import issue
from council_server.errors import CommandError
from council_server.office_acts import OFFICE_ACTS
from council_server.prepared_acts import PreparedActs
from protocol.enrolments import SECRETARY
from protocol.fields import b64
from protocol.statements import decode_object
from tests.drafted_sessions import DraftedSession
from tests.remote_keys import RemoteSeat
from tests.running_council import RunningCouncil, council, pending

__all__ = ["council"]


@dataclass
class OfficeSeat(RemoteSeat):
    """A secretary's browser with the office's acts."""

    @property
    def acts(self) -> PreparedActs:
        return PreparedActs(self.council.council, OFFICE_ACTS)


@pytest.fixture
def secretary(council: RunningCouncil) -> OfficeSeat:
    return OfficeSeat(council, council.enrol("thu-ky", "trinh-duyet-thu-ky", role=SECRETARY))


def test_a_draft_is_published_by_a_key_elsewhere_exactly_as_it_was_shown(
    council: RunningCouncil, secretary: OfficeSeat
) -> None:
    drafted = DraftedSession(council)
    name = drafted.put("to-trinh", "one")
    given = {"session": drafted.session, "revision": drafted.draft.revision}
    before = council.council.heads()
    prepared = secretary.prepare("publish", **given)
    assert council.council.heads() == before
    assert f'"document":"{name}"'.encode() in prepared.statements[0]
    secretary.finish(prepared)
    assert council.council.record.replay.manifests[drafted.session].papers[0].document == name
    client = council.client(council.delegate("minh"))
    version = council.council.record.replay.manifests[drafted.session].papers[0].version
    assert client.call("GET", f"/v1/blobs/{version}").status == 200


def test_a_draft_that_changed_between_looking_and_signing_is_not_published(
    council: RunningCouncil, secretary: OfficeSeat
) -> None:
    drafted = DraftedSession(council)
    drafted.put("to-trinh", "one")
    given = {"session": drafted.session, "revision": drafted.draft.revision}
    prepared = secretary.prepare("publish", **given)
    drafted.edit(add_item("Nữa"))
    with pytest.raises(CommandError, match="changed since"):
        secretary.finish(prepared)
    assert council.council.record.replay.manifests == {}


def test_a_device_is_confirmed_with_the_certificate_that_was_shown(
    council: RunningCouncil, secretary: OfficeSeat
) -> None:
    held = council.ask_to_enrol("minh", "minh-may-2")
    name = council.run(pending)[-1]
    with council.council.database.reading() as connection:
        certificate = issue(connection, council.council.id, name, council.root, council.clock())
    prepared = secretary.prepare("confirm", enrolment=name, certificate=b64(certificate))
    assert decode_object(prepared.statements[0])["member_cert"] == b64(certificate)
    secretary.finish(prepared)
    assert council.run(pending) == []
    client = council.client(held)
    assert client.call("GET", "/v1/heads").status == 200


def test_a_device_is_revoked(council: RunningCouncil, secretary: OfficeSeat) -> None:
    secretary.do("revoke", device="hoa-may-1", reason="mất máy")
    chain = council.council.record.replay.devices["hoa-may-1"]
    assert council.council.record.replay.certificates[chain.certificate].revoked_at is not None
