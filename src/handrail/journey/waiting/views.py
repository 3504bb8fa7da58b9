# SPDX-License-Identifier: Apache-2.0
"""The waiting list, as intake works with it. Each page answers one question."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import queries as frontdoor
from handrail.journey.timetable import queries as timetable
from handrail.journey.timetable.queries import Asked
from handrail.journey.waiting import access, actions
from handrail.journey.waiting.forms import EndForm, SupportForm, TalkForm
from handrail.journey.waiting.rules import Waiting


@dataclass(frozen=True)
class Line:
    """One person on the page. `asked`: what her week is looked for with, sealed for the page that shows her weeks."""

    one: Waiting
    program: Program
    late: timedelta
    for_: timedelta
    asked: str
    talk: TalkForm
    support: SupportForm
    end: EndForm


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """For whom is there a week now, and whom do we owe a call?"""
    who, at = people.who_of(request), timezone.now()
    programs = access.programs_for(who)
    known = {one.id: one for one in programs}
    shown = [_line(one, known[one.program_id], at) for one in access.list_for(who, programs, at=at)]
    context = {
        "lines": shown, "fitting": sum(line.one.fits for line in shown), "late": sum(bool(line.late) for line in shown),
        "many_programs": len(programs) > 1, "helplines": frontdoor.helplines(), "now": at,
    }  # fmt: skip
    return render(request, "waiting/list.html", context)


def _line(one: Waiting, program: Program, at: datetime) -> Line:
    key = one.key.hex if one.key else ""
    asked = timetable.sealed(Asked.from_json(one.asked)) if one.asked else ""
    return Line(
        one, program, one.late_by(at), at - one.since, asked, TalkForm(auto_id=f"talk-{key}-%s"),
        SupportForm(auto_id=f"support-{key}-%s", initial={"offered": one.support}), EndForm(auto_id=f"end-{key}-%s"),
    )  # fmt: skip


@require_POST
@sensitive_post_parameters()
def talk(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    access.wait_for(who, pk)
    form = TalkForm(request.POST)
    if told := _told(request, form):
        return _done(
            request, actions.talk, _("Written down."), by=who, wait_id=pk, at=timezone.now(), **told
        )  # fmt: skip
    return redirect("waiting:list")


@require_POST
def support(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    access.wait_for(who, pk)
    if told := _told(request, SupportForm(request.POST)):
        return _done(request, actions.support, _("Kept."), by=who, wait_id=pk, **told)
    return redirect("waiting:list")


@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    access.wait_for(who, pk)
    if told := _told(request, EndForm(request.POST)):
        return _done(request, actions.end, _("No longer waiting."), by=who, wait_id=pk, at=timezone.now(), **told)
    return redirect("waiting:list")


def _told(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    for faults in form.errors.values():
        messages.warning(request, " ".join(str(fault) for fault in faults))
    return {}


def _done(request: HttpRequest, deed: Any, said: str, **told: Any) -> HttpResponse:
    try:
        deed(**told)
        messages.success(request, said)
    except Refused as no:
        messages.warning(request, " ".join(no.because))
    return redirect("waiting:list")
