# SPDX-License-Identifier: Apache-2.0
"""Where limits are counted that all processes share: Django's table, each write of it one statement instead of five."""

import base64
import pickle
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router
from django.utils import timezone

SWEPT = 100  # writes after which the table is looked through for too many rows; a count of them costs a scan


class Limits(DatabaseCache):
    """A sign-in counts five times, and each time locks, reads, writes and unlocks: so these have to be short."""

    _writes = count()

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
