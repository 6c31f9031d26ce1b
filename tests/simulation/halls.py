"""A hall of a simulated council: a device of the record that signs provisional receipts."""

from __future__ import annotations

from datetime import datetime

from protocol.enrolments import HALL
from protocol.halls import NO_PREVIOUS, HallReceipt, sign_receipt
from protocol.keys import SoftwareSigner
from protocol.times import write_time
from tests.simulation.council import COUNCIL, SimulatedCouncil
from tests.simulation.offices import Office, device_of, enrol_statement

NAME = "Phòng họp tầng 2"


class SimulatedHall:
    """Its order has no gap: number 1, 2, ..., each naming the one before."""

    def __init__(self, council: SimulatedCouncil) -> None:
        """The root enrols it."""
        self._council = council
        self.device = device_of("phong-hop", HALL)
        self.office: Office = council.root.office(
            person="phong-hop", name=NAME, role=HALL, now=council.now()
        )
        statement = enrol_statement(
            council.root,
            role=HALL,
            person="phong-hop",
            name=NAME,
            device=self.device,
            certificate=self.office.certificate,
            box_key=b"",
            now=council.now(),
        )
        council.log(council.root, statement)
        self._seq, self._prev = 0, NO_PREVIOUS

    def receipt(self, vote: str, at: datetime) -> str:
        """The hall signs that it took the vote with this identity."""
        self._seq += 1
        receipt = HallReceipt(
            council=COUNCIL,
            log=self._council.record.origin,
            hall=self.device,
            statement=vote,
            seq=self._seq,
            prev=self._prev,
            received_at=write_time(at),
        )
        self._prev = receipt.identity
        return sign_receipt(receipt, SoftwareSigner(self.office.key))
