# SPDX-License-Identifier: Apache-2.0
"""What a week must never do, and what it costs: the judge of every week, written without any solver.

Pure: a problem and a week in, sentences and numbers out. The engine builds weeks by other means; nothing it
makes is shown before `faults` has found nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from handrail.journey.timetable.problem import Clinician, Patient, Problem, Service, Span, clock
from handrail.journey.timetable.sittings import Meeting as Meeting
from handrail.journey.timetable.sittings import Sittings as Sittings
from handrail.journey.timetable.sittings import by_day, minutes_of_start, near
from handrail.journey.timetable.week import Appointment, Day, Group, Week

# The score of format handrail/week@1: one unmet meeting outweighs anything that is only inconvenient.
WEIGHTS = {
    "unmet": 10_000,
    "short_day": 3_000,
    "change": 30,
    "extra_trip": 20,
    "part_of_day": 8,
    "avoided_day": 5,
    "staff_quarter": 5,
    "idle_quarter": 2,
}
AFTERNOON, EVENING = 12 * 60 + 30, 16 * 60
WEEKDAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri")


def part_of_day(start: int) -> str:
    """Morning starts before 12:30, afternoon before 16:00, evening after."""
    return "morning" if start < AFTERNOON else "afternoon" if start < EVENING else "evening"


@dataclass(frozen=True)
class Score:
    """What a week costs; lower is better. A person is whole when nothing of hers is unmet or short."""

    terms: dict[str, int]
    people: int
    whole: int

    @property
    def total(self) -> int:
        return sum(WEIGHTS[term] * count for term, count in self.terms.items())

    @property
    def whole_share(self) -> float:
        return self.whole / max(1, self.people)


@dataclass(frozen=True)
class Ledger:
    """One person's week in numbers: minutes and meetings ordered and scheduled, days, waiting, and what is short."""

    ordered_minutes: int
    scheduled_minutes: int
    unmet: int
    short_days: int
    trips: int
    extra_trips: int
    waiting_minutes: int
    waiting_quarters: int
    conflicts: int
    outside_preferred_part: int
    on_avoided_days: int

    @property
    def is_whole(self) -> bool:
        return not self.unmet and not self.short_days


def faults(problem: Problem, week: Week) -> list[str]:
    """Every rule this week breaks, in words for the clinic. Empty: the week may be shown."""
    sittings = Sittings(problem, week)
    return [
        *_doubled(week),
        *_strangers(problem, week),
        *(fault for group in week.groups for fault in _group_faults(problem, group)),
        *(fault for a in week.appointments for fault in _appointment_faults(problem, a)),
        *(fault for name in sittings.of_clinician for fault in _clinician_faults(sittings, name)),
        *(fault for room, held in sittings.of_room.items() for fault in _overlaps(held, f"room {room}")),
        *(fault for patient in problem.patients for fault in _patient_faults(sittings, patient)),
        *_apart_faults(problem, week),
    ]


def faults_of_change(problem: Problem, week: Week, was: Problem, before: Week) -> list[str]:
    """The same as `faults`, for a week made from one that broke no rule of its problem: much sooner said.

    Only groups and appointments that are new or other than before are judged, and whom they concern; what stayed
    breaks no rule by itself.
    """
    if any(getattr(problem, name) != getattr(was, name) for name in ("services", "open", "rooms", "grid_minutes")):
        return faults(problem, week)
    entries = () if problem.patients is was.patients else problem.patients
    people = {p.id for p in entries if _is_other(p, was.patient_of.get(p.id))}
    clinicians = {c.id for c in problem.clinicians if _is_other(c, was.clinician_of.get(c.id))}
    gone = (was.patient_of.keys() - problem.patient_of.keys()) | (was.clinician_of.keys() - problem.clinician_of.keys())
    stood = {group.id: group for group in before.groups}
    others = people | clinicians | gone
    other = (g for g in week.groups if _is_other(g, stood.get(g.id)) or not others.isdisjoint((*g.members, *g.leaders)))
    groups = list(other)
    new = _newly_held(week.appointments, before.appointments)
    whose = {name for name, *_ in new}
    appointments = [
        a
        for a in week.appointments
        if a.patient in others or a.clinician in gone or (a.patient in whose and _held(a) in new)
    ]
    people |= {name for group in groups for name in _newly_in(group, stood.get(group.id))}
    people |= {a.patient for a in appointments}
    clinicians |= {name for group in groups for name in group.leaders} | {a.clinician for a in appointments}
    rooms = {used for group in groups for used in group.rooms.items()}
    known = [problem.patient_of[name] for name in sorted(people & problem.patient_of.keys())]
    sittings = Sittings(problem, near(week, people, clinicians, rooms), frozenset(people))
    return [
        *_doubled(week),
        *_strangers(problem, week.model_copy(update={"groups": tuple(groups), "appointments": tuple(appointments)})),
        *(fault for group in groups for fault in _group_faults(problem, group)),
        *(fault for a in appointments for fault in _appointment_faults(problem, a)),
        *(fault for name in sittings.of_clinician if name in clinicians for fault in _clinician_faults(sittings, name)),
        *(fault for room, held in sittings.of_room.items() for fault in _overlaps(held, f"room {room}")),
        *(fault for patient in known for fault in _patient_faults(sittings, patient)),
        *_apart_faults(problem, week),
    ]


