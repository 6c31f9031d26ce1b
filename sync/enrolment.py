"""Becoming a device of the council (`protocol.md 7.4`, `7.5` and `10`)."""

from __future__ import annotations

from delegate_app.domain.accounts import DeviceIdentity, EnrolmentRequest
from delegate_app.errors import Code, ServerError, UserError
from protocol.council_api import ApiError
from protocol.fields import b64
from protocol.wire import PENDING, EnrolRequest
from sync.effects import Reconnect, Step, http, store, tx


def enrol_now() -> Step[bool]:
    """One round of `enrol` for whoever this device is; True when it is enrolled."""
    identity = yield from tx("identity", lambda replica: replica.identity())
    if identity is None:
        raise UserError(Code.NOT_ENROLLED, "no request to deliver")
    return bool(identity.person_id) or (yield from enrol(identity))


def enrol(identity: DeviceIdentity) -> Step[bool]:
    """Go as far as possible: compare the root, deliver the request, ask for the clerk's answer.

    True when the clerk confirmed; False while they have not. Raises ROOT_DIFFERS before anything
    secret left, CODE_REFUSED, ENROLMENT_REFUSED.
    """
    if identity.root_der is None:
        yield from _pin()
    enrolment_id = identity.enrolment_id
    if not enrolment_id:
        enrolment_id = yield from _deliver()
    answer = yield from http("enrolment", lambda council: council.enrolment(enrolment_id))
    if answer.state == PENDING:
        return False
    yield from store("enrolment_settled", lambda replica: replica.enrolment_settled(answer))
    settled = yield from tx("identity", lambda replica: replica.identity())
    if settled is None or not settled.person_id:
        raise UserError(Code.ENROLMENT_REFUSED)
    return True


def _pin() -> Step[None]:
    """Afterwards only the root whose fingerprint was printed is trusted, on a new connection."""
    root = yield from http("root", lambda council: council.root())
    yield from store("pin_root", lambda replica: replica.pin_root(root))
    yield Reconnect()


def _deliver() -> Step[str]:
    """Send the request; returns the enrolment's id."""
    request = yield from tx("enrolment_request", lambda replica: replica.enrolment_request())
    if request is None:
        raise UserError(Code.NOT_ENROLLED, "no request to deliver")
    message = _message(request)
    try:
        answer = yield from http("enrol", lambda council: council.enrol(message))
    except ApiError as error:
        raise UserError(Code.CODE_REFUSED, error.code) from error
    if answer.comparison != request.comparison:
        raise ServerError(Code.ANSWER_MALFORMED, "another comparison code")
    yield from store(
        "enrolment_sent",
        lambda replica: replica.enrolment_sent(answer.enrolment, answer.comparison),
    )
    return answer.enrolment


def _message(request: EnrolmentRequest) -> EnrolRequest:
    return EnrolRequest(
        code_id=request.code_id,
        proof=request.proof,
        csr=b64(request.csr),
        device=request.device_id,
        device_name=request.device_name,
        box_key=b64(request.box_key),
    )
