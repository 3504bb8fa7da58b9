# SPDX-License-Identifier: Apache-2.0
"""A program comes in from one file, whole or not at all, and goes out as the same file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from handrail.flow import ready, setup
from handrail.flow.program_reading import read
from handrail.flow.program_writing import written
from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries as people
from handrail.ground.program import actions as programs
from handrail.ground.program import queries
from handrail.ground.record.queries import Search, lines
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.build import build

DATA = Path(__file__).parents[4] / "data"
SCHEDULES = sorted((DATA / "setups").glob("*.toml"))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = """
format = "handrail/program@1"
provider = "Rail House"

[site]
name = "House"
time_zone = "America/Chicago"

[site.rooms]
"Blue" = 10

[program]
name = "Days"
hours = ["mon-fri 09:00-17:00"]

[[services]]
name = "Process"
kind = "group"
minutes = 180
times_per_week = 3
sizes = [2, 8]
skill = "process"
usual_count = 1

[[staff]]
name = "Ana Beltrán"
roles = ["counselor"]
letters = "LPC"
credentials = [{ name = "LPC", number = "1", expires = 2027-05-31 }]
skills = ["process"]
hours = 24.5
available = ["mon-fri 09:00-17:00"]
time_off = [{ first = 2026-12-21, last = 2026-12-31 }]
"""


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*SCHEDULES, DATA / "demo" / "program.toml"], ids=lambda path: path.stem)
def test_in_and_out_and_in_again_changes_nothing(path):
    done = setup.bring_in(read(path.read_text()), at=NOON)
    text = written(setup.as_file(done.program))
    before = len(lines(done.by.provider_id, Search(), at_most=10_000))

    again = setup.bring_in(read(text), at=NOON)

    assert again.said == []
    assert written(setup.as_file(again.program)) == text
    assert len(lines(done.by.provider_id, Search(), at_most=10_000)) == before, "not a line in the record either"


@pytest.mark.one_database  # each file comes into both above; the rest is the engine's
@pytest.mark.django_db
@pytest.mark.parametrize("path", SCHEDULES, ids=lambda path: path.stem)
def test_a_published_schedule_is_set_up_and_its_week_built_with_everything_in_it(path):
    done = setup.bring_in(read(path.read_text()), at=NOON)
    problem = timetables.problem(done.program)

    week = build(problem, seconds=4, seed=1, workers=1)

    assert ready.of(done.by.provider_id, done.program).is_ready
    assert rules.faults(problem, week) == []
    assert (len(problem.patients), rules.score(problem, week).whole) == (12, 12)


@pytest.mark.django_db
def test_a_file_that_is_only_checked_says_what_it_would_do_and_does_nothing():
    done = setup.bring_in(read(SMALL), at=NOON, check=True)

    assert "new program Days" in done.said
    assert queries.is_empty()


@pytest.mark.django_db
def test_another_provider_takes_the_same_file_and_nothing_is_shared():
    first = setup.bring_in(read(SMALL), at=NOON)
    second = setup.bring_in(read(SMALL), at=NOON, provider="Other House")

    assert first.by.provider_id != second.by.provider_id
    assert {one.id for one in people.staff(first.by.provider_id)}.isdisjoint(second.staff.values())


@pytest.mark.django_db
def test_what_the_file_changes_is_changed_and_what_it_leaves_out_is_left():
    done = setup.bring_in(read(SMALL), at=NOON)
    programs.offer(by=done.by, program_id=done.program.id, name="Yoga", kind="individual", minutes=60)
    changed = SMALL.replace("sizes = [2, 8]", "sizes = [2, 9]").replace('"Blue" = 10', '"Blue" = 12')
    changed = changed.replace("hours = 24.5", "hours = 20").replace("2026-12-31", "2027-01-03")

    said = setup.bring_in(read(changed), at=NOON).said

    assert said == [
        "room Blue changed",
        "service Process changed",
        "service Yoga is not in the file: left as it is",
        "changed on the staff: Ana Beltrán",
    ]


@pytest.mark.django_db
def test_what_was_closed_is_open_again_if_the_file_has_it():
    done = setup.bring_in(read(SMALL), at=NOON)
    programs.close_service(by=done.by, service_id=done.services["Process"])

    assert setup.bring_in(read(SMALL), at=NOON).said == ["service Process changed"]
    assert [service.name for service in queries.services(done.program.id)] == ["Process"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"America/Chicago"', '"Mars/Crater"', "line 7, site, time_zone: there is no such time zone"),
        ("minutes = 180", "minutes = 2", "line 19, services, Process, minutes: must be 5 or more"),
        ("minutes = 180", "minuts = 180", "line 19, services, Process, minuts: there is no such key; is it minutes?"),
        ("[2, 8]", "[8, 2]", "write the smallest first"),
        ('skill = "process"\nusual', "usual", "line 16, services, Process: a group also needs skill"),
        ("mon-fri 09:00-17:00", "mon-fri 9-17", "line 14, program, hours, number 1: write days, from and to"),
        ('["counselor"]', '["councillor"]', "write one of director, counselor"),
        ("expires = 2027-05-31", 'expires = "May"', "must be a date"),
        ("last = 2026-12-31", "last = 2026-12-01", "it is before the first"),
        ('"Blue" = 10', '"Blue" = 0', "line 10, site, rooms, Blue: must be 1 or more"),
        ('format = "handrail/program@1"', 'format = "handrail/program@2"', "write handrail/program@1"),
        ('provider = "Rail House"', "provider = Rail House", "the file is not TOML"),
        ("usual_count = 1", 'cohort = "women"', "women is not among the cohorts of the program"),
        ('hours = ["mon-fri 09', 'hours = ["wed 08:00-10:00", "mon-fri 09', "hours: wed has two spans that overlap"),
    ],
)
def test_each_fault_is_said_with_its_line_and_what_to_write(was, becomes, said):
    assert was in SMALL

    with pytest.raises(Refused) as refused:
        read(SMALL.replace(was, becomes))

    assert any(said in because for because in refused.value.because), refused.value.because


def test_all_faults_are_said_at_once_in_the_order_of_the_file():
    faulty = SMALL.replace("America/Chicago", "Mars").replace('["counselor"]', '["boss"]').replace("= 180", "= 2")

    with pytest.raises(Refused) as refused:
        read(faulty)

    assert [because.split(",")[0] for because in refused.value.because] == ["line 7", "line 19", "line 27"]


def test_people_must_name_what_is_in_the_file():
    person = """
