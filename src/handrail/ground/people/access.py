# SPDX-License-Identifier: Apache-2.0
"""The door to people: who is asking, and the one she asks for, or 404. Each chart opened is on record."""

from typing import NoReturn
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries, rules
from handrail.ground.people.models import Account, Patient, Staff
from handrail.ground.people.rules import Place, Who
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record

CHOSEN = "program"  # where a session keeps the program she chose
# A session's own key opens it, so the record keeps only what can be made from it, not the key.
SESSIONS = UUID("0192e0f2-7d6c-7000-8000-68616e647261")


class Closed(Refused):
    """A clinician outside the care team asked for a chart: she may open it, but says why first."""


def who_of(request: HttpRequest) -> Who:
    """The person who is signed in; read once a request."""
    known: Who | None = getattr(request, "who", None)
    if known is None:
        account = request.user
        if not isinstance(account, Account):
            raise Http404("Nobody is signed in")
        key = request.session.session_key
        known = queries.who(account, session_id=uuid5(SESSIONS, key) if key else None)
        request.who = known  # type: ignore[attr-defined]
    return known


def ask(who: Who, right: str, thing: Place | None = None) -> None:
    """404 unless she has this right; without a thing, over all of her provider."""
    if not rules.may(who, right, thing or Place(who.provider_id)):
        raise Http404("Nothing here for this account")


def program_here(request: HttpRequest, right: str = "look.see") -> Program:
    """The program she works in now, or 404; and 404 if she has not this right in it."""
    who = who_of(request)
    if not who.is_staff:
        raise Http404("Nothing here for this account")
    chosen = request.session.get(CHOSEN)
    program = programs.program_for(
        who.provider_id, only=who.program_ids, chosen=UUID(chosen) if isinstance(chosen, str) else None
    )
    ask(who, right, Place(who.provider_id, program.id))
    return program


def patient_for(who: Who, pk: UUID, right: str = "patient.see") -> rules.Patient:
    """She, as far as a list shows her: name, birth date, program. Not noted: her chart stays closed."""
    found, chart = _patient(who, pk)
    if not rules.may(who, right, chart):
        _refuse(who, found)
    return found.as_fact()


def chart_for(who: Who, pk: UUID) -> tuple[rules.Patient, rules.Contact]:
    """Her chart, and a line in the record that it was opened.

    Raises Closed when she may open it only with a reason.
    """
    found, chart = _patient(who, pk)
    if not rules.may(who, "chart.open", chart):
        if rules.may(who, "glass.break", chart):
            raise Closed("you are not on this person's care team")
        _refuse(who, found)
    record.looked(by=who, what="chart.looked", about=found.id, patient=found.id)
    return found.as_fact(), found.contact()


def _patient(who: Who, pk: UUID) -> tuple[Patient, rules.Chart]:
    found = Patient.objects.filter(provider=who.provider_id, pk=pk).first()
    if found is None:
        raise Http404("No such patient")
    return found, queries.chart(found, at=timezone.now())


def _refuse(who: Who, patient: Patient) -> NoReturn:
    record.refused(by=who, did="chart.refused", about=patient.id, patient=patient.id)
    raise Http404("No such patient")


def staff_for(who: Who, pk: UUID, right: str = "staff.see") -> rules.Clinician:
    ask(who, right, Place(who.provider_id))
    found = Staff.objects.filter(provider=who.provider_id, pk=pk).first()
    if found is None:
        raise Http404("No such member of staff")
    return found.as_fact()
