# SPDX-License-Identifier: Apache-2.0
"""Assessments as they are read, begun, signed, sent back and added to; and the supervisor's queue."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.program import queries as programs
from handrail.journey.intake import access, actions, queries, rules, sheets
from handrail.journey.intake.actions.signing import standing_of
from handrail.journey.intake.rules import Answers
from handrail.journey.intake.views import fields


@require_http_methods(["GET", "HEAD", "POST"])
def of_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which assessments are there, and is one begun?"""
    who = people.who_of(request)
    if request.method == "POST":
        patient = people.patient_for(who, pk, "patient.edit")
        kind = request.POST.get("kind", "first")
        try:
            made = actions.begin(by=who, patient_id=patient.id, kind=kind, at=timezone.now())
        except Refused as no:
            return render(request, "409.html", {"because": no.because}, status=409)
        first, substance = rules.steps(queries.catalogue(), queries.answers_in(made.id))[0]
        return redirect(fields.url_of(made.id, first.key, substance))
    patient, rights = access.patient_for(who, pk)
    every = queries.of_patient(patient.id)
    told = {
        "patient": patient, "assessments": every, "open": next((one for one in every if one.state != "signed"), None),
        "may_write": "write" in rights, "zone": programs.of_key(patient.program_id).time_zone,
    }  # fmt: skip
    return render(request, "intake/of_patient.html", told)


@require_safe
def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was told, all of it; who signed it; what is still to be asked?"""
    who = people.who_of(request)
    patient, sheet = access.sheet_for(who, pk)
    zone = programs.of_key(patient.program_id).time_zone
    now = timezone.now()
    standing = standing_of(who, at=now, zone=zone)
    author = next((one for one in sheet.standing if one.part == "author"), None)
    return render(
        request,
        "intake/assessment.html",
        {
            "patient": patient, "sheet": sheet, "zone": zone, "sections": _sections(sheet),
            "missing": _missing(sheet), "unasked": _unasked(sheet),
            "carried": sum(one.carried for one in sheet.answers.given.values()),
            "disorders": _disorders(sheet.answers),
            "gap": _gap(sheet, zone),
            "acts": _acts(sheet, may=standing.may, is_author=bool(author and author.staff_id == who.staff_id)),
        },
    )  # fmt: skip


def _gap(sheet: sheets.Sheet, zone: str) -> rules.Gap | None:
    """From leaving the last place of care to this assessment; the first session is a later step's to know."""
    begun = timezone.localdate(sheet.assessment.started_at, ZoneInfo(zone))
    return rules.gap(sheet.answers, first_session_on=begun, on=begun)


def _acts(sheet: sheets.Sheet, *, may: str, is_author: bool) -> dict[str, bool]:
    """What the page offers her; the deeds ask again."""
    state, writes = sheet.assessment.state, "write" in sheet.rights
    return {
        "write": writes and state == "open",
        "sign": writes and state == "open" and bool(may),
        "cosign": writes and state == "waiting" and may == "sign" and not is_author,
        "add": writes and state != "open" and bool(may),
        "wants_letters": writes and state == "open" and not may,
    }


def _sections(sheet: sheets.Sheet) -> list[dict[str, object]]:
    """Each page of the assessment with its answers, as it is read."""
    found = []
    for section, substance in rules.steps(queries.catalogue(), sheet.answers):
        named = queries.catalogue().substance(substance)
        shown = [one for one in fields.fields(section, substance, sheet.answers) if one.is_asked]
        answered = [one for one in shown if one.typed]
        found.append({
            "title": f"{_(section.title)}: {_(named.words)}" if named else _(section.title),
            "url": fields.url_of(sheet.assessment.id, section.key, substance),
            "lines": [(one, _said(one)) for one in answered],
            "open": len(shown) - len(answered), "saved": sheet.saved(section.key),
            "history": reverse("intake:history", args=[sheet.assessment.id, section.key]),
        })  # fmt: skip
    return found


def _said(field: fields.Field) -> str:
    return fields.said(field.question, field.typed)


