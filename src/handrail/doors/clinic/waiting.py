# SPDX-License-Identifier: Apache-2.0
"""Where the front door, the week and the waiting list meet: from an inquiry to its week, from there onto the list."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import commitments, lines
from handrail.ground.people import access as people
from handrail.ground.people.rules import Who
from handrail.ground.program import queries as programs
from handrail.journey.frontdoor import access as frontdoor
from handrail.journey.frontdoor import actions as inquiries
from handrail.journey.frontdoor.rules.facts import Inquiry
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.queries import Asked
from handrail.journey.waiting import access, actions


@require_safe
def to_list(request: HttpRequest) -> HttpResponse:
    """From the board, which is an earlier step."""
    access.programs_for(people.who_of(request))
    return redirect("waiting:list")


@require_safe
def to_fit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which weeks could whoever asked for help have?"""
    frontdoor.inquiry_for(people.who_of(request), pk, access.RIGHT, look=False)
    return redirect(f"{reverse('timetable:fit')}?inquiry={pk}")


@require_POST
@sensitive_post_parameters()
def begin(request: HttpRequest) -> HttpResponse:
    """Nothing fits now: she is put on the list with the week she needs, and it is looked for whenever seats open."""
    who, at = people.who_of(request), timezone.now()
    try:
        wait = _of_patient(who, request) if request.POST.get("patient") else _of_inquiry(who, request)
    except Refused as no:
        messages.warning(request, " ".join(no.because))
        if request.POST.get("patient"):
            return redirect("timetable:fit-person", _key(request.POST["patient"]))
        return redirect("frontdoor:inquiry", _key(request.POST.get("inquiry", "")))
    actions.try_program(programs.of_key(wait), at=at)
    messages.success(request, _("On the waiting list. Their week is looked for whenever a seat opens."))
    return redirect("waiting:list")


def _of_patient(who: Who, request: HttpRequest) -> UUID:
    patient = people.patient_for(who, _key(request.POST["patient"]), access.RIGHT)
    program = programs.of_key(patient.program_id)
    actions.begin(by=who, program=program, patient=patient.id, at=timezone.now())
    return program.id


def _of_inquiry(who: Who, request: HttpRequest) -> UUID:
    one = frontdoor.inquiry_for(who, _key(request.POST.get("inquiry", "")), access.RIGHT, look=False)
    asked = timetable.unsealed(request.POST.get("asked", ""))
    if asked is None:
        raise Refused(_("This page is too old: look for their week anew."))
    program = frontdoor.program_of(one)
    actions.begin(by=who, program=program, inquiry=one.id, asked=asked, at=timezone.now())
    _keep_hours(who, one, asked)
    return program.id


def _keep_hours(who: Who, one: Inquiry, asked: Asked) -> None:
    """What was painted with her is known of her from here on; if it is known already, so is what she calls it."""
    known = [span for line in one.texts["life"].splitlines() if line for span, _reason in commitments(line)]
    if sorted((s.weekday, s.start, s.end) for s in known) == sorted((s.weekday, s.start, s.end) for s in asked.busy):
        return
    by_reason: dict[str, list[Span]] = {}
    for span in asked.busy:
        reason = span.why if span.why in timetable.REASONS else "other"
        by_reason.setdefault(reason, []).append(span)
    told = [f"{line} {reason}" for reason, spans in by_reason.items() for line in lines(spans)]
    inquiries.keep(by=who, inquiry_id=one.id, values={"life": "\n".join(told)[:4000]})


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404("Nobody of this key") from None
