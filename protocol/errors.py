"""Errors with codes; texts for people live in the window and in the server's pages."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Every code that the protocol knows, one meaning each."""

    # Refusals of protocol.md 5.1, in the order in which they are decided.
    FORMAT = "FORMAT"
    WRONG_COUNCIL = "WRONG_COUNCIL"
    TYPE = "TYPE"
    UNKNOWN_CERT = "UNKNOWN_CERT"
    REVOKED = "REVOKED"
    VOTER_CERT = "VOTER_CERT"
    SIGNATURE = "SIGNATURE"
    CHAIN_FORK = "CHAIN_FORK"
    # Not final, protocol.md 5.2.
    SEEN_AHEAD = "SEEN_AHEAD"
    CHAIN_GAP = "CHAIN_GAP"
    # Refusals of office statements, protocol.md 5.4.
    POLL_EXISTS = "POLL_EXISTS"
    NO_POLL = "NO_POLL"
    POLL_DEF = "POLL_DEF"
    POLL_STATE = "POLL_STATE"
    DOCUMENT_UNKNOWN = "DOCUMENT_UNKNOWN"
    ELECTORATE = "ELECTORATE"
    CHOICE = "CHOICE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    # A refusal when submitted, an alarm when found in a log.
    TALLY_MISMATCH = "TALLY_MISMATCH"
    # Alarms about a log, protocol.md 4.9 and 6.
    SPLIT_VIEW = "SPLIT_VIEW"
    LOG_SHRANK = "LOG_SHRANK"
    ROOT_MISMATCH = "ROOT_MISMATCH"
    ALREADY_LOGGED = "ALREADY_LOGGED"
    # Material that is no statement and does not verify.
    BAD_NOTE = "BAD_NOTE"
    BAD_CHECKPOINT = "BAD_CHECKPOINT"
    BAD_PROOF = "BAD_PROOF"
    BAD_TILE = "BAD_TILE"
    BAD_PAGE = "BAD_PAGE"
    BAD_MESSAGE = "BAD_MESSAGE"
    BAD_ENVELOPE = "BAD_ENVELOPE"
    BAD_CERTIFICATE = "BAD_CERTIFICATE"
    BAD_CODE = "BAD_CODE"
    BAD_BUNDLE = "BAD_BUNDLE"
    BAD_PARCEL = "BAD_PARCEL"
    BAD_HALL = "BAD_HALL"


class ProtocolError(Exception):
    """Something breaks the protocol. `code` decides, `detail` is English for logs, without content."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail


class Refused(ProtocolError):
    """A statement is refused for good (protocol.md 5.1, 5.4): sending it again changes nothing."""


class Alarm(ProtocolError):
    """A log contradicts itself, its signatures or an earlier view of it: stop trusting it."""


class Invalid(ProtocolError):
    """A note, proof, page, message or envelope does not verify; nothing is known about its sender."""


class NotYet(ProtocolError):
    """A statement cannot be judged yet (protocol.md 5.2).

    `expected` is the sequence number that the log waits for (CHAIN_GAP) or the size of the log
    (SEEN_AHEAD).
    """

    def __init__(self, code: Code, expected: int, detail: str = "") -> None:
        super().__init__(code, detail)
        self.expected = expected
