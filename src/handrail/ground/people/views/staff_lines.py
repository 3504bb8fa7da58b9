# SPDX-License-Identifier: Apache-2.0
"""What of a member of staff is told in lines: the hours of her week, her licences, her time off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.ground.look.rows import Rows, hours_rows, overlap, spans_of
from handrail.ground.people import access, rules
from handrail.ground.people.actions import staff as actions
from handrail.ground.people.forms.staff import CredentialLine, TimeOffLine
from handrail.ground.people.rules import Credential, Member
from handrail.ground.people.views.answers import WRONG, says_no

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@says_no
def hours(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When she can hold sessions, every week."""
    found, sent = _found(request, pk)
    rows = hours_rows(sent, found.available)
    fault = ""
    if sent is not None and rows.is_valid():
        if not overlap(spans_of(rows)):
            return _kept(request, found, actions.set_availability, available=spans_of(rows))
        fault = _("Two of these hours overlap: make one line of them.")
    told = {
        "title": _("Weekly hours"), "legend": _("Hours"), "more": _("More hours"), "fault": fault,
        "about": _("When sessions can be held, every week. A line that is emptied is taken out."),
    }  # fmt: skip
    return _page(request, found, rows, told, is_wrong=sent is not None)


@require_http_methods(GET_OR_POST)
@says_no
def credentials(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, sent = _found(request, pk)
    initial = [{"name": one.name, "number": one.number, "expires_on": one.expires_on} for one in found.credentials]
    rows = Rows(CredentialLine, sent, initial=initial, prefix="credentials")
    if sent is not None and rows.is_valid():
        return _kept(request, found, actions.set_credentials, credentials=[Credential(**row) for row in rows.filled()])
    told = {
        "title": _("Licences and certificates"), "legend": _("Licence"), "more": _("One more"),
        "about": _("With their last day they are named on the list sixty days before they run out."),
    }  # fmt: skip
    return _page(request, found, rows, told, is_wrong=sent is not None)


@require_http_methods(GET_OR_POST)
@says_no
def time_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    found, sent = _found(request, pk)
    initial = [{"first": first, "last": last} for first, last in found.time_off]
    rows = Rows(TimeOffLine, sent, initial=initial, prefix="days")
    if sent is not None and rows.is_valid():
        days = [(row["first"], row["last"]) for row in rows.filled()]
        return _kept(request, found, actions.set_time_off, days=days)
    told = {
        "title": _("Time off"), "legend": _("Time off"), "more": _("One more"),
        "about": _("Both days included. For a single day the first is enough."),
    }  # fmt: skip
    return _page(request, found, rows, told, is_wrong=sent is not None)


def _found(request: HttpRequest, pk: UUID) -> tuple[Member, Any]:
    found = access.member_for(access.who_of(request), pk, rules.may_edit)
    return found, request.POST if request.method == "POST" else None


def _kept(request: HttpRequest, found: Member, action: Callable[..., bool], **told: Any) -> HttpResponse:
    action(by=access.who_of(request), staff_id=found.id, **told)
    messages.success(request, _("Saved."))
    return redirect("people:staff-member", found.id)


def _page(request: HttpRequest, found: Member, rows: Rows, told: dict[str, Any], *, is_wrong: bool) -> HttpResponse:
    wrong = is_wrong and not rows.asks_for_more
    context = {"member": found, "rows": rows, **told}
    return render(request, "people/staff/lines.html", context, status=WRONG if wrong else 200)
