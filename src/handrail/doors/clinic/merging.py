# SPDX-License-Identifier: Apache-2.0
"""Two entries side by side: one person or two? Merging them reaches into every step, so the page is here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from handrail.flow import merge
from handrail.ground.kit.answer import Refused
from handrail.ground.look.templatetags.look import full_day
from handrail.ground.people import access as people

LABELS = {
    "name": gettext_lazy("Name used"), "legal_name": gettext_lazy("Legal name"),
    "pronouns": gettext_lazy("Pronouns"), "birth_date": gettext_lazy("Birth date"),
    "language": gettext_lazy("Language"), "phone": gettext_lazy("Phone"), "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"), "emergency_name": gettext_lazy("In an emergency"),
    "emergency_phone": gettext_lazy("Emergency phone"), "emergency_relation": gettext_lazy("Who this is to them"),
    "cohorts": gettext_lazy("Groups kept for"), "mode": gettext_lazy("Comes"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One column, as either entry has it."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        return bool(self.one and self.other) and self.one != self.other


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, one: UUID, other: UUID) -> HttpResponse:
    """What either says; and, if it is one person, which entry stays."""
    who = people.who_of(request)
    pair = sorted({people.patient_for(who, pk, "patients.merge").id for pk in (one, other)})
    if len(pair) == 1:
        return redirect("people:patient", pair[0])
    if request.method == "POST":
        return _merged(request, who, pair)
    first, later = (people.sheet_for(who, pk) for pk in pair)
    lines = [Line(str(label), _said(first.values[name]), _said(later.values[name])) for name, label in LABELS.items()]
    lines += [
        Line(_("Care team"), *(_names(sheet.team) for sheet in (first, later))),
        Line(_("Family"), *(_names(sheet.family) for sheet in (first, later))),
    ]
    told = {"one": first, "other": later, "lines": lines}
    return render(request, "people/patients/compare.html", told)


def _merged(request: HttpRequest, who: Any, pair: list[UUID]) -> HttpResponse:
    keys = {str(key): key for key in pair}
    kept = keys.pop(request.POST.get("kept", ""), None)
    if kept is None:
        raise Http404("Neither of the two")
    try:
        merge.merge_patients(by=who, kept=kept, merged=next(iter(keys.values())), at=timezone.now())
    except Refused as no:
        return render(request, "409.html", {"because": no.because}, status=409)
    messages.success(request, _("The two entries are one now."))
    return redirect("people:patient", kept)


def _said(value: Any) -> str:
    if value == "in_person":
        return _("in person")
    return full_day(value) if hasattr(value, "year") else ", ".join(value) if isinstance(value, list) else str(value)


def _names(people_of: Any) -> str:
    return ", ".join(one.name for one in people_of)
