# SPDX-License-Identifier: Apache-2.0
"""The door to a week: the program's, a patient's, a clinician's. Each look is one line in the record."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from handrail.ground.people import access as people
from handrail.ground.people.rules import Clinician, Patient, Place, Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import mending, queries
from handrail.journey.timetable.cards import DatedWeek, InForce
from handrail.journey.timetable.proposal import Draft


def today_at(program: Program) -> date:
    return timezone.localdate(timezone=ZoneInfo(program.time_zone))


def week_of_program(who: Who, program: Program) -> InForce | None:
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.in_force(program, on=today_at(program))


def week_of_patient(who: Who, pk: UUID) -> tuple[Patient, Program, InForce | None]:
    """For staff of her program, for herself, and for family she lets see it."""
    patient = people.patient_for(who, pk, "week.see" if who.is_staff else "week.own")
    program = programs.of_key(patient.program_id)
    record.looked(by=who, what="week.looked", about=patient.id, patient=patient.id)
    return patient, program, queries.in_force(program, on=today_at(program), patient=pk)


def dated_week(who: Who, program: Program, monday: date) -> DatedWeek:
    """The program's seven days from a Monday."""
    record.looked(by=who, what="week.looked", about=program.id)
    return queries.dated_week(program, monday)


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
