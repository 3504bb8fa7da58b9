# SPDX-License-Identifier: Apache-2.0
"""Staff pages of patients' own hours: what has changed in someone's life, and what becomes of it."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.look.paint import Paint
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Place, may
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.forms.newcomers import FromWhen
from handrail.journey.timetable.queries import Changed

AHEAD = timedelta(days=27)  # single dates that are told


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Whose life has changed, and what week did she choose?"""
    who, program = people.who_of(request), people.program_here(request, "seats.hold")
    sent, today = access.changes_of_program(who, program), access.today_at(program)
    cannot = queries.conflicts(program, today, today + AHEAD)
    names = everyone.names_of_patients(
        program.provider_id, {one.patient for one in sent} | {one.patient for one in cannot}
    )
    lines = [
        {
            "change": one,
            "name": names.get(one.patient, ""),
            "life": [(span, queries.REASONS.get(reason, reason)) for span, reason in one.life],
            "shown": queries.shown_places(program, one, first_day=_first_day(program, one), at=timezone.now()),
        }
        for one in sent
    ]
    told = {
        "program": program, "lines": lines, "days": WEEKDAYS,
        "cannot": [(one, names.get(one.patient, "")) for one in cannot],
        "may_change": may(who, "week.change", Place(who.provider_id, program.id)),
    }  # fmt: skip
    return render(request, "timetable/changes.html", told)


@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), people.program_here(request, "seats.hold")
    first_day = _first_day(program, access.change_for(program, pk))
    try:
        actions.accept(by=who, program=program, change_id=pk, first_day=first_day, at=timezone.now())
    except Refused as no:
        for because in no.because:
            messages.error(request, because)
    else:
        messages.success(request, _("Accepted: her week is in force from %(day)s.") % {"day": f"{first_day:%B %-d}"})
    return redirect("timetable:changes")


@require_POST
@sensitive_post_parameters("words")
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), people.program_here(request, "seats.hold")
    words = request.POST.get("words", "")[:500]
    try:
        actions.answer(by=who, program=program, change_id=pk, words=words, at=timezone.now())
        messages.success(request, _("Answered."))
    except Refused as no:
        for because in no.because:
            messages.error(request, because)
    return redirect("timetable:changes")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When can this patient not come, and from when on?"""
    who = people.who_of(request)
    patient, program = access.hours_of_patient(who, pk)
    today, data = access.today_at(program), request.POST if request.method == "POST" else None
    paint = Paint(data, queries.life(patient.id), reasons=queries.REASONS)
    form = FromWhen(data, today=today, travel_minutes=patient.travel_minutes)
    sound = data is not None and form.is_valid()
    if paint.is_valid() and sound:
        actions.keep_own_hours(
            by=who, patient=patient.id, from_day=form.cleaned_data["from_day"], life=paint.commitments(),
            travel_minutes=form.cleaned_data["travel_minutes"],
        )  # fmt: skip
        messages.success(request, _("Her hours are kept."))
        return redirect("timetable:hours", patient.id)
    is_wrong = data is not None and not paint.picked and not paint.rows.asks_for_more
    context = {"patient": patient, "program": program, "paint": paint, "form": form}
    return render(request, "timetable/hours.html", context, status=422 if is_wrong else 200)


def _first_day(program: Program, one: Changed) -> date:
    return queries.first_day_for(one.from_day, access.today_at(program))
