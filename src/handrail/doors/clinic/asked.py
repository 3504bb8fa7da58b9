# SPDX-License-Identifier: Apache-2.0
"""What law, payers and the program itself ask: the rule packs that apply, each number with its source."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from handrail.ground.packs.rules import Deadline, Limit, Pack, Row
from handrail.ground.people import access as people
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import access as timetable

UNITS = {
    "hours_a_week": gettext_lazy("hours a week"), "days_a_week": gettext_lazy("days a week"),
    "hours_a_day": gettext_lazy("hours a day"), "people": gettext_lazy("people"), "hours": gettext_lazy("hours"),
    "sessions_a_year": gettext_lazy("sessions a year"), "hours_a_year": gettext_lazy("hours a year"),
    "calendar_days": gettext_lazy("days"), "business_days": gettext_lazy("business days"),
    "service_days": gettext_lazy("days of service"), "calendar_months": gettext_lazy("months"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A row in words: its number, and whom it speaks of."""

    row: Row
    number: str

    @property
    def has_address(self) -> bool:
        return self.row.source.startswith(("https://", "http://"))


@dataclass(frozen=True)
class PackTold:
    pack: Pack
    limits: list[Told]
    deadlines: list[Told]
    duties: list[Told]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Which rules apply here, and where does each number come from?"""
    program = people.program_here(request, "staff.see")
    today = timetable.today_at(program)
    shown = [_told(pack) for pack in programs.packs_of(program) if pack.is_in_force(today)]
    return render(
        request, "clinic/rules.html", {"program": program, "packs": shown, "own": _own(program), "today": today}
    )


def _told(pack: Pack) -> PackTold:
    return PackTold(
        pack,
        [Told(row, _limit(row)) for row in pack.limits],
        [Told(row, _deadline(row)) for row in pack.deadlines],
        [Told(row, "") for row in pack.duties],
    )


def _limit(row: Limit) -> str:
    said = {"n": f"{row.value:g}", "unit": UNITS[row.unit]}
    number = _("at least %(n)s %(unit)s") % said if row.is_least else _("at most %(n)s %(unit)s") % said
    whom = {"adults": _("for adults"), "adolescents": _("for adolescents")}.get(row.whom)
    return f"{number}, {whom}" if whom else number


def _deadline(row: Deadline) -> str:
    if row.unit == "midpoint_of_stay":
        return _("halfway through the stay")
    said: Mapping[str, object] = {"n": row.within, "unit": UNITS[row.unit], "after": row.after}
    return _("within %(n)s %(unit)s of %(after)s") % said


def _own(program: Program) -> list[str]:
    """What the program asks of itself, beside its packs."""
    least, most = program.least_minutes / 60, program.most_minutes / 60
    told = [_("%(least)s to %(most)s hours a week") % {"least": f"{least:g}", "most": f"{most:g}"}]
    if program.group_cap:
        told.append(ngettext("no group above %(n)d person", "no group above %(n)d people", program.group_cap)
                    % {"n": program.group_cap})  # fmt: skip
    if program.rest_minutes:
        told.append(_("%(n)s hours of rest for staff between two days") % {"n": f"{program.rest_minutes / 60:g}"})
    return told
