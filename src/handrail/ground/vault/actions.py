# SPDX-License-Identifier: Apache-2.0
"""A new key for everything that is sealed, and letting go of an old one. Both while the clinic works."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.vault import cipher, queries
from handrail.ground.vault.keeping import Keeping, NotKept, with_new, without
from handrail.ground.vault.queries import Column, Row
from handrail.ground.vault.ring import Ring

BATCH = 500
PASSES, PAUSE = 20, 0.5  # ten seconds for whoever holds a row to let go of it


SEALED, UNOPENED, BUSY = "sealed anew", "does not open", "in use"


@dataclass(frozen=True)
class Rotated:
    """What a rotation did. `begun` is false where an earlier one was finished and no key was made."""

    key_id: str
    begun: bool
    values: int
    unopened: Counter[str]  # by place: what could not be opened, and was left as it is
    busy: int  # rows that others held all the time: for another run


def rotate(
    *, among: Sequence[Column], say: Callable[[str], object] = print, batch: int = BATCH, fresh: bool = False
) -> Rotated:
    """Make a new key the current one and seal everything with it, batch by batch.

    Each batch is a transaction; readers have both keys. Stopped half way, the next call goes on
    with the same key, unless it is to be `fresh`. It never waits for a row while it holds others:
    what somebody changes meanwhile is left to them, and looked at again.
    """
    keeping: Keeping = settings.KEYS
    begun = fresh or not _unfinished(among, keeping.ring())
    if begun:
        try:
            keeping.change(with_new)
        except NotKept as told:
            raise Refused(
                f"Everything is sealed with the current key, and {told}",
                "Put a new key first there (`handrail keys new` makes one), start Handrail again, "
                "and run `handrail keys rotate` once more",
            ) from None
    ring = keeping.ring()
    values, busy, unopened = 0, 0, Counter[str]()
    for column in among:
        for _ in range(PASSES):
            done = _pass(column, ring, batch, say)
            values, busy_here = values + done[SEALED], done[BUSY]
            if not busy_here:
                break
            time.sleep(PAUSE)
        busy += busy_here
        unopened += Counter({column.place: done[UNOPENED]})
    return Rotated(ring.current.id, begun, values, unopened, busy)


def _unfinished(among: Iterable[Column], ring: Ring) -> bool:
    """Are there values that an older key of this ring sealed?"""
    used = queries.usage(among)
    return any(key.id in used for key in ring.keys[1:])


def _pass(column: Column, ring: Ring, batch: int, say: Callable[[str], object]) -> Counter[str]:
    """Once through a column: how many rows were sealed anew, do not open, or are in somebody's hands."""
    after, done = None, Counter[str]()
    while rows := queries.not_of(ring.current.id, column, after=after, limit=batch):
        with transaction.atomic():
            told = Counter(_rewrite(column, row, ring) for row in queries.held(column, rows))
        told[BUSY] += len(rows) - told.total()
        done += told
        after = rows[-1][0]
        say(f"{column.place}: {done[SEALED]:,} sealed anew")
    return done


def _rewrite(column: Column, row: Row, ring: Ring) -> str:
    """What became of one row. A value that changed since it was read is left to who changed it."""
    key, old = row
    old = bytes(old) if column.what == "bytes" else old
    try:
        new = _sealed_anew(column, old, ring)
    except cipher.CannotOpen:
        return UNOPENED
    sql = "UPDATE {table} SET {column} = %s WHERE {key} = %s AND {text} = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**column.quoted()), [new, key, old])
        return SEALED if cursor.rowcount else BUSY


def _sealed_anew(column: Column, old: str | bytes, ring: Ring) -> str | bytes:
    place = column.place
    if isinstance(old, bytes):
        return cipher.seal(cipher.open_sealed(old, place, ring), place, ring)
    if column.what == "json":
        return queries.TOKEN.sub(lambda found: _text_anew(found[0], place, ring), old)
    return _text_anew(old, place, ring)


def _text_anew(old: str, place: str, ring: Ring) -> str:
    return cipher.seal_text(cipher.open_text(old, place, ring), place, ring)


def retire(key_id: str, *, among: Sequence[Column]) -> None:
    """Take a key off the ring; refused while any value needs it. Copies of the database may still."""
    keeping: Keeping = settings.KEYS
    ring = keeping.ring()
    key = ring.find(key_id)
    if key is None:
        raise Refused(f"There is no key {key_id} on the ring: `handrail keys list` shows which there are")
    if key == ring.current:
        raise Refused(f"Key {key_id} seals everything new: run `handrail keys rotate` first")
    with transaction.atomic():
        _wait_for_writers(among)
        used = queries.usage(among).get(key_id)
        if used:
            places = ", ".join(f"{count} in {place}" for place, count in sorted(used.items()))
            raise Refused(f"Key {key_id} is still needed ({places}): run `handrail keys rotate` first")
        try:
            keeping.change(without(key))
        except NotKept as told:
            raise Refused(f"Nothing needs key {key_id} any more, but {told}: take it out there") from None


def _wait_for_writers(among: Iterable[Column]) -> None:
    """Until this transaction ends nobody writes these tables. On SQLite that is so in any transaction."""
    if connection.vendor == "postgresql":
        names = sorted({connection.ops.quote_name(column.table) for column in among})
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"LOCK TABLE {name} IN SHARE MODE")
