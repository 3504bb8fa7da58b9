# SPDX-License-Identifier: Apache-2.0
"""A week is put in force."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import cautions, elsewhere, queries, rules
from handrail.journey.timetable.actions.following import follow
from handrail.journey.timetable.models import (
    Appointment,
    Group,
    GroupDay,
    Leader,
    Seat,
    Timetable,
    Unmet,
)
from handrail.journey.timetable.places import as_taken
from handrail.journey.timetable.problem import Problem, minutes_of
from handrail.journey.timetable.week import Week


@transaction.atomic
def publish(*, by: By, program: Program, first_day: date, week: Week, at: datetime, why: str = "") -> UUID:
    """Put a week in force from `first_day`. One that breaks a rule, as the tables are now, is refused whole.

    A week already in force from the same day is replaced and kept. Two who publish at once come one after
    the other. `why`: although it does not keep to all that program and packs ask.
    """
    if first_day.weekday() != 0:
        raise Refused("a week begins on a Monday")
    programs.hold(program.id)
    problem = queries.problem(program, on=first_day)
    held = queries.held_elsewhere(program, first_day)
    if faults := [*elsewhere.faults(problem, week, held), *rules.faults(problem, week)]:
        raise Refused(*faults)
    _keep_held(program, problem, week, at)
    score = rules.score(problem, week)
    told = cautions.summed(queries.cautions_about(program, week, on=first_day, problem=problem))
    Timetable.objects.filter(program=program.id, first_day=first_day, replaced_at=None).update(replaced_at=at)
    timetable = Timetable.objects.create(
        provider_id=program.provider_id, program_id=program.id, first_day=first_day, published_at=at,
        published_by=by.account_id, made=week.made, score={**score.terms, "total": score.total},
        people=score.people, whole=score.whole, cautions=[one.to_json() for one in told], why=why.strip(),
    )  # fmt: skip
    _write_groups(timetable, week)
    _write_appointments(timetable, week)
    follow(program=program, first_day=first_day, at=at)
    record.note(by=by, did="week.published", about=timetable.id)
    return timetable.id


def _keep_held(program: Program, problem: Problem, week: Week, at: datetime) -> None:
    """Seats that are held stay free for whoever they are held for, until their half hour is over."""
    held = queries.holds(program, at=at)
    if not held:
        return
    joined, taken, lost = as_taken(problem, week, held)
    if lost or rules.faults(joined, taken):
        until = timezone.localtime(max(one.until for one in held), ZoneInfo(program.time_zone))
        raise Refused(
            _("seats are held for someone until %(clock)s, and this week has no place for her: wait or release them")
            % {"clock": f"{until:%H:%M}"}
        )


def _write_groups(timetable: Timetable, week: Week) -> None:
    row = {"provider_id": timetable.provider_id}
    made = [
        (Group(**row, timetable=timetable, service_id=UUID(g.service), start=minutes_of(g.start)), g)
        for g in week.groups
    ]
    Group.objects.bulk_create(group for group, _ in made)
    GroupDay.objects.bulk_create(
        GroupDay(
            **row, group=group, weekday=WEEKDAYS.index(day), room_id=UUID(g.rooms[day]) if day in g.rooms else None
        )
        for group, g in made
        for day in g.days
    )
    Leader.objects.bulk_create(
        Leader(**row, group=group, clinician_id=UUID(leader)) for group, g in made for leader in g.leaders
    )
    Seat.objects.bulk_create(
        Seat(**row, group=group, patient_id=UUID(member)) for group, g in made for member in g.members
    )


def _write_appointments(timetable: Timetable, week: Week) -> None:
    row = {"provider_id": timetable.provider_id, "timetable": timetable}
    Appointment.objects.bulk_create(
        Appointment(
            **row, patient_id=UUID(a.patient), service_id=UUID(a.service), clinician_id=UUID(a.clinician),
            weekday=WEEKDAYS.index(a.day), start=minutes_of(a.start),
        )
        for a in week.appointments
    )  # fmt: skip
    Unmet.objects.bulk_create(
        Unmet(**row, patient_id=UUID(u.patient), service_id=UUID(u.service), count=u.count, because=u.because)
        for u in week.unmet
    )
