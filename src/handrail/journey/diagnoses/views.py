# SPDX-License-Identifier: Apache-2.0
"""The page of a patient's diagnoses and problems: found while typing, doubts shown, the clinician decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program import queries as programs
from handrail.journey.diagnoses import access, actions, codes, queries, rules
from handrail.journey.intake import queries as intake
from handrail.journey.intake.rules import Disorder

DOUBTS = {
    "twice": gettext_lazy("This code stands in the list already."),
    "same_substance": gettext_lazy("%(told)s stands already: end it first, if this takes its place."),
    "not_named": gettext_lazy("The assessment does not name this substance."),
    "code_is_mild": gettext_lazy("This code is for a mild disorder, and you say %(told)s."),
    "code_is_more": gettext_lazy("This code is for a moderate or severe disorder, and you say mild."),
    "mild_tobacco": gettext_lazy("A mild tobacco use disorder has the code Z72.0."),
    "code_without_remission": gettext_lazy("You say it is in remission, and the code does not."),
    "say_which_remission": gettext_lazy("The code says “in remission”: say whether early or sustained."),
    "controlled_without_remission": gettext_lazy("“In a controlled environment” is said beside a remission."),
    "unanswered": gettext_lazy("%(number)d of the signs were not answered, so the count may be too low."),
    "too_few": gettext_lazy("Fewer than two signs were counted (%(number)d): not enough for a disorder."),
    "other_severity": gettext_lazy("By the signs it is %(told)s (%(number)d counted)."),
    "other_grade": gettext_lazy("By the signs it is %(told)s, which has another code."),
    "no_remission": gettext_lazy("Signs other than craving were there in the last 3 months: no remission yet."),
    "other_remission": gettext_lazy("By the signs it is a remission of another length: %(told)s."),
    "remission_unsaid": gettext_lazy("By the signs it is in remission (%(told)s), and the diagnosis does not say so."),
    "controlled_unsaid": gettext_lazy("The assessment tells of a controlled environment."),
    "medication_unsaid": gettext_lazy("The assessment tells of a medicine for it: say “on medication”."),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def of_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was concluded, does it fit, and what is to be worked on?"""
    who = people.who_of(request)
    if request.method == "POST":
        return _deed(request, who, people.patient_for(who, pk, "patient.edit"))
    patient, may_write = access.patient_for(who, pk)
    return _page(
        request, patient, may_write, typed=request.GET.get("q", "")[:80], code=request.GET.get("code", "")[:10]
    )


@sensitive_variables()
def _deed(request: HttpRequest, who: Who, patient: Patient) -> HttpResponse:
    post, now = request.POST, timezone.now()
    key = _key(post.get("id"))
    try:
        if "code" in post:
            _diagnose(request, who, patient)
        elif "confirm" in post and key:
            actions.confirm(by=who, patient=patient, diagnosis_id=key, at=now)
        elif "end" in post and key:
            actions.end(by=who, patient=patient, diagnosis_id=key, at=now)
        elif "solve" in post and key:
            actions.solve(by=who, patient=patient, problem_id=key, at=now)
        else:
            actions.name_problem(by=who, patient=patient, words=post.get("words", ""), at=now)
    except actions.Doubted as no:
        return _page(request, patient, True, code=post["code"], doubts=no.doubts, said=_said(request))
    except Refused as no:
        messages.error(request, no.because[0])
    else:
        messages.success(request, _("Saved."))
    return redirect("diagnoses:of-patient", patient.id)


def _diagnose(request: HttpRequest, who: Who, patient: Patient) -> None:
    post = request.POST
    actions.diagnose(
        by=who, patient=patient, said=_said(request), standing=post.get("standing", ""), at=timezone.now(),
        is_main="is_main" in post, because=post.get("because", "")[:2000],
    )  # fmt: skip


def _said(request: HttpRequest) -> rules.Said:
    post = request.POST
    return rules.Said(
        post["code"], post.get("severity", ""), post.get("remission", ""), "is_controlled" in post,
        "on_medication" in post,
    )  # fmt: skip


def _page(
    request: HttpRequest, patient: Patient, may_write: bool, *, typed: str = "", code: str = "",
    doubts: list[rules.Doubt] | None = None, said: rules.Said | None = None,
) -> HttpResponse:  # fmt: skip
    counted, chosen = queries.counted(patient.id), codes.every().get(code)
    standing = queries.diagnoses(patient.id, also_ended=True)
    told = {
        "patient": patient, "may_write": may_write, "typed": typed, "found": codes.found_by(typed),
        "zone": programs.of_key(patient.program_id).time_zone,
        "diagnoses": [(one, _in_words(_doubts_of(one, counted))) for one in standing if one.ended_at is None],
        "ended": [one for one in standing if one.ended_at], "problems": queries.problems(patient.id),
        "proposed": _proposed(counted, {one.said.substance for one in standing if one.ended_at is None}),
        "chosen": chosen, "said": said or _start(chosen, counted), "doubts": _in_words(doubts or []),
        "post": request.POST,
    }  # fmt: skip
    page = "diagnoses/list.html"
    if "HX-Request" in request.headers and "q" in request.GET:
        return render(request, "diagnoses/found.html", told)
    return render(request, page, told, status=422 if doubts else 200)


def _doubts_of(one: rules.Diagnosis, counted: list[Disorder]) -> list[rules.Doubt]:
    return rules.doubts(one.said, counted)


def _proposed(counted: list[Disorder], there: set[str]) -> list[tuple[codes.Code, str]]:
    """Codes that the signs alone would get, of substances without a diagnosis."""
    catalogue, found = intake.catalogue(), []
    for each in counted:
        substance = catalogue.substance(each.substance)
        said = rules.proposed(substance.icd10, each) if substance and each.substance not in there else None
        if said and said.code in codes.every():
            found.append((codes.every()[said.code], _(substance.words) if substance else ""))
    return found


def _start(chosen: codes.Code | None, counted: list[Disorder]) -> rules.Said | None:
    """The form as it opens: with the specifiers that fit the signs, where the code is of one."""
    if chosen is None:
        return None
    said = rules.Said(chosen.code)
    hers = next((one for one in counted if one.substance == said.substance), None)
    if hers is None:
        return said
    return rules.Said(
        chosen.code, hers.severity, hers.remission if said.code_says_remission else "",
        hers.is_controlled and said.code_says_remission, hers.on_medication and said.code_says_remission,
    )  # fmt: skip


def _in_words(doubts: list[rules.Doubt]) -> list[str]:
    return [str(DOUBTS[one.code]) % {"told": one.told, "number": one.number} for one in doubts]


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
