# SPDX-License-Identifier: Apache-2.0
"""Pages of the papers treatment begins with: whose are not whole, one person's, her insurance, a form to sign."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from markdown_it import MarkdownIt

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.journey.admission import access, actions, queries, words
from handrail.journey.admission.facts import Insurance
from handrail.journey.admission.forms import OpenForm, PolicyForm, SignForm
from handrail.journey.admission.rules import Line

GET_OR_POST = ["GET", "HEAD", "POST"]
WRONG = 422
# HTML in a form's text is shown as text. No pictures: nothing is fetched for a form.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).disable("image")


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Whose papers are not whole, and what is the next of each?"""
    program = people.program_here(request, "inquiries.see")
    found = access.worklist_for(people.who_of(request), program, at=timezone.now())
    rows = [(one, _row(one.patient, one.next, program.time_zone) if one.next else None) for one in found]
    told = {"program": program, "rows": rows, "late": sum(bool(one.late) for one in found), "zone": program.time_zone}
    return render(request, "admission/worklist.html", told)


@require_http_methods(GET_OR_POST)
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is there, what is missing, what is due when, and by which rule?"""
    who, now = people.who_of(request), timezone.now()
    if request.method == "POST":
        return _deed(request, who, pk, now)
    shown = access.papers_for(who, pk, at=now)
    zone = shown.program.time_zone
    places = {one.place: one for one in shown.insurances}
    told: dict[str, Any] = {
        "patient": shown.patient, "program": shown.program, "sheet": shown.sheet, "zone": zone,
        "signatures": shown.signatures, "insurances": [_insurance(places.get(place), place) for place in (1, 2)],
    }  # fmt: skip
    if shown.sheet:
        rows = [(line, _row(shown.patient, line, zone)) for line in shown.sheet.lines]
        told["open"] = [pair for pair in rows if not pair[0].proof.is_done]
        told["done"] = [pair for pair in rows if pair[0].proof.is_done]
        told["headline"] = words.headline(shown.sheet.late, shown.sheet.missing)
    else:
        told["form"] = OpenForm(initial={"admitted_on": now.astimezone(ZoneInfo(zone)).date()})
    return render(request, "admission/papers.html", told)


def _row(patient: Patient, line: Line, zone: str) -> dict[str, Any]:
    """One line in words, and where it is done."""
    item = line.item
    pages: dict[str, tuple[str, list[Any]]] = {
        "form": ("admission:sign", [patient.id, item.form]), "insurance": ("admission:insurance", [patient.id, 1]),
        "person": ("people:patient-edit", [patient.id]), "contact": ("people:patient-edit", [patient.id]),
        "assessment": ("intake:of-patient", [patient.id]),
    }  # fmt: skip
    name, given = pages.get(item.proof, ("", []))
    return words.row(line, zone) | {"url": reverse(name, args=given) if name else ""}


def _insurance(one: Insurance | None, place: int) -> dict[str, Any]:
    policy = one.policy if one else None
    return {
        "place": place, "is": one, "policy": policy, "kind": words.KINDS[policy.kind] if policy else "",
        "relation": words.RELATIONS[policy.relation] if policy else "",
        "holder_born": date.fromisoformat(policy.born) if policy and policy.born else None,
    }  # fmt: skip


def _deed(request: HttpRequest, who: Who, pk: UUID, now: datetime) -> HttpResponse:
    patient, program = access.patient_for(who, pk)
    packet, post = queries.packet(patient.id), request.POST
    zone = ZoneInfo(program.time_zone)
    done: Callable[[], object]
    if "admitted_on" in post:
        form = OpenForm(post)
        day = form.cleaned_data["admitted_on"] if form.is_valid() else None
        if day is None:
            messages.warning(request, _("Write the day of admission."))
            return redirect("admission:papers", patient.id)
        at = min(datetime.combine(day, time(12), zone), now) if day <= now.astimezone(zone).date() else now
        done = partial(actions.open_packet, by=who, patient_id=patient.id, admitted_at=at, at=now)
    elif packet is None:
        raise Http404("No papers")
    elif "tick" in post:
        day = now.astimezone(zone).date()
        done = partial(actions.tick, by=who, packet_id=packet.id, item=post["tick"][:60], done_on=day, at=now)
    elif "untick" in post:
        done = partial(actions.untick, by=who, packet_id=packet.id, item=post["untick"], at=now)
    else:
        done = partial(actions.close, by=who, packet_id=packet.id, program=program, at=now)
    return _answered(request, patient, done)


def _answered(request: HttpRequest, patient: Patient, deed: Callable[[], object], told: str = "") -> HttpResponse:
    """Her papers again, with what was done or why it was not."""
    try:
        deed()
    except Refused as no:
        for because in no.because:
            messages.warning(request, because)
    else:
        messages.success(request, told or _("Written down."))
    return redirect("admission:papers", patient.id)


@require_http_methods(GET_OR_POST)
@sensitive_post_parameters()
def insurance(request: HttpRequest, pk: UUID, place: int) -> HttpResponse:
    """Who pays, and what a claim cannot be without?"""
    if place not in (1, 2):
        raise Http404("No such insurance")
    who = people.who_of(request)
    shown = access.papers_for(who, pk, at=timezone.now())
    patient = shown.patient
    standing = next((one.policy for one in shown.insurances if one.place == place), None)
    if "end" in request.POST:
        return _answered(request, patient, lambda: actions.insure(
            by=who, patient_id=patient.id, place=place, policy=None, at=timezone.now()
        ), _("It is not used any more. What was told is kept."))  # fmt: skip
    form = PolicyForm(request.POST or None, standing=standing)
    if form.is_valid():
        policy = form.policy
        return _answered(request, patient, lambda: actions.insure(
            by=who, patient_id=patient.id, place=place, policy=policy, at=timezone.now()
        ))  # fmt: skip
    told = {"patient": patient, "form": form, "place": place, "standing": standing}
    return render(request, "admission/insurance.html", told, status=WRONG if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@sensitive_post_parameters()
def sign(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """A form to read and sign, on a screen that is handed over."""
    who, now = people.who_of(request), timezone.now()
    patient, program = access.patient_for(who, pk)
    wording, packet = queries.wording(form, program), queries.packet(patient.id)
    if wording is None:
        raise Http404("No such form")
    if packet is None or packet.closed_at:
        messages.warning(request, _("Open the papers of this admission first."))
        return redirect("admission:papers", patient.id)
    today = now.astimezone(ZoneInfo(program.time_zone)).date()
    typed = SignForm(request.POST or None, today=today, initial={"digest": wording.digest})
    refused: tuple[str, ...] = ()
    if typed.is_valid():
        values = typed.cleaned_data | {"device": request.headers.get("User-Agent", "")[:300]}
        try:
            actions.sign(by=who, packet_id=packet.id, program=program, form=form, digest=values.pop("digest"),
                         told=values, at=now)  # fmt: skip
        except Refused as no:
            refused = no.because
            typed = SignForm(initial=values | {"digest": wording.digest}, today=today)
        else:
            messages.success(request, _("Kept, word for word as it was signed."))
            return redirect("admission:papers", patient.id)
    told = {
        "patient": patient, "program": program, "wording": wording, "text": _html(wording.text), "form": typed,
        "refused": refused, "witness": who.name,
    }  # fmt: skip
    return render(request, "admission/sign.html", told, status=WRONG if request.method == "POST" else 200)


@require_http_methods(GET_OR_POST)
@sensitive_post_parameters()
def signed(request: HttpRequest, pk: UUID, signed_id: UUID) -> HttpResponse:
    """What was signed, word for word; by whom, when and how."""
    who = people.who_of(request)
    patient, program, found = access.signature_for(who, pk, signed_id)
    if request.method == "POST":
        because = request.POST.get("because", "")[:1000]
        return _answered(request, patient, lambda: actions.strike(
            by=who, signature_id=found.id, because=because, at=timezone.now()
        ), _("It counts no longer. It is kept."))  # fmt: skip
    told = {
        "patient": patient, "program": program, "one": found, "text": _html(found.wording.text),
        "zone": program.time_zone, "way": words.WAYS[found.way], "role": words.ROLES[found.role],
    }  # fmt: skip
    return render(request, "admission/signed.html", told)


def _html(text: str) -> SafeString:
    return mark_safe(str(MARKDOWN.render(text)))  # noqa: S308 - its own HTML is switched off above
