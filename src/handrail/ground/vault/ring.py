# SPDX-License-Identifier: Apache-2.0
"""Keys, and the ring they hang on. Pure: where a ring is kept is `keeping`'s concern."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

SECRET_BYTES = 32


class FaultyRing(Exception):
    """What is written is no ring of keys. Says where, and never repeats what was written."""


@dataclass(frozen=True)
class Key:
    """One secret. Its name is made from it, so a key can never be written under another's name."""

    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        return hashlib.sha256(b"handrail key " + self.secret).hexdigest()[:8]

    @property
    def text(self) -> str:
        return base64.urlsafe_b64encode(self.secret).rstrip(b"=").decode()


def new_key() -> Key:
    return Key(secrets.token_bytes(SECRET_BYTES))


@dataclass(frozen=True)
class Ring:
    """The keys, the current one first: it seals, all of them open."""

    keys: tuple[Key, ...]

    def __post_init__(self) -> None:
        if not self.keys:
            raise FaultyRing("there is no key in it")
        if len({key.id for key in self.keys}) < len(self.keys):
            raise FaultyRing("the same key is in it twice")

    @property
    def current(self) -> Key:
        return self.keys[0]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys)

    def find(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.id == key_id), None)


def read(text: str) -> Ring:
    """The ring in this text: keys with commas, spaces or line ends between; a # begins a remark."""
    words = [word for line in text.splitlines() for word in line.partition("#")[0].replace(",", " ").split()]
    return Ring(tuple(_key(word, number) for number, word in enumerate(words, start=1)))


def _key(word: str, number: int) -> Key:
    try:
        secret = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != SECRET_BYTES or len(set(secret)) < SECRET_BYTES // 4:
        raise FaultyRing(f"key {number} is none: `handrail keys new` makes one of 43 letters and digits")
    return Key(secret)
