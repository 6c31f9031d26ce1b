"""What the office does from a browser beside a sitting, each signed by the secretary's own key (`acts`)."""

from __future__ import annotations

from collections.abc import Mapping

from council_server import enrolments
from council_server.acts import Act, Arguments
from council_server.councils import Council
from council_server.draft_publishing import publish_draft
from council_server.offices import Office
from council_server.writer import Batch
from protocol.enrolments import SECRETARY
from protocol.fields import unb64


def publish(council: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """A draft as it was when it was looked at: its manifest, and those of closed committees, in one transaction."""
    publish_draft(council, batch, office, given["session"], given["revision"])


def confirm(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """A device under the certificate that was issued for it."""
    enrolments.enter_device(batch, given["enrolment"], office, unb64(given["certificate"]))


def revoke(_: Council, batch: Batch, office: Office, given: Arguments) -> None:
    """A device's signatures no longer count."""
    enrolments.revoke(batch, office, given["device"], given["reason"])


OFFICE_ACTS: Mapping[str, Act] = {
    "publish": Act(SECRETARY, publish),
    "confirm": Act(SECRETARY, confirm),
    "revoke": Act(SECRETARY, revoke),
}
