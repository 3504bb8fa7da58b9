# SPDX-License-Identifier: Apache-2.0
"""Who is round a patient: her care team and her family; and opening her chart from outside that circle."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.people import access, queries, sheets
from handrail.ground.people.actions import family as family_actions
from handrail.ground.people.actions import team as team_actions
from handrail.ground.people.forms.patients import REASONS, FamilyForm, GlassForm, TeamForm
from handrail.ground.people.views.answers import WRONG, key_of, says_no


@require_http_methods(["GET", "HEAD", "POST"])
@says_no
def team(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who cares for her, and who is her counselor?"""
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "team.edit")
    carers = queries.carers(hers.id)
    form = TeamForm(request.POST or None, staff=_may_join(hers.program_id, carers))
    if form.is_valid():
        joins, is_counselor = UUID(form.cleaned_data["staff"]), form.cleaned_data["is_counselor"]
        at = timezone.now()
        team_actions.join_team(by=who, patient_id=hers.id, staff_id=joins, at=at, is_counselor=is_counselor)
        return redirect("people:team", hers.id)
    told = {
        "patient": hers, "form": form,
        "carers": [carer for carer in carers if carer.until is None],
        "former": [carer for carer in carers if carer.until is not None],
    }  # fmt: skip
    return render(request, "people/patients/team.html", told, status=WRONG if form.is_bound else 200)


def _may_join(program_id: UUID | None, carers: list[sheets.Carer]) -> list[tuple[str, str]]:
    """Everyone with a clinical post in the program but her counselor, who is all one can be."""
    counselor = {carer.staff_id for carer in carers if carer.until is None and carer.is_counselor}
    able = queries.may_care(program_id) if program_id else []
    return [(str(key), name) for key, name in able if key not in counselor]


@require_POST
@says_no
def leave_team(request: HttpRequest, pk: UUID, staff_id: UUID) -> HttpResponse:
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "team.edit")
    team_actions.leave_team(by=who, patient_id=hers.id, staff_id=staff_id, at=timezone.now())
    if staff_id == who.staff_id:
        messages.success(request, _("You are no longer on this care team."))
        return redirect("people:patients")
    return redirect("people:team", hers.id)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def add_family(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "patient.edit")
    form = FamilyForm(request.POST or None)
    if form.is_valid():
        family_actions.add_family(by=who, patient_id=hers.id, **form.cleaned_data)
        return redirect("people:patient", hers.id)
    told = {"patient": hers, "form": form}
    return render(request, "people/patients/family.html", told, status=WRONG if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def family(request: HttpRequest, pk: UUID, family_id: UUID) -> HttpResponse:
    """Someone close to her: changed, no longer to be told anything, or to be told again."""
    who = access.who_of(request)
    hers, one = access.patient_for(who, pk, "patient.edit"), access.family_for(who, pk, family_id)
    if "left" in request.POST:
        family_actions.family_leaves(by=who, family_id=one.id, at=timezone.now())
    elif "back" in request.POST:
        family_actions.family_comes_back(by=who, family_id=one.id)
    else:
        form = FamilyForm(request.POST) if request.method == "POST" else FamilyForm.of(one)
        if not form.is_valid():
            told = {"patient": hers, "one": one, "form": form}
            return render(request, "people/patients/family.html", told, status=WRONG if form.is_bound else 200)
        family_actions.edit_family(by=who, family_id=one.id, **form.cleaned_data)
    return redirect("people:patient", hers.id)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def open_chart(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A chart that is closed to her, with a reason."""
    who = access.who_of(request)
    hers = access.patient_for(who, pk, "glass.break")
    if access.is_open_to(who, hers.id):
        return redirect("people:patient", hers.id)
    form = GlassForm(request.POST or None)
    if not form.is_valid():
        told = {"patient": hers, "form": form}
        return render(request, "people/patients/open.html", told, status=WRONG if form.is_bound else 200)
    team_actions.break_glass(by=who, patient_id=hers.id, at=timezone.now(), **form.cleaned_data)
    return redirect("people:patient", hers.id)


@require_safe
def glass(request: HttpRequest) -> HttpResponse:
    """Which charts were opened from outside their care teams, and why?"""
    who = access.who_of(request)
    access.ask(who, "glass.review")
    reviewed = request.GET.get("show") == "reviewed"
    after = key_of(request.GET.get("after"))
    found = queries.openings(who.provider_id, reviewed=reviewed, after=after, size=51)
    told = {
        "openings": found[:50], "reviewed": reviewed, "later": found[49].id if len(found) > 50 else None,
        "reasons": REASONS, "zone": access.program_here(request).time_zone,
    }  # fmt: skip
    return render(request, "people/patients/glass.html", told)


@require_POST
@says_no
def review(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    who = access.who_of(request)
    access.opening_for(who, opening_id)
    team_actions.review_glass(by=who, opening_id=opening_id, at=timezone.now())
    return redirect("people:glass")
