# SPDX-License-Identifier: Apache-2.0
"""A draft changed by hand: the board of a day, one group and all that can be done to it, judged at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from pydantic import ValidationError

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.keys import uuid7
from handrail.ground.people import access as people
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access, board, edits, queries, rules, sentences
from handrail.journey.timetable.actions import drafts
from handrail.journey.timetable.cards import Card, InForce, Named
from handrail.journey.timetable.edits import Edit, group_of
from handrail.journey.timetable.forms.drafts import Opened, Place
from handrail.journey.timetable.proposal import Draft, Facing
from handrail.journey.timetable.views import sessions, telling
from handrail.journey.timetable.views.drafts import here, told_if_refused, version
from handrail.journey.timetable.week import DAYS, Group


@require_safe
def hand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where is everything, what does it break, and what can be done to this group?"""
    who, program = people.who_of(request), here(request)
    found = access.draft_for(who, program, pk)
    if not found.is_ready:
        return redirect("timetable:draft", pk)
    return render(request, "timetable/drafts/hand.html", shown(program, queries.facing(program, found), request))


def shown(program: Program, facing: Facing, request: HttpRequest) -> dict[str, object]:
    names = telling.names_of(facing)
    days = [day for day in DAYS if facing.problem.open.get(day)]
    asked = request.GET.get("day")
    day = asked if asked in days else days[0] if days else "mon"
    laid = laid_out(program, facing, names)
    of_day = [card for card in laid.cards if card.day == day]
    history = facing.draft.history
    assert history is not None
    score, before = facing.beside.score_now, facing.beside.score_before
    group = next((g for g in facing.week.groups if g.id == request.GET.get("group")), None)
    return {
        "program": program, "draft": facing.draft, "days": days, "day": day, "rows": rows_of(facing, laid, of_day),
        "hours": board.hours_shown(laid.cards), "title": telling.whole_words(score.whole, score.people),
        "points": score.total - before.total, "faults": [telling.said(fault, names) for fault in facing.faults],
        "can_undo": history.done > 0, "can_redo": history.done < len(history.edits),
        "group": panel(facing, group, names) if group else None, "grid": facing.problem.grid_minutes,
        "opened": Opened(problem=facing.problem, names=names),
    } | sessions.shown(facing, names, day, request.GET.get("session", ""))  # fmt: skip


def rows_of(facing: Facing, laid: InForce, cards: list[Card]) -> list[board.Row]:
    """A group's card stands in the row of its room; individual sessions are left to the search."""
    groups = [card for card in cards if card.patient is None]
    rooms = [(laid.named(room.id), room.seats) for room in facing.problem.rooms]
    rows = [board.Row("room", room, board.in_lanes(c for c in groups if c.room == room), n) for room, n in rooms]
    known = [room for room, _ in rooms]
    elsewhere = [card for card in groups if card.room not in known]
    return rows + ([board.Row("online", Named("", ""), board.in_lanes(elsewhere))] if elsewhere else [])


def laid_out(program: Program, facing: Facing, names: dict[str, str]) -> InForce:
    return InForce(program, facing.draft.first_day, facing.problem, facing.week, names, frozenset())


def panel(facing: Facing, group: Group, names: dict[str, str]) -> dict[str, object]:
    """One group with its form, its members, and who could still come: those whose order it would meet first."""
    ordered = [p for p in facing.problem.patients if p.id not in group.members and group.service in rules.ordered_of(p)]
    lacking = {u.patient for u in facing.week.unmet if u.service == group.service}
    others = sorted(ordered, key=lambda p: (p.id not in lacking, names.get(p.id, "")))
    service = facing.problem.service_of.get(group.service)
    return {
        "id": group.id, "name": names.get(group.service, ""), "when": sentences.when(group),
        "form": Place(problem=facing.problem, names=names, group=group),
        "members": [(key, names.get(key, "")) for key in group.members],
        "others": [(p.id, names.get(p.id, ""), p.id in lacking) for p in others],
        "seats": service.max if service else 0,
    }  # fmt: skip


