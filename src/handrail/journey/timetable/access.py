# SPDX-License-Identifier: Apache-2.0
"""The door to a week: the program's, a patient's, a clinician's. Each look is one line in the record."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from handrail.ground.kit.days import monday_of
from handrail.ground.people import access as people
from handrail.ground.people.rules import Clinician, Patient, Place, Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import mending, queries
from handrail.journey.timetable.cards import DatedWeek, InForce
from handrail.journey.timetable.places import Held
from handrail.journey.timetable.proposal import Draft
from handrail.journey.timetable.queries import Changed, Running


def today_at(program: Program) -> date:
    return timezone.localdate(timezone=ZoneInfo(program.time_zone))


def week_of_program(who: Who, program: Program) -> InForce | None:
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.in_force(program, on=today_at(program))


def week_of_patient(who: Who, pk: UUID, *, asked: date | None = None) -> tuple[Patient, Program, InForce | None]:
    """For staff of her program, for herself, and for family she lets see it; this week, or that of a date."""
    patient = people.patient_for(who, pk, "week.see" if who.is_staff else "week.own")
    program = programs.of_key(patient.program_id)
    record.looked(by=who, what="week.looked", about=patient.id, patient=patient.id)
    today = today_at(program)
    on = today if asked is None or monday_of(asked) == monday_of(today) else monday_of(asked)
    return patient, program, queries.in_force(program, on=on, patient=pk)


def dated_week(who: Who, program: Program, monday: date) -> DatedWeek:
    """The program's seven days from a Monday."""
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.dated_week(program, monday)


def dated_day(who: Who, program: Program, day: date) -> DatedWeek:
    """One day of it."""
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.dated_week(program, monday_of(day), only=day)


def dated_week_of_clinician(who: Who, program: Program, pk: UUID, monday: date) -> tuple[Clinician, DatedWeek]:
    clinician = people.staff_for(who, pk)
    record.looked(by=who, what="week.looked", about=clinician.id)
    return clinician, queries.dated_week(program, monday, clinician=pk)


def draft_for(who: Who, program: Program, pk: UUID) -> Draft:
    """A draft with its week, for whoever builds weeks in this program."""
    found = _draft(who, program, pk, light=False)
    record.looked(by=who, what="week_draft.looked", about=found.id)
    return found


def progress_for(who: Who, program: Program, pk: UUID) -> Draft:
    """How far its search is, without the week: asked again and again, so not noted."""
    return _draft(who, program, pk, light=True)


def _draft(who: Who, program: Program, pk: UUID, *, light: bool) -> Draft:
    people.ask(who, "week.build", Place(who.provider_id, program.id))
    found = queries.draft(program, pk, light=light)
    if found is None:
        raise Http404("No such draft")
    return found


def running_week(who: Who, program: Program) -> InForce | None:
    """The standing week in force today, as it is with those who are in it now."""
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.running_week(program, on=today_at(program))


def mending_ground(who: Who, program: Program, day: date, *, out: Iterable[mending.Out] = ()) -> mending.Ground:
    """All that a mend of the week of this date keeps to; nothing is moved to before now."""
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.mending_ground(program, day, at=timezone.now(), out=out)


def running_for(who: Who, pk: UUID, *, at: datetime) -> tuple[Patient, Program, Running | None]:
    """A patient and the week she could join, for whoever may give seats; her own holds do not stand in her way."""
    patient = people.patient_for(who, pk, "seats.hold")
    program = programs.of_key(patient.program_id)
    record.looked(by=who, what="week.looked", about=patient.id, patient=patient.id)
    first_day = queries.next_first_day(today_at(program))
    return patient, program, queries.running(program, first_day=first_day, at=at, apart_from=patient.id)


def holds_of_program(who: Who, program: Program, *, at: datetime) -> list[Held]:
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.holds(program, at=at)


def hold_for(program: Program, pk: UUID, *, at: datetime) -> Held:
    """A hold of this program that still holds."""
    found = next((one for one in queries.holds(program, at=at) if one.id == pk), None)
    if found is None:
        raise Http404("No such hold")
    return found


def own_hours(who: Who) -> tuple[Patient, Program]:
    """Her own hours, for a patient who is signed in."""
    if who.patient_id is None:
        raise Http404("Nothing here for this account")
    patient = people.patient_for(who, who.patient_id, "week.own")
    record.looked(by=who, what="hours.looked", about=patient.id, patient=patient.id)
    return patient, programs.of_key(patient.program_id)


def hours_of_patient(who: Who, pk: UUID) -> tuple[Patient, Program]:
    """The same for staff who may change them."""
    patient = people.patient_for(who, pk, "patient.edit")
    record.looked(by=who, what="hours.looked", about=patient.id, patient=patient.id)
    return patient, programs.of_key(patient.program_id)


def changes_of_program(who: Who, program: Program) -> list[Changed]:
    """What patients say has changed and nobody has answered."""
    record.looked(by=who, what="changes.looked", about=program.id)
    return queries.changes_to_read(program)


def change_for(program: Program, pk: UUID) -> Changed:
    """What a patient of this program sent and nobody has answered."""
    found = next((one for one in queries.changes_to_read(program) if one.id == pk), None)
    if found is None:
        raise Http404("No such change")
    return found
