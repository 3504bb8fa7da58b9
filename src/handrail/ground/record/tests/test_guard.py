# SPDX-License-Identifier: Apache-2.0
"""A second role on PostgreSQL, as a clinic would run: it adds to the record, and that is all."""

import psycopg
import pytest
from django.db import connection

from handrail.ground.kit.answer import Refused
from handrail.ground.record import actions, queries
from handrail.ground.record.tests.make import PROVIDER, noted

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows no roles")
ROLE = 'the "clinic"'
QUOTED = '"the ""clinic"""'


def do(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def role(transactional_db):  # noqa: ARG001
    do(f"CREATE ROLE {QUOTED} LOGIN")
    yield ROLE
    do(f"DROP OWNED BY {QUOTED}", f"DROP ROLE {QUOTED}")


@pytest.fixture
def as_the_role(role, monkeypatch):
    """Does a thing in a connection of the guarded role."""
    noted("patient.admitted", "patient.edited")
    actions.guard(role=role)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "USER", role)
    yield role
    connection.close()
    monkeypatch.undo()


@ON_POSTGRESQL
def test_the_guarded_role_adds_to_the_record(as_the_role):
    noted("patient.edited")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (as_the_role,)
    verdict = queries.verdict(PROVIDER)
    assert (verdict.number, verdict.fault) == (3, None)
    assert queries.weaknesses() == []


@ON_POSTGRESQL
@pytest.mark.usefixtures("as_the_role")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_line SET because = 'covering'",
        "UPDATE record_line SET number = number WHERE false",
        "DELETE FROM record_line",
        "TRUNCATE record_line",
        "DELETE FROM record_head",
        "ALTER TABLE record_line DISABLE TRIGGER ALL",
        "DROP TRIGGER record_line_kept ON record_line",
        "DROP TABLE record_line",
        "CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ],
)
def test_the_guarded_role_cannot_change_the_record_or_its_guard(statement):
    with pytest.raises(Exception, match=r"permission denied|must be owner") as told:
        do(statement)

    assert isinstance(told.value.__cause__, psycopg.errors.InsufficientPrivilege)


@ON_POSTGRESQL
def test_only_the_owner_of_the_tables_can_guard(as_the_role):
    with pytest.raises(Refused, match="Only the role that owns"):
        actions.guard(role=as_the_role)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("ALTER ROLE {role} SUPERUSER", "superuser"),
        ("ALTER ROLE {role} CREATEROLE", "may create roles"),
        ("GRANT {owner} TO {role}", "owns the tables"),
        ("GRANT pg_write_all_data TO {role}", "in another way"),
        ("CREATE ROLE others; GRANT UPDATE (because) ON record_line TO others; GRANT others TO {role}", "another way"),
    ],
)
def test_a_role_that_could_get_round_the_guard_is_refused_and_given_nothing(role, given, why):
    try:
        do(given.format(role=QUOTED, owner=connection.settings_dict["USER"]))
        with pytest.raises(Refused, match=why):
            actions.guard(role=role)
        assert any(why in told for told in queries.weaknesses(role))
    finally:
        if "others" in given:
            do("DROP OWNED BY others", "DROP ROLE others")


@ON_POSTGRESQL
def test_guarding_again_takes_away_what_was_given_meanwhile(role):
    actions.guard(role=role)
    do(f"GRANT UPDATE, DELETE ON record_line TO {QUOTED}")
    assert queries.weaknesses(role) != []

    actions.guard(role=role)

    assert queries.weaknesses(role) == []


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_role_nobody_knows_is_refused():
    with pytest.raises(Refused, match="knows no role"):
        actions.guard(role="nobody-at-all")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows roles")
@pytest.mark.django_db
def test_on_sqlite_there_is_no_role_to_guard():
    with pytest.raises(Refused, match="SQLite knows no roles"):
        actions.guard(role="clinic")
    assert queries.weaknesses() == []
