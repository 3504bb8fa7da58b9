# SPDX-License-Identifier: Apache-2.0
"""Questions asked on every page, put into words once: only what they are about differs from one time to the next.

To find the way to each column and to write the SQL takes Django several times as long as the database needs to answer.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Blank(Expression):
    """A value that is told each time, in the place where it belongs."""

    def __init__(self, name: str, field: "type[Field[Any, Any]]") -> None:
        super().__init__(output_field=field())
        self.name = name

    def as_sql(self, _compiler: object, _connection: object) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Blanks(Blank):
    """Any number of values, after `__in`."""


class Worded:
    """`begin`: a `values_list` with a `Blank` wherever something differs. Called with these, it answers with rows."""

    def __init__(self, begin: Callable[[], QuerySet[Any, Any]]) -> None:
        self.begin = begin
        self._known: dict[str, tuple[SQLCompiler, list[str], Sequence[Any]]] = {}  # by the kind of database

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._known:
            compiler = self.begin().query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self._known[connection.vendor] = compiler, sql.split("%s"), params
        known, (sql, *pieces), params = self._known[connection.vendor]
        values: list[Any] = []
        for one, piece in zip(params, pieces, strict=True):
            told = _told(one, given, connection)
            sql += (", ".join(["%s"] * len(told)) or "NULL") + piece
            values += told
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        # What is known of the columns holds for every thread; they are read by the connection of this one.
        compiler = copy(known)
        compiler.connection = connection
        return [tuple(row) for row in compiler.results_iter([rows])]


def _told(one: Any, given: Mapping[str, Any], connection: Any) -> list[Any]:
    """What stands in this place, as the database knows it."""
    if not isinstance(one, Blank):
        return [one]
    told = given[one.name] if isinstance(one, Blanks) else [given[one.name]]
    return [one.output_field.get_db_prep_value(value, connection) for value in told]
