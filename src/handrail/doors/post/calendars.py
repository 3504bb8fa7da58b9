# SPDX-License-Identifier: Apache-2.0
"""Calendar on your phone: a secret address to subscribe to, renewed and taken away at will; one session as a file."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from handrail.doors.post.ics import calendar
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Who
from handrail.ground.post import access, actions, queries
from handrail.ground.post.rules import digest_of
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.timetable import access as timetable
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.dated import Meeting

BACK, AHEAD = timedelta(days=14), timedelta(weeks=12)
SHOWN = timedelta(days=6)
FETCHES, MISSES, WINDOW = 60, 20, 600  # of one address, and of addresses nobody has, in so many seconds
ICS = "text/calendar; charset=utf-8"


def _whose(who: Who) -> dict[str, UUID | None]:
    """Hers, if she is a patient or holds sessions; 404 for everyone else."""
    if not (who.patient_id or who.staff_id):
        raise Http404("Nothing here for this account")
    return {"patient_id": who.patient_id, "staff_id": who.staff_id}


def _programs(patient_id: UUID | None, staff_id: UUID | None, provider_id: UUID) -> list[Program]:
    if patient_id:
        hers = everyone.program_of_patient(patient_id)
        return [programs.of_key(hers)] if hers else []
    return programs.programs(provider_id, only=everyone.program_ids_of_staff(staff_id)) if staff_id else []


def _meetings(
    found: Iterable[Program], first: timedelta, last: timedelta, patient_id: UUID | None, staff_id: UUID | None
) -> list[Meeting]:
    """Those of her days from so long before today until so long after it, in all of her programs."""
    held = [
        meeting
        for program in found
        for today in [timetable.today_at(program)]
        for meeting in timetables.meetings(program, today - first, today + last, patient=patient_id, clinician=staff_id)
    ]
    return sorted(held, key=lambda meeting: meeting.starts_at)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def own(request: HttpRequest) -> HttpResponse:
    """Her address, if she has one; a new one is shown this once."""
    who = people.who_of(request)
    whose, token = _whose(who), ""
    if request.method == "POST":
        token = _done(request, who, whose)
        if not token:
            return redirect("post:calendar")
    found = _programs(**whose, provider_id=who.provider_id)
    coming = [one for one in _meetings(found, timedelta(), SHOWN, **whose) if one.is_held]
    record.looked(by=who, what="calendar.looked", about=who.patient_id or who.staff_id, patient=who.patient_id)
    context: dict[str, Any] = {
        "held": queries.calendar_of(**whose), "coming": coming, "is_staff": who.is_staff,
        "address": request.build_absolute_uri(reverse("post:feed", args=[token])) if token else "",
    }  # fmt: skip
    answer = render(request, "post/calendar.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _done(request: HttpRequest, who: Who, whose: dict[str, UUID | None]) -> str:
    """The token of a new address; empty if something else was done."""
    match request.POST.get("do"):
        case "renew":
            return actions.renew_calendar(by=who, **whose, at=timezone.now())
        case "revoke":
            if actions.revoke_calendar(by=who, **whose, at=timezone.now()):
                messages.success(request, _("The address is gone. Nobody can read your calendar there any more."))
        case "name":
            names = request.POST.get("names") == "services"
            if actions.name_calendar(by=who, **whose, names_services=names):
                messages.success(request, _("Saved. Your phone shows it the next time it looks."))
    return ""


@require_safe
def session(request: HttpRequest, day: str, key: UUID) -> HttpResponse:
    """One of her own meetings as a file a phone can open."""
    who = people.who_of(request)
    whose = _whose(who)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404("No such day") from None
    for program in _programs(**whose, provider_id=who.provider_id):
        held = timetables.meetings(program, on, on, patient=who.patient_id, clinician=who.staff_id)
        if found := [one for one in held if one.key == key and one.is_held]:
            record.looked(by=who, what="calendar.looked", about=key, patient=who.patient_id)
            kept = queries.calendar_of(**whose)
            return _file(calendar(found, at=timezone.now(), names_services=bool(kept and kept.names_services)))
    raise Http404("No such session")


@require_safe
@login_not_required
@sensitive_variables("token")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What a phone reads, every so often, at a secret address. No more often than makes sense."""
    if not _may_ask(f"calendar:{digest_of(token)}", FETCHES):
        return HttpResponse(_("Too often. Try again in ten minutes."), status=429, headers={"Retry-After": WINDOW})
    visitor = f"calendar-missed:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(visitor, 0) >= MISSES:
        return HttpResponse(_("Too often. Try again in ten minutes."), status=429, headers={"Retry-After": WINDOW})
    try:
        told = access.calendar_at(token)
    except Http404:
        _may_ask(visitor, MISSES)
        raise
    found = _programs(told.patient_id, told.staff_id, told.provider_id)
    held = _meetings(found, BACK, AHEAD, told.patient_id, told.staff_id)
    return _file(calendar(held, at=timezone.now(), names_services=told.names_services))


def _may_ask(key: str, at_most: int) -> bool:
    """Whether this was asked for fewer than so many times in the last minutes; counted by this."""
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) <= at_most
    except ValueError:  # it ran out between the two
        return True


def _file(ics: bytes) -> HttpResponse:
    return HttpResponse(
        ics,
        content_type=ICS,
        headers={"Content-Disposition": 'attachment; filename="appointments.ics"', "Cache-Control": "no-store"},
    )
