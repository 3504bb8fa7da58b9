# SPDX-License-Identifier: Apache-2.0
"""What is asked of a week, at both edges of each number."""

from dataclasses import replace
from datetime import date

import pytest

from handrail.ground.kit.keys import uuid7
from handrail.ground.packs.tests.make import a_limit, a_pack
from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable import cautions, sentences
from handrail.journey.timetable.sittings import Meeting, Sittings
from handrail.journey.timetable.tests.make import a_problem, a_week

ON = date(2026, 11, 23)
PROGRAM = Program(
    id=uuid7(), provider_id=uuid7(), name="Days", for_whom="", phone="", time_zone="UTC", grid_minutes=15,
    site_id=uuid7(), least_minutes=0, most_minutes=0,
)  # fmt: skip


def a_service(**but):
    told = {"name": "Process", "kind": "group", "mode": "in_person", "with_family": False, "minutes": 60}
    told |= {"times_per_week": 3, "smallest": 2, "largest": 12, "leaders": 1, "skill": "", "cohort": ""}
    return Service(**{"id": uuid7(), **told, **but})


def held(*days, start=600, minutes=180, service="process"):
    return [Meeting(day, start, start + minutes, "", service) for day in days]


def found(meetings, *limits, services=None):
    asked = {one.id: one for one in limits}
    return [one.limit.id for one in cautions.of_patient("Jo", meetings, services or {}, asked)]


def test_minutes_by_the_clock_of_service_and_of_breaks_are_kept_apart():
    told = cautions.minutes_of(held("mon", "tue"), {"process": a_service(break_minutes=20)})

    assert (told.clock, told.service, told.breaks) == (360, 320, 40)


@pytest.mark.parametrize(
    ("minutes", "told"), [(179, ["week.hours.min"]), (180, []), (380, []), (381, ["week.hours.max"])]
)
def test_a_week_keeps_from_the_least_to_the_most_hours(minutes, told):
    meetings = held("mon", "tue", "wed", minutes=minutes)

    assert found(meetings, a_limit("week.hours.min", 9), a_limit("week.hours.max", 19)) == told


@pytest.mark.parametrize(("counts", "told"), [("service", ["week.hours.min"]), ("clock", [])])
def test_a_limit_says_whether_breaks_count(counts, told):
    services = {"process": a_service(break_minutes=1)}

    assert found(held("mon", "tue", "wed"), a_limit(value=9, counts=counts), services=services) == told


@pytest.mark.parametrize(("days", "told"), [(("mon", "tue"), ["week.days.min"]), (("mon", "tue", "wed"), [])])
def test_a_week_has_as_many_days_as_asked(days, told):
    assert found(held(*days), a_limit("week.days.min", 3, unit="days_a_week")) == told


@pytest.mark.parametrize(("minutes", "told"), [(179, ["day.hours.min"]), (180, [])])
def test_so_many_of_the_days_are_so_long(minutes, told):
    meetings = [*held("mon", "tue"), *held("wed", minutes=minutes), *held("thu", minutes=60)]
    limits = a_limit("week.days.min", 3, unit="days_a_week"), a_limit("day.hours.min", 3, unit="hours_a_day")

    assert found(meetings, *limits) == told


def test_of_someone_without_a_meeting_nothing_is_said():
    assert found([], a_limit(value=9)) == []


@pytest.mark.parametrize(
    ("how", "most", "told"),
    [
        ({}, 1, True),
        ({}, 2, False),
        ({"is_education": True}, 1, False),
        ({"is_education": True, "with_family": True}, 1, False),
    ],
)
def test_a_counseling_group_keeps_to_its_size_and_a_class_to_another(how, most, told):
    services = {"process": a_service(**how)}
    limits = {"group.counseling.size.max": a_limit("group.counseling.size.max", most, unit="people")}

    made = cautions.of_week(Sittings(a_problem(), a_week()), services, {"adults": limits}, {})

    assert [(one.about, one.key, one.value) for one in made] == ([("group", "g1", 2)] if told else [])


