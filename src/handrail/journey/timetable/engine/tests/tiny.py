# SPDX-License-Identifier: Apache-2.0
"""Clinics of two mornings, two clinicians and two or three people, and every lawful week they can have.

Counted out with `rules.faults` alone: nothing here knows how the engine thinks.
"""

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from handrail.journey.timetable.engine.tests.make import LECTURE, TALK, a_clinician, a_patient, a_problem
from handrail.journey.timetable.problem import Problem, clock
from handrail.journey.timetable.rules import faults, score
from handrail.journey.timetable.week import Appointment, Group, Week

MORNINGS = {"mon": [["09:00", "10:30"]], "tue": [["09:00", "10:30"]]}
PRESENCE = st.sampled_from([MORNINGS, MORNINGS, {"mon": MORNINGS["mon"]}, {"tue": [["09:00", "10:00"]]}])


@st.composite
def tiny_problems(draw: st.DrawFn) -> Problem:
    """A lecture of 45 minutes for all, and talks with Ana for Jo."""
    least = draw(st.sampled_from([1, 2]))
    lecture = LECTURE | {"minutes": 45, "min": least, "max": draw(st.sampled_from([2, 3]))}
    names = ("Jo", "Mia", "Eve")[: least + 1]
    clinicians = [
        a_clinician(available=draw(PRESENCE), max_minutes=draw(st.sampled_from([60, 75, 300]))),
        a_clinician(id="Ben", available=draw(PRESENCE), skills=draw(st.sampled_from([["edu"], ["edu"], []]))),
    ]
    patients = []
    for name in names:
        orders = [{"service": "lecture", "count": 1}]
        if name == "Jo" and draw(st.booleans()):
            orders.append({"service": "talk", "count": 1, "clinician": "Ana"})
        patients.append(
            a_patient(
                id=name,
                orders=orders,
                travel_minutes=draw(st.sampled_from([0, 15])),
                busy={"mon": [["08:00", draw(st.sampled_from(["08:50", "09:20"]))]]} if draw(st.booleans()) else {},
                full_days={"count": draw(st.integers(0, 2)), "minutes": draw(st.sampled_from([30, 60]))},
                prefers={"avoid_days": draw(st.sampled_from([[], ["mon"], ["tue"]]))},
                apart_from=["Jo"] if name == "Mia" and draw(st.integers(0, 3)) == 3 else [],
            )
        )
    return a_problem(
        grid_minutes=30,
        open=MORNINGS,
        rooms=[{"id": f"r{n}", "seats": n} for n in draw(st.sampled_from([[2], [3], [1, 3]]))],
        clinicians=clinicians,
        services=[lecture, TALK | {"minutes": 30}],
        patients=patients,
    )


def every_week(problem: Problem) -> Iterator[Week]:
    """Every lawful week, up to the names of its groups."""
    groups, talks = _groups(problem), _talks(problem)
    sets = [chosen for n in range(3) for chosen in combinations(groups, n) if _disjoint(chosen)]
    for held, talk in product(sets, [(), *((one,) for one in talks)]):
        named = tuple(g.model_copy(update={"id": f"g{n}"}) for n, g in enumerate(held))
        week = Week(groups=named, appointments=talk)
        if not faults(problem, week):
            yield week


def best_score(problem: Problem) -> int:
    return min(score(problem, week).total for week in every_week(problem))


def _disjoint(groups: tuple[Group, ...]) -> bool:
    members = [member for group in groups for member in group.members]
    return len(members) == len(set(members))


def _groups(problem: Problem) -> list[Group]:
    names = [patient.id for patient in problem.patients]
    every = [
        Group(id="g", service="lecture", days=(day,), start=start, rooms={day: room.id}, leaders=(c.id,), members=who)
        for day, start, room, c in product(problem.open, ("09:00", "09:30"), problem.rooms, problem.clinicians)
        for n in range(1, len(names) + 1)
        for who in combinations(names, n)
    ]
    return [group for group in every if not faults(problem, Week(groups=(group,), appointments=()))]


def _talks(problem: Problem) -> list[Appointment]:
    every = [
        Appointment(patient="Jo", service="talk", clinician="Ana", day=day, start=clock(540 + 30 * n))
        for day in problem.open
        for n in range(3)
    ]
    return [one for one in every if not faults(problem, Week(groups=(), appointments=(one,)))]
