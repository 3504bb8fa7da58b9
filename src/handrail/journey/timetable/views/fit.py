# SPDX-License-Identifier: Apache-2.0
"""Intake's pages: which weeks could somebody have, and hold one of them for half an hour. Each answers one question."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import commitments
from handrail.ground.kit.keys import uuid7
from handrail.ground.look.paint import Paint
from handrail.ground.people import access as people_access
from handrail.ground.people import queries as everyone
from handrail.journey.frontdoor import access as frontdoor
from handrail.journey.frontdoor.rules.facts import Inquiry
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.forms.newcomers import Newcomer
from handrail.journey.timetable.places import Places
from handrail.journey.timetable.problem import Patient
from handrail.journey.timetable.queries import Asked, Offered, Running

SALT, LASTS = "timetable.offer", 60 * 60  # an offer that was looked at for longer is looked for anew


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which weeks could this patient have among the seats that are open?"""
    who = people_access.who_of(request)
    patient, program, running = access.running_for(who, pk, at=timezone.now())
    if running is None:
        return render(request, "timetable/empty.html", {"program": program})
    entry = queries.entry_of(running, patient.id)
    if entry is None:
        raise Http404("She is not in this week")
    shown = _shown(running, entry, subject=patient.id, patient=patient.id)
    return render(request, "timetable/fit/person.html", shown | {"patient": patient, "program": program})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def newcomer(request: HttpRequest) -> HttpResponse:
    """Which weeks could somebody have who is not a patient yet? `inquiry`: whoever asked for help, if it is for her."""
    inquiry = _inquiry(request)
    program = frontdoor.program_of(inquiry) if inquiry else people_access.program_here(request, "seats.hold")
    running = queries.running(program, first_day=queries.next_first_day(access.today_at(program)), at=timezone.now())
    if running is None:
        return render(request, "timetable/empty.html", {"program": program})
    asked = queries.unsealed(request.POST.get("asked", ""))
    data = request.POST if request.method == "POST" and asked is None else None
    form, paint = Newcomer(running, data, asked=asked), Paint(data, _life(inquiry, asked), reasons=queries.REASONS)
    context: dict[str, Any] = {
        "program": program,
        "form": form,
        "paint": paint,
        "first_day": running.first_day,
        "inquiry": inquiry,
    }
    words = inquiry.name if inquiry else ""
    sound = data is not None and form.is_valid()
    if paint.is_valid() and sound:
        asked = form.asked([_why(span, reason, inquiry) for span, reason in paint.commitments()])
        words = words or form.cleaned_data["words"]
    if asked:
        subject, entry = inquiry.id if inquiry else uuid7(), queries.entry_for(running, asked)
        context |= _shown(running, entry, subject=subject, words=words) | {"asked": queries.sealed(asked)}
    is_wrong = data is not None and not paint.picked and not paint.rows.asks_for_more and "weeks" not in context
    return render(request, "timetable/fit/newcomer.html", context, status=422 if is_wrong else 200)


def _inquiry(request: HttpRequest) -> Inquiry | None:
    told = request.POST.get("inquiry") or request.GET.get("inquiry")
    if not told:
        return None
    try:
        return frontdoor.inquiry_for(people_access.who_of(request), UUID(told), "seats.hold")
    except ValueError:
        raise Http404("No such inquiry") from None


def _why(span: Span, reason: str, inquiry: Inquiry | None) -> Span:
    """Of an inquiry the reason goes along, so that it is known when she is admitted; else what she calls it."""
    return replace(span, why=reason if inquiry else span.why or reason)


def _life(inquiry: Inquiry | None, asked: Asked | None) -> list[tuple[Span, str]]:
    """The hours to begin with: those asked with before, else what she painted when she asked for a call."""
    if asked:
        known = queries.REASONS
        return [
            (replace(span, why=""), span.why) if span.why in known else (span, "other") for span in sorted(asked.busy)
        ]
    told = inquiry.texts["life"].splitlines() if inquiry else []
    return [one for line in told if line for one in commitments(line)]


