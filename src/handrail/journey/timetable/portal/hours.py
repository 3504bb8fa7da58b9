# SPDX-License-Identifier: Apache-2.0
"""A patient's own hours: she says what changes, sees at once what it would do to her week, chooses and sends it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handrail.ground.kit.days import Span
from handrail.ground.look.paint import Paint
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, queries
from handrail.journey.timetable.forms.newcomers import FromWhen
from handrail.journey.timetable.places import Places

SALT, LASTS = "timetable.change", 60 * 60
Life = list[tuple[Span, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def own(request: HttpRequest) -> HttpResponse:
    """What changes in my own week, and what would that do?"""
    patient, program = access.own_hours(people.who_of(request))
    today, data = access.today_at(program), request.POST if request.method == "POST" else None
    paint = Paint(data, queries.life(patient.id), reasons=queries.REASONS)
    form = FromWhen(data, today=today, travel_minutes=patient.travel_minutes)
    context: dict[str, Any] = {"patient": patient, "program": program, "paint": paint, "form": form}
    context["last"] = queries.last_change(patient.id)
    sound = data is not None and form.is_valid()
    if paint.is_valid() and sound:
        context |= _effect(patient, program, paint.commitments(), form.cleaned_data)
    is_wrong = data is not None and not paint.picked and not paint.rows.asks_for_more and "options" not in context
    return render(request, "timetable/portal/hours.html", context, status=422 if is_wrong else 200)


@require_POST
@sensitive_post_parameters()
def send(request: HttpRequest) -> HttpResponse:
    """She has chosen: staff read it. What hits nothing of her week is kept at once."""
    who = people.who_of(request)
    patient, program = access.own_hours(who)
    try:
        told = signing.loads(request.POST.get("change", ""), salt=f"{SALT}.{patient.id}", max_age=LASTS)
    except signing.BadSignature:
        messages.error(request, _("This page was open for too long. Your hours are below: look once more."))
        return redirect("timetable:own-hours")
    life = [(Span(day, start, end, words), reason) for day, start, end, reason, words in told["life"]]
    from_day, travel = date.fromisoformat(told["from_day"]), int(told["travel_minutes"])
    if told["is_free"]:
        actions.keep_own_hours(by=who, patient=patient.id, from_day=from_day, life=life, travel_minutes=travel)
        messages.success(request, _("Saved. Your week stays as it is."))
        return redirect("timetable:own-hours")
    actions.say_changed(
        by=who, program=program, patient=patient.id, from_day=from_day, life=life, travel_minutes=travel,
        places=Places.from_json(told["places"]) if told["places"] else None, words=told["words"], at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Sent. We will answer here."))
    return redirect("timetable:own-hours")


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    patient, _program = access.own_hours(who)
    if actions.take_back(by=who, patient=patient.id, change_id=pk, at=timezone.now()):
        messages.success(request, _("Taken back. Your week stays as it is."))
    return redirect("timetable:own-hours")


def _effect(patient: Patient, program: Program, life: Life, told: dict[str, Any]) -> dict[str, Any]:
    """What these hours would do: which meetings they hit, and up to three weeks round them, each to be sent."""
    first_day = queries.first_day_for(told["from_day"], access.today_at(program))
    running = queries.running(program, first_day=first_day, at=timezone.now(), apart_from=patient.id)
    entry = queries.entry_of(running, patient.id) if running else None
    sent = {
        "life": [[s.weekday, s.start, s.end, why, s.why] for s, why in life], "words": told["words"],
        "from_day": told["from_day"].isoformat(), "travel_minutes": told["travel_minutes"], "is_free": False,
        "places": None,
    }  # fmt: skip
    salt = f"{SALT}.{patient.id}"
    if running is None or entry is None:
        return {"options": [], "none": signing.dumps(sent, salt=salt, compress=True), "hits": []}
    entry = queries.with_life(entry, life, told["travel_minutes"])
    hits = [card for card in queries.present(running, entry) if card.clashes_with]
    found = queries.mends(running, entry) if hits else []
    options = [(one, signing.dumps(sent | {"places": one.places.to_json()}, salt=salt, compress=True)) for one in found]
    return {
        "options": options, "hits": hits, "first_day": first_day, "from_day": told["from_day"],
        "free": "" if hits else signing.dumps(sent | {"is_free": True}, salt=salt, compress=True),
        "none": signing.dumps(sent, salt=salt, compress=True), "is_shown": True,
    }  # fmt: skip
