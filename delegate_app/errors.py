"""Every way the delegate's desk can fail, as types with codes; `ui/messages.py` gives each code its sentences.

The core has codes, no texts. Libraries' errors become these once, at four borders: the vault, the HTTP client, the PDF
library and the signers. Whatever else escapes is a bug.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What went wrong. A test walks this list: each code has a Vietnamese and an English sentence that says what to do next."""

    # Opening the desk
    WRONG_PASSPHRASE = "WRONG_PASSPHRASE"  # noqa: S105 - a code, not a password
    PASSPHRASE_TOO_SHORT = "PASSPHRASE_TOO_SHORT"  # noqa: S105 - a code, not a password
    PASSPHRASES_DIFFER = "PASSPHRASES_DIFFER"
    MEMORY_SHORT = "MEMORY_SHORT"
    NO_VAULT = "NO_VAULT"
    VAULT_EXISTS = "VAULT_EXISTS"
    VAULT_DAMAGED = "VAULT_DAMAGED"
    VAULT_NEWER = "VAULT_NEWER"
    VAULT_LOCKED = "VAULT_LOCKED"
    VAULT_IN_USE = "VAULT_IN_USE"
    VAULT_NOT_ENCRYPTED = "VAULT_NOT_ENCRYPTED"
    KEYRING_DAMAGED = "KEYRING_DAMAGED"
    PEPPER_MISSING = "PEPPER_MISSING"
    KEYCHAIN_LOCKED = "KEYCHAIN_LOCKED"
    RECOVERY_MALFORMED = "RECOVERY_MALFORMED"
    RECOVERY_WRONG = "RECOVERY_WRONG"
    NO_RECOVERY = "NO_RECOVERY"
    DEVICE_ERASED = "DEVICE_ERASED"
    DISK_FULL = "DISK_FULL"
    DISK_READ_ONLY = "DISK_READ_ONLY"
    DISK_LOW = "DISK_LOW"
    # Enrolment
    NOT_ENROLLED = "NOT_ENROLLED"
    ALREADY_ENROLLED = "ALREADY_ENROLLED"
    CODE_MALFORMED = "CODE_MALFORMED"
    CODE_REFUSED = "CODE_REFUSED"
    ENROLMENT_PENDING = "ENROLMENT_PENDING"
    ENROLMENT_REFUSED = "ENROLMENT_REFUSED"
    ROOT_DIFFERS = "ROOT_DIFFERS"
    ADDRESS_MALFORMED = "ADDRESS_MALFORMED"
    # Reaching the council
    OFFLINE = "OFFLINE"
    TOO_SLOW = "TOO_SLOW"
    TLS_UNTRUSTED = "TLS_UNTRUSTED"
    CLOCK_WRONG = "CLOCK_WRONG"
    SERVER_TROUBLE = "SERVER_TROUBLE"
    SERVER_NEWER = "SERVER_NEWER"
    SERVER_OLDER = "SERVER_OLDER"
    SERVER_BEHIND = "SERVER_BEHIND"
    ANSWER_MALFORMED = "ANSWER_MALFORMED"
    DEVICE_REFUSED = "DEVICE_REFUSED"
    SYNC_FAULT = "SYNC_FAULT"
    METERED_SPENT = "METERED_SPENT"
    FIRST_WAITS = "FIRST_WAITS"
    # What arrived is not what was signed
    PAGE_FORGED = "PAGE_FORGED"
    FEED_FORKED = "FEED_FORKED"
    FEED_SHRUNK = "FEED_SHRUNK"
    NO_FEED_QUESTION = "NO_FEED_QUESTION"
    BLOB_DAMAGED = "BLOB_DAMAGED"
    RECEIPT_INVALID = "RECEIPT_INVALID"
    MANIFEST_DIFFERS = "MANIFEST_DIFFERS"
    SPLIT_VIEW = "SPLIT_VIEW"
    LOG_SHRANK = "LOG_SHRANK"
    ROOT_MISMATCH = "ROOT_MISMATCH"
    RECORD_FORGED = "RECORD_FORGED"
    TALLY_MISMATCH = "TALLY_MISMATCH"
    OWN_MISSING = "OWN_MISSING"
    NO_ALARM = "NO_ALARM"
    HALL_AGREES = "HALL_AGREES"
    EVIDENCE_FALSE = "EVIDENCE_FALSE"
    # Sticks
    PARCEL_NONE = "PARCEL_NONE"
    PARCEL_FOREIGN = "PARCEL_FOREIGN"
    PARCEL_NOT_FOR_US = "PARCEL_NOT_FOR_US"
    PARCEL_DAMAGED = "PARCEL_DAMAGED"
    PARCEL_LACKS = "PARCEL_LACKS"
    PARCEL_OTHER_EPOCH = "PARCEL_OTHER_EPOCH"
    PARCEL_UNWRITABLE = "PARCEL_UNWRITABLE"
    # Halls
    HALL_MALFORMED = "HALL_MALFORMED"
    HALL_FOREIGN = "HALL_FOREIGN"
    HALL_NOT_FOUND = "HALL_NOT_FOUND"
    HALL_NO_CODE = "HALL_NO_CODE"
    HALL_BEHIND = "HALL_BEHIND"
    # Voting
    POLL_UNKNOWN = "POLL_UNKNOWN"
    POLL_NOT_OPEN = "POLL_NOT_OPEN"
    POLL_CLOSED = "POLL_CLOSED"
    POLL_VOID = "POLL_VOID"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    ALREADY_VOTED = "ALREADY_VOTED"
    HAND_VOTED = "HAND_VOTED"
    CHOICE_UNKNOWN = "CHOICE_UNKNOWN"
    SIGNING_FROZEN = "SIGNING_FROZEN"
    VOTE_REFUSED = "VOTE_REFUSED"
    # Papers and notes
    DOCUMENT_UNKNOWN = "DOCUMENT_UNKNOWN"
    VERSION_UNKNOWN = "VERSION_UNKNOWN"
    PAPER_WITHDRAWN = "PAPER_WITHDRAWN"
    DOCUMENT_INCOMPLETE = "DOCUMENT_INCOMPLETE"
    EXPORT_EXISTS = "EXPORT_EXISTS"
    EXPORT_FAILED = "EXPORT_FAILED"
    COPY_REFUSED = "COPY_REFUSED"
    IMPORT_MALFORMED = "IMPORT_MALFORMED"
    ANNOTATION_UNKNOWN = "ANNOTATION_UNKNOWN"
    ANNOTATION_NEWER = "ANNOTATION_NEWER"
    CHANGED_ELSEWHERE = "CHANGED_ELSEWHERE"
    NOTE_TOO_LONG = "NOTE_TOO_LONG"
    QUOTE_NOT_FOUND = "QUOTE_NOT_FOUND"
    PDF_BROKEN = "PDF_BROKEN"
    PDF_PASSWORD = "PDF_PASSWORD"  # noqa: S105 - a code, not a password
    PDF_PASSWORD_WRONG = "PDF_PASSWORD_WRONG"  # noqa: S105 - a code, not a password
    PDF_PAGE = "PDF_PAGE"
    PDF_TIMEOUT = "PDF_TIMEOUT"
    PDF_ENGINE_CRASHED = "PDF_ENGINE_CRASHED"
    # Settings
    SETTING_UNKNOWN = "SETTING_UNKNOWN"
    SETTING_INVALID = "SETTING_INVALID"


