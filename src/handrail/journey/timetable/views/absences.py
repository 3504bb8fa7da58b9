# SPDX-License-Identifier: Apache-2.0
"""Staff pages that mend some dates: somebody is out, and how those who lost hours can make up for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of
from handrail.ground.look.templatetags.look import day as full_day
from handrail.ground.look.templatetags.look import hours, until
from handrail.ground.people import access as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Who
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, mending
from handrail.journey.timetable.cards import Named
from handrail.journey.timetable.dated import Meeting
from handrail.journey.timetable.forms.board import monday_in
from handrail.journey.timetable.forms.mending import OutForm
from handrail.journey.timetable.mending import Hit, Way

WRONG, WEEK, FEW = 422, timedelta(days=7), 4
Names = Mapping[UUID, str]


@dataclass(frozen=True)
class Choice:
    """A way on with a meeting, in words: what is done, and what it costs whom."""

    key: str
    words: str
    cost: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """A meeting that is hit, with the ways on. `field`: what the choice is sent under."""

    meeting: Meeting
    field: str
    choices: list[Choice]
    patient: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest) -> HttpResponse:
    """Who is out, what does that hit, and what can be done about each? All or some of it is accepted at once."""
    who, here = people.who_of(request), people.program_here(request, "week.change")
    names, rooms = _staff(here), {room.id: room.name for room in programs.rooms(here.id)}
    form = OutForm(
        request.POST or (request.GET if "who" in request.GET else None),
        clinicians=names.items(), rooms=rooms.items(), initial={"first": access.today_at(here)},
    )  # fmt: skip
    told: dict[str, Any] = {"program": here, "form": form}
    if not form.is_valid():
        return render(request, "timetable/mend.html", told, status=WRONG if form.is_bound else 200)
    hits = _hits(who, here, form.out)
    if request.method == "POST":
        picked = [way for hit in hits for way in hit.ways if request.POST.get(_field(hit.meeting)) == way.key]
        cause = "staff_away" if form.out.key in names else "room_lost"
        try:
            actions.mend(by=who, program=here, ways=picked, out=form.out, cause=cause, at=timezone.now())
        except Refused as no:
            form.add_error(None, "; ".join(no.because))
        else:
            return _mended(request, form.out.first, picked, hits)
    lose = {one for hit in hits for way in hit.ways for one in (*way.losing, *hit.meeting.members)}
    every = names | rooms | everyone.names_of_patients(here.provider_id, lose)
    told |= {
        "asked": [_asked(hit, every) for hit in hits], "out": form.out, "name": every.get(form.out.key, ""),
        "lost": sum(bool(hit.proposed.losing) for hit in hits), "is_clinician": form.out.key in names,
    }  # fmt: skip
    return render(request, "timetable/mend.html", told, status=409 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def make_ups(request: HttpRequest) -> HttpResponse:
    """Who lost hours in this week, and in which other groups could she make up for them?"""
    who, here = people.who_of(request), people.program_here(request, "week.change")
    monday = monday_in(request.GET, access.today_at(here))
    losses = mending.losses(access.mending_ground(who, here, monday))
    if request.method == "POST":
        _make_up(request, who, here, losses)
        return redirect(f"{reverse('timetable:make-ups')}?week={monday.isoformat()}")
    names = everyone.names_of_patients(here.provider_id, {loss.patient for loss in losses})
    lines = [
        {"patient": Named(str(loss.patient), names.get(loss.patient, "")), "meeting": loss.meeting,
         "offers": [(one, where, key) for one, where, key in _offered(loss)][:FEW]}
        for loss in losses
    ]  # fmt: skip
    lines.sort(key=lambda line: (not line["offers"], line["patient"].name))  # type: ignore[attr-defined]
    told = {"program": here, "monday": monday, "lines": lines, "sunday": monday + WEEK - timedelta(days=1)}
    return render(request, "timetable/make_ups.html", told)


def _make_up(request: HttpRequest, who: Who, here: Program, losses: Iterable[mending.Loss]) -> None:
    asked, at = request.POST.get("offer"), timezone.now()
    for loss in losses:
        for one in loss.offers:
            if _seat_key(loss, one) == asked:
                actions.seat_once(
                    by=who, program=here, on=one.on, key=one.key, patient=loss.patient, comes=True, cause="make_up",
                    at=at,
                )  # fmt: skip
                return messages.success(request, _("She has the seat on that date."))
        for way in loss.ways:
            if _way_key(loss, way) == asked:
                actions.mend(by=who, program=here, ways=[way], cause="make_up", at=at)
                return messages.success(request, _("It is held then."))
    return messages.error(request, _("This is not free for her any more. These are."))


def _offered(loss: mending.Loss) -> Iterable[tuple[Meeting, str, str]]:
    """What she is offered, where it is, and the key it is sent under."""
    yield from ((one, one.where, _seat_key(loss, one)) for one in loss.offers)
    yield from ((way.as_held, "", _way_key(loss, way)) for way in loss.ways)


def _seat_key(loss: mending.Loss, one: Meeting) -> str:
    return f"{loss.patient.hex}.{loss.meeting.key.hex}.{one.key.hex}.{one.on}"


def _way_key(loss: mending.Loss, way: Way) -> str:
    return f"{loss.patient.hex}.{loss.meeting.key.hex}.{way.key}"


def _staff(here: Program) -> dict[UUID, str]:
    return {one.id: one.name for one in sorted(everyone.clinicians(here.id), key=lambda one: one.name)}


def _hits(who: Who, here: Program, out: mending.Out) -> list[Hit]:
    monday, found = monday_of(out.first), []
    while monday <= out.last:
        found += mending.proposals(access.mending_ground(who, here, monday, out=[out]))
        monday += WEEK
    return found


def _mended(request: HttpRequest, first: date, picked: list[Way], hits: list[Hit]) -> HttpResponse:
    left = len(hits) - len(picked)
    done = ngettext("%(n)d meeting is mended.", "%(n)d meetings are mended.", len(picked)) % {"n": len(picked)}
    rest = ngettext("%(n)d waits for you.", "%(n)d wait for you.", left) % {"n": left} if left else ""
    messages.success(request, f"{done} {rest}".strip())
    week = monday_of(first).isoformat()
    if any(way.losing for way in picked):
        return redirect(f"{reverse('timetable:make-ups')}?week={week}")
    return redirect(f"{reverse('timetable:program')}?week={week}")


def _field(one: Meeting) -> str:
    return f"way-{one.key.hex}-{one.on}"


def _asked(hit: Hit, names: Names) -> Asked:
    choices = [Choice(way.key, _words(way, names), _cost(way, names), way == hit.proposed) for way in hit.ways]
    one = hit.meeting
    return Asked(one, _field(one), choices, names.get(one.members[0], "") if not one.slot.is_group else "")


def _words(way: Way, names: Names) -> str:
    new = _(" and ").join(names.get(who, "") for _old, who in way.instead)
    if way.kind == "substitute":
        return _("%(name)s stands in") % {"name": new}
    if way.kind == "alone":
        return _("%(name)s leads it alone") % {"name": new}
    if way.kind == "room":
        return _("In %(room)s") % {"room": names.get(way.room, "") if way.room else ""}
    if way.kind == "cancel":
        return _("Cancel it")
    held = way.as_held
    when = _("%(day)s, %(hours)s") % {"day": full_day(held.date), "hours": until(held.start, held.end)}
    return _("%(when)s, in %(room)s") % {"when": when, "room": names.get(way.room, "")} if way.room else when


def _cost(way: Way, names: Names) -> str:
    lost = hours(way.meeting.minutes)
    if way.losing and way.meeting.slot.is_group:
        named = ", ".join(Named("", names.get(who, "")).short for who in way.losing[:FEW])
        more = len(way.losing) - FEW
        named += _(" and %(n)d more") % {"n": more} if more > 0 else ""
        n = len(way.losing)
        said = ngettext("%(n)d person loses %(hours)s h: %(names)s", "%(n)d people lose %(hours)s h each: %(names)s", n)
        return said % {"n": n, "hours": lost, "names": named}
    if way.losing:
        return _("%(hours)s h lost") % {"hours": lost}
    if way.kind == "move":
        return _("nobody loses it") if not way.meeting.slot.is_group else _("everyone can come")
    return _("nobody loses anything")
