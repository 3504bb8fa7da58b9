# SPDX-License-Identifier: Apache-2.0
"""Staff pages: the way of a person's level of care, and the three steps of a determination."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.placement import access, actions, asked, papers, queries, rules, telling
from handrail.journey.placement.forms import BeginForm, DecideForm, WeighForm
from handrail.journey.placement.papers import Explained
from handrail.journey.placement.rules import Situation

WRONG = 422  # a form that comes back


@require_safe
def level(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which level of care is in force, why, and how it came to be?"""
    who = people.who_of(request)
    levels = access.levels_for(who, pk)
    told = {
        "patient": levels.patient, "program": programs.of_key(levels.patient.program_id),
        "lines": [telling.line(one) for one in levels.history], "curve": telling.curve(levels.history),
        "names": telling.short_names(levels.history[0].pack) if levels.history else {},
        "bars": telling.bars(levels.history), "draft": levels.draft,
        "may_decide": people.may_over(who, pk, "level.decide"),
        "form": BeginForm(initial={"occasion": "review" if levels.history else "admission"}),
    }  # fmt: skip
    if levels.in_force:
        told |= _one(levels.in_force) | {"headline": telling.headline(levels.in_force)}
    return render(request, "placement/level.html", told)


@require_POST
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    patient = people.patient_for(who, pk, "level.decide")
    form = BeginForm(request.POST)
    occasion = form.cleaned_data["occasion"] if form.is_valid() else "review"
    made = actions.begin(
        by=who, patient_id=patient.id, occasion=occasion, answers=queries.answers_of(patient.id),
        on=access.today_at(programs.of_key(patient.program_id)), at=timezone.now(),
    )  # fmt: skip
    return redirect("placement:rate", patient.id, made)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def rate(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """Is there danger now, and how does each need stand? What follows from it stands beside, as it is typed."""
    who, is_preview = people.who_of(request), "preview" in request.GET
    patient, explained = access.draft_for(who, pk, determination_id, again=is_preview)
    found = telling.proposals_of(explained)
    form = WeighForm(request.POST or None, told=explained, proposed_gates=found.gates)
    if form.is_valid() and not is_preview:
        actions.weigh(by=who, determination_id=determination_id, told=form.weighed)
        return redirect("placement:decide", patient.id, determination_id)
    past = explained.since.before.dismissed if explained.since else {}
    told = _steps(patient, explained, "rate") | {
        "form": form, "told": _as_typed(explained, form),
        "gates": [
            (gate, asked.said(found.gates.get(gate.id, ())), past.get(gate.id, "")) for gate in explained.pack.gates
        ],
        "in_place_then": telling.in_place_then(explained),
        "rows": [(row, form.rating(row.id), form.reason(row.id)) for row in telling.rows(explained, found)],
    }  # fmt: skip
    page = "placement/steps/result.html" if is_preview else "placement/steps/rate.html"
    return render(request, page, told, status=WRONG if form.errors and not is_preview else 200)


@require_POST
def take_in(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """What was answered meanwhile counts from now on."""
    who = people.who_of(request)
    patient, _explained = access.draft_for(who, pk, determination_id)
    actions.take_in(
        by=who, determination_id=determination_id, answers=queries.answers_of(patient.id),
        on=access.today_at(programs.of_key(patient.program_id)),
    )  # fmt: skip
    messages.success(request, _("The new answers count now. What you changed yourself stayed."))
    return redirect("placement:rate", patient.id, determination_id)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def decide(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """Which level, and what does the patient say?"""
    who = people.who_of(request)
    patient, explained = access.draft_for(who, pk, determination_id)
    if explained.judgement is None:
        messages.warning(request, _("Rate every area first."))
        return redirect("placement:rate", patient.id, determination_id)
    form = DecideForm(request.POST or None, told=explained)
    if form.is_valid():
        actions.decide(by=who, determination_id=determination_id, values=form.cleaned_data)
        return redirect("placement:sign", patient.id, determination_id)
    told = _steps(patient, explained, "decide") | {"form": form, "told": _said(explained)}
    offers = telling.level_name(explained.pack, told["program"].level_of_care)
    form.fields["available"].help_text = _("This program offers: %(level)s.") % {"level": offers}
    return render(request, "placement/steps/decide.html", told, status=WRONG if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """Is it whole, and do I stand by it?"""
    who = people.who_of(request)
    patient, explained = access.draft_for(who, pk, determination_id)
    told = _steps(patient, explained, "sign") | _one(explained)
    told["lacks"] = [
        (actions.say(explained.pack, lack), reverse(f"placement:{lack.step}", args=[patient.id, determination_id]))
        for lack in explained.lacks
    ]
    told["missing"] = telling.lacking(len(explained.lacks))
    if request.method != "POST":
        return render(request, "placement/steps/sign.html", told)
    try:
        actions.sign(by=who, determination_id=determination_id, at=timezone.now())
    except Refused as no:
        return render(
            request,
            "placement/steps/sign.html",
            told | {"lacks": told["lacks"] or [(because, "") for because in no.because]},
            status=409,
        )
    messages.success(request, _("Signed. It stays as it is; a new determination is made when something changes."))
    return redirect("placement:show", patient.id, determination_id)


@require_safe
def show(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """One determination, explained by the rules of its day."""
    who = people.who_of(request)
    patient, explained = access.determination_for(who, pk, determination_id)
    if not explained.paper.is_signed:
        return redirect("placement:rate", patient.id, determination_id)
    waits = explained.paper.needs_cosign and explained.paper.cosigned_at is None
    told = _one(explained) | {
        "patient": patient, "program": programs.of_key(patient.program_id),
        "is_whole": explained.paper.signed_hash == papers.hash_of(explained.paper),
        "may_cosign": waits and who.staff_id != explained.paper.author_id and people.may_over(who, pk, "level.cosign"),
    }  # fmt: skip
    return render(request, "placement/show.html", told)


@require_safe
def printed(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    """The same as a PDF, for payer and patient."""
    who = people.who_of(request)
    patient, explained = access.determination_for(who, pk, determination_id)
    from handrail.journey.placement import paper  # what writes PDF takes long to load: no start waits for it

    made = paper.pdf(explained, patient=patient, program=programs.of_key(patient.program_id))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="level-of-care.pdf"'
    return response


@require_POST
def cosign(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    who = people.who_of(request)
    patient, _explained = access.determination_for(who, pk, determination_id, "level.cosign")
    try:
        actions.cosign(by=who, determination_id=determination_id, at=timezone.now())
    except Refused as no:
        return render(request, "409.html", {"because": no.because}, status=409)
    messages.success(request, _("Co-signed."))
    return redirect("placement:show", patient.id, determination_id)


@require_POST
def drop(request: HttpRequest, pk: UUID, determination_id: UUID) -> HttpResponse:
    who = people.who_of(request)
    patient, _explained = access.draft_for(who, pk, determination_id)
    actions.drop(by=who, determination_id=determination_id)
    messages.success(request, _("The draft is gone."))
    return redirect("placement:level", patient.id)


def _one(explained: Explained) -> dict[str, Any]:
    """What a page about one determination shows."""
    given, pack = explained.paper, explained.pack
    return {
        "paper": given, "line": telling.line(explained), "told": _said(explained),
        "rows": telling.rows(explained, telling.proposals_of(explained)), "agreed": telling.agreed(given.agreed),
        "plain": telling.level_plain(pack, given.decided), "pack": pack,
        "differs": bool(given.decided) and given.decided != given.recommended,
    }  # fmt: skip


def _said(explained: Explained) -> telling.Told | None:
    return telling.told(explained.pack, explained.judgement) if explained.judgement else None


def _as_typed(explained: Explained, form: WeighForm) -> telling.Told | None:
    """What would follow from the form as it stands; None while an area is not rated."""
    if not form.is_bound or not form.is_valid():
        return _said(explained)
    weighed = form.weighed
    ratings = tuple(rating for rating in weighed.ratings.values() if rating is not None)
    if len(ratings) < len(explained.pack.areas):
        return None
    situation = Situation(ratings, weighed.gates, weighed.supports, weighed.facts)
    return telling.told(explained.pack, rules.judge(explained.pack, situation))


def _steps(patient: Patient, explained: Explained, here: str) -> dict[str, Any]:
    given = explained.paper
    is_done = {"rate": given.is_rated, "decide": bool(given.decided and given.agreed), "sign": False}
    words = {"rate": _("Safety and needs"), "decide": _("The decision"), "sign": _("Read and sign")}
    program: Program = programs.of_key(patient.program_id)
    return {
        "patient": patient, "paper": given, "program": program, "occasion": telling.occasion(given.occasion),
        "since": telling.since(explained),
        "told_since": asked.answered(queries.told_since(explained)),
        "before": telling.earlier(explained), "answered": asked.answered(queries.answered(given)),
        "steps": [
            {
                "words": words[step], "is_done": is_done[step], "is_here": step == here,
                "url": reverse(f"placement:{step}", args=[patient.id, given.id]) if given.is_rated else "",
            }
            for step in words
        ],
    }  # fmt: skip
