# SPDX-License-Identifier: Apache-2.0
"""One section of an assessment a page. It saves by itself as answers are given, and by a button without scripts."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.keys import uuid7
from handrail.ground.look.templatetags.look import at as clock_of
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient, Who
from handrail.ground.program import queries as programs
from handrail.journey.intake import access, queries, rules, sheets
from handrail.journey.intake.actions import assessments as actions
from handrail.journey.intake.catalogue import Section
from handrail.journey.intake.rules import Answers, Place
from handrail.journey.intake.views import fields

BY_ITSELF = "X-Handrail-Autosave"  # a save that the page sends by itself is answered with what has changed on it
WRONG, LOCKED = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def ask(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """What is asked on this page, and what was answered so far?"""
    who, about = people.who_of(request), request.GET.get("about", "")
    found = queries.catalogue().section(section)
    if found is None or (about and queries.catalogue().substance(about) is None):
        raise Http404("No such section")
    if request.method == "POST":
        return _save(request, who, pk, found, about)
    patient, sheet = access.sheet_for(who, pk)
    if not sheet.assessment.is_open or "write" not in sheet.rights:
        return redirect("intake:assessment", pk)
    if (found, about) not in rules.steps(queries.catalogue(), sheet.answers):
        return redirect(fields.url_of(pk, section)) if about else redirect("intake:assessment", pk)
    return _page(request, patient, sheet, found, about)


def _page(
    request: HttpRequest, patient: Patient, sheet: sheets.Sheet, section: Section, about: str, *,
    typed: Mapping[Place, Sequence[str]] | None = None, faults: Mapping[Place, rules.Unreadable] | None = None,
) -> HttpResponse:  # fmt: skip
    catalogue, answers, pk = queries.catalogue(), sheet.answers, sheet.assessment.id
    steps = rules.steps(catalogue, answers)
    here = steps.index((section, about))
    shown = fields.fields(section, about, answers, typed, faults)
    substance = catalogue.substance(about)
    told = {
        "patient": patient, "sheet": sheet, "section": section, "fields": shown, "mark": uuid7(),
        "substance": substance, "title": _(substance.words) if substance else _(section.title),
        "rail": list(fields.rail(pk, answers, (section.key, about))), "here": here + 1, "of": len(steps),
        "previous": fields.url_of(pk, steps[here - 1][0].key, steps[here - 1][1]) if here else "",
        "next": _next(pk, answers, section, about),
        "carried": any(field.given and field.given.carried for field in shown),
        "sources": [(code, words, code == _source(section)) for code, words in fields.SOURCES.items()],
        "zone": programs.of_key(patient.program_id).time_zone, "saved": sheet.saved(section.key),
        "faults": [field for field in shown if field.fault], "by_itself": BY_ITSELF,
    }  # fmt: skip
    return render(request, "intake/section.html", told, status=WRONG if faults else 200)


def _source(section: Section) -> str:
    return "clinician" if section.by_clinician else "patient"


def _save(request: HttpRequest, who: Who, pk: UUID, section: Section, about: str) -> HttpResponse:
    """With scripts a few answers, without all of the page; the same deed."""
    patient, _assessment = access.assessment_for(who, pk)
    zone = programs.of_key(patient.program_id).time_zone
    quiet, post, now = BY_ITSELF in request.headers, request.POST, timezone.now()
    typed = {fields.place_of(name): post.getlist(name) for name in post.getlist("asked")}
    typed |= {fields.place_of(name): [] for name in post.getlist("clear")}
    names = post.getlist("asked" if "confirm_all" in post else "confirm")
    confirmed = [fields.place_of(name) for name in names]
    seen = _number(post.get("seen"))
    try:
        actions.save(
            by=who, assessment_id=pk, section=section.key, typed=typed, mark=_mark(post.get("mark")), at=now,
            source=post.get("source") or _source(section), of=post.get("of", "")[:120], confirmed=confirmed,
            seen=seen,
        )  # fmt: skip
    except actions.Unread as no:
        if quiet:
            told = {fields.name_of(place): fields.in_words(fault) for place, fault in no.faults.items()}
            return JsonResponse({"faults": told}, status=WRONG)
        return _page(request, *access.sheet_for(who, pk), section, about, typed=typed, faults=no.faults)
    except actions.Locked as no:
        if quiet:
            return JsonResponse({"locked": no.because[0]}, status=LOCKED)
        messages.error(request, no.because[0])
        return redirect("intake:assessment", pk)
    answers = queries.answers_in(pk)
    newer = queries.newer(pk, section.key, seen=seen, sent=_values(typed))
    if quiet:
        told_now = _changed(pk, answers, section, about, at=clock_of(now, zone))
        return JsonResponse(told_now | _of_others(pk, section, newer, zone))
    mine = {place: words for place, words in typed.items() if place not in newer or _differs(newer[place], words)}
    if crossed := {place: fields.crossed(newer[place], zone=zone) for place in mine if place in newer}:
        return _page(request, *access.sheet_for(who, pk), section, about, typed=mine, faults=crossed)
    messages.success(request, _("Saved."))
    return redirect(_next(pk, answers, section, about) if "go_on" in post else request.get_full_path())


def _values(typed: Mapping[Place, Sequence[str]]) -> dict[Place, rules.Value | None]:
    """What was typed, once it is known to be readable."""
    asked = {place: queries.catalogue().question(place[0]) for place in typed}
    return {place: rules.read_value(question, typed[place]) for place, question in asked.items() if question}


def _differs(one: rules.Newer, words: Sequence[str]) -> bool:
    """Whether she wrote here at all: without scripts the whole page is sent, also what she left as it was."""
    return _values({one.place: words})[one.place] != one.before


def _of_others(pk: UUID, section: Section, newer: Mapping[Place, rules.Newer], zone: str) -> dict[str, object]:
    """Which version the page has seen now, and what others answered since it was read."""
    told = {
        fields.name_of(place): {
            "values": rules.typed(one.after),
            "words": fields.in_words(fields.crossed(one, zone=zone)),
        }
        for place, one in newer.items()
    }
    return {"seen": queries.section_rows(pk, section.key)[0], "newer": told}


def _changed(pk: UUID, answers: Answers, section: Section, about: str, *, at: str) -> dict[str, object]:
    """What a page that saved by itself must know: when, which questions are asked now, how the rail looks."""
    shown = fields.fields(section, about, answers)
    stops = list(fields.rail(pk, answers, (section.key, about)))
    return {
        "at": at,
        "hidden": [field.name for field in shown if not field.is_asked],
        "rail": render_to_string("intake/rail.html", {"rail": stops}),
        "next": _next(pk, answers, section, about),
    }


def _next(pk: UUID, answers: Answers, section: Section, about: str) -> str:
    """The page after this one; after the last, the whole assessment."""
    steps = rules.steps(queries.catalogue(), answers)
    here = steps.index((section, about)) if (section, about) in steps else -1
    if here + 1 == len(steps):
        return fields.whole(pk)
    after, substance = steps[here + 1]
    return fields.url_of(pk, after.key, substance)


def _number(text: str | None) -> int | None:
    """The version of the section that the page was read from."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def _mark(text: str | None) -> UUID:
    """The browser's key of this save; what is none is taken as a save of its own."""
    try:
        return UUID(text or "")
    except ValueError:
        return uuid7()
