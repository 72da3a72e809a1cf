"""The secrets of a local installation: made once, closed to others, never invented beside existing data."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from smm.local import keys


def test_keys_are_made_once_and_only_their_owner_can_read_them(tmp_path: Path) -> None:
    first = keys.load_or_make(tmp_path, has_cluster=False)
    assert keys.load_or_make(tmp_path, has_cluster=True) == first
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    files = list((tmp_path / "keys").iterdir())
    assert {path.name for path in files} == set(keys.MAKERS)
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (keys.load_or_make(tmp_path / name, has_cluster=False) for name in "ab")
    for name in keys.MAKERS:
        assert getattr(one, name) != getattr(other, name)


def test_the_sealing_key_is_256_bits_under_a_name() -> None:
    name, _, encoded = keys.fresh().sealing_keys.partition(":")
    assert name == "k1"
    assert len(base64.b64decode(encoded, validate=True)) == 32


def test_a_lost_key_is_not_replaced_beside_a_database(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path, has_cluster=False)
    (tmp_path / "keys" / "sealing_keys").unlink()
    with pytest.raises(keys.KeysError, match="Put the file back"):
        keys.load_or_make(tmp_path, has_cluster=True)
    assert not (tmp_path / "keys" / "sealing_keys").exists()


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path, has_cluster=False)
    (tmp_path / "keys" / "secret_key").chmod(0o644)
    with pytest.raises(keys.KeysError, match="chmod 600"):
        keys.load_or_make(tmp_path, has_cluster=True)
