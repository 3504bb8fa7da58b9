# SPDX-License-Identifier: Apache-2.0
"""Building a week: never one that breaks a rule, stopped when told, repeatable, and as good as is known to be."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable.engine.build import Building, build
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.peers import clerk, tracks
from handrail.journey.timetable.engine.start import first_plan
from handrail.journey.timetable.engine.tests.exact import optimum
from handrail.journey.timetable.engine.tests.make import (
    LECTURE,
    TALK,
    a_clinician,
    a_group,
    a_patient,
    a_problem,
    a_week,
)
from handrail.journey.timetable.engine.tests.small import small_problems
from handrail.journey.timetable.engine.tests.tiny import best_score, tiny_problems
from handrail.journey.timetable.problem import Span
from handrail.journey.timetable.rules import faults, score
from tests.weeks.judge import a_clinic, judged


@given(small_problems(), st.booleans(), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_a_built_week_breaks_no_rule_and_is_no_worse_than_the_clerks(problem, is_running, seed):
    if is_running:
        problem = problem.model_copy(update={"running": first_plan(Clinic(problem), seed + 1).week()})

    week = build(problem, seconds=0.3, seed=seed, deterministic=True)

    assert faults(problem, week) == []
    assert score(problem, week).total <= score(problem, clerk(problem)).total
    assert week.made["score"] == score(problem, week).total


@given(tiny_problems())
@settings(max_examples=15, deadline=None, derandomize=True)  # a search may miss; then always on the same clinics
def test_in_a_tiny_clinic_nobody_lacks_more_than_in_the_best_week_there_is(problem):
    week = build(problem, seconds=4, deterministic=True)

    assert score(problem, week).total - best_score(problem) < 30


@given(tiny_problems(), st.sampled_from([0, 1]), st.sampled_from(["mon", "tue"]))
@settings(max_examples=25, deadline=None)
def test_an_hour_more_of_a_clinician_never_makes_the_best_week_worse(problem, which, day):
    clinicians = list(problem.clinicians)
    there = {**clinicians[which].available, day: (Span(start="09:00", end="10:30"),)}
    minutes = clinicians[which].max_minutes + 60
    clinicians[which] = clinicians[which].model_copy(update={"available": there, "max_minutes": minutes})
    richer = problem.model_copy(update={"clinicians": tuple(clinicians)})

    assert best_score(richer) <= best_score(problem)
    assert optimum(richer).cost <= optimum(problem).cost


@pytest.mark.parametrize("seed", [1, 2])
def test_the_deterministic_build_gives_the_same_week_twice(seed):
    problem = a_clinic("20-2")

    once, again = (build(problem, seconds=1.5, seed=seed, deterministic=True) for _ in range(2))

    assert (once.groups, once.appointments, once.unmet) == (again.groups, again.appointments, again.unmet)


@pytest.mark.parametrize("after", [0.0, 0.3, 0.9])
def test_a_build_that_is_stopped_gives_the_best_lawful_week_so_far(after):
    problem, stop, told = a_clinic("60-1"), threading.Event(), []
    threading.Timer(after, stop.set).start()
    began = time.monotonic()

    week = build(problem, seconds=60, stop=stop, progress=told.append)

    assert time.monotonic() - began < 30  # not the minute it was given
    assert faults(problem, week) == []
    assert week.made["score"] == told[-1].score


def test_a_build_that_ends_by_itself_leaves_its_callers_stop_alone():
    stop = threading.Event()

    build(a_problem(), seconds=0.3, stop=stop)

    assert not stop.is_set()


def test_progress_is_told_at_each_better_week():
    told = []

    week = build(a_clinic("20-1"), seconds=1.5, progress=told.append)

    scores = [one.score for one in told]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert (scores[-1], told[-1].whole) == (week.made["score"], week.made["whole"])


def test_an_error_in_a_thread_is_not_kept_quiet(monkeypatch):
    def broken(*_):
        raise ArithmeticError("broken")

    building = Building(a_problem(), lambda _: None, threading.Event())
    building.start()
    monkeypatch.setattr("handrail.journey.timetable.engine.search.Search.run", broken)

    with pytest.raises(ArithmeticError):
        building.improve(5, 1, 2)


@pytest.mark.parametrize(("by", "peer"), [("clerk", clerk), ("tracks", tracks)])
def test_a_peer_can_be_asked_instead(by, peer):
    problem = a_problem()

    week = build(problem, by=by)

    assert week.groups == peer(problem).groups
    assert week.made["by"] == by


def test_a_running_week_that_is_good_is_kept_to_the_letter():
    problem = a_problem()
    running = build(problem, seconds=1, deterministic=True)

    again = build(problem.model_copy(update={"running": running}), seconds=1, deterministic=True)

    assert score(problem.model_copy(update={"running": running}), again).terms["change"] == 0


def test_a_running_week_that_has_lost_its_room_is_no_place_to_start_from():
    people = [a_patient(id=n, orders=[{"service": "lecture", "count": 1}]) for n in ("Jo", "Mia")]
    teachers = [a_clinician(), a_clinician(id="Ben")]
    running = a_week(
        a_group(members=["Jo"]), a_group(id="g2", members=["Mia"], leaders=["Ben"], rooms={"mon": "small"})
    )
    rooms = [{"id": "small", "seats": 1}]
    problem = a_problem(patients=people, clinicians=teachers, services=[LECTURE, TALK], rooms=rooms)

    week = build(problem.model_copy(update={"running": running}), seconds=1, deterministic=True)

    terms = score(problem.model_copy(update={"running": running}), week).terms
    assert (terms["unmet"], terms["change"]) == (0, 1)


@pytest.mark.parametrize(("size", "seconds"), [("20-1", 2.5), ("60-1", 3)])
def test_a_real_clinics_week_is_lawful_in_the_eyes_of_both_judges_and_beats_the_clerk(size, seconds):
    problem = a_clinic(size)

    week = build(problem, seconds=seconds)

    assert faults(problem, week) == []
    assert judged(problem, week)[0] == []
    assert score(problem, week).total < score(problem, clerk(problem)).total
