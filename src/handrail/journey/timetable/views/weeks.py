# SPDX-License-Identifier: Apache-2.0
"""Staff pages: the program's week by day, its people, a clinician's week. Each answers one question."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.look.templatetags.look import hours
from handrail.ground.people import access as people_access
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.journey.timetable import access, board
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.rules import Ledger
from handrail.journey.timetable.sentences import Said, said


@dataclass(frozen=True)
class Line:
    """A person in the list of people."""

    patient: Patient
    age: int
    life: str
    days: list[tuple[str, bool]]
    ledger: Ledger
    cautions: Sequence[Said] = ()

    @property
    def short(self) -> str:
        missing = self.ledger.ordered_minutes - self.ledger.scheduled_minutes
        if missing:
            return _("%(hours)s h missing") % {"hours": hours(missing)}
        return ngettext("%(n)d short day", "%(n)d short days", self.ledger.short_days) % {"n": self.ledger.short_days}


@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """Where is every group and every session, and has everyone her hours?"""
    who, here = people_access.who_of(request), people_access.program_here(request, "week.see")
    today, shown = access.today_at(here), access.week_of_program(who, here)
    if shown is None:
        return render(request, "timetable/empty.html", {"program": here})
    days = board.days_of(shown.monday, shown.cards, today=today, always=shown.problem.open)
    day = next((d for d in days if d.code == request.GET.get("day")), None)
    day = day or next((d for d in days if d.is_today), days[0])
    by = "clinician" if request.GET.get("by") == "clinician" else "room"
    rows = board.rows_by_clinician if by == "clinician" else board.rows_by_room
    return render(
        request,
        "timetable/program.html",
        {
            "program": here,
            "monday": shown.monday,
            "totals": shown.totals,
            "title": _headline(shown),
            "made": shown.week.made,
            "missing": shown.missing,
            "short_of_days": shown.short_of_days,
            "days": days,
            "day": day,
            "by": by,
            "rows": rows(shown, day.cards),
            "hours": board.hours_shown(shown.cards),
            "deepest": max([card.lane for each in days for card in each.cards], default=0) + 1,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("name")
def people(request: HttpRequest) -> HttpResponse:
    """Who is whole, who is not yet? A name comes by POST: what is typed must not stand in an address or a log."""
    who, here = people_access.who_of(request), people_access.program_here(request, "week.see")
    today, shown = access.today_at(here), access.week_of_program(who, here)
    if shown is None:
        return render(request, "timetable/empty.html", {"program": here})
    typed, only = request.POST.get("name", "").strip(), request.GET.get("show", "")
    looked_at: dict[str, list[Said]] = defaultdict(list)
    for one in said(shown.to_look_at, programs.packs_of(here), shown.names):
        looked_at[one.key].append(one)
    patients = sorted(everyone.patients(here.id), key=lambda p: p.name)
    every = [_line(shown, patient, today, looked_at[str(patient.id)]) for patient in patients]
    short = [line for line in every if not line.ledger.is_whole]
    careful = [line for line in every if line.cautions]
    found = {"short": short, "cautions": careful}.get(only, every)
    found = [line for line in every if line.patient.answers_to(typed)] if typed else found
    return render(
        request,
        "timetable/people.html",
        {
            "program": here,
            "monday": shown.monday,
            "lines": found,
            "title": _found(typed, len(found), shown),
            "typed": typed,
            "only": "" if typed else only,
            "count": len(every),
            "short_count": len(short),
            "cautions_count": len(careful),
        },
    )


@require_safe
def clinician(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where does she have to be, and how full is her week?"""
    who, here = people_access.who_of(request), people_access.program_here(request, "week.see")
    today = access.today_at(here)
    one, shown = access.week_of_clinician(who, here, pk)
    if shown is None:
        return render(request, "timetable/empty.html", {"program": here})
    span = board.hours_shown(shown.cards)
    away = board.away_cards(shown.problem.clinician_of[str(pk)].available, span, shown.problem.open)
    cards = [*shown.cards, *away]
    meetings = shown.sittings.of_clinician.get(str(pk), [])
    groups, seen = len(shown.week.groups), {a.patient for a in shown.week.appointments}
    return render(
        request,
        "timetable/clinician.html",
        {
            "program": here,
            "clinician": one,
            "monday": shown.monday,
            "days": board.days_of(shown.monday, cards, today=today, always=shown.problem.open),
            "hours": span,
            "title": _leads(one.first_name, groups, len(seen)),
            "minutes": sum(meeting.end - meeting.start for meeting in meetings),
            "groups": groups,
            "sessions": len(shown.week.appointments),
            "people": sorted(map(shown.named, seen), key=lambda named: named.name),
        },
    )


def _line(shown: InForce, patient: Patient, today: date, cautions: Sequence[Said]) -> Line:
    key = str(patient.id)
    comes = {meeting.day for meeting in shown.sittings.of_patient.get(key, ())}
    busy = shown.problem.patient_of[key].busy.values()
    reasons = list(dict.fromkeys(span.why for spans in busy for span in spans))
    life = " · ".join(reason[:1].upper() + reason[1:] for reason in reasons[:3])
    days = [(day, day in comes) for day in WEEKDAYS if day in shown.problem.open or day in comes]
    return Line(patient, patient.age(today), life, days, shown.ledgers[key], cautions)


def _headline(shown: InForce) -> str:
    told = {"whole": shown.totals.whole, "people": shown.totals.people}
    if shown.totals.whole == shown.totals.people:
        return _("%(whole)d of %(people)d people have every hour that was ordered") % told
    return _("%(whole)d of %(people)d people have their whole week") % told


def _found(typed: str, found: int, shown: InForce) -> str:
    if typed:
        return ngettext("%(n)d person found", "%(n)d people found", found) % {"n": found}
    return _headline(shown)


def _leads(name: str, groups: int, people: int) -> str:
    leads = ngettext("%(n)d group", "%(n)d groups", groups) % {"n": groups}
    sees = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    return _("%(name)s leads %(groups)s and sees %(people)s one to one") % {
        "name": name, "groups": leads, "people": sees,
    }  # fmt: skip
