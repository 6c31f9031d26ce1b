"""Every parser that reads bytes from outside, given bytes that nobody writes: it answers, soon, and by a refusal.

These are the same inputs on every run; `python -m tests.fuzz` looks for new ones.
"""

from __future__ import annotations

import inspect
import time
import tracemalloc
from pathlib import Path

import pytest

import protocol
from protocol import limits
from tests.fuzz.mutations import WORDS, spoiled
from tests.fuzz.parsers import PARSERS
from tests.fuzz.seeds import FOLDER, seeds_of

SLOW = {
    "bundles": 120,
    "log_folders": 120,
    "roots": 400,
    "receipts": 300,
    "checkpoints": 500,
    "refusals": 500,
    "certificates": 500,
}
INPUTS = 1000
PATIENCE = 5.0
"""Seconds for one input; each takes milliseconds."""

# What has a fuzzer of its own, and the rest of protocol/: judges values, or only writes.
READ_BY_OTHERS = {
    "attendance",  # statements, replay
    "audit",  # bundles
    "auth",  # keys
    "bundle_script",
    "checkpoint_codes",
    "council_api",
    "councils",
    "device_chains",  # replay
    "dispositions",
    "enrolments",  # words, statements
    "envelope",  # statements
    "errors",
    "fields",  # words, statements
    "hall_evidence",  # bundles
    "hall_evidence_script",
    "hall_reading",
    "limits",
    "manifests",
    "merkle",  # proofs, tiles
    "names",
    "objections",
    "origins",  # words
    "parcel_folders",  # outboxes, parcels: it only names and opens files
    "passing",
    "poll_rules",  # replay
    "poll_states",  # replay
    "polls",
    "record_summary",
    "signing_rights",  # replay
    "stretching",
    "times",  # words
    "verify",  # bundles
    "votes",
}


@pytest.mark.parametrize("name", PARSERS)
def test_spoiled_bytes_are_refused_and_nothing_else_happens(name: str) -> None:
    parse, slowest = PARSERS[name], 0.0
    for data in spoiled(seeds_of(name), SLOW.get(name, INPUTS), name=name):
        began = time.perf_counter()
        parse(data)
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < PATIENCE


@pytest.mark.parametrize("name", PARSERS)
def test_every_seed_is_read_without_a_surprise(name: str) -> None:
    for data in seeds_of(name):
        PARSERS[name](data)


def long_inputs() -> list[bytes]:
    """What is cheap to send and might be dear to read: as long as a statement may be."""
    length = limits.STATEMENT
    patterns = (
        *WORDS,
        b"[]" * 9 + b'"' + b'\\"',
        b'{"a":',
        b"[[],",
        "\n\n\N{EM DASH} a b".encode(),
    )
    return [(word * (length // len(word)))[:length] for word in patterns] + [
        b"[]" * 9 + b'"' + b'\\"' * (length // 2 - 10),
        b'{"a":' * 40_000,
        b'{"' + b'":1,"'.join(b"%d" % n for n in range(20_000)) + b'":1}',
        b"30" * 20 + bytes(length),
    ]


@pytest.mark.parametrize(
    "name", [name for name in PARSERS if name not in ("bundles", "log_folders")]
)
def test_no_long_input_takes_long_or_much_memory(name: str) -> None:
    parse = PARSERS[name]
    parse(seeds_of(name)[0])  # what is kept for ever is not counted below
    for data in long_inputs():
        began = time.perf_counter()
        tracemalloc.start()
        parse(data)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.perf_counter() - began < PATIENCE, data[:40]
        assert peak < 200 * len(data), data[:40]


def test_every_parser_has_seeds_and_every_seed_a_parser() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PARSERS)
    assert all(seeds_of(name) for name in PARSERS)


def test_every_module_of_the_protocol_is_fuzzed_or_said_not_to_read() -> None:
    modules = {path.stem for path in Path(inspect.getfile(protocol)).parent.glob("[a-z]*.py")}
    assert modules == {*READ_BY_OTHERS, *PARSERS} - {"pem", "requests", "proofs", "words"}
    assert not READ_BY_OTHERS & set(PARSERS)
