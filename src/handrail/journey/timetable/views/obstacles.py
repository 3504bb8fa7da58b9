# SPDX-License-Identifier: Apache-2.0
"""Staff page: what is in the way of whole weeks, what would free one person's, and what one more group would do."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from handrail.ground.people import access as people
from handrail.journey.timetable import access, queries, whatif
from handrail.journey.timetable.cards import InForce, Named
from handrail.journey.timetable.forms.obstacles import OneMoreForm
from handrail.journey.timetable.problem import minutes_of
from handrail.journey.timetable.rules import ordered_of
from handrail.journey.timetable.whatif import Found

WRONG = 422
FAILED = {
    "leader": gettext_lazy("no leader is free"),
    "room": gettext_lazy("no room is free"),
    "few": gettext_lazy("too few of them could come"),
}


@dataclass(frozen=True)
class Lacking:
    """One person with something unmet or short: what, and why, as it was said when the week was published."""

    patient: Named
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class Freed:
    what: str
    because: str
    change: str


@require_safe
def in_the_way(request: HttpRequest) -> HttpResponse:
    """Who lacks what, and why? For one of them: which single change would free it? And: one more group, tried."""
    who, here = people.who_of(request), people.program_here(request, "week.change")
    shown = access.running_week(who, here)
    if shown is None:
        return render(request, "timetable/empty.html", {"program": here})
    lacking, one = _lacking(shown), request.GET.get("of", "")
    form = OneMoreForm(request.GET if "service" in request.GET else None, shown)
    told: dict[str, Any] = {"program": here, "lacking": lacking, "form": form, "of": one, "totals": shown.totals}
    if chosen := next((each.patient for each in lacking if each.patient.key == one), None):
        told["freed"] = [
            Freed(_named(shown, each.service), shown.said(each.because), shown.said(each.freed))
            for each in queries.freed(shown, people.patient_for(who, UUID(chosen.key)).id)
        ]
    if form.is_valid():
        told |= _tried(shown, whatif.one_more(shown.problem, shown.week, form.asked))
    return render(request, "timetable/in_the_way.html", told, status=WRONG if form.errors else 200)


def _named(shown: InForce, service: str) -> str:
    return shown.names[service] if service else _("Days long enough")


def _lacking(shown: InForce) -> list[Lacking]:
    """As the tables are now, whoever has most unmet first; why, if it was said when the week was published."""
    because = {(one.patient, one.service): shown.said(one.because) for one in shown.week.unmet}
    found = []
    for patient in shown.problem.patients:
        ledger, received = shown.ledgers[patient.id], shown.sittings.received.get(patient.id, Counter())
        lines = [
            (f"{shown.names[service]} × {count - received[service]}", because.get((patient.id, service), ""))
            for service, count in ordered_of(patient).items()
            if count > received[service]
        ]
        if ledger.short_days and not lines:
            told = _("%(n)d of %(days)d days too short") % {"n": ledger.short_days, "days": patient.full_days.count}
            lines.append((told, _("She has every hour, but not on days long enough.")))
        found += [Lacking(shown.named(patient.id), lines)] if lines else []
    return sorted(found, key=lambda one: (-len(one.lines), one.patient.name))


def _tried(shown: InForce, found: Found) -> dict[str, Any]:
    group = found.group
    return {
        "found": found,
        "service": shown.problem.service_of[group.service] if group else None,
        "start": minutes_of(group.start) if group else 0,
        "leaders": [shown.names.get(one, "") for one in group.leaders] if group else [],
        "rooms": list(dict.fromkeys(shown.names.get(one, "") for one in group.rooms.values())) if group else [],
        "gains": [
            {"patient": shown.named(gain.patient), "before": gain.before, "after": gain.after} for gain in found.gains
        ],
        "why": [(FAILED[over], n) for over, n in found.failed.items()],
    }  # fmt: skip