def _is_other(now: object, before: object) -> bool:
    return now is not before and now != before


def _newly_held(now: tuple[Appointment, ...], before: tuple[Appointment, ...]) -> set[tuple[str, ...]]:
    """Appointments that are held more often than before; those that are the same objects need no second look."""
    stay = Counter(map(id, before))
    stay.subtract(map(id, now))
    left = Counter(_held(a) for a in before if stay[id(a)])
    left.subtract(_held(a) for a in now if stay[id(a)])
    return {held for held, times in left.items() if times < 0}


def _newly_in(group: Group, before: Group | None) -> set[str]:
    """Those to whom it is a meeting they did not have."""
    if before is None or (group.service, group.days, group.start) != (before.service, before.days, before.start):
        return set(group.members)
    return set(Counter(group.members) - Counter(before.members))


def _held(a: Appointment) -> tuple[str, ...]:
    return a.patient, a.service, a.clinician, a.day, a.start


def score(problem: Problem, week: Week) -> Score:
    """What this week costs, term by term, and how many people it leaves whole."""
    sittings = Sittings(problem, week)
    ledgers = [ledger(sittings, patient) for patient in problem.patients]
    terms = {
        "unmet": sum(one.unmet for one in ledgers),
        "short_day": sum(one.short_days for one in ledgers),
        "change": _changes(problem, week),
        "extra_trip": sum(one.extra_trips for one in ledgers),
        "part_of_day": sum(one.outside_preferred_part for one in ledgers),
        "avoided_day": sum(one.on_avoided_days for one in ledgers),
        "staff_quarter": sum(
            len(group.leaders) * len(group.days) * service.minutes // 15 for group, service, _ in sittings.groups
        ),
        "idle_quarter": sum(one.waiting_quarters for one in ledgers),
    }
    return Score(terms, people=len(ledgers), whole=sum(one.is_whole for one in ledgers))


