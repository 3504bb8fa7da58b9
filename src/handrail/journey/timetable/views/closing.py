# SPDX-License-Identifier: Apache-2.0
"""Staff pages of closures: what is closed ahead, and what one more would cost, before it is set."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.forms.closing import ClosureForm

WRONG, AHEAD = 422, timedelta(days=400)


@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest) -> HttpResponse:
    """What is closed ahead? One more is shown with what it costs first, and set by the second press."""
    who, here = people.who_of(request), people.program_here(request, "week.change")
    form = ClosureForm(request.POST or None, program=here.name, site=_site(here), initial={"reach": "program"})
    told: dict[str, Any] = {"program": here, "form": form}
    status = 200
    if form.is_bound:
        status = WRONG
        if form.is_valid():
            if "sure" in request.POST:
                try:
                    actions.close(by=who, program=here, **form.told)
                except Refused as no:
                    form.add_error(None, "; ".join(no.because))
                else:
                    messages.success(request, _("Closed. Nothing is held then any more."))
                    return redirect("timetable:closures")
            else:
                status, told["cost"] = 200, queries.cost_of_closing(here, **form.told)
    today = access.today_at(here)
    told["ahead"] = queries.closures(here, today, _later(today))
    return render(request, "timetable/closures.html", told, status=status)


@require_POST
def open_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, here = people.who_of(request), people.program_here(request, "week.change")
    if actions.open_again(by=who, program=here, closure_id=pk, at=timezone.now()):
        messages.success(request, _("Open again: what stands on these dates is held."))
    return redirect("timetable:closures")


def _later(today: date) -> date:
    return today + AHEAD


def _site(here: Program) -> str:
    return next((site.name for site in programs.sites(here.provider_id) if site.id == here.site_id), "")