@pytest.mark.parametrize(("most", "told"), [(1, True), (2, False)])
def test_a_class_keeps_to_the_size_of_classes(most, told):
    services = {"process": a_service(is_education=True)}
    limits = {"group.education.size.max": a_limit("group.education.size.max", most, unit="people")}

    assert bool(cautions.of_week(Sittings(a_problem(), a_week()), services, {"adults": limits}, {})) == told


@pytest.mark.parametrize(("hours", "told"), [(22, []), (23, ["Ben"])])
def test_staff_rest_from_the_last_session_of_a_day_to_the_first_of_the_next(hours, told):
    """Ana ends at noon on Monday and has none on Tuesday; Ben's days do not touch, until one more is his."""
    week = a_week({"groups.0.days": ["mon", "tue", "fri"], "groups.0.rooms": {}})
    limits = {"staff.rest.min": a_limit("staff.rest.min", hours + 0.5, unit="hours")}

    made = cautions.of_week(Sittings(a_problem(), week), {}, {"adults": limits}, {})

    assert [one.key for one in made] == told


def test_the_night_from_sunday_to_monday_is_a_night_too():
    assert cautions.shortest_rest([Meeting("sun", 600, 1200, ""), Meeting("mon", 480, 540, "")]) == 12 * 60
    assert cautions.shortest_rest([Meeting("mon", 480, 540, ""), Meeting("wed", 480, 540, "")]) is None


@pytest.mark.parametrize(("own", "value"), [(8, 9), (9, 9), (10, 10)])
def test_of_the_program_and_its_packs_the_stricter_counts(own, value):
    program = replace(PROGRAM, least_minutes=own * 60, most_minutes=19 * 60)

    told = cautions.asked(program, [a_pack(a_limit(value=9, pack="us-federal"))], on=ON)

    assert told["week.hours.min"].value == value
    assert (told["week.hours.min"].pack == "") == (own > 9)
    assert told["week.hours.max"].value == 19


def test_the_programs_own_hours_speak_of_adults_where_the_packs_speak_of_the_young():
    program = replace(PROGRAM, least_minutes=9 * 60, most_minutes=19 * 60)

    told = cautions.asked(program, [a_pack(a_limit(value=6, whom="adolescents"))], on=ON, whom="adolescents")

    assert told["week.hours.min"].value == 6
    assert (cautions.whom(17), cautions.whom(18)) == ("adolescents", "adults")


def test_cautions_are_summed_by_number_with_those_that_ask_why_first():
    least, most = a_limit("week.hours.min", 9), a_limit("group.counseling.size.max", 16, unit="people", asks_why=True)
    found = [
        cautions.Caution("patient", "Jo", least, 8), cautions.Caution("patient", "Mia", least, 7),
        cautions.Caution("group", "g1", most, 17),
    ]  # fmt: skip

    sums = cautions.summed(found)

    assert [(one.about, one.limit, one.keys) for one in sums] == [
        ("group", most, ("g1",)), ("patient", least, ("Jo", "Mia")),
    ]  # fmt: skip
    kept = [cautions.from_json(one.to_json()) for one in sums]
    assert [(one.limit, n, one.keys) for one, n in kept] == [(most, 1, ()), (least, 2, ())]


@pytest.mark.parametrize(
    ("key", "n", "words"),
    [
        ("week.hours.min", 1, "1 person has less than 9 hours"), ("week.hours.max", 2, "people have more than 9 hours"),
        ("week.days.min", 2, "on fewer than 9 days"), ("day.hours.min", 1, "too few days of 9 hours"),
        ("staff.rest.min", 1, "1 clinician has less than 9 hours of rest"),
        ("group.education.size.max", 2, "2 groups have more than 9 people"),
    ],
)  # fmt: skip
def test_each_sum_is_said_plainly(key, n, words):
    unit = "people" if "size" in key else "days_a_week" if "days" in key else "hours"

    said = sentences.summed(cautions.Sum("patient", a_limit(key, 9, unit=unit), ()), n, [])

    assert words in said.words
