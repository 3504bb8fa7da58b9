# SPDX-License-Identifier: Apache-2.0
"""The clerk and the tracks: lawful for every clinic, always the same, and as good as their methods can be."""

import pytest
from hypothesis import given, settings

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.peers import clerk, tracks
from handrail.journey.timetable.engine.tests.make import LECTURE, PROCESS, TALK, a_clinician, a_patient, a_problem
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.rules import Sittings, faults, score
from tests.weeks.judge import a_clinic

PEERS = pytest.mark.parametrize("peer", [clerk, tracks])
BUSY = {day: [["08:00", "20:00", "work"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def lectured(*people, **but):
    """A clinic that gives one lecture a week to these people."""
    orders = [{"service": "lecture", "count": 1}]
    patients = [a_patient(id=name, orders=orders, **more) for name, more in people]
    return a_problem(patients=patients, services=[LECTURE | but])


def told_unmet(problem, week):
    received = Sittings(problem, week).received
    return {
        (patient.id, order.service, order.count - received.get(patient.id, {}).get(order.service, 0))
        for patient in problem.patients
        for order in patient.orders
        if order.count > received.get(patient.id, {}).get(order.service, 0)
    }


@PEERS
@settings(max_examples=60)
@given(problem=small_problems())
def test_their_weeks_keep_every_rule_and_tell_all_that_is_unmet(peer, problem):
    week = peer(problem)

    assert faults(problem, week) == []
    assert {(one.patient, one.service, one.count) for one in week.unmet} == told_unmet(problem, week)
    assert all(one.because.endswith(".") for one in week.unmet)


@PEERS
def test_the_same_problem_gives_the_same_week(peer):
    problem = a_clinic("20-2")

    assert peer(problem) == peer(problem) == peer(problem, Clinic(problem))


@PEERS
def test_where_there_is_room_for_all_everyone_is_whole(peer):
    problem = a_problem()

    assert score(problem, peer(problem)).whole == 3


@PEERS
@pytest.mark.parametrize(
    "but",
    [
        {"patients": []},
        {"rooms": []},
        {"clinicians": [], "patients": [a_patient(orders=[{"service": "lecture", "count": 1}])]},
        {"services": [], "patients": [a_patient(orders=[])]},
        {"open": {}},
        {"open": {"sun": [["00:00", "24:00"]]}},
        {"patients": [a_patient(busy=BUSY)]},
    ],
    ids="-".join,
)
def test_a_clinic_that_lacks_something_has_a_lawful_week_all_the_same(peer, but):
    problem = a_problem(**but)

    assert faults(problem, peer(problem)) == []


@PEERS
def test_a_group_its_people_cannot_fill_is_not_held(peer):
    problem = lectured(("Jo", {}), ("Mia", {"busy": BUSY}), min=2)

    week = peer(problem)

    assert week.groups == ()
    assert {one.patient for one in week.unmet} == {"Jo", "Mia"}


@PEERS
def test_people_kept_apart_are_in_different_groups(peer):
    problem = lectured(("Jo", {}), ("Mia", {"apart_from": ["Jo"]}), ("Eve", {}), ("Kim", {}))

    week = peer(problem)

    assert score(problem, week).terms["unmet"] <= 1
    assert not any({"Jo", "Mia"} <= set(group.members) for group in week.groups)


@PEERS
def test_two_leaders_are_found_where_a_group_needs_two(peer):
    problem = lectured(("Jo", {}), ("Mia", {}), leaders=2)

    (group,) = peer(problem).groups

    assert set(group.leaders) == {"Ana", "Ben"}


@PEERS
def test_an_online_group_takes_no_room(peer):
    problem = lectured(("Jo", {"mode": "online"}), ("Mia", {"mode": "online"}), mode="online")

    (group,) = peer(problem).groups

    assert (group.rooms, set(group.members)) == ({}, {"Jo", "Mia"})


def test_the_clerk_keeps_a_clinicians_hours_for_the_sessions_ordered_with_her():
    process, talk = {"service": "process", "count": 1}, {"service": "talk", "count": 1, "clinician": "Ana"}
    people = [a_patient(id="Jo", orders=[process]), a_patient(id="Mia", orders=[talk])]
    problem = a_problem(patients=people, clinicians=[a_clinician(max_minutes=120)], services=[PROCESS, TALK])

    week = clerk(problem)

    assert [a.patient for a in week.appointments] == ["Mia"]
    assert [one.patient for one in week.unmet] == ["Jo"]


def test_people_of_a_group_closed_as_too_small_are_put_in_elsewhere():
    early = {day: [["12:00", "20:00", "work"]] for day in BUSY}
    late = {day: [["08:00", "15:00", "work"]] for day in BUSY}
    people = [(f"early{n}", {"busy": early}) for n in range(2)] + [(f"late{n}", {"busy": late}) for n in range(2)]
    problem = lectured(*people, ("any", {}), min=2)

    week = clerk(problem)

    assert faults(problem, week) == []
    assert score(problem, week).terms["unmet"] == 0


def test_everyone_of_a_track_has_the_same_blocks():
    problem = a_clinic("60-1")

    held = {(group.service, group.days, group.start) for group in tracks(problem).groups}

    for service in ("process", "process-women", "trauma"):  # ordered once: at most one block a track
        assert len({block for block in held if block[0] == service}) <= 3
