# SPDX-License-Identifier: Apache-2.0
"""Which columns are sealed, and with which keys. Works on what is stored: nothing is opened here.

Raw SQL, as a field would open every value; each statement runs on SQLite and on PostgreSQL alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from handrail.ground.vault import cipher
from handrail.ground.vault.fields import EncryptedBinaryField, Sealed

TOKEN = re.compile(r"v1\.([0-9a-f]{8})\.[\w-]+")
NEVER_SEALED = "never sealed"
JSON_ROWS = "SELECT {key}, {text} FROM {table} WHERE {text} LIKE %s"
OTHER_ROWS = "SELECT {key}, {column} FROM {table} WHERE length({column}) > 0 AND substr({column}, 1, %s) <> %s"
Usage = dict[str, Counter[str]]  # key id -> place -> how many values
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Column:
    """A sealed column as the database knows it. `what` it holds: text, bytes, or JSON with sealed text in it."""

    table: str
    name: str
    key: str
    place: str
    what: str

    def quoted(self) -> dict[str, str]:
        """Its names, ready to stand in a statement."""
        quote = connection.ops.quote_name
        name = quote(self.name)
        return {
            "table": quote(self.table),
            "column": name,
            "key": quote(self.key),
            "text": f"CAST({name} AS text)" if self.what == "json" else name,
        }

    def mark(self, key_id: str) -> str | bytes:
        return cipher.mark_of_bytes(key_id) if self.what == "bytes" else cipher.mark_of_text(key_id)


def columns() -> list[Column]:
    """Every sealed column, and every JSON column that `settings.SEALED_INSIDE` names: `app.model.field`."""
    inside = {tuple(name.rsplit(".", 1)) for name in getattr(settings, "SEALED_INSIDE", ())}
    tables = [model._meta for model in apps.get_models(include_auto_created=True)]  # noqa: SLF001
    fields = [
        (table.label_lower, field)
        for table in tables
        if table.managed and not table.proxy
        for field in table.local_concrete_fields
    ]
    return [column_of(field) for label, field in fields if isinstance(field, Sealed) or (label, field.name) in inside]


def column_of(field: Any) -> Column:
    what = "bytes" if isinstance(field, EncryptedBinaryField) else "text" if isinstance(field, Sealed) else "json"
    meta = field.model._meta  # noqa: SLF001
    place = field.place if isinstance(field, Sealed) else f"{meta.db_table}.{field.column}"
    return Column(table=meta.db_table, name=field.column, key=meta.pk.column, place=place, what=what)


def usage(among: Iterable[Column]) -> Usage:
    """How many values each key has sealed, by place."""
    found: Usage = {}
    for column in among:
        for key_id, count in _counted(column):
            found.setdefault(key_id, Counter())[column.place] += count
    return found


def _counted(column: Column) -> Iterator[tuple[str, int]]:
    if column.what == "json":
        for _, text in _rows(JSON_ROWS, column, ["%v1.%"]):
            yield from Counter(TOKEN.findall(text)).items()
        return
    long = cipher.BYTES_MARK if column.what == "bytes" else cipher.TEXT_MARK
    sql = "SELECT substr({column}, 1, %s), count(*) FROM {table} WHERE length({column}) > 0 GROUP BY 1"
    for mark, count in _rows(sql, column, [long]):
        yield _key_id(mark), count


def _key_id(mark: str | bytes | memoryview) -> str:
    if isinstance(mark, str):
        found = re.fullmatch(r"v1\.([0-9a-f]{8})\.", mark)
        return found[1] if found else NEVER_SEALED
    told = bytes(mark)
    return told[1:].hex() if told.startswith(cipher.VERSION) and len(told) == cipher.BYTES_MARK else NEVER_SEALED


def not_of(key_id: str, column: Column, *, after: Any, limit: int) -> list[Row]:
    """The next rows, by their key, with a value that another key than this one sealed: key and stored value."""
    mark = column.mark(key_id)
    if column.what == "json":
        found = _rows(_beyond(JSON_ROWS, after), column, ["%v1.%", *_given(after)])
        return [row for row in found if set(TOKEN.findall(row[1])) - {key_id}][:limit]
    return _rows(_beyond(OTHER_ROWS, after) + " LIMIT %s", column, [len(mark), mark, *_given(after), limit])


def held(column: Column, rows: list[Row]) -> list[Row]:
    """Those of the rows that nobody is changing, held until the transaction ends.

    On SQLite a transaction already holds everything. On PostgreSQL, waiting for a row while holding
    others could end in a deadlock, and the clinic's own transaction might be the one to lose.
    """
    if connection.vendor != "postgresql":
        return rows
    sql = "SELECT {key} FROM {table} WHERE {key} = ANY(%s) FOR UPDATE SKIP LOCKED"
    free = {key for (key,) in _rows(sql, column, [[key for key, _ in rows]])}
    return [row for row in rows if row[0] in free]


def _beyond(sql: str, after: Any) -> str:
    return f"{sql}{'' if after is None else ' AND {key} > %s'} ORDER BY {{key}}"


def _given(after: Any) -> list[Any]:
    return [] if after is None else [after]


def _rows(sql: str, column: Column, values: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**column.quoted()), values)
        found: list[Row] = cursor.fetchall()
    return found
