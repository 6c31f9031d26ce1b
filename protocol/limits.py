"""Every limit on what comes from outside, in one place. Sizes in bytes unless a name says else."""

from __future__ import annotations

# Statements, protocol.md 1.4
STATEMENT = 256 * 1024
DEPTH = 8
STRING = 16 * 1024
INTEGER = 2**53 - 1

# Fields of statements
LINE = 2 * 1024  # names, titles and labels, in UTF-8
CHOICES = 64
DELEGATES = 2000
PAPERS = 2000
GRACE_SECONDS = 24 * 3600

# Signatures and certificates, protocol.md 3
SIGNATURE = 16 * 1024
CERTIFICATE = 8 * 1024
CSR = 8 * 1024
RSA_BITS_LEAST = 2048
RSA_BITS_MOST = 4096
PUBLIC_EXPONENT_BITS = 64

# Logs, protocol.md 4
NOTE = 64 * 1024
NOTE_SIGNATURES = 64
PROOF_HASHES = 64
RECEIPT = NOTE + PROOF_HASHES * 64
LOG_SIZE = 2**53 - 1
TILE_WIDTH = 256
RECORD_BUNDLE = TILE_WIDTH * (STATEMENT + SIGNATURE + 8)

# HTTP, protocol.md 7.3
REQUEST = 1024 * 1024
PAGE_ROWS = 2000
PAGE = 1024 * 1024
PAGE_JSON = 8 * PAGE  # a body inside a page is a string: escapes may lengthen it
ANSWER = 1024 * 1024
NOTE_CIPHER = 64 * 1024
SNAPSHOT = 64 * 1024 * 1024
SNAPSHOT_UNPACKED = 512 * 1024 * 1024
SNAPSHOT_LINE = 2 * PAGE_JSON
SNAPSHOT_WINDOW = 8 * 1024 * 1024
TEXT_LAYER = 16 * 1024 * 1024
TEXT_LAYER_UNPACKED = 64 * 1024 * 1024
WAIT_SECONDS = 25
CHUNK = 1024 * 1024

# Parcels, protocol.md 12
PARCEL_LID = 4 * 1024 * 1024
PARCEL_HEAD = 4 * 1024 * 1024
PARCEL_ANSWERS = 16 * 1024 * 1024
PARCELS = 4096  # folders looked at on one stick
OUTBOX = 16 * 1024 * 1024

# Enrolment, protocol.md 10
CODE_TRIES = 5

# Files that the office uploads (docs/running-a-council.md)
UPLOAD = 200 * 1024 * 1024
UPLOAD_NAME = 200  # characters
UPLOAD_PAGES = 2000
UPLOAD_PARTS = 4096  # files inside a .docx
UPLOAD_UNPACKED = 512 * 1024 * 1024
UPLOAD_PIXELS = 200_000_000
