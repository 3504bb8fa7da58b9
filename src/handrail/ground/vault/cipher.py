# SPDX-License-Identifier: Apache-2.0
"""Sealing and opening: AES-256-GCM. A value opens only with its key, unaltered, and in its own place.

Sealed bytes: version, key id (4 bytes), nonce (12), cipher text, tag (16). Sealed text is the same
as `v1.<key id>.<the rest in base64>`, so that a key's rows can be found without opening any.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from handrail.ground.vault.ring import Key, Ring

NONCE = 12
VERSION = b"\x01"
TEXT_VERSION = "v1."
ID_DIGITS = 8
TEXT_MARK = len(TEXT_VERSION) + ID_DIGITS + 1
BYTES_MARK = len(VERSION) + ID_DIGITS // 2


class CannotOpen(Exception):
    """A sealed value that does not open; says which place and why, never what it holds."""


def mark_of_bytes(key_id: str) -> bytes:
    """How every sealed bytes of this key begins."""
    return VERSION + bytes.fromhex(key_id)


def mark_of_text(key_id: str) -> str:
    """How every sealed text of this key begins."""
    return f"{TEXT_VERSION}{key_id}."


def seal(plain: bytes, place: str, ring: Ring) -> bytes:
    key = ring.current
    return mark_of_bytes(key.id) + _sealed(plain, place, key)


def open_sealed(sealed: bytes, place: str, ring: Ring) -> bytes:
    if len(sealed) < BYTES_MARK or not sealed.startswith(VERSION):
        raise CannotOpen(f"{place}: this value was never sealed, or was altered")
    key_id = sealed[len(VERSION) : BYTES_MARK].hex()
    return _opened(sealed[BYTES_MARK:], place, key_id, ring)


def seal_text(plain: str, place: str, ring: Ring) -> str:
    key = ring.current
    body = base64.urlsafe_b64encode(_sealed(plain.encode(), place, key)).rstrip(b"=").decode()
    return mark_of_text(key.id) + body


def open_text(sealed: str, place: str, ring: Ring) -> str:
    version, _, rest = sealed.partition(".")
    key_id, _, body = rest.partition(".")
    try:
        told = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        told = b""
    if f"{version}." != TEXT_VERSION or len(key_id) != ID_DIGITS or not told:
        raise CannotOpen(f"{place}: this text was never sealed, or was altered")
    return _opened(told, place, key_id, ring).decode()


def _sealed(plain: bytes, place: str, key: Key) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _engine(key.secret).encrypt(nonce, plain, _bound_to(place))


def _opened(told: bytes, place: str, key_id: str, ring: Ring) -> bytes:
    key = ring.find(key_id)
    if key is None:
        raise CannotOpen(f"{place}: sealed with key {key_id}, which is not on the ring: add it, from where you keep it")
    try:
        return _engine(key.secret).decrypt(told[:NONCE], told[NONCE:], _bound_to(place))
    except (InvalidTag, ValueError):
        raise CannotOpen(f"{place}: this value was altered, or was sealed for another column") from None


def _bound_to(place: str) -> bytes:
    return b"handrail v1 " + place.encode()


@lru_cache(maxsize=16)
def _engine(secret: bytes) -> AESGCM:
    return AESGCM(secret)
