# SPDX-License-Identifier: Apache-2.0
"""A patient says that her own week changes; staff accept it, which changes the week in force, or answer with words.

What she sent is kept whatever becomes of it.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.kit.days import Span
from handrail.ground.people.actions import patients as people
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import queries
from handrail.journey.timetable.actions.holds import publish_from, with_places
from handrail.journey.timetable.actions.orders import keep_free
from handrail.journey.timetable.models import Change, OtherDay
from handrail.journey.timetable.places import Places
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.week import Week

Life = Iterable[tuple[Span, str]]


@transaction.atomic
def say_changed(
    *, by: By, program: Program, patient: UUID, from_day: date, life: Life, travel_minutes: int,
    places: Places | None, at: datetime, words: str = "",
) -> UUID:  # fmt: skip
    """Her hours from a day on, and the week she chose of what they would do; None: nothing that is open fits.

    What she sent before and nobody has read yet is taken back by it.
    """
    Change.objects.filter(patient=patient, state="sent").update(state="withdrawn", answered_at=at)
    made = Change.objects.create(
        provider_id=program.provider_id, program_id=program.id, patient_id=patient, from_day=from_day,
        life=json.dumps([[s.weekday, s.start, s.end, why, s.why] for s, why in life]), travel_minutes=travel_minutes,
        places=places.to_json() if places else None, words=words, sent_at=at,
    )  # fmt: skip
    record.note(by=by, did="change.sent", about=made.id, patient=patient)
    return made.id


@transaction.atomic
def take_back(*, by: By, patient: UUID, change_id: UUID, at: datetime) -> bool:
    """She takes back what nobody has read yet. Saying it twice changes nothing."""
    mine = Change.objects.filter(pk=change_id, patient=patient, state="sent")
    taken = bool(mine.update(state="withdrawn", answered_at=at))
    if taken:
        record.note(by=by, did="change.withdrawn", about=change_id, patient=patient)
    return taken


@transaction.atomic
def accept(*, by: By, program: Program, change_id: UUID, first_day: date, at: datetime) -> list[UUID]:
    """Her hours are kept free from her day on, and the week she chose is in force from `first_day`, all or nothing."""
    programs.hold(program.id)
    change = _unread(program, change_id)
    told = queries.change_of(change)
    keep_free(by=by, patient=told.patient, commitments=told.life, since=told.from_day)
    people.edit_patient(by=by, patient_id=told.patient, values={"travel_minutes": told.travel_minutes})
    places = told.places or Places()

    def with_hers(problem: Problem, week: Week) -> Week:
        return with_places(problem, week, told.patient, places)

    made = publish_from(by=by, program=program, first_day=first_day, at=at, change=with_hers)
    _answer(by, change, "accepted", at)
    record.note(by=by, did="change.accepted", about=change.id, patient=told.patient)
    return made


@transaction.atomic
def answer(*, by: By, program: Program, change_id: UUID, words: str, at: datetime) -> None:
    """Staff answer in words instead; her week stays as it is."""
    if not words.strip():
        raise Refused(_("write her a sentence: she reads it on her phone"))
    change = _unread(program, change_id)
    change.answer = words.strip()
    _answer(by, change, "answered", at)
    record.note(by=by, did="change.answered", about=change.id, patient=change.patient_id)


@transaction.atomic
def keep_own_hours(*, by: By, patient: UUID, from_day: date, life: Life, travel_minutes: int) -> None:
    """Her hours from a day on, and how long she is on the way; her week stays as it is."""
    keep_free(by=by, patient=patient, commitments=life, since=from_day)
    people.edit_patient(by=by, patient_id=patient, values={"travel_minutes": travel_minutes})


@transaction.atomic
def say_other_day(*, by: By, patient: UUID, on: date, busy: Life | None) -> None:
    """On this date her hours are these and no others; None: they are those of every week again."""
    OtherDay.objects.filter(patient=patient, on=on).delete()
    if busy is not None:
        told = [[span.start, span.end, reason] for span, reason in busy]
        OtherDay.objects.create(provider_id=by.provider_id, patient_id=patient, on=on, busy=told)
    record.note(by=by, did="hours.changed_once", about=patient, patient=patient)


def _unread(program: Program, change_id: UUID) -> Change:
    found = Change.objects.select_for_update().filter(pk=change_id, program=program.id).first()
    if found is None or found.state != "sent":
        raise Refused(_("this was answered or taken back meanwhile"))
    return found


def _answer(by: By, change: Change, state: str, at: datetime) -> None:
    change.state, change.answered_at, change.answered_by = state, at, by.account_id
    change.save(update_fields=["state", "answer", "answered_at", "answered_by"])
