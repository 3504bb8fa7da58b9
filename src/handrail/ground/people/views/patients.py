# SPDX-License-Identifier: Apache-2.0
"""The patients of a program: the list, finding one, adding one, those who are there twice."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.ground.look.templatetags.look import full_day
from handrail.ground.people import access, lines, queries
from handrail.ground.people.actions import patients as actions
from handrail.ground.people.forms.patients import PatientForm
from handrail.ground.people.rules import Patient, Place, Who, may
from handrail.ground.people.views.answers import WRONG, key_of, says_no, today_at, with_more
from handrail.ground.program.rules import Program

ACTS = ("patient.admit", "patients.import", "patients.export", "patients.merge")


@dataclass(frozen=True)
class Row:
    """A patient as lists name her."""

    patient: Patient
    age: int

    @property
    def name(self) -> str:
        return self.patient.name

    @property
    def url(self) -> str:
        return reverse("people:patient", args=[self.patient.id])

    @property
    def line(self) -> str:
        told = _("%(age)d · born %(day)s") % {"age": self.age, "day": full_day(self.patient.birth_date)}
        return f"{self.patient.pronouns} · {told}" if self.patient.pronouns else told


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def patients(request: HttpRequest) -> HttpResponse:
    """Who is here? What is typed comes by POST: a name stands in no address and no log."""
    program = access.program_here(request, "patients.find")
    left = request.GET.get("show") == "left"
    typed = request.POST.get("name", "").strip()[:100]
    if typed:
        return _found(request, program, typed, left=left)
    page = queries.patients_page(
        program.id, left=left, after=key_of(request.GET.get("after")), before=key_of(request.GET.get("before"))
    )
    rows = _rows(page.patients, today_at(program))
    return _list(request, program, left=left, rows=rows, page=page)


def _found(request: HttpRequest, program: Program, typed: str, *, left: bool) -> HttpResponse:
    """Options for the field while she types, a page without scripts."""
    words, born = _asked(typed)
    found = queries.found_by(words, provider_id=program.provider_id, program_ids=[program.id], born=born, left=left)
    rows = _rows(found, today_at(program))
    if request.headers.get("HX-Request") == "true":
        told = {"found": rows, "picker": request.POST.get("picker", "")[:40], "more": _is_full(rows)}
        return render(request, "look/picker/found.html", told)
    return _list(request, program, left=left, rows=rows, typed=typed, more=_is_full(rows))


def _is_full(rows: list[Row]) -> bool:
    return len(rows) == queries.FOUND_AT_MOST


def _asked(typed: str) -> tuple[str, date | None]:
    """The words of a name, and the birth date among them if there is one."""
    days = {word: lines.day(word) for word in typed.split() if not word.isdigit()}
    born = next((day for day in days.values() if day), None)
    return " ".join(word for word in typed.split() if not days.get(word)), born


def _list(request: HttpRequest, program: Program, *, left: bool, rows: list[Row], **more: Any) -> HttpResponse:
    place, who = Place(program.provider_id, program.id), access.who_of(request)
    told = {
        "program": program, "rows": rows, "left": left, "here_count": queries.patients_count(program.id),
        "left_count": queries.patients_count(program.id, left=True),
        "acts": {right.replace(".", "_"): may(who, right, place) for right in ACTS},
    }  # fmt: skip
    return render(request, "people/patients/list.html", told | more)


def _rows(found: Any, today: date) -> list[Row]:
    return [Row(patient, patient.age(today)) for patient in found]


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new; whoever may be the same person is shown first."""
    program, who = access.program_here(request, "patient.admit"), access.who_of(request)
    sent = request.POST if request.method == "POST" else None
    form = PatientForm(sent, today=today_at(program), cohorts=program.cohorts)
    if sent is None or not form.is_valid():
        return _add_page(request, program, form)
    likely = _likely(who, form)
    if {str(one.id) for one in likely} - set(form.cleaned_data["knowingly"].split()):
        return _add_page(request, program, _knowing(form, likely), _rows(likely, today_at(program)))
    made = actions.receive(by=who, program_id=program.id, values=form.values, at=timezone.now())
    return redirect("people:patient", made.id)


def _likely(who: Who, form: PatientForm) -> list[Patient]:
    names = (form.values["name"], form.values["legal_name"])
    return queries.alike(names, form.values["birth_date"], provider_id=who.provider_id, program_ids=who.program_ids)


def _knowing(form: PatientForm, likely: list[Patient]) -> PatientForm:
    """The same form, which remembers whom she has been shown: sent again, it is meant."""
    return with_more(form, knowingly=" ".join(str(one.id) for one in likely))


def _add_page(request: HttpRequest, program: Program, form: PatientForm, likely: Any = ()) -> HttpResponse:
    told = {"program": program, "form": form, "likely": likely}
    return render(request, "people/patients/add.html", told, status=WRONG if form.is_bound else 200)


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who may be here twice?"""
    program = access.program_here(request, "patients.merge")
    today = today_at(program)
    pairs = [_rows(pair, today) for pair in queries.twins(program.id)]
    return render(request, "people/patients/duplicates.html", {"program": program, "pairs": pairs})
