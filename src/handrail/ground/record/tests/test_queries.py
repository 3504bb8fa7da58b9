# SPDX-License-Identifier: Apache-2.0
import csv
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from handrail.ground.record import queries
from handrail.ground.record.queries import Search
from handrail.ground.record.rules import Fault, Line, Wrong, hash_of
from handrail.ground.record.tests.emptying import guard_lifted
from handrail.ground.record.tests.make import ANA, BEN, EVE, JO, OTHER_PROVIDER, PROVIDER, a_by, noted

pytestmark = pytest.mark.django_db
BEN_DID = a_by(account_id=BEN)


def dids(search: Search, **but):
    return [line.did for line in queries.lines(PROVIDER, search, **but)]


@pytest.fixture
def written():
    noted("staff.engaged", patient=None)
    noted("chart.looked", "patient.edited", "chart.looked")
    noted("chart.looked", by=BEN_DID, because="emergency")
    noted("chart.looked", patient=EVE)
    noted("chart.looked", by=a_by(provider_id=OTHER_PROVIDER))


@pytest.mark.usefixtures("written")
def test_lines_are_found_by_who_what_and_about_whom_within_one_provider():
    assert dids(Search(account_id=BEN)) == ["chart.looked"]
    assert dids(Search(patient_id=EVE)) == ["chart.looked"]
    assert dids(Search(did="patient.edited")) == ["patient.edited"]
    assert dids(Search(did="chart", patient_id=JO, account_id=ANA)) == ["chart.looked"] * 2
    assert dids(Search(did="pat")) == []
    assert len(dids(Search())) == 6


@pytest.mark.usefixtures("written")
def test_lines_are_found_by_days_as_they_begin_and_end_in_a_zone():
    today, zone = datetime.now(UTC).astimezone(ZoneInfo("America/Chicago")).date(), ZoneInfo("America/Chicago")

    assert len(dids(Search().on(today, today, zone))) == 6
    assert dids(Search().on(None, date(2020, 1, 1), zone)) == []
    assert dids(Search().on(date(2220, 1, 1), None, zone)) == []


def test_a_day_of_a_clock_change_has_the_hours_it_has():
    found = Search().on(date(2026, 11, 1), date(2026, 11, 1), ZoneInfo("America/Chicago"))

    assert (found.until.astimezone(UTC) - found.since.astimezone(UTC)).total_seconds() == 25 * 3600


def test_pages_follow_one_another_though_lines_are_added_meanwhile():
    noted(*["chart.looked"] * 5)

    first = queries.page(PROVIDER, Search(), at_most=2)
    noted("chart.looked")
    second = queries.page(PROVIDER, Search(before=first.older), at_most=2)
    third = queries.page(PROVIDER, Search(before=second.older), at_most=2)

    assert [[line.number for line in page.lines] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.older is None


def test_a_full_last_page_has_none_after_it():
    noted(*["chart.looked"] * 2)

    assert queries.page(PROVIDER, Search(), at_most=2).older is None


@pytest.mark.usefixtures("written")
def test_who_looked_at_a_chart_is_told_once_each_with_how_often_and_why():
    ben, ana = queries.lookers(PROVIDER, JO)

    assert (ben.account_id, ben.looks, ben.deeds, ben.because) == (BEN, 1, 0, ("emergency",))
    assert (ana.account_id, ana.looks, ana.deeds, ana.because) == (ANA, 2, 1, ())
    assert ana.first_at < ana.last_at < ben.last_at


def test_the_number_of_statements_does_not_grow_with_lines(django_assert_num_queries):
    noted(*["chart.looked"] * 30)

    with django_assert_num_queries(3):
        queries.page(PROVIDER, Search(patient_id=JO))
        queries.lookers(PROVIDER, JO)


def test_an_export_says_every_line_so_that_its_hash_can_be_made_again(monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    noted("chart.looked", "patient.edited", "staff.engaged", patient=None)

    rows = list(csv.DictReader(queries.csv_lines(PROVIDER)))

    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert [hash_of(Line(**{key: value or "" for key, value in row.items()})) for row in rows] == [
        row["hash"] for row in rows
    ]


CHANGES = {
    "because = 'covering'": Fault(Wrong.ALTERED, 3),
    "number = 99": Fault(Wrong.MISSING, 3),
    "previous = hash": Fault(Wrong.ALTERED, 3),
}
UNREADABLE = {f"{column} = 'Jo'": Fault(Wrong.ALTERED, 3) for column in ("account_id", "at", "id", "patient_id")}
# Bytes where text should be, a moment that is no moment, a number that is none: SQLite keeps whatever it is given.
UNREADABLE |= {
    change: Fault(Wrong.ALTERED, 3)
    for change in ("did = x'00ff'", "hash = x'00ff'", "at = '2026-13-45 99:00:00'", "about_id = 7", "at = 12")
}


@pytest.mark.parametrize("change", [*CHANGES, *(UNREADABLE if connection.vendor == "sqlite" else ())])
def test_a_change_made_in_the_database_is_found_whatever_it_is(change, monkeypatch):
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    noted(*["chart.looked"] * 5)

    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE record_line SET {change} WHERE number = 3")  # noqa: S608 - our own words

    assert queries.verdict(PROVIDER).fault == (CHANGES | UNREADABLE)[change]


def test_a_chain_whose_head_was_taken_is_not_overlooked():
    noted("chart.looked")

    with guard_lifted(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_head")

    assert [queries.verdict(provider).fault for provider in queries.providers()] == [Fault(Wrong.HEADLESS, 1)]


def test_a_missing_trigger_is_named():
    with guard_lifted():
        missing = queries.missing_triggers()

    assert set(missing) == queries.TRIGGERS[connection.vendor]
    assert queries.missing_triggers() == []
