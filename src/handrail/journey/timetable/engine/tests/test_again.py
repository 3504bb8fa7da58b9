# SPDX-License-Identifier: Apache-2.0
"""Everything one person could have again is counted out, and what a mend leaves out unseen cannot be needed."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from handrail.journey.timetable.engine import repair as repairing
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.fewer import fewer
from handrail.journey.timetable.engine.itineraries import itineraries
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Itinerary, Plan
from handrail.journey.timetable.engine.repair import EVERYTHING, Mending, Standing
from handrail.journey.timetable.engine.tests.make import TALK, a_clinician, a_patient, a_problem
from handrail.journey.timetable.engine.tests.test_repair import changes

OFTEN = settings(max_examples=80, deadline=None)


def mending(case):
    problem, week, change = case
    one = Mending(
        Standing.of(problem, week), change.get("absent", {}), change.get("rooms_lost", {}), change.get("person")
    )
    one.find_hit()
    return one


def parts_of(one, new_places):
    """The models of this mend before anything is left out, and after."""
    seen = []

    def fewer(clinic, plan, part):
        less = true_fewer(clinic, plan, part)
        seen.append((part, less))
        return less

    true_fewer, repairing.fewer = repairing.fewer, fewer
    try:
        one._solved(new_places=new_places)
    finally:
        repairing.fewer = true_fewer
    return seen


def harm(part, solved, clinic):
    """What the mend is chosen by: harms to everyone, and leaders' time."""
    people = sum(week.cost + part.blur[p][part.columns[p].index(week)] for p, week in solved.itineraries.items())
    return people + sum(len(leaders) * clinic.staff_cost(int(clinic.service_of[k])) for k, leaders in solved.opened)


@given(changes())
@OFTEN
def test_the_weeks_counted_out_are_those_the_arrays_find(case):
    one = mending(case)
    taken, minutes = one._taken()
    openable = {k for k, _ in one.closed}

    for p in sorted(one.touched):
        again = one._again(p, openable, taken, minutes)
        offers = [one._offer(other) for other in again]
        found = itineraries(one.clinic, p, offers, EVERYTHING, np.random.default_rng(0), one.base_of(p))
        weeks, harms, complete = one._columns(p, again)

        assert complete
        assert Counter(zip(weeks, harms, strict=True)) == Counter(zip(found, one._harms(p, offers, found), strict=True))


@given(changes())
@OFTEN
def test_what_is_left_out_would_not_make_the_mend_better(case):
    """Against the model of everything, in which each meeting that stays takes its seat and its clinician's time."""
    for new_places in (False, True):
        one = mending(case)
        for whole, less in parts_of(one, new_places):
            plain = Part(whole.columns, whole.closed, whole.openable, blur=whole.blur, rooms_lost=whole.rooms_lost)
            best, found = (solve(one.clinic, one.plan, part, Effort(20, proving=True)) for part in (plain, less))

            assert best.optimal
            assert found.optimal
            assert harm(whole, found, one.clinic) == harm(plain, best, one.clinic)


@given(changes())
@settings(max_examples=40, deadline=None)
def test_a_week_is_left_out_only_for_one_that_harms_no_more(case):
    one = mending(case)
    for whole, less in parts_of(one, new_places=False):
        for p, weeks in whole.columns.items():
            assert {*less.columns[p]} <= {*weeks}
            assert min(map(sum, zip((w.cost for w in less.columns[p]), less.blur[p], strict=True))) == min(
                map(sum, zip((w.cost for w in weeks), whole.blur[p], strict=True))
            )
        assert (less.base, less.openable) == (whole.base, whole.openable)


@pytest.mark.parametrize(("grid", "minutes"), [(5, 40), (10, 45), (15, 50), (15, 45), (30, 60), (30, 45)])
def test_whatever_hour_another_takes_the_best_hour_she_is_left_is_among_those_kept(grid, minutes):
    """Also where a session is no multiple of the grid: it bars more starts than its length holds."""
    talk, orders = {**TALK, "minutes": minutes}, [{"service": "talk", "count": 1, "clinician": "Ana"}]
    people = [a_patient(id=name, orders=orders) for name in ("Jo", "Mia")]
    day = a_clinician(available={"mon": [["08:00", "18:00"]]})
    clinic = Clinic(a_problem(grid_minutes=grid, patients=people, clinicians=[day], services=[talk]))
    times = clinic.session_times(0, clinic.wishes[0][0]).tolist()
    middle = times[len(times) // 2]
    hers = [Itinerary((), ((0, t),), abs(t - middle)) for t in times]
    part = Part({0: hers, 1: hers}, blur={0: [0] * len(hers), 1: [0] * len(hers)})

    kept = fewer(clinic, Plan(clinic), part).columns[0]

    for taken in (middle, times[0], times[-1]):
        beside = [one for one in hers if abs(one.sessions[0][1] - taken) * grid >= minutes]
        assert min(one.cost for one in beside) == min(one.cost for one in beside if one in kept)
    assert len(kept) < len(hers)