def ledger(sittings: Sittings, patient: Patient) -> Ledger:
    """One person's week in numbers."""
    problem, meetings = sittings.problem, sittings.of_patient.get(patient.id, [])
    received = sittings.received.get(patient.id, Counter())
    ordered = ordered_of(patient)
    days = by_day(meetings)
    waiting = [
        max(m.end for m in held) - min(m.start for m in held) - sum(m.end - m.start for m in held)
        for held in days.values()
    ]
    full = sum(sum(m.end - m.start for m in held) >= patient.full_days.minutes for held in days.values())
    return Ledger(
        ordered_minutes=sum(
            count * problem.service_of[s].times_per_week * problem.service_of[s].minutes for s, count in ordered.items()
        ),
        scheduled_minutes=sum(m.end - m.start for m in meetings),
        unmet=sum(max(0, count - received[s]) * problem.service_of[s].times_per_week for s, count in ordered.items()),
        short_days=max(0, patient.full_days.count - full),
        trips=len(days),
        extra_trips=max(0, len(days) - patient.full_days.count),
        waiting_minutes=sum(waiting),
        waiting_quarters=sum(minutes // 15 for minutes in waiting),
        conflicts=sum(1 for _ in _conflicts(problem, patient, meetings)),
        outside_preferred_part=sum(patient.prefers.part_of_day not in (None, part_of_day(m.start)) for m in meetings),
        on_avoided_days=sum(m.day in patient.prefers.avoid_days for m in meetings),
    )


def ordered_of(patient: Patient) -> Counter[str]:
    """Service -> how many of it she is ordered."""
    ordered: Counter[str] = Counter()
    for order in patient.orders:
        ordered[order.service] += order.count
    return ordered


def travel_for(patient: Patient, service: Service) -> int:
    """Minutes of travel on either side: only when both she and the service are in person."""
    return patient.travel_minutes if service.mode == patient.mode == "in_person" else 0


def is_within(spans: Iterable[Span], start: int, end: int) -> bool:
    """Whether one of the spans holds all of start..end."""
    return any(span.start <= start and end <= span.end for span in spans)


def _doubled(week: Week) -> Iterator[str]:
    """Ids the week gives to several groups."""
    for name, times in Counter(group.id for group in week.groups).items():
        if times > 1:
            yield f"group {name}: the id is used {times} times"


def _strangers(problem: Problem, week: Week) -> Iterator[str]:
    """Ids the week names and the problem does not have."""
    for group in week.groups:
        if group.service not in problem.service_of:
            yield f"group {group.id}: there is no service {group.service}"
        who = f"group {group.id}"
        yield from (f"{who}: there is no clinician {c}" for c in group.leaders if c not in problem.clinician_of)
        yield from (f"{who}: there is no patient {p}" for p in group.members if p not in problem.patient_of)
    for a in week.appointments:
        if a.service not in problem.service_of:
            yield f"{a.service} of {a.patient}: there is no such service"
        if a.clinician not in problem.clinician_of:
            yield f"{a.service} of {a.patient}: there is no clinician {a.clinician}"
        if a.patient not in problem.patient_of:
            yield f"{a.service} of {a.patient}: there is no such patient"


def _group_faults(problem: Problem, group: Group) -> Iterator[str]:
    service, who = problem.service_of.get(group.service), f"group {group.id}"
    if service is None:
        return
    start = minutes_of_start(group.start)
    if not service.is_group:
        yield f"{who}: {service.id} is not a group service"
    if start % problem.grid_minutes:
        yield f"{who}: starts off the grid"
    if len(set(group.days)) != len(group.days) or len(group.days) != service.times_per_week:
        yield f"{who}: meets {len(group.days)} times, {service.id} meets {service.times_per_week}"
    if service.times_per_week > 1 and not set(group.days) <= set(WEEKDAYS):
        yield f"{who}: a group that meets several times meets Monday to Friday"
    for day in group.days:
        if not is_within(problem.open.get(day, ()), start, start + service.minutes):
            yield f"{who}: outside opening hours on {day}"
    yield from _size_faults(problem, group, service)
    yield from _leader_faults(problem, group, service)
    yield from _member_faults(problem, group, service)


def _size_faults(problem: Problem, group: Group, service: Service) -> Iterator[str]:
    size, who = len(group.members), f"group {group.id}"
    if not service.min <= size <= service.max:
        yield f"{who}: {size} members, allowed {service.min} to {service.max}"
    if service.mode == "online":
        return
    for day in group.days:
        room = problem.room_of.get(group.rooms.get(day, ""))
        if room is None:
            yield f"{who}: no room on {day}"
        elif room.seats < size:
            yield f"{who}: {size} members in {room.seats} seats on {day}"


def _leader_faults(problem: Problem, group: Group, service: Service) -> Iterator[str]:
    if len(group.leaders) < service.leaders:
        yield f"group {group.id}: too few leaders"
    known = [problem.clinician_of[c] for c in group.leaders if c in problem.clinician_of]
    if not any(service.skill in clinician.skills for clinician in known):
        yield f"group {group.id}: no leader with the skill {service.skill}"


def _member_faults(problem: Problem, group: Group, service: Service) -> Iterator[str]:
    if len(set(group.members)) != len(group.members):
        yield f"group {group.id}: a member twice"
    for member in group.members:
        patient = problem.patient_of.get(member)
        if patient is None:
            continue
        if service.cohort and service.cohort not in patient.cohorts:
            yield f"group {group.id}: {member} is not of cohort {service.cohort}"
        if service.mode != patient.mode:
            yield f"group {group.id}: {member} attends {patient.mode}"


def _appointment_faults(problem: Problem, a: Appointment) -> Iterator[str]:
    service, patient, who = problem.service_of.get(a.service), problem.patient_of.get(a.patient), None
    if service is None:
        return
    start, who = minutes_of_start(a.start), f"{a.service} of {a.patient}"
    if start % problem.grid_minutes:
        yield f"{who}: starts off the grid"
    if service.is_group:
        yield f"{who}: not an individual service"
    if not is_within(problem.open.get(a.day, ()), start, start + service.minutes):
        yield f"{who}: outside opening hours"
    ordered = [order for order in patient.orders if order.service == a.service] if patient else []
    if ordered and ordered[0].clinician not in (None, a.clinician):
        yield f"{who}: with {a.clinician}, ordered with {ordered[0].clinician}"


def _overlaps(meetings: Iterable[Meeting], whose: str) -> Iterator[str]:
    """Nobody and no room is in two places."""
    inorder = sorted(meetings)
    for one, two in pairwise(inorder):
        if one.day == two.day and two.start < one.end:
            yield f"{whose}: {one.what} and {two.what} overlap on {one.day}"


def _clinician_faults(sittings: Sittings, name: str) -> Iterator[str]:
    meetings = sittings.of_clinician[name]
    yield from _overlaps(meetings, f"clinician {name}")
    clinician: Clinician | None = sittings.problem.clinician_of.get(name)
    if clinician is None:
        return
    for m in meetings:
        if not is_within(clinician.available.get(m.day, ()), m.start, m.end):  # type: ignore[call-overload]
            yield f"clinician {name}: not available for {m.what} on {m.day}"
    if sum(m.end - m.start for m in meetings) > clinician.max_minutes:
        yield f"clinician {name}: more than {clinician.max_minutes} minutes"


def _conflicts(problem: Problem, patient: Patient, meetings: Iterable[Meeting]) -> Iterator[str]:
    """A session is clear of everything she is busy with, travel included on both sides."""
    for m in meetings:
        travel = travel_for(patient, problem.service_of[m.service])
        for span in patient.busy.get(m.day, ()):  # type: ignore[call-overload]
            if m.start - travel < span.end and span.start < m.end + travel:
                why = f"{span.why or 'busy'} {clock(span.start)}-{clock(span.end)}"
                yield f"patient {patient.id}: {m.service} on {m.day} clashes with {why}"


def _patient_faults(sittings: Sittings, patient: Patient) -> Iterator[str]:
    problem, meetings = sittings.problem, sittings.of_patient.get(patient.id, [])
    yield from _overlaps(meetings, f"patient {patient.id}")
    ordered = ordered_of(patient)
    for service, count in sittings.received.get(patient.id, Counter()).items():
        if service not in ordered:
            yield f"patient {patient.id}: {service} was not ordered"
        elif count > ordered[service]:
            yield f"patient {patient.id}: more {service} than ordered"
    yield from _conflicts(problem, patient, meetings)
    for day, held in by_day(meetings).items():
        groups = [m.service for m in held if problem.service_of[m.service].is_group]
        if len(groups) != len(set(groups)):
            yield f"patient {patient.id}: the same group service twice on {day}"


def _apart_faults(problem: Problem, week: Week) -> Iterator[str]:
    named = {name for patient in problem.patients if patient.apart_from for name in (patient.id, *patient.apart_from)}
    groups_of: dict[str, set[str]] = defaultdict(set)
    for group in week.groups if named else ():
        for member in named.intersection(group.members):
            groups_of[member].add(group.id)
    for patient in problem.patients:
        for other in patient.apart_from:
            # Said once for a pair that names each other, and also when only one of the two names the other.
            said_by_other = other in problem.patient_of and patient.id in problem.patient_of[other].apart_from
            if groups_of[patient.id] & groups_of[other] and (patient.id < other or not said_by_other):
                yield f"patient {patient.id}: shares a group with {other}"


def meetings_by_patient(week: Week, only: frozenset[str] | None = None) -> dict[str, set[tuple[str, str, str]]]:
    """Person -> the (service, day, start) of each meeting, what she has to remember; `only` of these people."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for group in week.groups:
        members = group.members if only is None else only.intersection(group.members)
        for member in members:
            found[member] |= {(group.service, day, group.start) for day in group.days}
    for a in week.appointments:
        if only is None or a.patient in only:
            found[a.patient].add((a.service, a.day, a.start))
    return found


def _changes(problem: Problem, week: Week) -> int:
    """Meetings that the running week did not have, of people who were in it."""
    if problem.running is None:
        return 0
    before, now = meetings_by_patient(problem.running), meetings_by_patient(week)
    return sum(len(now[p] - was) for p, was in before.items() if p in problem.patient_of)
