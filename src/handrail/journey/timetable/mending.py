# SPDX-License-Identifier: Apache-2.0
"""Mend some dates of a dated week: a clinician is out, or a room cannot be used. And make up for hours that were lost.

Pure, and exact in what it says: every way told keeps to hours, skills, seats, closures, other meetings and the lives of
those who come; who cannot come to it is told as losing it. Nothing that is not hit is moved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

from handrail.ground.kit.days import DAY_MINUTES
from handrail.journey.timetable import rules
from handrail.journey.timetable.dated import Meeting
from handrail.journey.timetable.footing import Ground as Ground
from handrail.journey.timetable.footing import Out as Out
from handrail.journey.timetable.footing import Taken as Taken
from handrail.journey.timetable.footing import overlap, same
from handrail.journey.timetable.problem import Service
from handrail.journey.timetable.week import DAYS

# What a way costs, so that ways can be put in order: to lose a meeting is worse than to have it moved, that is worse
# than to have it with somebody else. A move is dearer the further it goes.
LOST, MOVED, FAR, STRANGER, OTHER_ROOM = 10_000, 300, 20, 40, 1
MOST_WAYS, MOST_MOVES = 8, 5
MOST_TRIED = 50_000  # joint choices looked at before the best so far is taken


@dataclass(frozen=True)
class Way:
    """One way on with a meeting that is hit. `kind`: alone, substitute, room, move, cancel. `losing`: who lose it."""

    kind: str
    meeting: Meeting
    instead: tuple[tuple[UUID, UUID], ...] = ()
    day: date | None = None
    start: int | None = None
    room: UUID | None = None
    losing: tuple[UUID, ...] = ()
    cost: int = 0

    @property
    def key(self) -> str:
        """Names it among the ways of its meeting, also when they are found anew."""
        who = ",".join(f"{old.hex}>{new.hex}" for old, new in self.instead)
        return "|".join(
            (self.kind, who, str(self.day or ""), str(self.start or ""), self.room.hex if self.room else "")
        )

    @property
    def as_held(self) -> Meeting:
        """The meeting as it would then be."""
        was, instead = self.meeting, dict(self.instead)
        if self.kind == "cancel":
            return replace(was, state="cancelled")
        start = was.start if self.start is None else self.start
        return replace(
            was, date=self.day or was.date, start=start, end=start + was.minutes, room=self.room or was.room,
            leaders=tuple(instead.get(one, one) for one in was.leaders),
            members=tuple(one for one in was.members if one not in self.losing),
        )  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """A meeting that is hit, every way on that was found, the least costly first, and the one proposed."""

    meeting: Meeting
    ways: tuple[Way, ...]
    proposed: Way


@dataclass(frozen=True)
class Loss:
    """A meeting she lost, and the groups in which she could make up for it, or the times at which it could be held."""

    patient: UUID
    meeting: Meeting
    offers: tuple[Meeting, ...] = ()
    ways: tuple[Way, ...] = ()


# ---- ways on ------------------------------------------------------------------------------------------------------


def proposals(ground: Ground) -> list[Hit]:
    """For every meeting that is hit its ways on, and of these one each that go together and cost least."""
    ways = [_in_order(_ways(ground, one)) for one in ground.hit]
    chosen = _together(ground, ways)
    return [Hit(one, tuple(each), way) for one, each, way in zip(ground.hit, ways, chosen, strict=True)]


def _ways(ground: Ground, one: Meeting) -> Iterator[Way]:
    lacking = ground.lacking(one)
    leaders_out = [who for who in one.leaders if who in lacking]
    room_out = one.room in lacking
    if one.slot.is_group and not room_out:
        yield from _alone(ground, one, leaders_out)
        yield from _substitutes(ground, one, leaders_out)
    if room_out and not leaders_out:
        yield from _other_rooms(ground, one)
    yield from _moves(ground, one)
    yield Way("cancel", one, losing=one.members, cost=LOST * max(1, len(one.members)))


def _in_order(ways: Iterable[Way]) -> list[Way]:
    found = sorted(ways, key=lambda way: (way.cost, way.key))
    return [*[way for way in found if way.kind != "cancel"][:MOST_WAYS], *[w for w in found if w.kind == "cancel"]]


def _alone(ground: Ground, one: Meeting, out: list[UUID]) -> Iterator[Way]:
    """Those who are there lead it without her, where they are enough."""
    service, left = ground.service(one), [who for who in one.leaders if who not in out]
    if service and out and len(left) >= service.leaders and _has_skill(ground, left, service):
        yield Way("alone", one, instead=tuple((who, left[0]) for who in out), cost=1)


def _substitutes(ground: Ground, one: Meeting, out: list[UUID]) -> Iterator[Way]:
    service, left = ground.service(one), [who for who in one.leaders if who not in out]
    if service is None or not out:
        return
    free = [
        UUID(c.id)
        for c in ground.problem.clinicians
        if UUID(c.id) not in one.leaders and ground.leads(c, one, one.date, one.start)
    ]
    for chosen in product(free, repeat=len(out)):
        if len(set(chosen)) == len(chosen) and _has_skill(ground, [*left, *chosen], service):
            yield Way("substitute", one, instead=tuple(zip(out, chosen, strict=True)), cost=STRANGER * len(out))


def _has_skill(ground: Ground, leaders: Iterable[UUID], service: Service) -> bool:
    known = (ground.problem.clinician_of.get(str(who)) for who in leaders)
    return any(one is not None and service.skill in one.skills for one in known)


def _other_rooms(ground: Ground, one: Meeting) -> Iterator[Way]:
    for room in ground.problem.rooms:
        if ground.is_free(room, one, one.date, one.start, len(one.members)):
            yield Way("room", one, room=UUID(room.id), cost=OTHER_ROOM)


def _moves(ground: Ground, one: Meeting) -> Iterator[Way]:
    """Other times of the same week at which her own leaders are there; of those, the best on each of a few days."""
    service, first = ground.service(one), one.on - timedelta(days=one.on.weekday())
    leaders = [ground.problem.clinician_of.get(str(who)) for who in one.leaders]
    if service is None or not all(leaders):
        return
    found: list[Way] = []
    for day in (first + timedelta(days=n) for n in range(len(DAYS))):
        for start in range(0, DAY_MINUTES - one.minutes + 1, ground.problem.grid_minutes):
            if (day, start) == (one.date, one.start) or not ground.is_open(day, start, start + one.minutes):
                continue
            if all(who is not None and ground.leads(who, one, day, start) for who in leaders):
                found += filter(None, [_move(ground, one, day, start)])
    yield from _spread(found)


def moves(ground: Ground, one: Meeting) -> list[Way]:
    """Other times of its week to which everyone in it can come, the least far first."""
    return [way for way in _moves(ground, one) if not way.losing]


def _spread(moves: list[Way]) -> Iterator[Way]:
    """The best few, at most two on one day and those not at once: other meetings of that day want a choice."""
    kept: list[Meeting] = []
    for way in sorted(moves, key=lambda way: (way.cost, way.day, way.start)):
        held = way.as_held
        same_day = [one for one in kept if one.date == held.date]
        if len(kept) < MOST_MOVES and len(same_day) < 2 and not overlap(same_day, held.date, held.start, held.end):
            kept.append(held)
            yield way


def _move(ground: Ground, one: Meeting, day: date, start: int) -> Way | None:
    coming = [who for who in one.members if ground.comes(who, one, day, start)]
    service = ground.service(one)
    if not coming or (service and len(coming) < service.min):
        return None
    room = None
    if one.room:
        rooms = [r for r in ground.problem.rooms if ground.is_free(r, one, day, start, len(coming))]
        rooms.sort(key=lambda r: (UUID(r.id) != one.room, r.seats))
        if not rooms:
            return None
        room = UUID(rooms[0].id)
    losing = tuple(who for who in one.members if who not in coming)
    far = FAR * abs((day - one.date).days) + abs(start - one.start) // 60
    cost = LOST * len(losing) + MOVED * len(coming) + far
    return Way("move", one, day=day, start=start, room=room if room != one.room else None, losing=losing, cost=cost)


def _together(ground: Ground, ways: list[list[Way]]) -> list[Way]:
    """One way each, so that they go together at the least cost; the search is cut off at so many tries."""
    order = sorted(range(len(ways)), key=lambda i: len(ways[i]))
    least = [0] * (len(order) + 1)  # what the meetings from here on cost at least
    for at in reversed(range(len(order))):
        least[at] = least[at + 1] + ways[order[at]][0].cost
    best: list[Way] = [each[-1] for each in ways]  # to cancel always goes
    best_cost, tried = sum(way.cost for way in best) + 1, 0

    def go(at: int, cost: int, chosen: list[Way]) -> None:
        nonlocal best, best_cost, tried
        tried += 1
        if cost + least[at] >= best_cost or tried > MOST_TRIED:
            return
        if at == len(order):
            best_cost = cost
            for i, way in zip(order, chosen, strict=True):
                best[i] = way
            return
        for way in ways[order[at]]:
            if goes_with(ground, way, chosen):
                go(at + 1, cost + way.cost, [*chosen, way])

    go(0, 0, [])
    return best


def goes_with(ground: Ground, way: Way, others: Iterable[Way]) -> bool:
    """Whether two meetings mended like this do not want one clinician, room or member at once, nor too much of one."""
    held = [other.as_held for other in others if other.kind != "cancel"]
    now = way.as_held
    if way.kind == "cancel":
        return True
    for other in held:
        at_once = other.date == now.date and other.start < now.end and now.start < other.end
        shares = set(now.leaders) & set(other.leaders) or set(now.members) & set(other.members)
        twice = now.service == other.service and now.date == other.date and set(now.members) & set(other.members)
        if (at_once and (shares or (now.room and now.room == other.room))) or (way.kind == "move" and twice):
            return False
    return all(_has_minutes(ground, new, [now, *held]) for _, new in way.instead)


def _has_minutes(ground: Ground, who: UUID, mended: list[Meeting]) -> bool:
    one = ground.problem.clinician_of.get(str(who))
    others = [m for m in ground.of_leader[who] if not any(same(m, new) for new in mended)]
    held = sum(m.minutes for m in [*others, *(new for new in mended if who in new.leaders)])
    return one is not None and held <= one.max_minutes


# ---- make-up ------------------------------------------------------------------------------------------------------


def losses(ground: Ground) -> list[Loss]:
    """Who lost a meeting this week, or was excused from it, and has not made up for it; what she could have instead.

    Groups of the same service, with a free seat, clear of her life and her other meetings, without anyone she is kept
    apart from, and not begun yet; for an individual session, times at which her clinician and she are free. Nobody is
    offered more of a service in this week than is ordered for her.
    """
    found = []
    for lost in ground.meetings:
        gone = sorted(lost.excused) if lost.is_held else lost.members
        if lost.is_extra or not gone:
            continue
        if not lost.slot.is_group:
            again = replace(lost, state="planned", cause="")
            ways = tuple(way for way in _moves(ground, again) if not way.losing)
            found += [Loss(who, lost, ways=ways) for who in lost.members if _lacks(ground, who, lost)]
            continue
        there = [m for m in ground.held if m.service == lost.service and (m.date, m.start) >= ground.since]
        there = [m for m in there if not same(m, lost)]
        hers = [who for who in gone if _lacks(ground, who, lost)]
        found += [Loss(who, lost, tuple(m for m in there if _could_join(ground, who, m))) for who in hers]
    return found


def _lacks(ground: Ground, who: UUID, lost: Meeting) -> bool:
    patient, service = ground.problem.patient_of.get(str(who)), ground.service(lost)
    if patient is None or service is None:
        return False
    ordered = rules.ordered_of(patient)[service.id] * service.times_per_week
    return sum(m.service == lost.service for m in ground.of_member[who]) < ordered


def _could_join(ground: Ground, who: UUID, one: Meeting) -> bool:
    service, patient = ground.service(one), ground.problem.patient_of[str(who)]
    if service is None or who in one.members or service.mode != patient.mode or one.is_unled:
        return False
    if service.cohort and service.cohort not in patient.cohorts:
        return False
    room = ground.problem.room_of.get(str(one.room)) if one.room else None
    seats = min(service.max, room.seats) if room else service.max
    apart = {UUID(other) for other in patient.apart_from}
    return len(one.members) < seats and not apart & set(one.members) and ground.comes(who, one, one.date, one.start)
