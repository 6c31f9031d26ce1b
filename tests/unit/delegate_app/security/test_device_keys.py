"""Device keys: wrapped under the master key, each for its own purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from delegate_app.errors import Code, UserError
from delegate_app.security.device_keys import (
    new_device_keys,
    signing_key,
    unwrapped_keys,
    vault_key,
    wrapped_keys,
)

MASTER = bytes(range(32))


def test_wrapped_keys_open_to_the_same_keys() -> None:
    keys = new_device_keys()
    again = unwrapped_keys(wrapped_keys(keys, MASTER), MASTER)
    assert again.signing.private_numbers() == keys.signing.private_numbers()
    assert (again.box_public, again.notes) == (keys.box_public, keys.notes)


def test_another_master_key_opens_none_of_them() -> None:
    stored = wrapped_keys(new_device_keys(), MASTER)
    with pytest.raises(UserError) as error:
        unwrapped_keys(stored, bytes(32))
    assert error.value.code is Code.VAULT_DAMAGED


def test_a_wrap_does_not_open_under_another_name() -> None:
    signing, box, notes = wrapped_keys(new_device_keys(), MASTER)
    with pytest.raises(UserError):
        unwrapped_keys((replace(box, name="signing"), replace(signing, name="box"), notes), MASTER)
    with pytest.raises(UserError):
        unwrapped_keys((signing, box), MASTER)


def test_the_signing_key_can_be_unwrapped_alone() -> None:
    keys = new_device_keys()
    signing = wrapped_keys(keys, MASTER)[0]
    assert signing_key(signing, MASTER).private_numbers() == keys.signing.private_numbers()


def test_keys_do_not_show_themselves_in_a_message() -> None:
    keys = new_device_keys()
    assert keys.notes.hex() not in repr(keys)
    assert repr(keys.notes) not in repr(keys)
    assert vault_key(MASTER) != MASTER
