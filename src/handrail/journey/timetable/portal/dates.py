# SPDX-License-Identifier: Apache-2.0
"""Single dates on which a patient's own hours are others: said by herself, or by staff for her, and what they hit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.conflicts import Conflict, Life
from handrail.journey.timetable.forms.board import date_in
from handrail.journey.timetable.forms.dates import FARTHEST, OtherDayForm


@dataclass(frozen=True)
class Line:
    """A date that is different: what keeps her busy on it, and the meetings this hits."""

    on: date
    busy: list[tuple[int, int, str]]
    hits: list[Conflict]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def own(request: HttpRequest) -> HttpResponse:
    """On which dates is my life other than every week?"""
    who = people.who_of(request)
    patient, program = access.own_hours(who)
    told = {"is_staff": False, "here": reverse("timetable:own-dates"), "week_at": reverse("timetable:own")}
    return _dates(request, who, patient, program, told)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def of_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same, for staff who keep it for her."""
    who = people.who_of(request)
    patient, program = access.hours_of_patient(who, pk)
    told = {
        "is_staff": True, "here": reverse("timetable:dates", args=[pk]),
        "week_at": reverse("timetable:person", args=[pk]),
    }  # fmt: skip
    return _dates(request, who, patient, program, told)


def _dates(request: HttpRequest, who: Who, patient: Patient, program: Program, told: Mapping[str, Any]) -> HttpResponse:
    today, is_sent = access.today_at(program), request.method == "POST"
    form = OtherDayForm(request.POST if is_sent and "usual" not in request.POST else None, today=today)
    if is_sent and (on := _said(request, who, patient, form)):
        if queries.conflicts(program, on, on, patient=patient.id):
            messages.warning(request, _("Saved. Something is planned then: see below."))
        else:
            messages.success(request, _("Saved. Nothing is planned then that it would hit."))
        return redirect(f"{told['here']}#ahead")
    last = today + FARTHEST
    hits = queries.conflicts(program, today, last, patient=patient.id)
    lines = [
        Line(on, [(span.start, span.end, queries.REASONS.get(why, why)) for span, why in busy],  # type: ignore[misc]
             [one for one in hits if one.meeting.date == on])
        for on, busy in queries.other_days(patient.id, today, last).items()
    ]  # fmt: skip
    shown = {"patient": patient, "program": program, "form": form, "lines": lines, **told}
    return render(request, "timetable/portal/dates.html", shown, status=422 if form.is_bound else 200)


def _said(request: HttpRequest, who: Who, patient: Patient, form: OtherDayForm) -> date | None:
    """The date that was changed; None if what was typed has faults."""
    if not form.is_bound:
        usual = date_in(request.POST, "usual", date.min)
        actions.say_other_day(by=who, patient=patient.id, on=usual, busy=None)
        return usual
    if not form.is_valid():
        return None
    on: date = form.cleaned_data["on"]
    try:
        actions.say_other_day(by=who, patient=patient.id, on=on, busy=form.busy(_life_on(patient.id, on)))
    except Refused as no:
        form.add_error(None, "; ".join(no.because))
        return None
    return on


def _life_on(patient: UUID, on: date) -> Life:
    """What keeps her busy on that date as far as is known."""
    other = queries.other_days(patient, on, on).get(on)
    if other is not None:
        return other
    return [(span, why) for span, why in queries.life(patient, on=on) if span.weekday == on.weekday()]
