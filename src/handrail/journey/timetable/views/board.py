# SPDX-License-Identifier: Apache-2.0
"""Staff pages of a dated week: the program's board, and a clinician's own week. Each answers one question."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, may
from handrail.ground.program import queries as programs
from handrail.journey.timetable import access, board
from handrail.journey.timetable.board import Tab
from handrail.journey.timetable.cards import Card, DatedWeek
from handrail.journey.timetable.cautions import from_json
from handrail.journey.timetable.forms.board import SieveForm, WeekForm, day_in, monday_in, rows_in
from handrail.journey.timetable.sentences import summed

WORKDAYS, DAYS = WEEKDAYS[:5], 7


@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """Where is every group and every session on these dates, and what is different from the standing week?"""
    who, here = people.who_of(request), people.program_here(request, "week.see")
    today = access.today_at(here)
    shown = access.dated_week(who, here, monday_in(request.GET, today))
    told = {
        "program": here, "shown": shown, "may_change": may(who, "week.change", Place(who.provider_id, here.id)),
    } | _weeks(shown)  # fmt: skip
    if shown.standing is None:
        return render(request, "timetable/empty.html", told)
    form, by = SieveForm(request.GET, shown), rows_in(request.GET)
    sieve = form.sieve
    meetings = sieve.of(shown.meetings)
    days = board.tabs_of(shown.monday, meetings, today=today, always=WORKDAYS)
    day = _day(days, day_in(request.GET))
    told |= {
        "title": _headline(shown), "load": shown.load, "missing": shown.missing, "days": days, "day": day, "by": by,
        "form": form, "sieve": sieve, "rows": board.ROWS[by](shown, map(shown.card, day.meetings)),
        "closed": [one for one in shown.exceptions.closures if one.first_day <= day.date <= one.last_day],
        "away": [one for one in map(shown.named, sorted(shown.away_on(day.date))) if one.name],
        "cannot": [(one, shown.named(one.patient).name) for one in shown.conflicts if one.meeting.date == day.date],
        "hours": board.hours_of([one.start for one in meetings], [one.end for one in meetings]),
        "deepest": max(one.depth for one in days),
    }  # fmt: skip
    told["look_at"] = [summed(*from_json(one), programs.packs_of(here)) for one in shown.standing.cautions]
    return render(request, "timetable/program.html", told)


@require_safe
def clinician(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where does she have to be on these dates, and how full is her week?"""
    who, here = people.who_of(request), people.program_here(request, "week.see")
    today = access.today_at(here)
    one, shown = access.dated_week_of_clinician(who, here, pk, monday_in(request.GET, today))
    if shown.standing is None:
        return render(request, "timetable/empty.html", {"program": here, "shown": shown} | _weeks(shown))
    span = board.hours_shown(shown.cards)
    groups = {card.key for card in shown.cards if card.is_held and card.patient is None}
    seen = {card.patient for card in shown.cards if card.is_held and card.patient}
    return render(
        request,
        "timetable/clinician.html",
        {
            "program": here, "clinician": one, "shown": shown, "hours": span,
            "days": board.days_of(shown.monday, [*shown.cards, *_away(shown, pk, span)], today=today, always=WORKDAYS),
            "title": _leads(one.first_name, len(groups), len(seen)), "minutes": shown.minutes_of(pk),
            "groups": len(groups), "sessions": shown.load.individuals,
            "people": sorted(seen, key=lambda named: named.name),
        } | _weeks(shown),
    )  # fmt: skip


def _weeks(shown: DatedWeek) -> dict[str, Any]:
    """The way from week to week."""
    return {
        "monday": shown.monday,
        "sunday": shown.monday + timedelta(days=DAYS - 1),
        "earlier": (shown.monday - timedelta(days=DAYS)).isoformat(),
        "later": (shown.monday + timedelta(days=DAYS)).isoformat(),
        "week_form": WeekForm(initial={"week": shown.monday}, auto_id="go-%s"),
    }


def _day(days: list[Tab], asked: str) -> Tab:
    found = next((one for one in days if one.code == asked), None)
    return found or next((one for one in days if one.is_today), days[0])


def _away(shown: DatedWeek, pk: UUID, span: board.Hours) -> Iterable[Card]:
    """When she is not there: outside her hours, and whole days off."""
    available = next((one.available for one in shown.clinicians if one.id == pk), ())
    off = {
        WEEKDAYS[n] for n in range(DAYS) if pk in shown.away_on(shown.monday + timedelta(days=n))
    }  # fmt: skip
    hours = {day: [one for one in available if WEEKDAYS[one.weekday] == day] for day in WEEKDAYS if day not in off}
    always = {WEEKDAYS[one.weekday] for one in available} | set(WORKDAYS)
    return board.away_cards(hours, span, [day for day in WEEKDAYS if day in always])


def _headline(shown: DatedWeek) -> str:
    if shown.load.unled:
        return ngettext(
            "%(n)d group has nobody to lead it", "%(n)d groups have nobody to lead them", shown.load.unled
        ) % {"n": shown.load.unled}
    standing = shown.standing
    told = {"whole": standing.whole if standing else 0, "people": standing.people if standing else 0}
    if told["whole"] == told["people"]:
        return _("%(whole)d of %(people)d people have every hour that was ordered") % told
    return _("%(whole)d of %(people)d people have their whole week") % told


def _leads(name: str, groups: int, seen: int) -> str:
    leads = ngettext("%(n)d group", "%(n)d groups", groups) % {"n": groups}
    sees = ngettext("%(n)d person", "%(n)d people", seen) % {"n": seen}
    return _("%(name)s leads %(groups)s and sees %(people)s one to one") % {
        "name": name, "groups": leads, "people": sees,
    }  # fmt: skip
