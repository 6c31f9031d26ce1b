"""What is in the repository may be read by anyone, on any machine."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, files, place

# Put together here so that this file does not find itself.
MACHINE_PATHS = [
    r"(?<![\w.~-])/wor" + r"k/",
    r"(?<![\w.~-])/roo" + r"t/",
    r"/opt/(wheel|pyp)" + r"i?s?\b",
]
REGISTRIES = [
    r"py" + r"pi\.org",
    r"python" + r"hosted\.org",
    r"--(extra-)?index" + r"-url",
    r"--find" + r"-links",
]
SECRETS = [r"-----BEGIN (EC |RSA |ENCRYPTED )?PRIVATE" + r" KEY-----"]
UNWANTED = re.compile("|".join(MACHINE_PATHS + REGISTRIES + SECRETS))


def text_of(path: str) -> str:
    data = (ROOT / path).read_bytes()
    return "" if b"\0" in data else data.decode("utf-8", "replace")


def test_no_file_names_a_machine_a_registry_or_a_secret() -> None:
    found = [
        f"{place(path, number)} {line.strip()[:80]}"
        for path in files()
        for number, line in enumerate(text_of(str(path)).splitlines(), 1)
        if UNWANTED.search(line)
    ]
    assert found == []


def test_every_requirement_is_locked_by_hash_at_one_version() -> None:
    locks = {name: pins(name) for name in ("lock.txt", "dev-lock.txt", "build-lock.txt")}
    assert locks["lock.txt"].items() <= locks["dev-lock.txt"].items()
    assert locks["lock.txt"].items() <= locks["build-lock.txt"].items()


def test_every_requirement_asked_for_is_in_its_lock() -> None:
    for source, lock in (("runtime", "lock"), ("dev", "dev-lock"), ("build", "build-lock")):
        asked = (ROOT / "requirements" / f"{source}.in").read_text("utf-8").lower()
        names = re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)", asked)
        assert set(names) <= pins(f"{lock}.txt").keys(), "run python3 dev.py lock"


def pins(lock: str) -> dict[str, str]:
    """Version of each package in a lock; every one of them has at least one hash."""
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    found: dict[str, str] = {}
    for requirement in re.split(r"(?m)^(?=[a-z0-9])", text)[1:]:
        pin = re.match(r"([a-z0-9._-]+)==(\S+)", requirement)
        assert pin, requirement.splitlines()[0]
        assert "--hash=sha256:" in requirement, pin[1]
        found[pin[1]] = pin[2]
    return found