@require_POST
@sensitive_post_parameters()
def hold(request: HttpRequest) -> HttpResponse:
    """Keep the seats of one offer for half an hour."""
    who, program = people_access.who_of(request), people_access.program_here(request, "seats.hold")
    try:
        told = signing.loads(request.POST.get("offer", ""), salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        messages.error(request, _("This offer is too old: look for her week anew."))
        return redirect("timetable:fit")
    patient = UUID(told["patient"]) if told["patient"] else None
    if patient:
        people_access.patient_for(who, patient, "seats.hold")
    try:
        actions.hold(
            by=who, program=program, subject=UUID(told["subject"]), patient=patient, words=told["words"],
            entry=Patient.model_validate_json(told["entry"]), places=Places.from_json(told["places"]),
            first_day=queries.next_first_day(access.today_at(program)), at=timezone.now(),
        )  # fmt: skip
    except Refused as no:
        for because in no.because:
            messages.error(request, because)
        return redirect("timetable:fit-person", patient) if patient else redirect("timetable:fit")
    messages.success(request, _("The seats are held for 30 minutes."))
    return redirect("timetable:holds")


@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """What is held just now, for whom, and until when?"""
    who, program = people_access.who_of(request), people_access.program_here(request, "seats.hold")
    held = access.holds_of_program(who, program, at=timezone.now())
    first_day = queries.next_first_day(access.today_at(program))
    running = queries.running(program, first_day=first_day, at=timezone.now()) if held else None
    names = everyone.names_of_patients(program.provider_id, {one.patient for one in held if one.patient})
    accounts = everyone.names_of_accounts(program.provider_id, {one.held_by for one in held if one.held_by})
    lines = [
        {
            "hold": one,
            "name": names.get(one.patient, "") if one.patient else one.words or _("Somebody new"),
            "holder": accounts.get(one.held_by, "") if one.held_by else "",
            "places": _said(running, one.places) if running else [],
        }
        for one in held
    ]
    patients = sorted(everyone.patients(program.id), key=lambda one: one.name) if lines else []
    return render(request, "timetable/fit/holds.html", {"program": program, "lines": lines, "patients": patients})


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The seats become hers: the changed week is put in force."""
    who, program = people_access.who_of(request), people_access.program_here(request, "seats.hold")
    held = access.hold_for(program, pk, at=timezone.now())
    chosen = str(held.patient or request.POST.get("patient", ""))
    patient = next((one for one in everyone.patients(program.id) if str(one.id) == chosen), None)
    if patient is None:
        messages.error(request, _("Choose whose seats these become: somebody who was called is admitted first."))
        return redirect("timetable:holds")
    people_access.patient_for(who, patient.id, "seats.hold")
    try:
        actions.take(by=who, program=program, hold_id=held.id, patient=patient.id, at=timezone.now())
    except Refused as no:
        for because in no.because:
            messages.error(request, because)
        return redirect("timetable:holds")
    messages.success(request, _("The seats are hers from the next Monday on."))
    return redirect("timetable:person", patient.id)


@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people_access.who_of(request), people_access.program_here(request, "seats.hold")
    held = access.hold_for(program, pk, at=timezone.now())
    actions.release(by=who, program=program, hold_id=held.id, at=timezone.now())
    messages.success(request, _("The seats are open again."))
    return redirect("timetable:holds")


def _shown(
    running: Running, entry: Patient, *, subject: UUID, patient: UUID | None = None, words: str = ""
) -> dict[str, Any]:
    """The weeks she could have, each with what a click would hold; or why there is none, and what would help."""
    found = queries.weeks(running, entry)
    is_whole = bool(found) and found[0].is_whole
    told = {"subject": str(subject), "patient": str(patient) if patient else "", "words": words}
    told["entry"] = entry.model_dump_json()
    return {
        "weeks": [(one, _token(told, one)) for one in found],
        "is_whole": is_whole,
        "help": [] if is_whole else queries.help_for(running, entry),
        "first_day": running.first_day,
    }


def _token(told: dict[str, str], offered: Offered) -> str:
    return signing.dumps(told | {"places": offered.places.to_json()}, salt=SALT, compress=True)


def _said(running: Running, places: Places) -> list[tuple[str, tuple[Any, ...], str]]:
    names = running.prepared.names
    groups: list[tuple[str, tuple[Any, ...], str]] = [
        (names.get(g.service, ""), g.days, g.start) for g in places.groups
    ]
    return groups + [(names.get(s.service, ""), (s.day,), s.start) for s in places.sessions]
