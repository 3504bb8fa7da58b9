# SPDX-License-Identifier: Apache-2.0
"""Every week one person could have, counted out one by one: slow, and with nothing in common with `fit`.

Whether a single place is lawful is asked of `rules.faults`; what a week costs, of `rules.score`.
"""

from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from handrail.journey.timetable.problem import Patient, Problem, clock
from handrail.journey.timetable.rules import WEIGHTS, faults, ordered_of, score
from handrail.journey.timetable.week import Appointment, Group, Week


class Place(NamedTuple):
    """A group joined or a session had, and the (day, start, end) of its meetings."""

    what: Group | Appointment
    times: tuple[tuple[str, int, int], ...]


def without(week: Week, patient: str) -> Week:
    """The week as if she were not in it."""
    groups = tuple(g.model_copy(update={"members": tuple(m for m in g.members if m != patient)}) for g in week.groups)
    return week.model_copy(
        update={
            "groups": groups,
            "appointments": tuple(a for a in week.appointments if a.patient != patient),
            "unmet": tuple(one for one in week.unmet if one.patient != patient),
        }
    )


def joined(week: Week, patient: str, places: tuple[Place, ...]) -> Week:
    """The week with these places of hers added."""
    names = {place.what.id for place in places if isinstance(place.what, Group)}
    groups = tuple(g.model_copy(update={"members": (*g.members, patient)}) if g.id in names else g for g in week.groups)
    sessions = tuple(place.what for place in places if isinstance(place.what, Appointment))
    return week.model_copy(update={"groups": groups, "appointments": (*week.appointments, *sessions)})


def every_choice(problem: Problem, week: Week, patient: Patient) -> list[list[tuple[Place, ...]]]:
    """For each order of hers, every lawful choice of places when nothing else is hers."""
    known, alone = problem.with_patient(patient), without(week, patient.id)
    before, choices = set(faults(known, alone)), []
    for service, count in ordered_of(patient).items():
        lawful = [
            place
            for place in _places(known, alone, patient, service)
            if not set(faults(known, joined(alone, patient.id, (place,)))) - before
        ]
        choices.append([chosen for n in range(count + 1) for chosen in combinations(lawful, n)])
    return choices


def every_week(problem: Problem, week: Week, patient: Patient) -> Iterator[tuple[Place, ...]]:
    known = problem.with_patient(patient)
    for chosen in product(*every_choice(problem, week, patient)):
        places = tuple(place for one in chosen for place in one)
        if not _collide(known, places) and _within_hours(known, without(week, patient.id), places):
            yield places


def cost(problem: Problem, week: Week, patient: Patient, places: tuple[Place, ...]) -> tuple[int, int]:
    """Groups short of their minimum by her alone and left so, then what the score counts for her."""
    alone = without(week, patient.id)
    names = {place.what.id for place in places if isinstance(place.what, Group)}
    left = [g for g in alone.groups if g.id not in names]
    short = len([g for g in left if len(g.members) == problem.service_of[g.service].min - 1])
    only_her = problem.model_copy(update={"patients": (patient,)})
    terms = score(only_her, joined(alone, patient.id, places)).terms
    return short, sum(WEIGHTS[term] * n for term, n in terms.items() if term != "staff_quarter")


def _places(problem: Problem, week: Week, patient: Patient, service: str) -> Iterator[Place]:
    minutes = problem.service_of[service].minutes
    if problem.service_of[service].is_group:
        for group in week.groups:
            if group.service == service:
                start = int(group.start[:2]) * 60 + int(group.start[3:])
                yield Place(group, tuple((day, start, start + minutes) for day in group.days))
        return
    whom = next(order.clinician for order in patient.orders if order.service == service)
    assert whom is not None
    for day in problem.open:
        for start in range(0, 24 * 60, problem.grid_minutes):
            had = Appointment(patient=patient.id, service=service, clinician=whom, day=day, start=clock(start))
            yield Place(had, ((day, start, start + minutes),))


def _collide(problem: Problem, places: tuple[Place, ...]) -> bool:
    for one, other in combinations(places, 2):
        twice = one.what.service == other.what.service and problem.service_of[one.what.service].is_group
        for (day, start, end), (day2, start2, end2) in product(one.times, other.times):
            if day == day2 and (twice or (start < end2 and start2 < end)):
                return True
    return False


def _within_hours(problem: Problem, week: Week, places: tuple[Place, ...]) -> bool:
    """No clinician has more than her minutes, groups she leads included."""
    for clinician in problem.clinicians:
        mine = [p for p in places if isinstance(p.what, Appointment) and p.what.clinician == clinician.id]
        given = sum(end - start for place in mine for _, start, end in place.times)
        led = [g for g in week.groups if clinician.id in g.leaders]
        given += sum(problem.service_of[g.service].minutes * len(g.days) for g in led)
        given += sum(problem.service_of[a.service].minutes for a in week.appointments if a.clinician == clinician.id)
        if mine and given > clinician.max_minutes:
            return False
    return True
