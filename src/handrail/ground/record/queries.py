# SPDX-License-Identifier: Apache-2.0
"""Reading the record: a page at a time, who looked at a chart, all of it as CSV, and whether the chain holds."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from io import StringIO
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet

from handrail.ground.record import rules
from handrail.ground.record.models import Line

PAGE = 50
AT_ONCE = 2_000
COLUMNS = (
    "id", "provider_id", "number", "at", "account_id", "session_id", "did", "about_id", "patient_id", "because",
    "previous", "hash",
)  # fmt: skip
TRIGGERS = {
    "sqlite": {
        "record_line_updated", "record_line_deleted", "record_line_replaced",
        "record_head_updated", "record_head_deleted", "record_head_replaced",
    },
    "postgresql": {"record_line_kept", "record_head_moved", "record_head_kept"},
}  # fmt: skip
FOUND_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}

# Each row: the role, and what of WEAK is true of it. A role also has what the roles it belongs to have.
WEAKNESSES = """
WITH asked AS (SELECT oid, rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = coalesce(%s, current_user)),
tables AS (SELECT oid, relname, relowner, relnamespace FROM pg_class
           WHERE oid IN ('record_line'::regclass, 'record_head'::regclass)),
told (what, so) AS (
    SELECT 'superuser', rolsuper FROM asked
    UNION SELECT 'creates roles', rolcreaterole FROM asked
    UNION SELECT 'owner', pg_has_role(asked.oid, relowner, 'MEMBER') FROM asked, tables
    UNION SELECT 'schema', pg_has_role(asked.oid, nspowner, 'MEMBER') FROM asked, tables
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
    UNION SELECT 'changes', has_table_privilege(asked.oid, tables.oid, 'DELETE, TRUNCATE, TRIGGER')
        OR (relname = 'record_line' AND has_any_column_privilege(asked.oid, tables.oid, 'UPDATE')) FROM asked, tables
)
SELECT coalesce(%s, current_user)::text, what FROM told WHERE so ORDER BY what
"""
WEAK = {
    "superuser": "it is a superuser; take a role that is not",
    "creates roles": "it may create roles, and so make itself a member of any; ALTER ROLE ... NOCREATEROLE",
    "owner": "it owns the tables, or belongs to the role that does; migrate with another role than Handrail runs as",
    "schema": "it owns the schema or the database they are in; let the role that migrates own both",
    "changes": "it was given UPDATE, DELETE, TRUNCATE or TRIGGER in another way; take that away with REVOKE",
}


@dataclass(frozen=True)
class Search:
    """What is sought; None and "" stand for anything.

    `did`: a word of the record, or a noun for all that can be done to it. `since` is in the span, `until` after it.
    `before`: only lines of a smaller number, for the next page.
    """

    patient_id: UUID | None = None
    account_id: UUID | None = None
    did: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def on(self, first: date | None, last: date | None, zone: tzinfo) -> "Search":
        """The same within these days, both included, as they begin and end there."""
        since = datetime.combine(first, time(), zone) if first else None
        until = datetime.combine(last + timedelta(days=1), time(), zone) if last else None
        return replace(self, since=since, until=until)


@dataclass(frozen=True)
class Page:
    """Some lines, the newest first; `older`: the `before` of the next page, None if this is the last."""

    lines: list[rules.Line]
    older: int | None


@dataclass(frozen=True)
class Looker:
    """An account that looked at a chart or worked in it, how often, when, and the reasons it gave.

    `account_id` None: commands run on the provider's own machine.
    """

    account_id: UUID | None
    looks: int
    deeds: int
    first_at: datetime
    last_at: datetime
    because: tuple[str, ...]


def lines(provider_id: UUID, search: Search | None = None, *, at_most: int = PAGE) -> list[rules.Line]:
    """The newest lines that fit."""
    return [line.as_fact() for line in _found(provider_id, search or Search()).order_by("-number")[:at_most]]


def page(provider_id: UUID, search: Search, *, at_most: int = PAGE) -> Page:
    """A page of them. What is written meanwhile moves nothing: the next page begins after the last line of this."""
    found = lines(provider_id, search, at_most=at_most + 1)
    return Page(found[:at_most], found[at_most - 1].number if len(found) > at_most else None)


def every_line(provider_id: UUID, search: Search | None = None) -> Iterator[rules.Line]:
    """All lines that fit, in the order they were written, without holding them all at once."""
    found, after = _found(provider_id, search or Search()).order_by("number"), 0
    while some := [line.as_fact() for line in found.filter(number__gt=after)[:AT_ONCE]]:
        yield from some
        after = some[-1].number


def deeds_after(provider_id: UUID, number: int) -> tuple[int, bool]:
    """The number of the last line there is now, and whether a line after `number` tells of more than a look.

    Lines are numbered in the order in which their transactions end: none will appear later with a smaller number.
    """
    lines = Line.objects.filter(provider_id=provider_id, number__gt=number)
    last = lines.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        return number, False
    done = lines.filter(number__lte=last).exclude(did__endswith=rules.LOOKED)
    return last, done.exists()


def _found(provider_id: UUID, search: Search) -> QuerySet[Line]:
    asked = {
        "patient_id": search.patient_id, "account_id": search.account_id,
        "did" if "." in search.did else "did__startswith": search.did if "." in search.did else f"{search.did}.",
        "at__gte": search.since, "at__lt": search.until, "number__lt": search.before,
    }  # fmt: skip
    return Line.objects.filter(provider_id=provider_id, **{k: v for k, v in asked.items() if v not in (None, ".")})


def lookers(
    provider_id: UUID, patient_id: UUID, *, since: datetime | None = None, until: datetime | None = None
) -> list[Looker]:
    """Who looked at this chart or worked in it, the latest first."""
    found = _found(provider_id, Search(patient_id=patient_id, since=since, until=until))
    is_look = Q(did__endswith=rules.LOOKED)
    reasons: dict[UUID | None, list[str]] = {}
    for account_id, because in found.exclude(because="").values_list("account_id", "because").distinct():
        reasons.setdefault(account_id, []).append(because)
    each = found.values("account_id").annotate(
        looks=Count("id", filter=is_look),
        deeds=Count("id", filter=~is_look),
        first_at=Min("at"),
        last_at=Max("at"),
    )
    return [
        Looker(**row, because=tuple(sorted(reasons.get(row["account_id"], ())))) for row in each.order_by("-last_at")
    ]


def csv_lines(provider_id: UUID, search: Search | None = None) -> Iterator[str]:
    """The same as CSV, a heading first, to be sent as it is read. Ids and codes only: nothing a sheet would run."""
    yield _csv(COLUMNS)
    for line in every_line(provider_id, search):
        told = {**vars(line), "at": rules.moment(line.at)}
        yield _csv(["" if told[column] is None else told[column] for column in COLUMNS])


def _csv(row: Collection[object]) -> str:
    written = StringIO()
    csv.writer(written).writerow(row)
    return written.getvalue()


# What follows reads plain SQL: a value that somebody made unreadable is a finding here, not an error.


def providers() -> list[UUID]:
    """Everyone who has a line or a head."""
    found = _rows("SELECT provider_id FROM record_head UNION SELECT provider_id FROM record_line ORDER BY 1")
    return [_uuid(key) for (key,) in found]


def verdict(provider_id: UUID, *, keeping: Collection[str] = ()) -> rules.Verdict:
    """Follow a provider's chain from its first line, while others may add to it.

    The head is read before the lines: so each line it has seen is there to be read, or was taken out.
    """
    walk = rules.Walk(provider_id, keeping)
    while True:
        head = _head(provider_id)
        some = _lines_after(walk.number, provider_id)
        if not walk.follow(some) or not some:
            return walk.end(head)


def _head(provider_id: UUID) -> rules.Head | None:
    rows = _rows("SELECT number, hash FROM record_head WHERE provider_id = %s", _stored(provider_id))
    return next((rules.Head(provider_id, n if isinstance(n, int) else 0, digest) for n, digest in rows), None)


def _lines_after(number: int, provider_id: UUID) -> list[rules.Line]:
    at = "CAST(at AS text)" if connection.vendor == "sqlite" else "at"
    columns = ", ".join(at if column == "at" else column for column in COLUMNS)
    sql = f"SELECT {columns} FROM record_line WHERE provider_id = %s AND number > %s ORDER BY number LIMIT {AT_ONCE}"  # noqa: S608
    return [_line(*row) for row in _rows(sql, _stored(provider_id), number)]


def _line(*row: Any) -> rules.Line:
    told = dict(zip(COLUMNS, row, strict=True))
    keys = {name: _uuid(value) for name, value in told.items() if name == "id" or name.endswith("_id")}
    return rules.Line(**{**told, **keys, "at": _moment(told["at"])})


def _uuid(value: Any) -> Any:
    try:
        return UUID(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _moment(value: Any) -> Any:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value
    except ValueError:
        return value


def _stored(key: Any) -> Any:
    return key.hex if isinstance(key, UUID) and not connection.features.has_native_uuid_field else key


def missing_triggers() -> list[str]:
    """What should refuse to change the record and does not: for whoever asks how this set-up stands."""
    found = {name for (name,) in _rows(FOUND_TRIGGERS[connection.vendor])}
    return sorted(TRIGGERS[connection.vendor] - found)


def is_role(role: str) -> bool:
    return bool(_rows("SELECT 1 FROM pg_roles WHERE rolname = %s", role))


def owns_the_record() -> bool:
    sql = "SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid IN (%s::regclass, %s::regclass)"
    return bool(_rows(sql, "record_line", "record_head")[0][0])


def weaknesses(role: str | None = None) -> list[str]:
    """How this role could get round the record's guard; left out, the one we are connected as. None on SQLite."""
    if connection.vendor != "postgresql":
        return []
    found = _rows(WEAKNESSES, role, role)
    return [f"The role {name} could change the record: {WEAK[told]}" for name, told in found]


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
