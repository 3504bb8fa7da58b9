# SPDX-License-Identifier: Apache-2.0
"""The one chart page: who she is, where on the way, what is dangerous, what is due, and what each step knows of her.

Each step gives its part through its face; this page only lays them beside each other. One line in the record.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.doors.clinic.gap import gap_shown
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.admission import access as admission
from handrail.journey.admission.queries import Sheet
from handrail.journey.intake import queries as intake
from handrail.journey.placement import access as placement
from handrail.journey.timetable import access as timetable
from handrail.journey.timetable import queries as timetables

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Duty:
    """Something to do: until when (if there is a day), and where. `tone`: soon, or danger once it is late."""

    words: str
    url: str
    on: date | None = None
    tone: str = ""


@require_safe
def chart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where is she on her way, is she safe, and what is next?"""
    try:
        sheet = people.sheet_for(people.who_of(request), pk)
    except people.Closed:
        return redirect("people:open", pk)
    patient = sheet.patient
    if patient.id != pk:
        return redirect("chart", patient.id, permanent=True)
    program = programs.of_key(patient.program_id)
    today = timetable.today_at(program)
    papers = admission.part_of(patient, program, at=timezone.now()) if "patient.edit" in sheet.rights else None
    level, assessment, week = placement.part_of(patient), _assessment(patient), _week(program, patient, today)
    told = {
        "sheet": sheet, "patient": patient, "contact": sheet.contact, "program": program, "age": patient.age(today),
        "team": [carer for carer in sheet.team if carer.until is None],
        "family": [one for one in sheet.family if not one.has_left],
        "former_family": [one for one in sheet.family if one.has_left],
        "acts": {"edit": "patient.edit" in sheet.rights, "team": "team.edit" in sheet.rights},
        "level": level, "week": week, "assessment": assessment, "papers": papers, "gap": gap_shown(patient, today),
        "steps": _way(patient, assessment, bool(level.headline), bool(week)),
        "chart_places": _places(patient, sheet.rights),
        "duties": [] if patient.has_left else _in_order([
            *_papers(papers, today),
            *(_no_papers(patient, assessment) if papers is None and "patient.edit" in sheet.rights else ()),
            *_duties(patient, level, assessment, today, has_contact=bool(sheet.contact.emergency_phone)),
        ]),
    }  # fmt: skip
    return render(request, "clinic/chart.html", told)


def _places(patient: Patient, rights: frozenset[str]) -> list[dict[str, object]]:
    """The pages about her, of every step."""
    pages = [
        ("chart", _("Chart")), ("intake:of-patient", _("Assessment")), ("diagnoses:of-patient", _("Diagnoses")),
        ("placement:level", _("Level of care")), ("timetable:person", _("Week")),
    ]  # fmt: skip
    pages += [("post:letters", _("Letters"))] if "letter.sign" in rights else []
    if "patient.edit" in rights:
        pages.insert(1, ("admission:papers", _("Papers")))
        pages += [("handover:hand-over", _("Records from elsewhere")), ("post:reach", _("Reaching them"))]
    return [
        {"url": reverse(name, args=[patient.id]), "words": words, "is_here": name == "chart"} for name, words in pages
    ]


def _assessment(patient: Patient) -> str:
    """How far her latest assessment is: nothing, open, waiting or signed."""
    found = intake.latest(patient.id)
    return found.state if found else ""


@dataclass(frozen=True)
class Week:
    """Her standing week in numbers."""

    scheduled: int
    ordered: int
    trips: int
    conflicts: int


def _week(program: Program, patient: Patient, today: date) -> Week | None:
    shown = timetables.in_force(program, on=today, patient=patient.id)
    ledger = shown.ledgers.get(str(patient.id)) if shown else None
    if ledger is None or not ledger.scheduled_minutes:
        return None
    return Week(ledger.scheduled_minutes, ledger.ordered_minutes, ledger.trips, ledger.conflicts)


def _way(patient: Patient, assessment: str, has_level: bool, has_week: bool) -> list[dict[str, object]]:
    """Her way so far; the first that is not done is where she is."""
    stages = [
        (_("Admitted"), True, ""), (_("Assessment"), assessment == "signed", "intake:of-patient"),
        (_("Level of care"), has_level, "placement:level"), (_("A week of their own"), has_week, "timetable:person"),
        (_("Treatment ended"), patient.has_left, ""),
    ]  # fmt: skip
    here = next((at for at, (_words, done, _page) in enumerate(stages) if not done), len(stages))
    return [
        {
            "words": words, "is_done": done, "is_here": at == here and at < len(stages) - 1,
            "url": reverse(page, args=[patient.id]) if page else "",
        }
        for at, (words, done, page) in enumerate(stages)
    ]  # fmt: skip


def _in_order(duties: list[Duty]) -> list[Duty]:
    return sorted(duties, key=lambda duty: ("danger", "soon", "").index(duty.tone))


def _papers(papers: Sheet | None, today: date) -> list[Duty]:
    """The admission papers, as one duty, with the day the first of them is due."""
    if papers is None or papers.packet.closed_at or papers.next is None:
        return []
    n, day = papers.missing, papers.next.due.day
    words = ngettext("%(n)d admission paper is missing", "%(n)d admission papers are missing", n) % {"n": n}
    tone = "danger" if papers.late else "soon" if papers.is_near or day == today else ""
    return [Duty(words, reverse("admission:papers", args=[papers.patient.id]), day, tone)]


def _no_papers(patient: Patient, assessment: str) -> list[Duty]:
    """Whoever was not admitted from an inquiry has no papers until they are opened. Signed, her beginning is over."""
    url = reverse("admission:papers", args=[patient.id])
    return [Duty(_("Open the admission papers"), url, tone="soon")] if assessment in ("", "open") else []


def _duties(patient: Patient, level: Any, assessment: str, today: date, *, has_contact: bool) -> list[Duty]:
    """What is next of the assessment and the level of care."""
    ask, decide = reverse("intake:of-patient", args=[patient.id]), reverse("placement:level", args=[patient.id])
    words = {
        "": _("Begin the assessment"), "open": _("Finish the assessment"), "waiting": _("Co-sign the assessment"),
    }  # fmt: skip
    found = [Duty(words[assessment], ask, tone="soon")] if assessment in words else []
    if level.draft_id:
        found.append(Duty(_("Finish the draft of the level of care"), decide, tone="soon"))
    if level.to_cosign_id:
        found.append(Duty(_("Co-sign the level of care"), decide, tone="soon"))
    if level.due_on:
        tone = "danger" if level.due_on < today else "soon" if level.due_on <= today + SOON else ""
        found.append(Duty(_("Judge the level of care again"), decide, level.due_on, tone))
    elif not level.draft_id and not level.to_cosign_id:
        found.append(Duty(_("Decide the level of care"), decide, tone="soon"))
    if not has_contact:
        found.append(
            Duty(_("Ask who should be called in an emergency"), reverse("people:patient-edit", args=[patient.id]))
        )
    return found
