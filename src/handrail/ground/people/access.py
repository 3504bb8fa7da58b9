# SPDX-License-Identifier: Apache-2.0
"""The door to people: who is asking, and the one she asks for, or 404. Each chart opened is on record."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import NoReturn
from uuid import UUID, uuid5

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from handrail.ground.kit.answer import Refused
from handrail.ground.people import queries, rules, sheets
from handrail.ground.people.models import Account, FamilyMember, GlassBroken, Patient, Staff
from handrail.ground.people.rules import Place, Who
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record

CHOSEN = "program"  # where a session keeps the program she chose
SESSION = "session"  # and the id it has in the record
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
        known = queries.who(account, session_id=_session_id(request))
        request.who = known  # type: ignore[attr-defined]
    return known


def begin_session(request: HttpRequest) -> None:
    """She has just signed in: from now on this session has one id in the record, though its key may change."""
    request.session.pop(SESSION, None)
    request.session[SESSION] = str(_session_id(request))


def forget(request: HttpRequest) -> None:
    """Somebody signed in or out while this request was answered: whoever was known is known no more."""
    for known in ("who", "programs"):
        if hasattr(request, known):
            delattr(request, known)


def _session_id(request: HttpRequest) -> UUID | None:
    kept, key = request.session.get(SESSION), request.session.session_key
    if kept:
        return UUID(kept)
    return uuid5(SESSIONS, key) if key else None


def ask(who: Who, right: str, thing: Place | None = None) -> None:
    """404 unless she has this right; without a thing, over all of her provider."""
    if not rules.may(who, right, thing or Place(who.provider_id)):
        raise Http404("Nothing here for this account")


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for members of staff; for everyone else there is nothing."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        ask(who_of(request), "look.see")
        return view(request, *args, **kwargs)

    return shown


def programs_of(request: HttpRequest) -> list[Program]:
    """The open programs she works in; read once a request."""
    known: list[Program] | None = getattr(request, "programs", None)
    if known is None:
        who = who_of(request)
        known = programs.programs_for(who.provider_id, only=who.program_ids)
        request.programs = known  # type: ignore[attr-defined]
    return known


def program_here(request: HttpRequest, right: str = "look.see") -> Program:
    """The program she works in now, or 404; and 404 if she has not this right in it."""
    who = who_of(request)
    if not who.is_staff:
        raise Http404("Nothing here for this account")
    chosen = request.session.get(CHOSEN)
    program = programs.chosen_of(programs_of(request), UUID(chosen) if isinstance(chosen, str) else None)
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
    found, _chart = _open(who, pk)
    return found.as_fact(), found.contact()


def sheet_for(who: Who, pk: UUID) -> sheets.Sheet:
    """Her chart with all that her page shows, and what else the one who reads it may do; one line in the record."""
    found, chart = _open(who, pk)
    shown = queries.sheet(found, staff_id=who.staff_id, at=timezone.now())
    rights = frozenset(right for right in rules.RIGHTS if rules.may(who, right, chart))
    return replace(shown, rights=rights)


def photo_for(who: Who, pk: UUID) -> bytes:
    """Her photo, for whoever may open her chart. The page it stands on is what the record tells."""
    found, chart = _patient(who, pk)
    if not rules.may(who, "chart.open", chart):
        _refuse(who, found)
    kept = queries.photo(found.id)
    if kept is None:
        raise Http404("No photo")
    return kept


def family_for(who: Who, pk: UUID, family_id: UUID, right: str = "patient.edit") -> sheets.Close:
    """Someone close to a patient, for whoever has this right over the patient."""
    patient = patient_for(who, pk, right)
    found = FamilyMember.objects.filter(patient=patient.id, pk=family_id).first()
    if found is None:
        raise Http404("No such family member")
    return found.as_fact()


def is_open_to(who: Who, pk: UUID) -> bool:
    """Whether she may open this chart as it is, without saying why."""
    return rules.may(who, "chart.open", _patient(who, pk)[1])


def may_over(who: Who, pk: UUID, right: str) -> bool:
    """Whether she has this right over this patient: for what a page offers, never for what it does."""
    return rules.may(who, right, _patient(who, pk)[1])


def over_whom(who: Who, program: Program | None, right: str) -> Callable[[UUID], bool] | None:
    """Tells of a patient of this program whether she has this right over her chart; None: over nobody's."""
    if program is None or who.staff_id is None:
        return None
    if rules.may(who, right, rules.Chart(who.provider_id, program.id)):
        return lambda _patient: True
    if rules.may(who, right, rules.Chart(who.provider_id, program.id, team=frozenset({who.staff_id}))):
        return queries.cared_for_by(who.staff_id).__contains__
    return None


def opening_for(who: Who, pk: UUID) -> None:
    """A chart opened from outside its team, for the privacy officer."""
    ask(who, "glass.review")
    if not GlassBroken.objects.filter(provider=who.provider_id, pk=pk).exists():
        raise Http404("No such opening")


def _open(who: Who, pk: UUID) -> tuple[Patient, rules.Chart]:
    found, chart = _patient(who, pk)
    if not rules.may(who, "chart.open", chart):
        if rules.may(who, "glass.break", chart):
            raise Closed("you are not on this person's care team")
        _refuse(who, found)
    record.looked(by=who, what="chart.looked", about=found.id, patient=found.id)
    return found, chart


def _patient(who: Who, pk: UUID) -> tuple[Patient, rules.Chart]:
    """She; the address of an entry that was merged with another leads to that one."""
    found = Patient.objects.filter(provider=who.provider_id, pk=pk).select_related("merged_into").first()
    if found is None:
        raise Http404("No such patient")
    found = found.merged_into or found
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


def member_for(who: Who, pk: UUID, allowed: Callable[[Who, rules.Member], bool] | None = None) -> rules.Member:
    """A member of staff, whole; `allowed`: what she who asks must be able to do with her."""
    ask(who, "staff.see")
    found = queries.member(who.provider_id, pk)
    if found is None or (allowed and not allowed(who, found)):
        raise Http404("No such member of staff")
    return found


def public_team(program: Program) -> list[tuple[str, str]]:
    """Name and letters of those who work in the program and agreed to be named to everyone."""
    in_it = Q(posts__program=program.id) | Q(posts__isnull=False, posts__program=None, provider=program.provider_id)
    found = Staff.objects.filter(in_it, is_public=True, left_at=None, merged_into=None)
    return list(found.distinct().order_by("name", "id").values_list("name", "credentials"))
