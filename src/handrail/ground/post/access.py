# SPDX-License-Identifier: Apache-2.0
"""The door to letters and calendars: a letter for those who may open her chart or sign; a calendar for its address."""

from uuid import UUID

from django.http import Http404

from handrail.ground.kit.by import By
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.post import queries, rules
from handrail.ground.post.models import CalendarAddress, Letter
from handrail.ground.record import actions as record


def letters_for(who: Who, pk: UUID) -> tuple[Patient, list[rules.Letter]]:
    patient = people.patient_for(who, pk, "letter.sign")
    record.looked(by=who, what="letters.looked", about=patient.id, patient=patient.id)
    return patient, queries.letters(patient.id)


def paper_for(who: Who, pk: UUID, letter_id: UUID) -> bytes:
    """A letter as it was given."""
    patient = people.patient_for(who, pk, "letter.sign")
    found = Letter.objects.filter(patient=patient.id, pk=letter_id).first()
    if found is None:
        raise Http404("No such letter")
    record.looked(by=who, what="letter.looked", about=found.id, patient=patient.id)
    return bytes(found.paper)


def calendar_at(token: str) -> rules.CalendarAddress:
    """Whose calendar this secret address shows; 404 for one that was never given or is no more. One line a look."""
    found = CalendarAddress.objects.filter(digest=rules.digest_of(token), revoked_at=None).first()
    if found is None:
        raise Http404("No calendar here")
    told = found.as_fact()
    record.looked(by=By(told.provider_id), what="calendar.looked", about=told.id, patient=told.patient_id)
    return told
