# SPDX-License-Identifier: Apache-2.0
"""A dated week as a board shows it: its meetings, and the names of rooms, staff and those seen one to one."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from handrail.ground.people import queries as people
from handrail.ground.people.rules import Clinician
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable.cards import DatedWeek, Lack
from handrail.journey.timetable.conflicts import OtherDay, conflicts
from handrail.journey.timetable.dated import Meeting
from handrail.journey.timetable.models import Unmet
from handrail.journey.timetable.queries.dated import read
from handrail.journey.timetable.queries.lives import other_days_of

DAYS = 7


def own_dated_week(
    program: Program, monday: date, patient: UUID, *, called: Mapping[str, str], others: Iterable[OtherDay]
) -> DatedWeek:
    """A patient's own seven days from a Monday, what she is excused from too; of nobody else anything is read."""
    found = read(program, monday, monday + timedelta(days=DAYS - 1), patients=(patient,))
    hers = [one for one in found.meetings if patient in one.members or patient in one.excused]
    return DatedWeek(
        program=program,
        monday=monday,
        meetings=tuple(hers),
        exceptions=found.exceptions,
        standing=found.standing[-1] if found.standing else None,
        rooms=(),
        clinicians=(),
        patients={},
        lacks=(),
        conflicts=tuple(conflicts(hers, others)),
        called=called,
    )


def dated_week(program: Program, monday: date, *, clinician: UUID | None = None, only: date | None = None) -> DatedWeek:
    """The seven days from a Monday; with a clinician, what she leads, and nothing of what others lack; with a date,
    nothing but what is held on it."""
    first, last = (only, only) if only else (monday, monday + timedelta(days=DAYS - 1))
    others = other_days_of(program, first, last)
    found = read(program, first, last, named=True, known=[one.patient for one in others])
    meetings = [m for m in found.meetings if clinician is None or clinician in m.leaders]
    hit = conflicts(meetings, others)
    newest = found.standing[-1] if found.standing else None
    lacks = _lacks(newest.id) if newest and not (clinician or only) else []
    names = {m.members[0]: m.slot.who for m in meetings if m.slot.who} | {one.patient: one.name for one in lacks}
    names |= {one.patient: one.name for one in others if any(one.patient == other.patient for other in hit)}
    nameless = {m.members[0] for m in meetings if not m.slot.is_group and m.members} - set(names)
    return DatedWeek(
        program=program,
        monday=monday,
        meetings=tuple(meetings),
        exceptions=found.exceptions,
        standing=newest,
        rooms=() if only else tuple(programs.rooms(program.id, also_closed=True)),
        clinicians=() if only else _clinicians(program, with_hours=clinician is not None),
        called=_called(program, meetings) if only else {},
        patients=names | (people.names_of_patients(program.provider_id, nameless) if nameless else {}),
        lacks=tuple(lacks),
        conflicts=tuple(hit),
    )


def _lacks(timetable_id: UUID | None) -> list[Lack]:
    rows = Unmet.objects.filter(timetable=timetable_id).order_by("id")
    return [Lack(*row) for row in rows.values_list("patient", "patient__name", "service__name", "count", "because")]


def _clinicians(program: Program, *, with_hours: bool) -> tuple[Clinician, ...]:
    return tuple(people.clinicians(program.id, also_left=True, with_hours=with_hours))


def _called(program: Program, meetings: Iterable[Meeting]) -> dict[str, str]:
    """The names of those who lead these."""
    leaders = {who for one in meetings for who in (*one.leaders, *one.slot.leaders)}
    return {str(pk): name for pk, name in people.names_of_staff(program.provider_id, leaders).items()}
