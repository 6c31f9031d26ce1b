"""Results come home on the GUI thread, to widgets that still live."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from delegate_app.errors import Code, UserError
from delegate_app.services.vault_thread import VaultThread
from ui.tasks import Tasks


@pytest.fixture
def vault() -> Iterator[VaultThread]:
    thread = VaultThread()
    yield thread
    thread.close()


@pytest.fixture
def tasks(vault: VaultThread, qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks(vault)
    yield made
    made.close()


def test_a_job_runs_on_the_vault_thread_and_its_result_comes_to_the_gui_thread(
    tasks: Tasks, qtbot: QtBot
) -> None:
    owner, came = QObject(), list[tuple[str, str]]()
    tasks.run(
        owner,
        lambda: threading.current_thread().name,
        lambda name: came.append((name, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(came))
    assert came == [("vault", threading.main_thread().name)]


def test_an_error_comes_to_its_own_callback(tasks: Tasks, qtbot: QtBot) -> None:
    owner, came = QObject(), list[Exception]()

    def job() -> None:
        raise UserError(Code.WRONG_PASSPHRASE)

    tasks.run(owner, job, lambda _: None, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert isinstance(came[0], UserError)


def test_a_widget_that_is_gone_is_not_called(tasks: Tasks, qtbot: QtBot) -> None:
    owner, other, gate = QObject(), QObject(), threading.Event()
    called: list[str] = []
    tasks.run(owner, gate.wait, lambda _: called.append("gone"))
    shiboken6.delete(owner)
    gate.set()
    tasks.run(other, lambda: None, lambda _: called.append("there"))
    qtbot.waitUntil(lambda: "there" in called)
    assert called == ["there"]


def test_a_channel_brings_every_value_until_its_owner_is_gone(tasks: Tasks, qtbot: QtBot) -> None:
    owner, came = QObject(), list[int]()
    channel = tasks.channel(owner, came.append)
    for value in (1, 2):
        channel(value)
    qtbot.waitUntil(lambda: came == [1, 2])
    assert not tasks.busy
    shiboken6.delete(owner)
    channel(3)
    marker: list[bool] = []
    tasks.post(lambda: marker.append(True))
    qtbot.waitUntil(lambda: bool(marker))
    assert came == [1, 2]


def test_threads_that_go_on_answering_meet_no_object_that_is_gone(
    vault: VaultThread, qtbot: QtBot
) -> None:
    """The reader's threads answer while the window is closed and destroyed: without a lock that ended the process."""
    for _ in range(60):
        tasks, owner, begun = Tasks(vault), QObject(), threading.Barrier(4)
        send = tasks.channel(owner, lambda _value: None)

        def answer(send: Callable[[object], None] = send, begun: threading.Barrier = begun) -> None:
            begun.wait()
            for number in range(300):
                send(number)

        threads = [threading.Thread(target=answer) for _ in range(3)]
        for thread in threads:
            thread.start()
        begun.wait()
        tasks.close()
        shiboken6.delete(tasks)
        for thread in threads:
            thread.join()
        QCoreApplication.processEvents()
    assert threading.active_count() < 10
