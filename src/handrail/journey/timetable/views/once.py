# SPDX-License-Identifier: Apache-2.0
"""Staff pages of one meeting on one date: move it, have others lead it, cancel it, excuse someone, add one."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Who
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, actions, mending, once, queries
from handrail.journey.timetable.conflicts import conflicts
from handrail.journey.timetable.forms.board import date_in
from handrail.journey.timetable.forms.once import AddForm, PlaceForm, WhyForm
from handrail.journey.timetable.mending import Ground
from handrail.journey.timetable.once import Meeting, Wanted
from handrail.journey.timetable.sentences import broken

WRONG, CLASHES = 422, 409
Names = dict[UUID, str]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words")
def meeting(request: HttpRequest, day: str, key: UUID) -> HttpResponse:
    """What is planned then, and what would break if it were otherwise? The second press changes it."""
    who, here, ground, one = _found(request, day, key)
    names = _names(here)
    sent = request.POST if request.method == "POST" else None
    start = _of_link(request, one)
    form = PlaceForm(sent, ground=ground, names=names, meeting=start)
    told = _told(here, ground, one, names) | {"form": form}
    if not form.is_bound:
        return render(request, "timetable/once/meeting.html", told)
    if not form.is_valid():
        return render(request, "timetable/once/meeting.html", told, status=WRONG)
    if "sure" in request.POST:
        try:
            gone = actions.change_by_hand(
                by=who, program=here, on=one.on, key=key, wanted=form.wanted, at=timezone.now(),
                cause=form.cleaned_data["cause"], words=form.cleaned_data["words"],
            )  # fmt: skip
        except Refused as no:
            form.add_error(None, [capfirst(because) + "." for because in no.because])
        else:
            _say(request, _("Changed on this date. Those concerned are told."), len(gone))
            return redirect("timetable:meeting", day, key)
    told |= _effect(ground, one, form.wanted, names)
    return render(request, "timetable/once/meeting.html", told, status=CLASHES if form.errors else 200)


@require_POST
@sensitive_post_parameters("words")
def cancel(request: HttpRequest, day: str, key: UUID) -> HttpResponse:
    who, here, _ground, one = _found(request, day, key)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why it is not held: choose from the list."))
        return redirect("timetable:meeting", day, key)
    if one.is_extra:
        return undo(request, day, key)
    told = {"cause": form.cleaned_data["cause"], "words": form.cleaned_data["words"]}
    if _done(request, lambda: actions.change_once(
        by=who, program=here, on=one.on, key=key, at=timezone.now(), is_cancelled=True, **told
    )):  # fmt: skip
        _say(request, _("Cancelled on this date. Those concerned are told."), len(one.members))
    return redirect("timetable:meeting", day, key)


@require_POST
def undo(request: HttpRequest, day: str, key: UUID) -> HttpResponse:
    """As it stands again; one that was added is not held."""
    who, here, _ground, one = _found(request, day, key)
    if not _done(request, lambda: actions.undo_once(by=who, program=here, on=one.on, key=key, at=timezone.now())):
        return redirect("timetable:meeting", day, key)
    if one.is_extra:
        messages.success(request, _("Taken back: it is not held."))
        return redirect(_week(one.date))
    messages.success(request, _("Undone: on this date it is as every week."))
    return redirect("timetable:meeting", day, key)


@require_POST
def seat(request: HttpRequest, day: str, key: UUID) -> HttpResponse:
    """One person is excused from it on this date, or has a seat in it."""
    who, here, ground, one = _found(request, day, key)
    comes = request.POST.get("comes") == "yes"
    try:
        patient = UUID(request.POST.get("patient", ""))
    except ValueError:
        raise Http404("No such patient") from None
    if str(patient) not in ground.problem.patient_of:
        raise Http404("No such patient")
    cause = "other" if comes else "patient_away"
    if _done(request, lambda: actions.seat_once(
        by=who, program=here, on=one.on, key=key, patient=patient, comes=comes, cause=cause, at=timezone.now()
    )):  # fmt: skip
        words = _("She has her seat on this date.") if comes else _("She is excused on this date, and is told so.")
        messages.success(request, words)
    return redirect("timetable:meeting", day, key)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("words", "members")
def add(request: HttpRequest) -> HttpResponse:
    """One more group or individual session on one date: what would it break? The second press adds it."""
    who, here = people.who_of(request), people.program_here(request, "week.change")
    today = access.today_at(here)
    sent = request.POST if request.method == "POST" else None
    day = date_in(request.POST if sent else request.GET, "day", today)
    ground, names = access.mending_ground(who, here, day), _names(here)
    form = AddForm(sent, ground=ground, names=names, day=max(day, today))
    told: dict[str, Any] = {"program": here, "form": form, "day": day}
    if not form.is_bound:
        return render(request, "timetable/once/add.html", told)
    if not form.is_valid():
        return render(request, "timetable/once/add.html", told, status=WRONG)
    wanted, asked = form.wanted, {key: form.cleaned_data[key] for key in ("service", "members")}
    try:
        if "sure" in request.POST:
            key = actions.add_by_hand(
                by=who, program=here, wanted=wanted, at=timezone.now(), words=form.cleaned_data["words"], **asked
            )
            messages.success(request, _("Added on this date. Those concerned are told."))
            return redirect("timetable:meeting", wanted.day.isoformat(), key)
        told |= _effect(ground, queries.imagined(here, ground, wanted=wanted, **asked), wanted, names)
    except Refused as no:
        form.add_error(None, [capfirst(because) + "." for because in no.because])
    return render(request, "timetable/once/add.html", told, status=CLASHES if form.errors else 200)


def _found(request: HttpRequest, day: str, key: UUID) -> tuple[Who, Program, Ground, Meeting]:
    who, here = people.who_of(request), people.program_here(request, "week.change")
    on = date_in({"day": day}, "day", date.min)
    if on == date.min:
        raise Http404("No such day")
    ground = access.mending_ground(who, here, on)
    one = ground.meeting(on, key)
    if one is None:
        raise Http404("No such meeting")
    return who, here, ground, one


def _of_link(request: HttpRequest, one: Meeting) -> Meeting:
    """The meeting as the form begins with it: where it is, or where a link proposes it."""
    start = request.GET.get("start", "")
    minute = int(start) if start.isascii() and start.isdecimal() and len(start) < 5 else one.start
    return replace(one, date=date_in(request.GET, "to", one.date), start=min(minute, 1435))


def _told(here: Program, ground: Ground, one: Meeting, names: Names) -> dict[str, Any]:
    cannot = {found.patient for found in conflicts([one], ground.others.values())}
    ways = mending.moves(ground, one)[:5] if cannot and not one.slot.is_group else []
    every = sorted(((names.get(who, ""), who) for who in one.members), key=lambda pair: pair[0])
    return {
        "program": here, "one": one, "names": names, "is_over": (one.date, one.start) < ground.since,
        "leaders": [names.get(who, "") for who in one.leaders], "why": WhyForm(),
        "members": [(who, name, who in cannot, who in one.guests) for name, who in every],
        "excused": sorted((names.get(who, ""), who) for who in one.excused), "ways": ways,
        "is_changed": one.one_off is not None, "cannot": len(cannot),
    }  # fmt: skip


def _effect(ground: Ground, one: Meeting, wanted: Wanted, names: Names) -> dict[str, Any]:
    found = once.breaches(ground, one, wanted)
    gone = once.losing(ground, one, wanted)
    return {
        "is_checked": True, "losing": sorted(names.get(who, "") for who in gone),
        "stops": [capfirst(broken(breach, names)) for breach in found if breach.stops],
        "warns": [capfirst(broken(breach, names)) for breach in found if not breach.stops],
    }  # fmt: skip


def _done(request: HttpRequest, deed: Any) -> bool:
    try:
        deed()
    except Refused as no:
        for because in no.because:
            messages.error(request, capfirst(because) + ".")
        return False
    return True


def _say(request: HttpRequest, words: str, lost: int) -> None:
    more = ngettext("%(n)d person lost hours: see make-ups.", "%(n)d people lost hours: see make-ups.", lost)
    messages.success(request, f"{words} {more % {'n': lost}}" if lost else words)


def _names(here: Program) -> Names:
    return {UUID(key): name for key, name in queries.names(here).items()}


def _week(day: date) -> str:
    return f"{reverse('timetable:program')}?week={day.isoformat()}"
