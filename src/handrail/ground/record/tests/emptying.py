# SPDX-License-Identifier: Apache-2.0
"""How a test database is emptied after a test that commits, although the record, and what was signed, refuse to be.

Django empties it with the statements of `sql_flush`. In a test run, conftest.py has them put between two others:
one lifts the guard, as only the owner of the tables may, and one puts it back, all in Django's one transaction.
So every test has the guard of a clinic, and nothing outside the tests knows a way round it.

And it is quick: PostgreSQL deletes the few rows there are, as TRUNCATE would write every table and index anew, and
Django's own rows about tables, which nobody here reads, are not written again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection

TABLES = ("record_line", "record_head", "admission_signature", "admission_wording")
TRIGGERS = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {TABLES}"  # noqa: S608 - ours


@contextmanager
def flush_empties_the_record() -> Iterator[None]:
    # On the class: beside a browser, whose loop runs in this thread, Django opens a second connection.
    kind = type(connection.ops)
    plain: Callable[..., list[str]] = kind.sql_flush

    def sql_flush(self: Any, style: Any, tables: list[str], **how: Any) -> list[str]:
        statements = plain(self, style, tables, **how)
        if connection.vendor == "postgresql":  # whose foreign keys are looked at when the transaction ends
            statements = [f"DELETE FROM {self.quote_name(table)}" for table in tables]  # noqa: S608 - ours
        lift, put_back = guard()
        return [*lift, *statements, *put_back] if statements else []

    with (
        patch.object(kind, "sql_flush", sql_flush),
        patch("django.core.management.commands.flush.emit_post_migrate_signal"),
    ):
        yield


@contextmanager
def guard_lifted() -> Iterator[None]:
    """What somebody with the owner's password can do: change what is written."""
    lift, put_back = guard()
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield
        for statement in put_back:
            cursor.execute(statement)


def guard() -> tuple[list[str], list[str]]:
    """The statements that lift it, and those that put it back."""
    if connection.vendor == "postgresql":
        off, on = ([f"ALTER TABLE {name} {what} TRIGGER USER" for name in TABLES] for what in ("DISABLE", "ENABLE"))
        return off, on
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
