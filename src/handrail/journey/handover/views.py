# SPDX-License-Identifier: Apache-2.0
"""Records of another program: typed in or from a file, looked at first, then brought in."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from handrail.ground.kit.answer import Refused
from handrail.ground.look.templatetags.look import full_day
from handrail.ground.people import access as people
from handrail.ground.people.rules import Patient
from handrail.ground.program import queries as programs
from handrail.journey.handover import access, actions, rules
from handrail.journey.handover.forms import FileForm, HandoverForm
from handrail.journey.intake import queries
from handrail.journey.intake.rules import Value, typed

ASIDE = {
    "other_kind": gettext_lazy("the assessment asks nothing like it"), "over": gettext_lazy("over or resolved"),
    "not_active": gettext_lazy("not taken any more"), "no_stay": gettext_lazy("no stay in residential care or detox"),
    "long_ago": gettext_lazy("a stay that ended longer ago, or an earlier one"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def hand_over(request: HttpRequest, pk: UUID, gap_of: Callable[[Patient], object] | None = None) -> HttpResponse:
    """What would come in from these records, and what stays as she said it?

    `gap_of`: tells the gap between leaving there and the first session here, which a later step knows.
    """
    who = people.who_of(request)
    patient = access.patient_for(who, pk)
    today = timezone.localdate(timezone=ZoneInfo(programs.of_key(patient.program_id).time_zone))
    if "told" in request.POST:
        records = rules.read(queries.catalogue(), "told", request.POST["told"].encode(), on=today)
        try:
            assessment, count = actions.bring_in(by=who, patient_id=patient.id, records=records, at=timezone.now())
        except Refused as no:
            return render(request, "409.html", {"because": no.because}, status=409)
        came = ngettext("%(n)d answer came in.", "%(n)d answers came in.", count) % {"n": count}
        messages.success(request, came)
        return redirect("intake:assessment", assessment)
    typing = HandoverForm(request.POST if "type" in request.POST else None)
    sending = FileForm(*((request.POST, request.FILES) if "send" in request.POST else ()))
    for form in (typing, sending):
        if form.is_valid():
            return _look(request, patient, form.records(today))
    told = {"patient": patient, "typing": typing, "sending": sending, "gap": gap_of(patient) if gap_of else None}
    status = 422 if typing.is_bound or sending.is_bound else 200
    return render(request, "handover/form.html", told, status=status)


def _look(request: HttpRequest, patient: Patient, records: rules.Records) -> HttpResponse:
    latest = queries.latest(patient.id)
    there = queries.all_answers(latest.id) if latest and latest.is_open else queries.answers_of(patient.id)
    rows = [
        {"words": _words(one.line), "value": _said(one.line, one.line.value), "what": one.what,
         "stands": _said(one.line, one.stands) if one.stands is not None else "", "where": one.line.where}
        for one in rules.outcomes(records, there)
    ]  # fmt: skip
    told = {
        "patient": patient, "records": records, "rows": rows, "told": rules.write(records),
        "coming": sum(row["what"] in ("new", "newer") for row in rows),
        "aside": [(one, ASIDE[one.because]) for one in records.aside],
        "other_person": records.born is not None and records.born != patient.birth_date,
    }  # fmt: skip
    return render(request, "handover/look.html", told)


def _words(line: rules.Line) -> str:
    question, substance = queries.catalogue().question(line.place[0]), queries.catalogue().substance(line.place[1])
    assert question, "a line was read by its question"
    return f"{_(substance.words)}: {_(question.words)}" if substance else _(question.words)


def _said(line: rules.Line, value: Value | None) -> str:
    question = queries.catalogue().question(line.place[0])
    assert question, "a line was read by its question"
    if question.kind == "date" and value is not None and not isinstance(value, str | int | tuple):
        return full_day(value)
    return ", ".join(_(question.words_for(word)) if question.choices else word for word in typed(value))
