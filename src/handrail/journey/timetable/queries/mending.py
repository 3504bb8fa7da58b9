# SPDX-License-Identifier: Apache-2.0
"""What a mend of some dates keeps to, read: the week of these dates, what it is made from, and other programs."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import dated
from handrail.journey.timetable.mending import Ground, Out, Taken
from handrail.journey.timetable.once import Wanted
from handrail.journey.timetable.queries.dated import meetings, read
from handrail.journey.timetable.queries.lives import other_days_of
from handrail.journey.timetable.queries.problems import problem

DAYS = 7


def ground(program: Program, day: date, *, at: datetime, out: Iterable[Out] = ()) -> Ground:
    """Of the week of this date; nothing can be moved to before `at`."""
    first = monday_of(day)
    last = first + timedelta(days=DAYS - 1)
    found, now = read(program, first, last), at.astimezone(ZoneInfo(program.time_zone))
    return Ground(
        problem=problem(program),
        meetings=tuple(found.meetings),
        exceptions=found.exceptions,
        since=(now.date(), now.hour * 60 + now.minute),
        elsewhere=tuple(elsewhere(program, first, last)),
        out=tuple(out),
        others={(one.patient, one.on): one for one in other_days_of(program, first, last)},
    )


def imagined(program: Program, ground: Ground, service: UUID, wanted: Wanted, members: Iterable[UUID]) -> dated.Meeting:
    """A meeting of a service that stands in no week, as it would be on that date, with these people in it.

    Refused when the program has no such service, or these people are none of hers.
    """
    told = ground.problem.service_of.get(str(service))
    coming = tuple(dict.fromkeys(members))
    if told is None or any(str(who) not in ground.problem.patient_of for who in coming):
        raise Refused(_("this is no longer there: open the page again"))
    most = told.max if told.is_group else 1
    if not 1 <= len(coming) <= most:
        raise Refused(_("choose whom it is for: at least one, at most %(most)d") % {"most": most})
    once = dated.Slot(
        key=UUID(int=0), is_group=told.is_group, weekday=wanted.day.weekday(), start=wanted.start,
        minutes=told.minutes, service=service, leaders=wanted.leaders, members=coming, room=wanted.room,
        is_online=told.mode == "online", seats=most,
    )  # fmt: skip
    starts_at = dated.moment(wanted.day, wanted.start, ZoneInfo(program.time_zone))
    return dated.Meeting(
        on=wanted.day, date=wanted.day, start=wanted.start, end=wanted.start + told.minutes, starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=told.minutes), slot=once, leaders=wanted.leaders, members=coming,
        room=wanted.room, where="", is_extra=True,
    )  # fmt: skip


def elsewhere(program: Program, first: date, last: date) -> Iterator[Taken]:
    """When the clinicians of this program are held by the provider's others, and the rooms of its site."""
    for other in programs.programs(program.provider_id):
        if other.id == program.id:
            continue
        for one in meetings(other, first, last):
            if one.is_held:
                keys: list[UUID] = [*one.leaders, *((one.room,) if one.room else ())]
                yield from (Taken(key, one.date, one.start, one.end) for key in keys)
