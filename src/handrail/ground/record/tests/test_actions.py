# SPDX-License-Identifier: Apache-2.0
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.db import IntegrityError, connection, connections, transaction

from handrail.ground.record import actions, queries
from handrail.ground.record.models import Head, Line
from handrail.ground.record.rules import GENESIS
from handrail.ground.record.tests.make import ANA, BEN, JO, OTHER_PROVIDER, PROVIDER, a_by, noted


@pytest.mark.django_db
def test_a_deed_is_told_by_ids_and_codes():
    with transaction.atomic():
        actions.note(by=a_by(), did="chart.opened", about=BEN, patient=JO, because="emergency")

    (line,) = queries.lines(PROVIDER)
    assert (line.account_id, line.did, line.about_id, line.patient_id) == (ANA, "chart.opened", BEN, JO)
    assert (line.session_id, line.because) == (a_by().session_id, "emergency")
    assert (line.number, line.previous) == (1, GENESIS)


@pytest.mark.django_db
def test_each_line_follows_the_one_before_and_each_provider_has_its_own():
    noted("patient.admitted", "patient.edited")
    noted("site.opened", by=a_by(provider_id=OTHER_PROVIDER))

    second, first = queries.lines(PROVIDER)
    assert (second.number, second.previous) == (2, first.hash)
    assert [line.number for line in queries.lines(OTHER_PROVIDER)] == [1]


@pytest.mark.django_db
def test_a_command_is_told_by_nobody():
    noted("provider.founded", by=a_by(account_id=None, session_id=None))

    assert [(line.account_id, line.session_id) for line in queries.lines(PROVIDER)] == [(None, None)]


@pytest.mark.django_db
def test_a_deed_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match=r"@transaction\.atomic"):
        actions.note(by=a_by(), did="patient.admitted")

    assert queries.lines(PROVIDER) == []


@pytest.mark.django_db
def test_a_look_needs_no_transaction_and_takes_the_one_there_is():
    actions.looked(by=a_by(), what="patient.looked", about=JO, patient=JO)
    with transaction.atomic():
        actions.looked(by=a_by(), what="patient.looked", about=JO, patient=JO)

    assert [line.did for line in queries.lines(PROVIDER)] == ["patient.looked"] * 2


@pytest.mark.django_db(transaction=True)
def test_a_line_goes_the_way_of_its_deed():
    def breaks_off():
        with transaction.atomic():
            actions.note(by=a_by(), did="patient.admitted")
            raise KeyError

    with pytest.raises(KeyError):
        breaks_off()

    assert queries.lines(PROVIDER) == []
    noted("patient.admitted")
    assert queries.verdict(PROVIDER).fault is None


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_written_only_where_it_will_stay():
    with transaction.atomic(), pytest.raises(RuntimeError):
        actions.refused(by=a_by(), did="chart.refused", patient=JO)
    actions.refused(by=a_by(), did="chart.refused", patient=JO)

    assert [line.did for line in queries.lines(PROVIDER)] == ["chart.refused"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        {"did": "She came late"}, {"did": "patient"}, {"did": "patient.a" + "d" * 60}, {"did": "patient.seen\n"},
        {"because": "Jo was ill"}, {"because": "Jo"}, {"because": "a" * 41}, {"because": "emergency\n"},
    ],
)  # fmt: skip
def test_a_sentence_never_enters_the_record(words):
    with transaction.atomic(), pytest.raises(ValueError, match="must be"):
        actions.note(by=a_by(), **{"did": "patient.admitted", **words})

    assert queries.lines(PROVIDER) == []


CHANGES = [
    "UPDATE record_line SET because = 'covering'",
    "DELETE FROM record_line",
    "UPDATE record_head SET number = number - 1",
    "UPDATE record_head SET hash = 'x'",
    "DELETE FROM record_head",
]
ON_SQLITE = [
    "INSERT OR REPLACE INTO record_line SELECT * FROM record_line WHERE number = 1",
    "INSERT OR REPLACE INTO record_head SELECT provider_id, 1, hash FROM record_head",
    "UPDATE OR REPLACE record_line SET number = 1",
]
ON_POSTGRESQL = ["TRUNCATE record_line", "TRUNCATE record_head", "TRUNCATE record_line, record_head CASCADE"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [*CHANGES, *(ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL)])
def test_the_database_refuses_to_change_what_is_written(statement):
    noted("patient.admitted", "patient.edited")
    before = queries.lines(PROVIDER)

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement)

    assert queries.lines(PROVIDER) == before
    assert queries.verdict(PROVIDER).fault is None


@pytest.mark.django_db
def test_the_guard_stands_after_all_migrations():
    assert queries.missing_triggers() == []


@pytest.fixture
def for_all_threads(transactional_db, tmp_path, monkeypatch):  # noqa: ARG001
    """A database that new connections share. SQLite's in memory has no such thing: they get a copy of it in a file."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "handrail.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        connection.ensure_connection()
        connection.connection.backup(file)
        # A database in use is in this mode since its first connection, which was alone. Six that all change it at
        # once do not wait for each other: SQLite says "locked" without the timeout. Held open until the end, like a
        # server's: the last to close takes the whole file for a moment.
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        monkeypatch.setitem(connections.settings, "default", {**connections.settings["default"], "NAME": path})
        yield


def test_lines_written_at_once_have_one_order_and_none_is_lost(for_all_threads):  # noqa: ARG001
    def writes(_thread):
        with closing(connection):
            for _ in range(12):
                noted("patient.edited")

    def told():
        with closing(connection):
            return queries.verdict(PROVIDER), Head.objects.get().number, Line.objects.count()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(writes, range(6)))
        verdict, head, lines = pool.submit(told).result()

    assert (verdict.number, verdict.fault, head, lines) == (72, None, 72, 72)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_test_that_commits_leaves_an_empty_record_and_a_whole_guard(turn):  # noqa: ARG001 - the second sees the first
    assert queries.providers() == []
    assert queries.missing_triggers() == []
    noted("patient.admitted")
