# SPDX-License-Identifier: Apache-2.0
"""The messages that leave the house, and by which ways a patient lets herself be reached."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.doors.post.forms import ReachForm
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.actions.patients import say_reach
from handrail.ground.people.rules import Who
from handrail.ground.post import queries
from handrail.ground.post.rules import Message
from handrail.ground.program import queries as programs
from handrail.ground.record import actions as record

STATES = {
    "queued": gettext_lazy("waiting"), "sent": gettext_lazy("sent"), "failed": gettext_lazy("given up"),
    "withdrawn": gettext_lazy("withdrawn"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    message: Message
    to: str
    subject: str
    text: str
    state: str
    zone: str


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What leaves, the newest first. Whom it is for is named in the demo only: nobody real is in it."""
    who = people.who_of(request)
    people.ask(who, "look.see" if settings.MODE == "demo" else "messages.see")
    found = queries.newest(who.provider_id)
    said = queries.said(found, at=timezone.now())
    names = _names(who, found) if settings.MODE == "demo" else {}
    zones = {one.id: one.time_zone for one in programs.programs(who.provider_id, also_closed=True)}
    told = [
        Told(one, _to(one, names), subject, text, str(STATES[one.state]), zones[one.program_id])
        for one, (subject, text) in zip(found, said, strict=True)
    ]
    record.looked(by=who, what="messages.looked")
    return render(request, "post/messages.html", {"messages_told": told, "is_demo": settings.MODE == "demo"})


def _names(who: Who, found: list[Message]) -> dict[UUID, str]:
    return everyone.names_of_patients(who.provider_id, {one.to.patient_id for one in found if one.to.patient_id})


def _to(one: Message, names: dict[UUID, str]) -> str:
    if one.to.patient_id:
        return names.get(one.to.patient_id, _("a patient"))
    if one.to.staff_id:
        return _("a member of staff")
    return _("someone close to a patient") if one.to.family_id else _("an address that was given")


@require_http_methods(["GET", "HEAD", "POST"])
def own_reach(request: HttpRequest) -> HttpResponse:
    """How may we reach you?"""
    who = people.who_of(request)
    if who.patient_id is None:
        raise Http404("Nothing here for this account")
    return _reach(request, who, who.patient_id)


@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same, when a patient says it to staff."""
    who = people.who_of(request)
    return _reach(request, who, people.patient_for(who, pk, "patient.edit").id)


def _reach(request: HttpRequest, who: Who, pk: UUID) -> HttpResponse:
    now = everyone.reach_of(pk, None, None)
    form = ReachForm(
        request.POST if request.method == "POST" else None, initial={"ways": list(now.ways) if now else []}
    )
    if form.is_valid():
        say_reach(by=who, patient_id=pk, ways=form.cleaned_data["ways"])
        messages.success(request, _("Saved."))
        return redirect("post:reach", pk) if who.is_staff else redirect("post:own-reach")
    record.looked(by=who, what="reach.looked", about=pk, patient=pk)
    context = {"form": form, "now": now, "is_staff": who.is_staff, "pk": pk}
    return render(request, "post/reach.html", context, status=422 if form.is_bound else 200)
