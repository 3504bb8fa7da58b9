# SPDX-License-Identifier: Apache-2.0
"""Writing the record: a line at its end, in the transaction of the deed it tells. And who may write it at all.

Three statements in plain SQL, as this is part of every deed and every page.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.keys import uuid7
from handrail.ground.record import queries
from handrail.ground.record.rules import GENESIS, Line, hash_of, must_be_words

HEAD = "SELECT number, hash FROM record_head WHERE provider_id = %s"
BEGIN_CHAIN = "INSERT INTO record_head (provider_id, number, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING"
APPEND = (
    "INSERT INTO record_line (id, provider_id, number, at, account_id, session_id, did, about_id, patient_id, "
    "because, previous, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
MOVE_HEAD = "UPDATE record_head SET number = %s, hash = %s WHERE provider_id = %s"
# What a role that only runs Handrail may do, everything else revoked. {schema} and {role} are names, quoted.
GRANTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "REVOKE ALL ON record_line, record_head FROM {role}, PUBLIC",
    "GRANT SELECT, INSERT ON record_line TO {role}",
    "GRANT SELECT, INSERT, UPDATE ON record_head TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


def note(*, by: By, did: str, about: UUID | None = None, patient: UUID | None = None, because: str = "") -> None:
    """What was done, in the transaction that does it: both are kept, or neither.

    Until that transaction ends, no other can note anything of this provider: so note last.
    """
    if not _in_transaction():
        raise RuntimeError(f"{did}: a deed and its line are one transaction; put @transaction.atomic on the action")
    _append(by, did, about, patient, because)


def looked(*, by: By, what: str, about: UUID | None = None, patient: UUID | None = None, because: str = "") -> None:
    """What was shown: one line a page, in a transaction of its own where there is none."""
    if _in_transaction():
        _append(by, what, about, patient, because)
    else:
        with transaction.atomic():
            _append(by, what, about, patient, because)


def refused(*, by: By, did: str, about: UUID | None = None, patient: UUID | None = None, because: str = "") -> None:
    """What was asked for in vain. Called after the refused deed was undone, as its line would go the same way."""
    with transaction.atomic(durable=True):
        _append(by, did, about, patient, because)


def _in_transaction() -> bool:
    """One of ours: what pytest puts around a test does not count, as with Django's `durable`."""
    blocks = connection.atomic_blocks
    return bool(blocks) and not getattr(blocks[-1], "_from_testcase", False)


def _append(by: By, did: str, about: UUID | None, patient: UUID | None, because: str) -> None:
    must_be_words(did=did, because=because)
    with connection.cursor() as cursor:
        number, previous = _hold_head(cursor, by.provider_id)
        bare = Line(
            id=uuid7(), provider_id=by.provider_id, number=number + 1, at=datetime.now(UTC), account_id=by.account_id,
            session_id=by.session_id, did=did, about_id=about, patient_id=patient, because=because,
            previous=previous, hash="",
        )  # fmt: skip
        own = hash_of(bare)
        cursor.execute(APPEND, _stored(bare, own))
        cursor.execute(MOVE_HEAD, [bare.number, own, _key(by.provider_id)])


def _hold_head(cursor: Any, provider_id: UUID) -> tuple[int, str]:
    """The end of the chain, held until the transaction ends. On SQLite a transaction holds everything."""
    sql = f"{HEAD} FOR UPDATE" if connection.features.has_select_for_update else HEAD
    key = _key(provider_id)
    cursor.execute(sql, [key])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(BEGIN_CHAIN, [key, GENESIS])
        cursor.execute(sql, [key])
        found = cursor.fetchone()
    return found[0], found[1]


def _stored(line: Line, own: str) -> list[Any]:
    at = connection.ops.adapt_datetimefield_value(line.at)
    return [
        _key(line.id), _key(line.provider_id), line.number, at, _key(line.account_id), _key(line.session_id),
        line.did, _key(line.about_id), _key(line.patient_id), line.because, line.previous, own,
    ]  # fmt: skip


def _key(key: UUID | None) -> UUID | str | None:
    return key.hex if key and not connection.features.has_native_uuid_field else key


def guard(*, role: str) -> None:
    """On PostgreSQL, let this role run Handrail, and only add to the record. Done by the owner of the tables.

    As often as one likes: what it may not do is taken away again, what it needs is given again.
    """
    if connection.vendor != "postgresql":
        raise Refused(
            "SQLite knows no roles: whoever may write its file may write all of it",
            "Its triggers refuse to change the record; keep the file to Handrail's own account",
        )
    if not queries.is_role(role):
        raise Refused(f"PostgreSQL knows no role {role}: make it first, with CREATE ROLE")
    if not queries.owns_the_record():  # PostgreSQL would only warn, and nothing would have been given or taken away
        raise Refused("Only the role that owns the tables can do this: set HANDRAIL_DATABASE to it, for this command")
    with transaction.atomic():
        _grant(role)
        left = queries.weaknesses(role)
        if left:
            raise Refused(*left)


def _grant(role: str) -> None:
    from psycopg.sql import SQL, Identifier  # beside SQLite it is not needed

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        names = {"schema": Identifier(cursor.fetchone()[0]), "role": Identifier(role)}
        for statement in GRANTS:
            cursor.execute(SQL(statement).format(**names).as_string())
