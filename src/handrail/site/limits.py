# SPDX-License-Identifier: Apache-2.0
"""Where limits are counted that all processes share: Django's table, each write of it one statement instead of five."""

import base64
import pickle
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

SWEPT = 100  # writes after which the table is looked through for too many rows; a count of them costs a scan

LONG_PAST = datetime(2000, 1, 1, tzinfo=UTC)


class Limits(DatabaseCache):
    """A limit of allauth's locks, reads, writes and unlocks: so these have to be short."""

    _writes = count()

    def held(self, keys: Iterable[str]) -> dict[str, Any]:
        """What is kept under each of these; None: nothing, or it has run out.

        Nobody else reads it so, or writes it, before the transaction ends. All rows are taken by one statement and in
        one order, made where they are not there: so no two who count at once wait for each other, and both count.
        """
        connection = connections[router.db_for_write(self.cache_model_class)]
        adapt, table = connection.ops.adapt_datetimefield_value, connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        names = {self.make_and_validate_key(key): key for key in sorted(keys)}
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES {', '.join(['(%s, %s, %s)'] * len(names))}"  # noqa: S608
                " ON CONFLICT (cache_key) DO UPDATE SET cache_key = excluded.cache_key"
                f" RETURNING cache_key, CASE WHEN {table}.expires < %s THEN '' ELSE {table}.value END",
                [part for name in names for part in (name, "", adapt(LONG_PAST))]
                + [adapt(timezone.now().replace(microsecond=0))],
            )
            found = cursor.fetchall()
        return {
            names[name]: pickle.loads(base64.b64decode(value)) if value else None  # noqa: S301 - written by us alone
            for name, value in found
        }

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """`add` takes no place but that of a row that has run out; two who add at once are told apart by the row."""
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        db = router.db_for_write(self.cache_model_class)
        connection = connections[db]
        adapt, now = connection.ops.adapt_datetimefield_value, timezone.now().replace(microsecond=0)
        until = self.get_backend_timeout(timeout)
        ends = datetime.fromtimestamp(until, UTC) if until is not None else datetime.max.replace(tzinfo=UTC)
        kept = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("latin1")
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            if next(self._writes) % SWEPT == 0:
                self._sweep(db, cursor, table, now)
            only = (f" WHERE {table}.expires < %s", [adapt(now)]) if mode == "add" else ("", [])
            cursor.execute(
                f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)"  # noqa: S608
                " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires" + only[0],
                [key, kept, adapt(ends.replace(microsecond=0)), *only[1]],
            )
            return bool(cursor.rowcount == 1)

    def _sweep(self, db: str, cursor: Any, table: str, now: datetime) -> None:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        rows = cursor.fetchone()[0]
        if rows > self._max_entries:
            self._cull(db, cursor, now, rows)  # type: ignore[attr-defined]
