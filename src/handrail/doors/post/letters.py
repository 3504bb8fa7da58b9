# SPDX-License-Identifier: Apache-2.0
"""Letters for employer, school or court: only days and times, signed by staff, kept as they were given."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.doors.post.forms import LetterForm, LetterheadForm, SpanForm
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Place, may
from handrail.ground.post import access, actions
from handrail.ground.post.rules import LETTERS, DayTold, days_told
from handrail.ground.program import actions as provider
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import queries as timetables

WRONG = 422
USUAL = {"attendance": (timedelta(days=-13), timedelta()), "schedule": (timedelta(), timedelta(days=27))}


@require_safe
def letters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which letters were given about her?"""
    who = people.who_of(request)
    patient, given = access.letters_for(who, pk)
    context = {
        "patient": patient, "letters": given, "head": programs.letterhead(who.provider_id),
        "may_set_head": may(who, "program.edit", Place(who.provider_id)),
    }  # fmt: skip
    return render(request, "post/letters.html", context)


@require_safe
def given(request: HttpRequest, pk: UUID, letter: UUID) -> HttpResponse:
    """A letter as it was given."""
    return _pdf(access.paper_for(people.who_of(request), pk, letter))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("to")
def write(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Choose the days, read them, sign."""
    who = people.who_of(request)
    patient = people.patient_for(who, pk, "letter.sign")
    if kind not in LETTERS or who.staff_id is None:
        raise Http404("No such letter")
    program = programs.of_key(patient.program_id)
    zone = ZoneInfo(program.time_zone)
    now = timezone.now().astimezone(zone)
    first, last = (now.date() + days for days in USUAL[kind])
    span = SpanForm(request.GET if "first" in request.GET else {"first": first, "last": last})
    if span.is_valid():
        first, last = span.cleaned_data["first"], span.cleaned_data["last"]
    told = _told(program, patient, kind, first, last) if span.is_valid() else []
    form = LetterForm(request.POST or None, days=[(one.day, _words(one)) for one in told], kind=kind)
    head = programs.letterhead(who.provider_id)
    if request.method == "POST" and form.is_valid() and head:
        from handrail.doors.post import paper  # what writes PDF takes long to load: no start waits for it

        chosen = [one for one in told if one.day.isoformat() in form.cleaned_data["days"]]
        _patient, contact = people.chart_for(who, pk)
        to = form.cleaned_data["to"]
        made = paper.letter(
            kind, head=head, to=to, name=contact.legal_name or patient.name, days=chosen, signed_by=who.name, at=now
        )
        actions.give_letter(
            by=who, program=program, patient_id=patient.id, staff_id=who.staff_id, kind=kind, to=to, days=chosen,
            paper=made, at=now,
        )  # fmt: skip
        messages.success(request, _("The letter is signed and kept. Open it here to print or save it."))
        return redirect("post:letters", patient.id)
    context = {"patient": patient, "kind": kind, "span": span, "form": form, "days": told, "head": head}
    return render(request, "post/letter.html", context, status=WRONG if request.method == "POST" else 200)


def _told(program: Program, patient: Patient, kind: str, first: date, last: date) -> list[DayTold]:
    """Of what is over only what is over, of what is to come only that."""
    now = timezone.now()
    held = [one for one in timetables.meetings(program, first, last, patient=patient.id) if one.is_held]
    mine = [one for one in held if patient.id in one.members]
    fit = [one for one in mine if (one.ends_at <= now if kind == "attendance" else one.starts_at > now)]
    return days_told((one.starts_at, one.ends_at) for one in fit)


def _words(told: DayTold) -> str:
    times = [f"{date_format(start, 'g:i A')} – {date_format(end, 'g:i A')}" for start, end in told.times]
    return f"{date_format(told.day, 'l, F j, Y')}: {', '.join(times)}"


def _pdf(data: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'inline; filename="letter.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """What stands on letters to others."""
    who = people.who_of(request)
    people.ask(who, "program.edit")
    form = LetterheadForm(request.POST or None, initial={"lines": "\n".join(programs.letterhead(who.provider_id))})
    if form.is_valid():
        provider.set_letterhead(by=who, lines=form.cleaned_data["lines"])
        messages.success(request, _("Saved."))
        return redirect("post:letterhead")
    return render(request, "post/letterhead.html", {"form": form}, status=WRONG if form.is_bound else 200)
