"""Which passwords are taken."""

from __future__ import annotations

import asyncio
import threading

import pytest

from council_server.console.passwords import (
    LEAST,
    MOST,
    WAITING,
    Line,
    common,
    fault_of,
    hash_password,
    is_password,
)
from council_server.console.troubles import Trouble


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("mười một kt", "password.short"),
        ("x" * (MOST + 1), "password.long"),
        ("079203001234", "password.digits"),
        ("passwordpassword", "password.common"),
        ("P@ssw0rd12345", "password.common"),
        ("MatKhau@123456", "password.common"),
        ("mật khẩu 2026!!", "password.common"),
        ("hoidongnhandan2026", "password.common"),
        ("vietnamvodich1", "password.common"),
        ("iloveyou123456", "password.common"),
        ("qwertyuiop123", "password.common"),
        ("abcabcabcabc", "password.common"),
        ("aaaaaaaaaaaa1", "password.common"),
        ("abcdefghijklmn", "password.common"),
        ("1qaz2wsx3edc4rfv", "password.common"),
        ("zaq1xsw2cde3", "password.common"),
        ("binh an binh an", "password.common"),
    ],
)
def test_what_is_common_or_short_is_not_taken(password: str, fault: str) -> None:
    assert fault_of(password, about=("binh-an",)) == fault


@pytest.mark.parametrize(
    "password",
    [
        "con trâu đi trước cái cày theo sau",
        "correct horse battery staple",
        "K7#mv!pq2Lz9wt",
        "nước mắm Phú Quốc ngon tuyệt 🐟",
        "x7" * 3 + "bánh chưng xanh",
        "a" * 4 + "bcdefg hijk thuyền",
    ],
)
def test_a_sentence_of_ones_own_is_taken(password: str) -> None:
    assert fault_of(password, about=("binh-an",)) == ""


def test_no_kind_of_character_is_demanded() -> None:
    assert fault_of("thuyenvebennho") == ""
    assert len("thuyenvebennho") >= LEAST


def test_the_list_of_common_ones_is_there_in_both_languages() -> None:
    assert {"password", "qwerty", "matkhau", "vietnam", "hoidongnhandan"} <= common()
    assert len(common()) > 300


def test_a_password_is_known_again_and_never_kept() -> None:
    kept = hash_password("đường về bến cũ")
    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert "bến" not in kept
    assert is_password("đường về bến cũ", kept)
    assert not is_password("đường về bến mới", kept)
    assert not is_password("", "")
    assert hash_password("đường về bến cũ") != kept


def test_a_long_line_of_passwords_turns_the_next_one_away() -> None:
    """However many knock, one password is looked at, and a bounded number waits."""

    async def knock() -> tuple[int, int]:
        line, gate = Line(), threading.Event()
        waiting = [asyncio.create_task(line.run(gate.wait)) for _ in range(WAITING)]
        await asyncio.wait(waiting, timeout=0)  # each task has taken its place
        with pytest.raises(Trouble) as turned_away:
            await line.run(gate.wait)
        gate.set()
        served = sum(await asyncio.gather(*waiting))
        assert await line.run(lambda: True)
        return turned_away.value.status, served

    assert asyncio.run(knock()) == (429, WAITING)