class DeskError(Exception):
    """A failure that the desk foresaw.

    `code` is for people's sentences, `detail` (English, no content, no secrets) for the log.
    """

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail


class UserError(DeskError):
    """The user can act: another passphrase, another file, another moment."""


class ChunkMissing(UserError):
    """Bytes of a file that were asked for have not arrived; they lie in this chunk."""

    def __init__(self, sha256: str, chunk: int) -> None:
        super().__init__(Code.DOCUMENT_INCOMPLETE, f"chunk {chunk} of {sha256[:12]}")
        self.sha256 = sha256
        self.chunk = chunk


class OfflineError(DeskError):
    """The council could not be reached. A state of the status line, never a pop-up."""


class ServerError(DeskError):
    """The council answered, but not usefully; the desk tries again by itself."""


class RefusedError(DeskError):
    """The council refused an item for good, with a signed code (`protocol.md 5.1`) in `refusal`."""

    def __init__(self, code: Code, refusal: str, detail: str = "") -> None:
        super().__init__(code, detail or refusal)
        self.refusal = refusal


class IntegrityError(DeskError):
    """A signature, hash or receipt is wrong. Nothing was changed; the evidence is kept."""


class Cancelled(DeskError):
    """The user changed their mind; nothing to say."""

    def __init__(self) -> None:
        super().__init__(Code.VAULT_LOCKED, "cancelled")
