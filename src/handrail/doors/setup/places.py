# SPDX-License-Identifier: Apache-2.0
"""Where people come to: a site and its rooms, on one page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.doors.setup import here
from handrail.doors.setup.forms import NewRoomLine, RoomLine, SiteForm
from handrail.ground.kit.answer import Refused
from handrail.ground.look.rows import Rows
from handrail.ground.people import access as people
from handrail.ground.program import actions, queries
from handrail.ground.program.rules import Site


@require_http_methods(here.GET_OR_POST)
def add_site(request: HttpRequest) -> HttpResponse:
    who = people.who_of(request)
    here.of_all(who)
    sent = request.POST if request.method == "POST" else None
    form, rows = SiteForm(sent), Rows(NewRoomLine, sent, spare=4, prefix="rooms")
    return _page(request, form, rows, None)


@require_http_methods(here.GET_OR_POST)
def site(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = here.site_of(people.who_of(request), pk)
    sent = request.POST if request.method == "POST" else None
    told = {"name": found.name, "time_zone": found.time_zone, "address": found.address, "state": found.state}
    initial = [
        {"key": room.id, "name": room.name, "seats": room.seats, "is_closed": not room.is_open}
        for room in queries.rooms_of_site(found.id, also_closed=True)
    ]
    rows = Rows(RoomLine, sent, initial=initial, prefix="rooms")
    return _page(request, SiteForm(sent, initial=told), rows, found)


def _page(request: HttpRequest, form: SiteForm, rows: Rows, found: Site | None) -> HttpResponse:
    is_told = request.method == "POST" and not rows.asks_for_more
    if is_told and all([form.is_valid(), rows.is_valid()]):
        try:
            actions.set_up_site(
                by=people.who_of(request), site_id=found.id if found else None, rooms=rows.filled(), **form.cleaned_data
            )
        except Refused as no:
            form.add_error(None, list(no.because))
        else:
            messages.success(request, _("Saved."))
            return redirect("program:setup")
    context: dict[str, Any] = {"form": form, "rows": rows, "site": found}
    return render(request, "setup/site.html", context, status=here.WRONG if is_told else 200)
