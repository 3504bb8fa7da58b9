# SPDX-License-Identifier: Apache-2.0
"""Seats are held for a person, given back, or taken: then they are hers from the first day of the week on.

Whoever holds, takes or publishes holds the program first, so that two who do so at once come one after the other.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import queries, rules
from handrail.journey.timetable.actions.weeks import publish
from handrail.journey.timetable.engine.fit import NOT_FOUND
from handrail.journey.timetable.models import Commitment, Hold, Order, Timetable
from handrail.journey.timetable.models.fits import OPEN
from handrail.journey.timetable.places import Places, seated, with_unmet
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.week import Week

HELD_FOR = timedelta(minutes=30)


@transaction.atomic
def hold(
    *, by: By, program: Program, subject: UUID, entry: Patient, places: Places, first_day: date, at: datetime,
    patient: UUID | None = None, words: str = "",
) -> UUID:  # fmt: skip
    """Keep these seats and times for her for half an hour. What is no longer free is refused.

    `subject` is whoever it is for, a patient or someone who is not one yet; what was held for her before is given back.
    """
    programs.hold(program.id)
    found = queries.running(program, first_day=first_day, at=at, apart_from=subject)
    if found is None:
        raise Refused(_("there is no week yet that anybody could join"))
    _refuse_taken(found.problem, found.week, entry, places)
    Hold.objects.filter(OPEN, program=program.id, subject=subject).update(released_at=at)
    made = Hold.objects.create(
        provider_id=program.provider_id, program_id=program.id, subject=subject, patient_id=patient,
        entry=entry.model_dump_json(), places=places.to_json(), words=words, first_day=first_day,
        held_by=by.account_id, held_at=at, until=at + HELD_FOR,
    )  # fmt: skip
    record.note(by=by, did="seats.held", about=made.id, patient=patient)
    return made.id


@transaction.atomic
def release(*, by: By, program: Program, hold_id: UUID, at: datetime) -> bool:
    """The seats are open to everyone again. Saying it twice changes nothing."""
    programs.hold(program.id)
    found = Hold.objects.filter(OPEN, program=program.id, pk=hold_id).first()
    if found is None:
        return False
    Hold.objects.filter(pk=found.pk).update(released_at=at)
    record.note(by=by, did="seats.released", about=found.pk, patient=found.patient_id)
    return True


@transaction.atomic
def take(*, by: By, program: Program, hold_id: UUID, patient: UUID, at: datetime) -> list[UUID]:
    """The seats are hers: the week that begins on the hold's first day, and each later one, is published with her.

    Somebody who was not a patient when they were held is one now; what was asked for her then is ordered if nothing is.
    """
    programs.hold(program.id)
    found = Hold.objects.filter(OPEN, program=program.id, pk=hold_id, until__gt=at).first()
    if found is None:
        raise Refused(_("these seats are not held any more: look for her week anew"))
    if found.patient_id not in (None, patient):
        raise Refused(_("these seats are held for somebody else"))
    held = queries.held_of(found)
    _order_as_asked(program, patient, held.entry)
    Hold.objects.filter(pk=found.pk).update(taken_at=at, patient_id=patient)

    def with_her(problem: Problem, week: Week) -> Week:
        return with_places(problem, week, patient, held.places)

    made = publish_from(by=by, program=program, first_day=found.first_day, at=at, change=with_her)
    record.note(by=by, did="seats.taken", about=found.pk, patient=patient)
    return made


def with_places(problem: Problem, week: Week, patient: UUID, places: Places) -> Week:
    """The week with exactly these places for her; Refused when one has gone."""
    entry = problem.patient_of.get(str(patient))
    if entry is None:
        raise Refused(_("she is not in this program any more"))
    made, missing = seated(problem, week, entry.id, places)
    if missing:
        raise Refused(_("a seat of this week has gone meanwhile: look for her week anew"))
    return with_unmet(made, entry, NOT_FOUND)


def publish_from(
    *, by: By, program: Program, first_day: date, at: datetime, change: Callable[[Problem, Week], Week]
) -> list[UUID]:
    """Publish a change of the standing week from a Monday on: in the week in force then, and in each later one."""
    ours = Timetable.objects.filter(program=program.id, replaced_at=None)
    first = ours.filter(first_day__lte=first_day).order_by("-first_day").first()
    if first is None:
        raise Refused(_("there is no week yet that anybody could join"))
    made = []
    for timetable in [first, *ours.filter(first_day__gt=first_day).order_by("first_day")]:
        day = max(first_day, timetable.first_day)
        week = change(queries.problem(program, on=day), queries.week_of(timetable, None, None))
        made.append(publish(by=by, program=program, first_day=day, week=week, at=at))
    return made


def _order_as_asked(program: Program, patient: UUID, entry: Patient) -> None:
    if Order.objects.filter(patient=patient).exists():
        return
    if not Commitment.objects.filter(patient=patient).exists():
        _keep_free_as_told(program, patient, entry)
    Order.objects.bulk_create(
        Order(
            provider_id=program.provider_id, patient_id=patient, service_id=UUID(one.service), count=one.count,
            clinician_id=UUID(one.clinician) if one.clinician else None,
        )
        for one in entry.orders
    )  # fmt: skip


def _keep_free_as_told(program: Program, patient: UUID, entry: Patient) -> None:
    """Her own hours as she told them when she called; what is no reason of the house is what she calls it."""
    known = set(Commitment.Reason.values)
    Commitment.objects.bulk_create(
        Commitment(
            provider_id=program.provider_id, patient_id=patient, weekday=WEEKDAYS.index(day), start=span.start,
            end=span.end, reason=span.why if span.why in known else "other",
            words="" if span.why in known else span.why,
        )
        for day, spans in entry.busy.items()
        for span in spans
    )  # fmt: skip


def _refuse_taken(problem: Problem, week: Week, entry: Patient, places: Places) -> None:
    joined = problem.with_patient(entry)
    made, missing = seated(joined, week, entry.id, places)
    if missing or not places:
        raise Refused(_("a seat of this week has just gone: look for her week anew"))
    before = set(rules.faults(problem, week))
    if set(rules.faults(joined, made)) - before:
        raise Refused(_("this week no longer fits: somebody has just changed hers, or a time was given away"))