@require_POST
@told_if_refused
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One change. Back on the board, with what it breaks and what it costs."""
    who, program = people.who_of(request), here(request)
    facing = queries.facing(program, access.draft_for(who, program, pk))
    try:
        wanted = edit_of(request, facing)
    except ValidationError:
        raise Refused(_("that could not be understood: choose from what the page offers")) from None
    drafts.change(by=who, draft=pk, version=version(request), edit=wanted)
    tell_effect(request, facing, queries.facing(program, whole(program, pk)))
    return back(request, pk)


def whole(program: Program, pk: UUID) -> Draft:
    """The draft as it is after the change; the look at it was noted before."""
    found = queries.draft(program, pk)
    if found is None:
        raise Refused(_("this draft is gone"))
    return found


def edit_of(request: HttpRequest, facing: Facing) -> Edit:
    """What the form says, as an edit of the week. Refused with the form's own words."""
    told, kind = request.POST, request.POST.get("kind", "")
    key = told.get("group", "")
    if kind in ("add", "remove"):
        return edits.read_edit({"kind": kind, "group": key, "patient": told.get("patient", "")})
    if kind == "close":
        return edits.Close(group=key)
    if kind == "drop":
        return dropped(told, group_of(facing.week, key))
    if kind == "open":
        return opened(request, facing)
    if kind in sessions.KINDS:
        return sessions.edit_of(told, facing, telling.names_of(facing))
    group = group_of(facing.week, key)
    form = Place(told, problem=facing.problem, names=telling.names_of(facing), group=group)
    if not form.is_valid():
        raise Refused(*(str(fault) for faults in form.errors.values() for fault in faults))
    return placed(form, group)


def placed(form: Place, group: Group) -> Edit:
    """Of days, start, room and leaders whatever differs; one edit, so one undo."""
    now = group.model_copy(update=form.placed | {"leaders": tuple(form.cleaned_data["leaders"])})
    room = form.cleaned_data.get("room")
    rooms = {day: room or group.rooms.get(day) or next(iter(group.rooms.values()), "") for day in now.days}
    now = now.model_copy(update={"rooms": {day: key for day, key in rooms.items() if key}})
    return edits.Change(made=now)


def dropped(told: Any, group: Group) -> Edit:
    """Dragged to another hour, room or day; a group that meets several times keeps its other days."""
    day, from_day, start, room = (told.get(name, "") for name in ("to_day", "from_day", "start", "room"))
    if day not in DAYS:
        raise Refused(_("that could not be understood: drop it on an hour or a day"))
    days = tuple(d for d in DAYS if d == day or (d in group.days and d != from_day))
    return edits.read_edit(
        {"kind": "move", "group": group.id, "days": days, "start": start or group.start,
         "rooms": {day: room} if room else {}}
    )  # fmt: skip


def opened(request: HttpRequest, facing: Facing) -> Edit:
    form = Opened(request.POST, problem=facing.problem, names=telling.names_of(facing))
    if not form.is_valid():
        raise Refused(*(str(fault) for faults in form.errors.values() for fault in faults))
    told, room = form.cleaned_data, form.cleaned_data["room"]
    service = facing.problem.service_of[told["service"]]
    rooms = dict.fromkeys(form.placed["days"], room) if room and service.mode == "in_person" else {}
    made = Group(
        id=str(uuid7()), service=service.id, rooms=rooms, leaders=tuple(told["leaders"]), members=(), **form.placed
    )
    return edits.Open(made=made)


def tell_effect(request: HttpRequest, before: Facing, after: Facing) -> None:
    """What the change costs, and which rules it breaks that were kept before."""
    names = telling.names_of(before) | telling.names_of(after)
    broken = [fault for fault in after.faults if fault not in before.faults]
    points = after.beside.score_now.total - before.beside.score_now.total
    if broken:
        words = ngettext("Done, but it breaks a rule: %(first)s", "Done, but it breaks %(n)d rules, first: %(first)s", len(broken))  # fmt: skip # noqa: E501
        messages.warning(request, words % {"n": len(broken), "first": telling.said(broken[0], names)})
    elif points > 0:
        messages.info(request, _("Done. It costs %(points)d points.") % {"points": points})
    elif points < 0:
        messages.success(request, _("Done. It saves %(points)d points.") % {"points": -points})
    else:
        messages.success(request, _("Done. It costs nothing."))


@require_POST
@told_if_refused
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    drafts.undo(by=who, draft=found.id, version=version(request))
    return back(request, pk)


@require_POST
@told_if_refused
def redo(request: HttpRequest, pk: UUID) -> HttpResponse:
    who, program = people.who_of(request), here(request)
    found = access.progress_for(who, program, pk)
    drafts.redo(by=who, draft=found.id, version=version(request))
    return back(request, pk)


def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the same day of the board, with the same group open if it is still there."""
    told = {name: request.POST.get(name, "") for name in ("day", "group")}
    kept = {name: value for name, value in told.items() if value.isprintable() and 0 < len(value) <= 36}
    address = reverse("timetable:hand", args=[pk])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)
