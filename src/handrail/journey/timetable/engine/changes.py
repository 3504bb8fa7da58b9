# SPDX-License-Identifier: Apache-2.0
"""Single changes that might free an order of one person: which there are, and how much each asks of whom.

Only candidates are made here; whether one frees anything is found by trying it, in `explain`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from handrail.journey.timetable.engine import blocks
from handrail.journey.timetable.engine.blocks import OWN_WEEK, Closed
from handrail.journey.timetable.engine.offers import Offer
from handrail.journey.timetable.engine.openings import NEW, openings
from handrail.journey.timetable.engine.running import RunningGroup, RunningWeek
from handrail.journey.timetable.problem import Clinician, Patient, Service, Span, clock
from handrail.journey.timetable.rules import travel_for
from handrail.journey.timetable.week import DAYS, Day, Group, Week

# How much each change asks, least first, and how many of its kind are tried. Laying her own week anew asks
# nothing of others; a chair less than an hour of her life; that less than an hour of a clinician's; what moves
# a whole group asks most. Minutes add one for each quarter-hour.
BURDEN: dict[str, tuple[int, int]] = {
    "own week": (0, 1),
    "larger room": (1, 8),
    "one over": (2, 8),
    "her hours": (10, 16),
    "less travel": (15, 3),
    "clinician's hours": (20, 8),
    "another clinician": (30, 3),
    "group start": (40, 6),
    "one group more": (50, 4),
    "online": (60, 1),
}
STEP, MOST = 15, 60  # minutes: what people and employers speak in, and the most that is asked of a day
MOVE = 30  # minutes a running group may start earlier or later


@dataclass(frozen=True)
class Change:
    """One change: what kind, of what, by how much, and in a sentence. `moves`: meetings of hers it would move."""

    kind: str
    sentence: str
    service: str | None = None
    group: str | None = None
    clinician: str | None = None
    room: str | None = None
    day: str | None = None
    start: str | None = None
    minutes: int | None = None
    frees: int = 0
    moves: int = 0


@dataclass(frozen=True)
class Trial:
    """A change and what to fit her into. `week`: the changed week, when its lawfulness must be judged as a whole."""

    change: Change
    running: RunningWeek
    patient: Patient
    week: Week | None = None

    @property
    def burden(self) -> int:
        return BURDEN[self.change.kind][0] + abs(self.change.minutes or 0) // STEP


@dataclass
class Case:
    """One person, the running week, and the orders to be freed."""

    running: RunningWeek
    patient: Patient
    offers: list[Offer]
    short_of: dict[str, list[str]] = field(default_factory=dict)  # service -> everyone in want of it

    @cached_property
    def groups(self) -> list[tuple[RunningGroup, Closed]]:
        """Each group of these orders that she is not in, with what closes it apart from her own week."""
        found = []
        for offer in self.offers:
            closed = blocks.closed_groups(self.running, self.patient, offer.service)
            of_service = {one.id: one for one in self.running.groups_of.get(offer.service.id, ())}
            found += [(of_service[name], _hard(rules)) for name, rules in closed.items()]
        return found

    @cached_property
    def starts(self) -> list[tuple[Offer, int, int, Closed]]:
        """Each start of their individual sessions, with what closes it apart from her own week."""
        return [
            (offer, day, start, _hard(rules))
            for offer in self.offers
            if offer.clinician is not None
            for (day, start), rules in blocks.closed_starts(self.running, self.patient, offer).items()
        ]

    def trial(self, change: Change, running: RunningWeek | None = None, patient: Patient | None = None) -> Trial:
        return Trial(change, running or self.running, patient or self.patient)


def _hard(rules: Closed) -> Closed:
    return {rule: sentence for rule, sentence in rules.items() if rule not in OWN_WEEK}


def trials(case: Case) -> list[Trial]:
    """What may be tried, the least burden first, a few of each kind."""
    found: list[Trial] = []
    for kind, make in KINDS.items():
        made = sorted(make(case), key=lambda trial: trial.burden)
        found += made[: BURDEN[kind][1]]
    return sorted(found, key=lambda trial: trial.burden)


def _own_week(case: Case) -> Iterator[Trial]:
    yield case.trial(Change("own week", "Her own week laid anew frees it; nobody else is moved."))


# ---- seats --------------------------------------------------------------------------------------------------------


def _larger_room(case: Case) -> Iterator[Trial]:
    for one, closed in case.groups:
        size = len(one.members)
        if set(closed) != {"full"} or size >= one.service.max or one.service.mode == "online":
            continue
        held, end = case.running.groups[one.id], one.start + one.service.minutes
        small = [day for day in held.days if case.running.problem.room_of[held.rooms[day]].seats <= size]
        rooms = [case.running.free_room(day, one.start, end, size + 1) for day in small]
        if all(rooms):
            where = ", ".join(
                f"{room.id} on {blocks.NAMES[day]}" for room, day in zip(rooms, small, strict=True) if room
            )
            first = next(room.id for room in rooms if room)
            sentence = f"{one.id} moves to the larger room {where}, which is free: one seat more."
            change = Change("larger room", sentence, one.service.id, one.id, room=first, day=small[0])
            larger = {day: room.id for day, room in zip(small, rooms, strict=True) if room}
            moved = held.model_copy(update={"rooms": {**held.rooms, **larger}})
            week = _with_group(case.running.week, moved)
            yield Trial(change, case.running.with_seats(one, size + 1), case.patient, week)


def _one_over(case: Case) -> Iterator[Trial]:
    for one, closed in case.groups:
        size, rooms = len(one.members), case.running.groups[one.id].rooms.values()
        seats = [case.running.problem.room_of[room].seats for room in rooms if one.service.mode == "in_person"]
        if set(closed) == {"full"} and size >= one.service.max and all(n > size for n in seats):
            sentence = f"{one.id} takes {size + 1} instead of {size}, one more than {one.service.id} is meant for."
            yield case.trial(
                Change("one over", sentence, one.service.id, one.id), case.running.with_seats(one, size + 1)
            )


# ---- her life -----------------------------------------------------------------------------------------------------


Hit = tuple[Day, Span]


def _hits(case: Case) -> Iterator[tuple[Service, int, list[Hit]]]:
    """Every (service, start) that nothing but her life closes, and all that is in its way."""
    mine = {"busy", "travel"}
    options = [(one.service, one.days, one.start) for one, closed in case.groups if closed and set(closed) <= mine]
    options += [(o.service, (day,), start) for o, day, start, closed in case.starts if closed and set(closed) <= mine]
    for service, days, start in options:
        ways = [(day, blocks.in_the_way(case.patient, service, day, start)) for day in days]
        yield service, start, [(DAYS[day], span) for day, hit in ways for span, _ in hit]


def _her_hours(case: Case) -> Iterator[Trial]:
    seen: dict[tuple[Day, Span, Span], int] = {}
    alone = [(service, start, *hits[0]) for service, start, hits in _hits(case) if len(hits) == 1]
    for service, start, day, span in alone:
        travel = travel_for(case.patient, service)
        sooner, later = _up(span.end + travel - start), _up(start + service.minutes + travel - span.start)
        for cut, begin, end in ((sooner, span.start, span.end - sooner), (later, span.start + later, span.end)):
            if 0 < cut <= MOST and begin < end:
                seen[day, span, _span(begin, end, span.why)] = cut
    for (day, span, less), cut in seen.items():
        how = f"began {cut} minutes later" if less.start > span.start else f"ended {cut} minutes earlier"
        sentence = f"If {blocks.named(span)} on {blocks.NAMES[day]} {how}, at {clock(less.start)}-{clock(less.end)}."
        busy = {**case.patient.busy, day: tuple(less if one == span else one for one in case.patient.busy[day])}
        change = Change("her hours", sentence, day=day, start=clock(span.start), minutes=cut)
        yield case.trial(change, patient=case.patient.model_copy(update={"busy": busy}))


def _less_travel(case: Case) -> Iterator[Trial]:
    needed = [
        travel_for(case.patient, service)
        - min(max(start - span.end, span.start - start - service.minutes) for _, span in hits)
        for service, start, hits in _hits(case)
    ]
    now = case.patient.travel_minutes
    for cut in sorted({_up(minutes) for minutes in needed if 0 < minutes <= now}):
        less = max(0, now - cut)
        sentence = f"If she travelled {less} instead of {now} minutes each way (a ride, or coming from elsewhere)."
        change = Change("less travel", sentence, minutes=now - less)
        yield case.trial(change, patient=case.patient.model_copy(update={"travel_minutes": less}))


def _online(case: Case) -> Iterator[Trial]:
    """All of it online, where each group she is ordered has a twin that is held so."""
    if case.patient.mode == "online":
        return
    twins = {s.id: _twin(case.running.problem.services, s) for s in case.running.problem.services}
    if all(twins[order.service] for order in case.patient.orders):
        orders = tuple(o.model_copy(update={"service": twins[o.service]}) for o in case.patient.orders)
        online = case.patient.model_copy(update={"mode": "online", "orders": orders})
        change = Change("online", "If she attended online: each of her groups is also held so.")
        yield case.trial(change, patient=online)


def _twin(services: tuple[Service, ...], one: Service) -> str | None:
    """The same group held online; an individual session stays what it is."""
    if not one.is_group or one.mode == "online":
        return one.id
    alike = (one.skill, one.minutes, one.times_per_week, one.cohort)
    for other in services:
        same = (other.skill, other.minutes, other.times_per_week, other.cohort) == alike
        if same and other.is_group and other.mode == "online":
            return other.id
    return None


# ---- clinicians ---------------------------------------------------------------------------------------------------


def _clinicians_hours(case: Case) -> Iterator[Trial]:
    for offer in (offer for offer in case.offers if offer.clinician is not None):
        clinician = case.running.problem.clinician_of[offer.clinician or ""]
        mine = [(day, start, closed) for o, day, start, closed in case.starts if o is offer]
        if any(set(closed) == {"clinician's hours"} for _, _, closed in mine):
            yield from _longer_week(case, offer, clinician)
        for more, day, sentence, minutes in _longer_days(clinician, offer.service, mine):
            change = Change("clinician's hours", sentence, clinician=clinician.id, day=day, minutes=minutes)
            yield case.trial(change, case.running.with_clinician(more))


def _longer_week(case: Case, offer: Offer, clinician: Clinician) -> Iterator[Trial]:
    minutes = {one.id: one.minutes for one in case.running.problem.services}
    wanted = sum(o.count * minutes[o.service] for o in case.patient.orders if o.clinician == clinician.id)
    more = _up(wanted - case.running.minutes_left(clinician.id, case.patient.id))
    for n in sorted({more, _up(offer.service.minutes)}):
        if 0 < n <= MOST:
            sentence = f"If {clinician.id} worked {n} minutes more in sessions this week."
            change = Change("clinician's hours", sentence, clinician=clinician.id, minutes=n)
            longer = clinician.model_copy(update={"max_minutes": clinician.max_minutes + n})
            yield case.trial(change, case.running.with_clinician(longer))


def _longer_days(
    clinician: Clinician, service: Service, starts: list[tuple[int, int, Closed]]
) -> Iterator[tuple[Clinician, Day, str, int]]:
    seen: set[tuple[Day, int, int]] = set()
    for place, start, closed in starts:
        day = DAYS[place]
        for i, span in enumerate(clinician.available.get(day, ())):
            begin, end = min(span.start, start), max(span.end, start + service.minutes)
            more = _up(span.start - begin + end - span.end)
            if set(closed) != {"clinician away"} or more > MOST or (day, begin, end) in seen:
                continue
            seen.add((day, begin, end))
            spans = list(clinician.available[day])
            spans[i] = _span(begin, end)
            longer = clinician.model_copy(update={"available": {**clinician.available, day: tuple(spans)}})
            yield longer, day, f"If {clinician.id} were there {clock(begin)}-{clock(end)} on {blocks.NAMES[day]}.", more


def _another_clinician(case: Case) -> Iterator[Trial]:
    found = []
    for offer in (offer for offer in case.offers if offer.clinician is not None):
        clear = case.running.clear(case.patient, offer.service)
        for other in case.running.problem.clinicians:
            if case.running.minutes_left(other.id, case.patient.id) < offer.service.minutes:
                continue
            free = case.running.free(other.id, offer.service.minutes, case.patient.id)
            starts = sum((a & b).bit_count() for a, b in zip(free, clear, strict=True))
            if starts and other.id != offer.clinician:
                found.append((starts, offer, other.id))
    for _, offer, name in sorted(found, key=lambda one: -one[0]):
        orders = tuple(
            o.model_copy(update={"clinician": name}) if o.service == offer.service.id else o
            for o in case.patient.orders
        )
        sentence = f"If {name} saw her for {offer.service.id} instead of {offer.clinician}."
        change = Change("another clinician", sentence, offer.service.id, clinician=name)
        yield case.trial(change, patient=case.patient.model_copy(update={"orders": orders}))


# ---- groups -------------------------------------------------------------------------------------------------------


def _group_start(case: Case) -> Iterator[Trial]:
    grid = case.running.problem.grid_minutes
    for one, closed in case.groups:
        if not set(closed) <= {"busy", "travel"}:
            continue
        opened = case.running.open(one.service.minutes)
        for by in (sign * n for n in range(grid, MOVE + 1, grid) for sign in (-1, 1)):
            start = one.start + by
            hit = any(blocks.in_the_way(case.patient, one.service, day, start) for day in one.days)
            if hit or start < 0 or not all(opened[day] >> start // grid & 1 for day in one.days):
                continue
            if not _suits_the_others(case.running, case.patient, one, start):
                continue
            moved = case.running.groups[one.id].model_copy(update={"start": clock(start)})
            how = "later" if by > 0 else "earlier"
            sentence = f"If {one.id} ({blocks.times(one)}) began {abs(by)} minutes {how}, at {clock(start)}."
            change = Change("group start", sentence, one.service.id, one.id, start=clock(start), minutes=by)
            yield Trial(
                change,
                case.running.with_group(replace(one, start=start)),
                case.patient,
                _with_group(case.running.week, moved),
            )


def _suits_the_others(running: RunningWeek, patient: Patient, one: RunningGroup, start: int) -> bool:
    """Whether the others in it could come then: a first look that spares judging the whole week."""
    end = start + one.service.minutes
    for name in one.members - {patient.id}:
        other = running.problem.patient_of[name]
        if any(blocks.in_the_way(other, one.service, day, start) for day in one.days):
            return False
        for m in blocks.hers(running, other):
            itself = m.service == one.service.id and m.start == one.start
            if m.day in one.days and not itself and m.start < end and start < m.end:
                return False
    return True


def _with_group(week: Week, group: Group) -> Week:
    return week.model_copy(update={"groups": (*(one for one in week.groups if one.id != group.id), group)})


def _up(minutes: int) -> int:
    return -(-minutes // STEP) * STEP


def _span(begin: int, end: int, why: str = "") -> Span:
    return Span.model_validate([clock(begin), clock(end), why])


def _one_group_more(case: Case) -> Iterator[Trial]:
    for offer in (offer for offer in case.offers if offer.service.is_group):
        for opening in openings(case.running, case.patient, offer.service, case.short_of.get(offer.service.id, [])):
            others = f" with {len(opening.takers)} others who lack it" if opening.takers else ""
            when = f"{', '.join(DAYS[day] for day in opening.days)} {clock(opening.start)}"
            leaders = " and ".join(opening.leaders)
            sentence = f"If one {offer.service.id} group more were held, {when}, led by {leaders}{others}."
            change = Change(
                "one group more", sentence, offer.service.id, NEW, opening.leaders[0], start=clock(opening.start)
            )
            running = case.running.with_group(opening.running)
            yield Trial(change, running, case.patient, _with_group(case.running.week, opening.group))


KINDS: dict[str, Callable[[Case], Iterator[Trial]]] = {
    "own week": _own_week,
    "larger room": _larger_room,
    "one over": _one_over,
    "her hours": _her_hours,
    "less travel": _less_travel,
    "clinician's hours": _clinicians_hours,
    "another clinician": _another_clinician,
    "group start": _group_start,
    "one group more": _one_group_more,
    "online": _online,
}
