# SPDX-License-Identifier: Apache-2.0
"""Staff pages of the standing week: the people of the program, and who of them is whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.days import WEEKDAYS
from handrail.ground.look.templatetags.look import hours
from handrail.ground.people import access as people_access
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.journey.timetable import access
from handrail.journey.timetable.cards import InForce
from handrail.journey.timetable.rules import Ledger
from handrail.journey.timetable.sentences import Said, said


@dataclass(frozen=True)
class Line:
    """A person in the list of people."""

    patient: Patient
    age: int
    life: str
    days: tuple[tuple[str, bool], ...]
    ledger: Ledger
    cautions: Sequence[Said] = ()

    @property
    def short(self) -> str:
        missing = self.ledger.ordered_minutes - self.ledger.scheduled_minutes
        if missing:
            return _("%(hours)s h missing") % {"hours": hours(missing)}
        return ngettext("%(n)d short day", "%(n)d short days", self.ledger.short_days) % {"n": self.ledger.short_days}


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


def _line(shown: InForce, patient: Patient, today: date, cautions: Sequence[Said]) -> Line:
    key = str(patient.id)
    comes = {meeting.day for meeting in shown.sittings.of_patient.get(key, ())}
    busy = shown.problem.patient_of[key].busy.values()
    reasons = list(dict.fromkeys(span.why for spans in busy for span in spans))
    life = " · ".join(reason[:1].upper() + reason[1:] for reason in reasons[:3])
    days = tuple((day, day in comes) for day in WEEKDAYS if day in shown.problem.open or day in comes)
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
