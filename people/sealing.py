"""Sealing of short secrets at rest: AES-256-GCM, bound to the place where the value belongs.

A sealed value reads ``v1.<key_id>.<nonce>.<ciphertext>``. The context (table, field, owner…) is
authenticated, so a value copied to another row does not open. The first of ``SEALING_KEYS``
seals, all of them open, which is how a key is changed without a pause.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = "v1"
_NONCE_BYTES = 12

# Where the secrets of second factors belong (allauth keeps them in its own table).
MFA_CONTEXT = ("mfa_authenticator", "secret")


class SealError(Exception):
    """A sealed value cannot be opened: wrong key, wrong place, or altered."""


def current_key_id() -> str:
    """The id of the key that seals new values."""
    return str(next(iter(settings.SEALING_KEYS)))


def key_id_of(sealed: str) -> str:
    """The id of the key a value was sealed with."""
    parts = sealed.split(".")
    if len(parts) != 4 or parts[0] != _VERSION:
        raise SealError("this is not a sealed value")
    return parts[1]


def seal(plaintext: str, *, context: tuple[str, ...]) -> str:
    """Seals a text for one place; ``context`` names the place and must be given to open it."""
    key_id = current_key_id()
    nonce = secrets.token_bytes(_NONCE_BYTES)
    box = AESGCM(settings.SEALING_KEYS[key_id])
    ciphertext = box.encrypt(nonce, plaintext.encode(), _associated(key_id, context))
    return f"{_VERSION}.{key_id}.{_encode(nonce)}.{_encode(ciphertext)}"


def unseal(sealed: str, *, context: tuple[str, ...]) -> str:
    """Opens a sealed text. Raises SealError, which never contains the value."""
    key_id = key_id_of(sealed)
    key = settings.SEALING_KEYS.get(key_id)
    if key is None:
        raise SealError(f"no sealing key {key_id!r} is configured")
    _, _, nonce, ciphertext = sealed.split(".")
    try:
        opened = AESGCM(key).decrypt(
            _decode(nonce), _decode(ciphertext), _associated(key_id, context)
        )
    except (InvalidTag, ValueError, binascii.Error):
        raise SealError("the value does not open with its key in this place") from None
    return opened.decode()


def reseal(sealed: str, *, context: tuple[str, ...]) -> str:
    """The same text under the current key; unchanged if it is under that key already."""
    if key_id_of(sealed) == current_key_id():
        return sealed
    return seal(unseal(sealed, context=context), context=context)


def _associated(key_id: str, context: tuple[str, ...]) -> bytes:
    # JSON keeps the parts apart: ("a", "bc") is not ("ab", "c").
    return json.dumps([_VERSION, key_id, *context]).encode()


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decode(value: str) -> bytes:
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
