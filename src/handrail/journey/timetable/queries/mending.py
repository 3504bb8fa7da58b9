# SPDX-License-Identifier: Apache-2.0
"""What a mend of some dates keeps to, read: the week of these dates, what it is made from, and other programs."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.kit.days import monday_of
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable.mending import Ground, Out, Taken
from handrail.journey.timetable.queries.dated import meetings, read
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
    )


def elsewhere(program: Program, first: date, last: date) -> Iterator[Taken]:
    """When the clinicians of this program are held by the provider's others, and the rooms of its site."""
    for other in programs.programs(program.provider_id):
        if other.id == program.id:
            continue
        for one in meetings(other, first, last):
            if one.is_held:
                keys: list[UUID] = [*one.leaders, *((one.room,) if one.room else ())]
                yield from (Taken(key, one.date, one.start, one.end) for key in keys)