[[people]]
name = "Jo"
born = 1990-01-02
counselor = "Eve Novak"
orders = ["Procss x2"]
cohorts = ["young"]
apart_from = ["Mia"]
life = ["mon 08:00-09:00"]
"""
    with pytest.raises(Refused) as refused:
        read(SMALL + person)
    told = "\n".join(refused.value.because)

    assert "write days, hours and what it is" in told
    with pytest.raises(Refused) as refused:
        read(SMALL + person.replace("mon 08:00-09:00", "mon 08:00-09:00 work"))
    told = "\n".join(refused.value.because)
    assert "there is nobody called Eve Novak among the staff" in told
    assert "there is no service Procss; is it Process?" in told
    assert "there is no Mia among the people" in told
    assert "young is not among the cohorts" in told


@pytest.mark.django_db
def test_a_program_says_which_rules_apply_to_it_and_how_long_its_staff_rest():
    told = SMALL.replace('name = "House"', 'name = "House"\nstate = "TX"')
    told = told.replace('name = "Days"', 'name = "Days"\nstaff_rest = 11.5')

    program = setup.bring_in(read(told), at=NOON).program

    assert [pack.id for pack in queries.packs_of(program)] == ["us-federal", "us-tx"]
    assert program.rest_minutes == 690
    assert setup.as_file(program)["program"]["staff_rest"] == 11.5


@pytest.mark.django_db
def test_rules_nobody_knows_are_refused_with_those_there_are():
    told = SMALL.replace('name = "Days"', 'name = "Days"\npacks = ["us-federal", "us-mars"]')

    with pytest.raises(Refused, match="there is no rule pack us-mars; there are us-federal, us-tx, us-tx-medicaid"):
        setup.bring_in(read(told), at=NOON)
