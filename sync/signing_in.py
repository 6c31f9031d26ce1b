"""Calls that need a token (`protocol.md 7.6`, `7.15`): a 401 is answered by signing in, once a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from delegate_app.domain.accounts import DeviceIdentity
from delegate_app.errors import Code, ServerError
from protocol.auth import auth_message
from protocol.council_api import CouncilApi
from protocol.fields import b64
from protocol.wire import Challenge, TokenRequest
from sync.effects import Step, http, tx

T = TypeVar("T")
NO_TOKEN = "TOKEN"  # noqa: S105 - the council's word for a token that it does not know


def asked(name: str, call: Callable[[CouncilApi], T]) -> Step[T]:
    """The answer to a call with a token; signs in first when the token is missing or ran out.

    Raises what `sync.effects.http` raises; DEVICE_REFUSED when the council does not let this device sign in.
    """
    try:
        return (yield from http(name, call))
    except ServerError as error:
        if error.code is not Code.DEVICE_REFUSED:
            raise
    yield from sign_in()
    try:
        return (yield from http(name, call))
    except ServerError as error:
        if getattr(error.__cause__, "code", "") == NO_TOKEN:
            raise ServerError(Code.SERVER_TROUBLE, "a fresh token went astray") from error
        raise


def sign_in() -> Step[None]:
    """Afterwards this connection holds a token. The signature covers the host that was called."""
    identity = yield from tx("identity", lambda replica: replica.identity())
    if identity is None:
        raise ServerError(Code.DEVICE_REFUSED, "no identity")
    device = identity.device_id
    challenge = yield from http("challenge", lambda council: council.challenge(device))
    host = yield from http("host", lambda council: council.host)
    message = _message(identity, challenge, host)
    signature = yield from tx("sign_challenge", lambda replica: replica.sign_challenge(message))
    request = TokenRequest(
        device=device, nonce=challenge.nonce, time=challenge.time, signature=b64(signature)
    )
    yield from http("token", lambda council: council.token(request))


def _message(identity: DeviceIdentity, challenge: Challenge, host: str) -> bytes:
    return auth_message(
        nonce=challenge.nonce,
        host=host,
        council=identity.council_id,
        device=identity.device_id,
        time=challenge.time,
    )
