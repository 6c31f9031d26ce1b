"""What holds for every test: the same examples each run, no screen, no network, no warning.

Python warnings and Qt messages fail a test through pyproject.toml; log records do through the
fixture below.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import tempfile
from collections.abc import Iterator

import hypothesis
import pytest

OWN_ADDRESSES = ("127.", "0.0.0.0", "::", "localhost")

hypothesis.settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, print_blob=True
)
hypothesis.settings.load_profile("house")


def no_other_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: to the tests, this machine's own addresses are the only ones there are."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path is a local socket
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(OWN_ADDRESSES):
        raise OSError(errno.ENETUNREACH, f"{name}: a test talks to this machine only")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if "XDG_RUNTIME_DIR" not in os.environ:  # Qt warns without one
        runtime = tempfile.TemporaryDirectory(prefix="nghi-truong-tests-")
        config.add_cleanup(runtime.cleanup)
        os.environ["XDG_RUNTIME_DIR"] = runtime.name
    sys.addaudithook(no_other_machine)


def pytest_report_header() -> str:
    return "hypothesis: derandomized, the same examples on every run (seed = the test's own name)"


class WarningCollector(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def a_logged_warning_fails_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test about a warning is marked `expects_warnings` and looks at it through caplog."""
    collector = WarningCollector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.messages and not request.node.get_closest_marker("expects_warnings"):
        pytest.fail("the program logged:\n" + "\n".join(collector.messages), pytrace=False)
