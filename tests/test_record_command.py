# SPDX-License-Identifier: Apache-2.0
"""`handrail record`, as the one who keeps a clinic's machine types it."""

import pytest
from django.db import connection

from handrail.doors.cli import main
from handrail.ground.record import queries
from handrail.ground.record.tests.emptying import guard_lifted
from handrail.ground.record.tests.make import OTHER_PROVIDER, PROVIDER, a_by, noted

pytestmark = pytest.mark.django_db


def said(capsys, *words: str):
    status = main(["record", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


def change(*statements: str) -> None:
    with guard_lifted(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_record_as_it_was_written_is_well_and_its_heads_are_told(capsys):
    noted("patient.admitted", "chart.looked")
    noted("site.opened", by=a_by(provider_id=OTHER_PROVIDER))
    heads = [queries.lines(provider)[0].hash for provider in (PROVIDER, OTHER_PROVIDER)]

    status, out, err = said(capsys, "verify")

    assert (status, err) == (0, "")
    assert f"provider {PROVIDER}: 2 lines as they were written, head {heads[0]}" in out
    assert f"provider {OTHER_PROVIDER}: 1 lines as they were written, head {heads[1]}" in out


def test_a_head_kept_earlier_is_still_on_the_way_after_more_was_written(capsys):
    noted("patient.admitted")
    kept = queries.lines(PROVIDER)[0].hash
    noted("chart.looked")

    assert said(capsys, "verify", "--expect", kept.upper())[0] == 0


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE record_line SET because = 'covering' WHERE number = 2", "line 2 was altered"),
        ("DELETE FROM record_line WHERE number = 2", "line 2 is missing"),
        ("DELETE FROM record_line WHERE number > 1", "line 2 and all after it are missing"),
        ("UPDATE record_head SET number = 2", "line 3 was never counted"),
        ("UPDATE record_head SET hash = previous FROM record_line WHERE record_line.number = 2", "line 3, the last"),
        ("DELETE FROM record_head", "the count of its lines is missing"),
    ],
)
def test_the_first_thing_wrong_is_said_in_a_sentence(statement, sentence, capsys):
    noted("patient.admitted", "chart.looked", "patient.edited")
    change(statement)

    status, _, err = said(capsys, "verify")

    assert status == 1
    assert f"provider {PROVIDER}: {sentence}" in err


def test_two_lines_changed_round_are_told_by_where_they_stood(capsys):
    noted("patient.admitted", "chart.looked", "patient.edited")
    change(
        "UPDATE record_line SET number = 9 WHERE number = 1",
        "UPDATE record_line SET number = 1 WHERE number = 3",
        "UPDATE record_line SET number = 3 WHERE number = 9",
    )

    assert "line 1 is out of order: it was written as line 3" in said(capsys, "verify")[2]


def test_a_record_written_anew_is_seen_by_the_head_kept_elsewhere(capsys):
    noted("patient.admitted", "chart.looked")
    kept = queries.lines(PROVIDER)[0].hash
    change("DELETE FROM record_line", "DELETE FROM record_head")
    noted("patient.admitted")

    status, _, err = said(capsys, "verify", "--expect", kept)

    assert said(capsys, "verify")[0] == 0
    assert status == 1
    assert f"No line has the expected hash {kept}" in err


def test_a_guard_that_is_down_is_told(capsys):
    with guard_lifted():
        status, out, err = said(capsys, "verify")

    assert (status, out) == (1, "There is no line yet.\n")
    assert err.count("is missing or disabled") == len(queries.TRIGGERS[connection.vendor])


def test_what_is_no_head_is_not_looked_for(capsys):
    with pytest.raises(SystemExit) as told:
        main(["record", "verify", "--expect", "abc"])

    assert told.value.code == 2
    assert "as verify printed them" in capsys.readouterr().err


def test_a_role_that_cannot_be_guarded_is_refused_in_words(capsys):
    status, out, err = said(capsys, "guard", "nobody-at-all")

    assert (status, out) == (1, "")
    assert err.startswith("handrail record: ")
