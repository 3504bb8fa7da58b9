# SPDX-License-Identifier: Apache-2.0
"""Which seats and times, told so that they outlive the week they were found in: each week has new groups.

Pure: a problem and a week in, another week out. What no longer stands is told, never passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.journey.timetable.problem import Order, Patient, Problem
from handrail.journey.timetable.week import Appointment, Day, Group, Unmet, Week

HELD = "hold-"  # begins the id of whoever seats are held for, in a problem


@dataclass(frozen=True, order=True)
class GroupPlace:
    """A seat in a group of this service, on these days, at this time; of twins any."""

    service: str
    days: tuple[Day, ...]
    start: str


@dataclass(frozen=True, order=True)
class SessionPlace:
    service: str
    clinician: str
    day: Day
    start: str


@dataclass(frozen=True)
class Places:
    """All that one person has, or would have, in a week."""

    groups: tuple[GroupPlace, ...] = ()
    sessions: tuple[SessionPlace, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "groups": [[g.service, list(g.days), g.start] for g in self.groups],
            "sessions": [[s.service, s.clinician, s.day, s.start] for s in self.sessions],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Places":
        return cls(
            tuple(GroupPlace(service, tuple(days), start) for service, days, start in told["groups"]),
            tuple(SessionPlace(*one) for one in told["sessions"]),
        )

    def __bool__(self) -> bool:
        return bool(self.groups or self.sessions)


@dataclass(frozen=True)
class Held:
    """A hold as the engine sees it: someone who has these seats until then."""

    id: UUID
    subject: UUID
    entry: Patient
    places: Places
    until: datetime
    patient: UUID | None = None
    held_by: UUID | None = None
    words: str = ""

    @property
    def key(self) -> str:
        return f"{HELD}{self.id}"


def places_of(week: Week, joined: Iterable[str], sessions: Iterable[Appointment]) -> Places:
    """What groups of this week, by id, and appointments are, in lasting terms."""
    names = set(joined)
    groups = [GroupPlace(g.service, g.days, g.start) for g in week.groups if g.id in names]
    times = [SessionPlace(a.service, a.clinician, a.day, a.start) for a in sessions]
    return Places(tuple(sorted(groups)), tuple(sorted(times)))


def hers(week: Week, patient: str) -> Places:
    """What she has in this week."""
    joined = [g.id for g in week.groups if patient in g.members]
    return places_of(week, joined, [a for a in week.appointments if a.patient == patient])


def seats_of(problem: Problem, group: Group) -> int:
    """What the service allows, and no more than the smallest of its rooms holds."""
    service = problem.service_of[group.service]
    rooms = group.rooms.values() if service.mode == "in_person" else ()
    return min([service.max, *(problem.room_of[room].seats for room in rooms)])


def seated(problem: Problem, week: Week, patient: str, places: Places) -> tuple[Week, list[GroupPlace]]:
    """The week with exactly these places for her, and which of them it has no free seat for.

    Of twin groups she keeps her own, else takes that with most free seats. Whether the week keeps the rules is for
    `rules.faults` to say.
    """
    joined: set[str] = set()
    missing = []
    for place in places.groups:
        found = [g for g in week.groups if (g.service, g.days, g.start) == (place.service, place.days, place.start)]
        found = [g for g in found if g.id not in joined and len(set(g.members) - {patient}) < seats_of(problem, g)]
        ranked = sorted(found, key=lambda g: (patient not in g.members, len(g.members) - seats_of(problem, g), g.id))
        best = ranked[0] if ranked else None
        if best is None:
            missing.append(place)
        else:
            joined.add(best.id)
    sessions = [
        Appointment(patient=patient, service=s.service, clinician=s.clinician, day=s.day, start=s.start)
        for s in places.sessions
    ]
    made = week.model_copy(
        update={
            "groups": tuple(_with_member(g, patient, g.id in joined) for g in week.groups),
            "appointments": (*(a for a in week.appointments if a.patient != patient), *sessions),
        }
    )
    return made, missing


def _with_member(group: Group, patient: str, joins: bool) -> Group:
    if (patient in group.members) == joins:
        return group
    members = (*group.members, patient) if joins else tuple(one for one in group.members if one != patient)
    return group.model_copy(update={"members": members})


def with_unmet(week: Week, patient: Patient, because: str) -> Week:
    """The week in which what she is ordered and does not have is told, and nothing else of hers."""
    has: dict[str, int] = {}
    for group in week.groups:
        if patient.id in group.members:
            has[group.service] = has.get(group.service, 0) + 1
    for one in week.appointments:
        if one.patient == patient.id:
            has[one.service] = has.get(one.service, 0) + 1
    ordered: dict[str, int] = {}
    for order in patient.orders:
        ordered[order.service] = ordered.get(order.service, 0) + order.count
    lacks = [
        Unmet(patient=patient.id, service=service, count=count - has.get(service, 0), because=because)
        for service, count in ordered.items()
        if count > has.get(service, 0)
    ]
    return week.model_copy(update={"unmet": (*(u for u in week.unmet if u.patient != patient.id), *lacks)})


def with_holds(problem: Problem, week: Week, held: Iterable[Held]) -> tuple[Problem, Week]:
    """The week as everyone else finds it: whoever seats are held for has them, beside what she has already."""
    people = []
    for hold in held:
        has = hers(week, str(hold.patient)) if hold.patient else Places()
        more = Places(
            tuple(g for g in hold.places.groups if g not in has.groups),
            tuple(s for s in hold.places.sessions if s not in has.sessions),
        )
        week, _ = seated(problem, week, hold.key, more)
        people.append(hold.entry.model_copy(update={"id": hold.key, "orders": _ordered(more)}))
    if not people:
        return problem, week
    return problem.model_copy(update={"patients": (*problem.patients, *people)}), week


def as_taken(problem: Problem, week: Week, held: Iterable[Held]) -> tuple[Problem, Week, list[Held]]:
    """The week if everyone took what is held for her, instead of what she has; and who would not find her seats."""
    lost = []
    for hold in held:
        known = str(hold.patient) in problem.patient_of
        key = str(hold.patient) if known else hold.key
        week, missing = seated(problem, week, key, hold.places)
        if not known:
            entry = hold.entry.model_copy(update={"id": key, "orders": _ordered(hold.places)})
            problem = problem.model_copy(update={"patients": (*problem.patients, entry)})
        lost += [hold] if missing else []
    return problem, week, lost


def _ordered(places: Places) -> Any:
    """Orders that name no more than what is held: other seats of hers are none of this entry's."""
    counts: dict[tuple[str, str | None], int] = {}
    for g in places.groups:
        counts[g.service, None] = counts.get((g.service, None), 0) + 1
    for s in places.sessions:
        counts[s.service, s.clinician] = counts.get((s.service, s.clinician), 0) + 1
    return tuple(Order(service=service, count=n, clinician=who) for (service, who), n in counts.items())
