# SPDX-License-Identifier: Apache-2.0
"""One patient: her page, changing it, her photo, leaving and coming back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access, queries, sheets
from handrail.ground.people.actions import patients as actions
from handrail.ground.people.forms.patients import LeftForm, PatientForm, PhotoForm
from handrail.ground.people.views.answers import WRONG, begins, says_no, today_at
from handrail.ground.program import access as programs
from handrail.ground.program.rules import Program


def program_of(request: HttpRequest, sheet: sheets.Sheet) -> Program:
    """The program the patient is in, whichever is chosen just now."""
    who, hers = access.who_of(request), sheet.patient.program_id
    return programs.program_for(who.provider_id, only=[hers] if hers else [], chosen=hers)


@require_safe
def patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is she, whom does one call, and who cares for her?"""
    try:
        sheet = access.sheet_for(access.who_of(request), pk)
    except access.Closed:
        return redirect("people:open", pk)
    if sheet.patient.id != pk:
        return redirect("people:patient", sheet.patient.id, permanent=True)
    program = program_of(request, sheet)
    told = {
        "sheet": sheet, "patient": sheet.patient, "contact": sheet.contact, "program": program,
        "age": sheet.patient.age(today_at(program)),
        "team": [carer for carer in sheet.team if carer.until is None],
        "family": [one for one in sheet.family if not one.has_left],
        "former_family": [one for one in sheet.family if one.has_left],
        "acts": {"edit": "patient.edit" in sheet.rights, "team": "team.edit" in sheet.rights},
    }  # fmt: skip
    return render(request, "people/patients/show.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Her own columns. What someone else has changed meanwhile is shown before it is written over."""
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "patient.edit")
    if request.method != "POST":
        sheet = access.sheet_for(who, hers.id)
        program = program_of(request, sheet)
        initial = sheet.values | {"version": sheet.version}
        form = PatientForm(initial=initial, today=today_at(program), cohorts=program.cohorts)
        return _edit_page(request, sheet.patient.name, pk, form)
    program = programs.program_for(who.provider_id, only=[hers.program_id] if hers.program_id else [])
    how: dict[str, Any] = {"today": today_at(program), "cohorts": [*program.cohorts, *hers.cohorts]}
    form = PatientForm(request.POST, initial={"version": ""}, **how)
    if not form.is_valid():
        return _edit_page(request, hers.name, pk, form)
    try:
        actions.edit_patient(by=who, patient_id=hers.id, values=form.values, version=form.cleaned_data["version"])
    except actions.Stale:
        return _stale_page(request, access.sheet_for(who, hers.id), form, how)
    messages.success(request, _("Saved."))
    return redirect("people:patient", hers.id)


def _edit_page(request: HttpRequest, name: str, pk: UUID, form: PatientForm, **more: Any) -> HttpResponse:
    status = 409 if more else WRONG if form.is_bound else 200
    told = {"name": name, "pk": pk, "form": form}
    return render(request, "people/patients/edit.html", told | more, status=status)


def _stale_page(request: HttpRequest, sheet: sheets.Sheet, form: PatientForm, how: dict[str, Any]) -> HttpResponse:
    """Her form again: what she changed as she typed it, all else as it is now, and beside it what others changed."""
    assert isinstance(form.data, QueryDict)
    changed, data = [], form.data.copy()
    for name, now in sheet.values.items():
        field = form.fields.get(name)
        if field is None:
            continue
        texts = [str(one) for one in now] if isinstance(now, list) else [str(now)]
        if sorted(data.getlist(f"initial-{name}")) != sorted(texts) and (data.get(f"initial-{name}") or texts != [""]):
            mine = form[name].value() if name in form.changed_data else None
            changed.append((form[name].label, ", ".join(texts), mine))
        if name not in form.changed_data:
            data.setlist(name, texts)
        data.setlist(f"initial-{name}", texts)
    data["version"] = sheet.version
    again = PatientForm(data, initial={"version": ""}, **how)
    return _edit_page(request, sheet.patient.name, sheet.patient.id, again, changed=changed or [("", "", None)])


@require_http_methods(["GET", "HEAD", "POST"])
@says_no
def left(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Her treatment ends; her chart stays."""
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "patient.edit")
    program = programs.program_for(who.provider_id, only=[hers.program_id] if hers.program_id else [])
    form = LeftForm(request.POST or None, today=today_at(program))
    if not form.is_valid():
        told = {"patient": hers, "form": form}
        return render(request, "people/patients/left.html", told, status=WRONG if form.is_bound else 200)
    at = begins(form.cleaned_data["day"], program)
    if actions.leave_program(by=who, patient_id=hers.id, at=at):
        messages.success(request, _("It is noted that the treatment ended. The chart stays."))
    return redirect("people:patient", hers.id)


@require_POST
@says_no
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "patient.edit")
    if actions.come_back_to_program(by=who, patient_id=hers.id):
        messages.success(request, _("Welcome back: on the list again from now on."))
    return redirect("people:patient", hers.id)


@require_http_methods(["GET", "HEAD", "POST"])
@says_no
def photo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new photo, or none any more."""
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "patient.edit")
    if "remove" in request.POST:
        actions.remove_photo(by=who, patient_id=hers.id)
        messages.success(request, _("The photo is gone."))
        return redirect("people:patient", hers.id)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.keep_photo(by=who, patient_id=hers.id, picture=form.cleaned_data["photo"].read())
            return redirect("people:patient", hers.id)
        except Refused as no:
            form.add_error("photo", list(no.because))
    told = {"patient": hers, "form": form, "has_photo": queries.photo(hers.id) is not None}
    return render(request, "people/patients/photo.html", told, status=WRONG if form.is_bound else 200)


@require_safe
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The photo itself. Like every answer it is kept by no browser."""
    return HttpResponse(access.photo_for(access.who_of(request), pk), content_type="image/jpeg")
