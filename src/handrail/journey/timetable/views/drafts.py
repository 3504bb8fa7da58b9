# SPDX-License-Identifier: Apache-2.0
"""A week is asked for, watched while it is built, held beside the one in force, taken whole or in parts, published."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of
from handrail.ground.people import access as people
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, beside, queries
from handrail.journey.timetable.actions import drafts
from handrail.journey.timetable.edits import with_unmet
from handrail.journey.timetable.forms.drafts import Asked
from handrail.journey.timetable.pins import Pin, pin_of
from handrail.journey.timetable.proposal import Draft, Facing
from handrail.journey.timetable.views import telling

MONDAYS = 5  # the next so many can be chosen
View = Callable[..., HttpResponse]


def here(request: HttpRequest) -> Program:
    return people.program_here(request, "week.build")


def told_if_refused(view: View) -> View:
    """A deed that was refused is told on the draft's own page; nothing was changed."""

    @wraps(view)
    def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
        try:
            return view(request, pk)
        except Refused as no:
            names = telling.names_in(here(request), pk, no.because)
            for because in no.because[:6]:
                messages.error(request, capfirst(telling.said(because, names)) + ".")
            return redirect("timetable:draft", pk)

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Which weeks are in the making, and how is one asked for?"""
    who, program = people.who_of(request), here(request)
    form = Asked(request.POST or None, mondays=mondays(access.today_at(program)))
    if request.method == "POST" and form.is_valid():
        told = {"by": who, "program": program, "first_day": form.cleaned_data["first_day"], "at": timezone.now()}
        try:
            if "by_hand" in request.POST:
                return redirect("timetable:hand", drafts.draw(**told))
            return redirect("timetable:draft", drafts.ask(seconds=form.cleaned_data["seconds"], **told))
        except Refused as no:
            form.add_error(None, [capfirst(because) + "." for because in no.because])
    status = 422 if form.errors else 200
    shown = {"program": program, "form": form, "drafts": queries.drafts(program)}
    return render(request, "timetable/drafts/index.html", shown, status=status)


def mondays(today: date) -> list[date]:
    """From next Monday on; this week is last, as it has begun."""
    first = monday_of(today)
    return [*(first + timedelta(weeks=n) for n in range(1, MONDAYS)), first]


@require_safe
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far is it, and then: what would it change, for whom, and what does that cost?"""
    who, program = people.who_of(request), here(request)
    found = access.draft_for(who, program, pk)
    if found.is_in_the_making:
        return render(request, "timetable/drafts/making.html", {"program": program, "draft": found})
    if not found.is_ready:
        return render(request, "timetable/drafts/ended.html", ended(program, found))
    facing = queries.facing(program, found)
    found_so = queries.cautions_about(program, facing.week, on=found.first_day, problem=facing.problem)
    shown = telling.page(program, facing) | telling.cautions_of(program, found_so, telling.names_of(facing))
    return render(request, "timetable/drafts/draft.html", shown)


def ended(program: Program, found: Draft) -> dict[str, object]:
    lost = telling.pins(program, found.lost_pins) if found.lost_pins else []
    return {"program": program, "draft": found, "lost": lost}


@require_safe
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked every second while the page is open: whole people and the best so far."""
    found = access.progress_for(people.who_of(request), here(request), pk)
    answer = render(request, "timetable/drafts/progress.html", {"draft": found})
    if not found.is_in_the_making:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@told_if_refused
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    drafts.stop(by=who, draft=found.id, at=timezone.now())
    return redirect("timetable:draft", pk)


@require_POST
@told_if_refused
def put_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    drafts.put_away(by=who, draft=found.id, at=timezone.now())
    messages.success(request, _("The draft was put away. The week in force is as it was."))
    return redirect("timetable:drafts")


@require_POST
@told_if_refused
def renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    drafts.renew(by=who, program=program, draft=found.id, version=version(request))
    return redirect("timetable:draft", pk)


@require_POST
@sensitive_post_parameters("why")
@told_if_refused
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    key = drafts.publish_draft(
        by=who, program=program, draft=found.id, version=version(request), at=timezone.now(),
        why=request.POST.get("why", "")[:300],
    )  # fmt: skip
    told = len(queries.concerned(program, key))
    words = ngettext("Published. It changes something for %(n)d person.", "Published. It changes something for %(n)d people.", told)  # fmt: skip # noqa: E501
    messages.success(request, words % {"n": told})
    return redirect(f"{reverse('timetable:program')}?week={found.first_day.isoformat()}")


@require_POST
@told_if_refused
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Only what is ticked: the draft becomes the week in force with these changes in it."""
    who, program = people.who_of(request), here(request)
    facing = queries.facing(program, access.draft_for(who, program, pk))
    result = beside.taken(facing.beside, request.POST.getlist("take"))
    week = with_unmet(facing.problem, result.week)
    drafts.take_only(by=who, draft=pk, version=version(request), week=week)
    names = telling.names_of(facing)
    for key, because in result.left.items():
        told = {"what": names.get(key, ""), "why": telling.said("; ".join(because[:2]), names)}
        messages.warning(request, _("Left as it was: %(what)s. %(why)s.") % told)
    return redirect("timetable:draft", pk)


@require_POST
@told_if_refused
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another search that begins with this draft and leaves what is pinned where it is."""
    who, program = people.who_of(request), here(request)
    found = access.draft_for(who, program, pk)
    facing = queries.facing(program, found) if found.history else None
    pins = pinned(request, facing) if facing else ()
    key = drafts.ask(
        by=who, program=program, first_day=found.first_day, seconds=found.may_take or 60, at=timezone.now(), pins=pins,
        begin=facing.week if facing else None,
    )  # fmt: skip
    return redirect("timetable:draft", key)


def pinned(request: HttpRequest, facing: Facing) -> tuple[Pin, ...]:
    """A leader or a room that is to stay keeps its group where it is, too."""
    stays, led, housed = (set(request.POST.getlist(name)) for name in ("stays", "led", "housed"))
    chosen = [group for group in facing.week.groups if group.id in stays | led | housed]
    return tuple(pin_of(group, leader=group.id in led, room=group.id in housed) for group in chosen)


def version(request: HttpRequest) -> int:
    """Which version of the draft she saw, as the page said it."""
    told = request.POST.get("version", "")
    if not told.isdecimal() or len(told) > 9:
        raise Refused(_("the page was not sent whole: open the draft once more"))
    return int(told)
