# SPDX-License-Identifier: Apache-2.0
"""A problem in arrays: who can when, agreeing place by place with the rules; what it costs; who is away."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.tests.make import LECTURE, TALK, a_patient, a_problem
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.problem import clock
from handrail.journey.timetable.rules import faults
from handrail.journey.timetable.week import Appointment, Group, Week

SOME = settings(max_examples=25, deadline=None)


def held(clinic, k, leaders, members):
    """A week with one group, in the largest room."""
    service = clinic.services[clinic.service_of[k]]
    days = [clinic.days[clinic.day_of[t]] for t in clinic.times_of[k]]
    room = max(clinic.problem.rooms, key=lambda room: room.seats).id
    group = Group(
        id="g",
        service=service.id,
        days=days,
        start=clock(int(clinic.start_minute[k])),
        rooms={} if service.mode == "online" else dict.fromkeys(days, room),
        leaders=[clinic.clinicians[c].id for c in leaders],
        members=[clinic.patients[p].id for p in members],
    )
    return Week(groups=(group,), appointments=())


@given(small_problems(), st.data())
@SOME
def test_who_can_come_agrees_with_the_rules(problem, data):
    clinic = Clinic(problem)
    if not clinic.placements:
        return
    k = data.draw(st.integers(0, clinic.placements - 1))

    for p, patient in enumerate(clinic.patients):
        mine = [f for f in faults(problem, held(clinic, k, (), (p,))) if patient.id in f and "members" not in f]
        assert clinic.can_come[p, k] == (not mine)


@given(small_problems(), st.data())
@SOME
def test_who_can_lead_agrees_with_the_rules(problem, data):
    clinic = Clinic(problem)
    if not clinic.placements:
        return
    k = data.draw(st.integers(0, clinic.placements - 1))

    for c, clinician in enumerate(clinic.clinicians):
        told = faults(problem, held(clinic, k, (c,), ()))
        assert clinic.can_lead[k, c] == (not any(f"clinician {clinician.id}: not available" in f for f in told))


@given(small_problems())
@SOME
def test_when_she_can_have_a_session_agrees_with_the_rules(problem):
    clinic = Clinic(problem)

    for p, patient in enumerate(clinic.patients):
        for wish in clinic.wishes[p]:
            if wish.c < 0:
                continue
            possible = set(clinic.session_times(p, wish).tolist())
            for t in range(0, clinic.times, 3):
                one = Appointment(
                    patient=patient.id,
                    service=clinic.services[wish.s].id,
                    clinician=clinic.clinicians[wish.c].id,
                    day=clinic.days[clinic.day_of[t]],
                    start=clock(int(clinic.start_of[t])),
                )
                told = [f for f in faults(problem, Week(groups=(), appointments=(one,))) if "more than" not in f]
                assert (t in possible) == (not told)


@given(small_problems())
@SOME
def test_times_are_found_again_by_day_and_start(problem):
    clinic = Clinic(problem)

    for t in range(clinic.times):
        assert clinic.time_at(clinic.days[clinic.day_of[t]], int(clinic.start_of[t])) == t
    assert clinic.time_at("sun", 600) is None
    assert clinic.time_at(clinic.days[0], int(clinic.start_of[0]) + 1) is None


def test_while_a_clinician_is_away_only_she_and_only_then_can_lead_nothing():
    clinic = Clinic(a_problem())
    c, d = clinic.clinician_at["Ana"], clinic.days.index("mon")

    twin = clinic.without({c: {d}})

    on_monday = clinic.options.minutes[:, d] > 0
    assert not twin.can_lead[on_monday, c].any()
    assert (twin.can_lead[~on_monday] == clinic.can_lead[~on_monday]).all()
    assert (twin.can_lead[:, 1] == clinic.can_lead[:, 1]).all()
    assert clinic.can_lead[on_monday, c].any()
    talk = clinic.wishes[0][-1]
    assert d not in clinic.day_of[twin.session_times(0, talk)]
    assert d in clinic.day_of[clinic.session_times(0, talk)]


def test_a_place_that_is_held_is_known_even_when_too_few_can_come():
    orders = [{"service": "lecture", "count": 1}]
    problem = a_problem(patients=[a_patient(orders=orders)], services=[LECTURE | {"min": 2}, TALK])

    assert Clinic(problem).placements == 0
    assert Clinic(problem, {(0, (4,))}).times_of == [(4,)]


@pytest.mark.parametrize(
    "but",
    [
        {"patients": []},
        {"rooms": []},
        {"services": [], "patients": [a_patient(orders=[])]},
        {"clinicians": [], "patients": [a_patient(orders=[{"service": "lecture", "count": 1}])]},
        {"open": {}},
        {"open": {"mon": [["09:05", "09:10"]]}, "grid_minutes": 30},
        {"open": {"sun": [["00:00", "24:00"]]}},
        {"open": {"mon": [["23:00", "24:00"]]}, "grid_minutes": 5},
    ],
)
def test_a_clinic_that_lacks_something_is_built_a_lawful_week_all_the_same(but):
    problem = a_problem(**but)

    assert faults(problem, build(problem, seconds=0.2, deterministic=True)) == []