@require_safe
def history(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Who answered what in this section, when, and what did each change?"""
    patient, sheet = access.sheet_for(people.who_of(request), pk)
    found = queries.catalogue().section(section)
    if found is None:
        raise Http404("No such section")
    saves = [(one, [_change(each) for each in one.changes]) for one in queries.versions(pk, section)]
    told = {
        "patient": patient, "sheet": sheet, "title": _(found.title), "saves": saves,
        "zone": programs.of_key(patient.program_id).time_zone,
    }  # fmt: skip
    return render(request, "intake/history.html", told)


def _change(one: rules.Changed) -> dict[str, str]:
    """One answer as it was and as it is; the same words from another source, or confirmed, are a change too."""
    key, about = one.place
    question, substance = queries.catalogue().question(key), queries.catalogue().substance(about)
    assert question, "an answer was read by its question"
    before, after = (
        fields.said(question, rules.typed(given.value)) if given else "" for given in (one.before, one.after)
    )
    words = f"{_(substance.words)}: {_(question.words)}" if substance else _(question.words)
    source = fields.provenance(one.after) if one.after else ""
    is_confirmed = bool(one.before and one.before.carried and one.after and not one.after.carried)
    return {
        "words": words, "before": before if before != after else "", "after": after, "source": source,
        "how": _("confirmed") if is_confirmed else _("told earlier") if one.after and one.after.carried else "",
    }  # fmt: skip


def _missing(sheet: sheets.Sheet) -> list[dict[str, object]]:
    steps = rules.steps(queries.catalogue(), sheet.answers)
    rows = []
    for section, substance in steps:
        progress = rules.progress(section, sheet.answers, substance)
        if progress.in_the_way:
            named = queries.catalogue().substance(substance)
            title = f"{_(section.title)}: {_(named.words)}" if named else _(section.title)
            url = fields.url_of(sheet.assessment.id, section.key, substance)
            rows.append(
                {"title": title, "url": url, "missing": len(progress.missing), "carried": len(progress.unconfirmed)}
            )
    return rows


def _unasked(sheet: sheets.Sheet) -> list[dict[str, object]]:
    """Substances whose signs were not all answered: pointed out before anyone signs, who decides whether to ask."""
    return [
        {
            "words": _words_of(one.substance), "is": one,
            "url": fields.url_of(sheet.assessment.id, "criteria", one.substance),
        }
        for one in rules.disorders(queries.catalogue(), sheet.answers)
        if not one.is_complete
    ]  # fmt: skip


def _disorders(answers: Answers) -> list[dict[str, object]]:
    found = rules.disorders(queries.catalogue(), answers)
    return [{"words": _words_of(one.substance), "is": one} for one in found]


def _words_of(substance: str) -> str:
    named = queries.catalogue().substance(substance)
    return _(named.words) if named else substance


@require_POST
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    access.assessment_for(people.who_of(request), pk)
    return _done(request, pk, _("Signed and locked."), lambda: actions.sign(
        by=people.who_of(request), assessment_id=pk, at=timezone.now()
    ))  # fmt: skip


@require_POST
@sensitive_post_parameters()
def cosign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The supervisor signs too, or sends it back."""
    who, now = people.who_of(request), timezone.now()
    access.assessment_for(who, pk)
    if "back" in request.POST:
        because = request.POST.get("because", "")
        return _done(request, pk, _("Sent back. The author is told what is still to be done."),
                     lambda: actions.send_back(by=who, assessment_id=pk, because=because, at=now))  # fmt: skip
    return _done(request, pk, _("Signed by both, and locked."),
                 lambda: actions.cosign(by=who, assessment_id=pk, at=now))  # fmt: skip


@require_POST
@sensitive_post_parameters()
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    access.assessment_for(who, pk)
    words = request.POST.get("words", "")
    return _done(request, pk, _("Added."),
                 lambda: actions.add(by=who, assessment_id=pk, words=words, at=timezone.now()))  # fmt: skip


def _done(request: HttpRequest, pk: UUID, words: str, deed: Callable[[], object]) -> HttpResponse:
    """The page again, with what was done or why it was not."""
    try:
        deed()
    except Refused as no:
        for because in no.because:
            messages.error(request, because)
    else:
        messages.success(request, words)
    return redirect("intake:assessment", pk)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Which assessments of interns wait for a second signature? Of those she may open."""
    program = people.program_here(request, "week.see")
    opens = people.over_whom(people.who_of(request), program, "chart.open")
    found = [one for one in queries.waiting(program.id) if opens and opens(one.patient_id)]
    return render(request, "intake/waiting.html", {"program": program, "waiting": found, "zone": program.time_zone})
