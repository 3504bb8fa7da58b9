# SPDX-License-Identifier: Apache-2.0
"""Where the ring is kept: in a file of its own, or in the environment. Never in the database."""

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from handrail.ground.vault.ring import FaultyRing, Key, Ring, new_key, read

HEADING = "# Handrail's keys; the first one seals. Keep a copy apart from copies of the database: without it they\n"
HEADING += "# cannot be read. `handrail keys` adds and retires.\n"


class NotKept(Exception):
    """The ring cannot be read or changed where it is kept; says what to do."""


class Keeping:
    """A ring that whoever set it up keeps, as in the environment. Handrail cannot change it."""

    def __init__(self, ring: Ring, named: str) -> None:
        self._ring = ring
        self.named = named

    def ring(self) -> Ring:
        return self._ring

    def change(self, to: Callable[[Ring], Ring]) -> Ring:  # noqa: ARG002 - not here
        """Keep another ring, made from the one kept now, and answer it."""
        raise NotKept(f"the keys are in {self.named}, which only you can change")


class InFile(Keeping):
    """A ring in a file. A change is seen by every process that uses it, at its next sealing or opening."""

    def __init__(self, path: Path, named: str) -> None:
        self.path = path
        self.named = named
        self._seen: tuple[tuple[int, int, int], Ring] | None = None

    def ring(self) -> Ring:
        try:
            stat = self.path.stat()
            mark = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if self._seen is None or self._seen[0] != mark:
                self._seen = (mark, read(self.path.read_text(encoding="ascii")))
        except (OSError, UnicodeDecodeError, FaultyRing) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise NotKept(f"{self.named}: {self.path} cannot be used: {why}") from None
        return self._seen[1]

    def change(self, to: Callable[[Ring], Ring]) -> Ring:
        try:
            with _alone_in(self.path.parent):
                changed = to(self.ring())
                _written(self.path, _lines(changed)).replace(self.path)
                _sync(self.path.parent)
        except OSError as error:
            raise NotKept(f"{self.path} may not be changed from here ({error.strerror})") from None
        return self.ring()


def made_in(path: Path, named: str) -> InFile:
    """The ring in this file, made with one key if there is none. Two processes at once get the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, _lines(Ring((new_key(),))))
    return InFile(path, named)


def write_once(path: Path, text: str) -> None:
    """Write a secret for its owner only: all or nothing, and whoever was first is kept."""
    draft = _written(path, text)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync(path.parent)


def _lines(ring: Ring) -> str:
    return HEADING + "".join(f"{key.text}  # {key.id}\n" for key in ring)


def _written(path: Path, text: str) -> Path:
    """A file beside `path`, whole and on the disk: what is sealed must never outlive its key."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # 0600 from the start
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def with_new(ring: Ring) -> Ring:
    return Ring((new_key(), *ring.keys))


def without(key: Key) -> Callable[[Ring], Ring]:
    return lambda ring: Ring(tuple(one for one in ring if one.id != key.id))
