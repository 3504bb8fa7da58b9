# SPDX-License-Identifier: Apache-2.0
"""One meeting on one date, changed or added by hand: what that breaks, and who could not come to it any more. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of
from handrail.journey.timetable import rules
from handrail.journey.timetable.dated import Meeting as Meeting
from handrail.journey.timetable.footing import Ground as Ground
from handrail.journey.timetable.footing import overlap, same

WARNINGS = ("not_open", "not_there", "too_long", "her_life")  # whoever changes it may mean it; all else stops her


@dataclass(frozen=True)
class Wanted:
    """Where it is to be on that date, and who is to lead it."""

    day: date
    start: int
    leaders: tuple[UUID, ...]
    room: UUID | None = None


@dataclass(frozen=True)
class Breach:
    """One thing a change breaks. `key`: whose or of which room; `other`: the meeting that is in the way."""

    kind: str
    key: UUID | None = None
    other: str = ""

    @property
    def stops(self) -> bool:
        return self.kind not in WARNINGS


def as_wanted(one: Meeting, wanted: Wanted) -> Meeting:
    return replace(
        one, date=wanted.day, start=wanted.start, end=wanted.start + one.minutes, room=wanted.room,
        leaders=wanted.leaders, state="planned", away=frozenset(),
    )  # fmt: skip


def losing(ground: Ground, one: Meeting, wanted: Wanted) -> tuple[UUID, ...]:
    """Who is in this group and cannot come at its new time; at its old one nobody is asked anew."""
    if not one.slot.is_group or (wanted.day, wanted.start) == (one.date, one.start):
        return ()
    every = dict.fromkeys((*one.members, *sorted(one.excused)))  # those an earlier move excused are asked anew
    return tuple(who for who in every if not ground.comes(who, one, wanted.day, wanted.start))


def breaches(ground: Ground, one: Meeting, wanted: Wanted) -> list[Breach]:
    """All that is broken when it is held like this; `ground` is of its week."""
    now = as_wanted(one, wanted)
    return [*_when(ground, now), *_room(ground, now), *_leaders(ground, now), *_members(ground, one, now)]


def _when(ground: Ground, now: Meeting) -> Iterator[Breach]:
    if (now.date, now.start) < ground.since:
        yield Breach("begun")
    if monday_of(now.date) != monday_of(now.on):
        yield Breach("other_week")
    if any(closure.hits(now.date, now.start, now.end) for closure in ground.exceptions.closures):
        yield Breach("closed")
    elif not rules.is_within(ground.open_on(now.date), now.start, now.end):
        yield Breach("not_open")


def _room(ground: Ground, now: Meeting) -> Iterator[Breach]:
    if not now.slot.is_group or now.slot.is_online:
        return
    room = ground.problem.room_of.get(str(now.room))
    if room is None or now.room is None:
        yield Breach("no_room")
        return
    if room.seats < len(now.members):
        yield Breach("seats", now.room)
    yield from _taken(ground, now, now.room, "room", ground.of_room.get(now.room, []))


def _leaders(ground: Ground, now: Meeting) -> Iterator[Breach]:
    service = ground.service(now)
    if service and len(now.leaders) < (service.leaders if service.is_group else 1):
        yield Breach("few")
    known = [(who, ground.problem.clinician_of.get(str(who))) for who in now.leaders]
    if service and service.is_group and not any(one and service.skill in one.skills for _who, one in known):
        yield Breach("skill")
    for who, one in known:
        others = [m for m in ground.of_leader.get(who, []) if not same(m, now)]
        if one is None or who in ground.away_on(now.date):
            yield Breach("away", who)
            continue
        if not rules.is_within(ground.there_on(one, now.date), now.start, now.end):
            yield Breach("not_there", who)
        if sum(m.minutes for m in others) + now.minutes > one.max_minutes:
            yield Breach("too_long", who)
        yield from _taken(ground, now, who, "leader", others)


def _members(ground: Ground, one: Meeting, now: Meeting) -> Iterator[Breach]:
    """Of a group, who cannot come loses it; an individual session is not held without her."""
    service = ground.service(one)
    if one.slot.is_group or service is None:
        return
    for who in now.members:
        others = [m for m in ground.of_member.get(who, []) if not same(m, now)]
        yield from _taken(ground, now, who, "member", others)
        if not overlap(others, now.date, now.start, now.end) and not ground.comes(who, one, now.date, now.start):
            yield Breach("her_life", who)


def _taken(ground: Ground, now: Meeting, key: UUID, kind: str, others: list[Meeting]) -> Iterator[Breach]:
    """Whoever or whatever it is, is held by another meeting of this or of another program then."""
    for other in others:
        if not same(other, now) and overlap([other], now.date, now.start, now.end):
            yield Breach(kind, key, other.title)
    if kind != "member" and overlap(ground.taken(key), now.date, now.start, now.end):
        yield Breach("elsewhere", key)


def instead(one: Meeting, leaders: tuple[UUID, ...]) -> dict[UUID, UUID]:
    """Who stands in for whom, so that these lead it: each who goes is followed by one who comes, or who stays."""
    stands = one.slot.leaders
    gone = [who for who in stands if who not in leaders]
    new = [who for who in leaders if who not in stands]
    follow = [*new, *(who for who in leaders if who in stands)]
    if len(new) > len(gone) or len(gone) > len(follow):
        raise Refused("as many lead it as every week, or one less")
    return dict(zip(gone, follow, strict=False))
