# SPDX-License-Identifier: Apache-2.0
"""Patients as files: bringing many in at once, and taking them out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.ground.people import access, lines, queries
from handrail.ground.people.actions import patients as actions
from handrail.ground.people.forms.patients import ImportForm
from handrail.ground.people.views.answers import WRONG, says_no, today_at, with_more
from handrail.ground.program.rules import Program

SHOWN_AT_MOST = 200
WORDS = {
    "empty": gettext_lazy("There is nobody in this file: below the headings, each line is one person."),
    "too_many": gettext_lazy("At most %(meant)s lines at once: send the file in parts."),
    "quotes": gettext_lazy("A quotation mark is opened and never closed, or stands inside a cell: take it out."),
    "unknown_column": gettext_lazy("There is no such column."),
    "near_column": gettext_lazy("There is no such column. Is it “%(meant)s”?"),
    "column_twice": gettext_lazy("This column is there twice: keep one."),
    "no_column": gettext_lazy("This column is missing: add it."),
    "too_many_cells": gettext_lazy("More cells than headings. Put a cell that has a comma in it in quotation marks."),
    "missing": gettext_lazy("This cell is empty, and each person needs it."),
    "no_letter": gettext_lazy("A name has at least one letter."),
    "too_long": gettext_lazy("Longer than %(meant)s characters: shorten it."),
    "unprintable": gettext_lazy("There is a character in it that cannot be shown: type it anew."),
    "no_mail": gettext_lazy("This is no e-mail address: it looks like name@example.org."),
    "no_number": gettext_lazy("Write a whole number, %(meant)s."),
    "not_one_of": gettext_lazy("Write one of these: %(meant)s."),
    "no_day": gettext_lazy("This is no date. Write it as 1990-05-17."),
    "ahead": gettext_lazy("This day is still to come: look at the year."),
    "too_old": gettext_lazy("Nobody is that old: look at the year."),
    "no_id": gettext_lazy("This is no id. Leave the cell empty for somebody new."),
    "unknown_id": gettext_lazy("Nobody in this program has this id. Leave the cell empty for somebody new."),
    "twice": gettext_lazy("The same person as in line %(meant)s: keep one of them."),
    "known": gettext_lazy(
        "Somebody of this name and birth date is or was here: take the line out, or change her on her page."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@says_no
def bring_in(request: HttpRequest) -> HttpResponse:
    """First a try that writes nothing, which tells all that is wrong; then, once all is well, all of it."""
    program, who = access.program_here(request, "patients.import"), access.who_of(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, program, form, status=WRONG if form.is_bound else 200)
    day_first = form.cleaned_data["dates"] == "day"
    sheet = lines.parse(form.cleaned_data["text"], lines.Reading(today_at(program), day_first))
    faults = sheet.faults + queries.faults_against(program.id, sheet.lines)
    if faults:
        return _page(request, program, form, faults=sorted(faults, key=lambda fault: fault.line), status=WRONG)
    if "now" not in request.POST:
        # The text goes along with the page, so that what was tried is what is written.
        tried = with_more(form, text=form.cleaned_data["text"])
        return _page(request, program, tried, tried=_counted(sheet))
    admitted, changed = actions.import_patients(by=who, program_id=program.id, told=sheet.lines)
    messages.success(request, _said(admitted, changed))
    return redirect("people:patients")


def _page(
    request: HttpRequest, program: Program, form: ImportForm, *, faults: list[lines.Fault] | None = None,
    tried: dict[str, int] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    told = faults or []
    shown = [(fault, _words(fault)) for fault in told[:SHOWN_AT_MOST]]
    context = {
        "program": program, "form": form, "faults": shown, "fault_count": len(told), "tried": tried,
        "columns": [(name, column.must) for name, column in lines.COLUMNS.items()],
    }  # fmt: skip
    return render(request, "people/patients/import.html", context, status=status)


def _counted(sheet: lines.Sheet) -> dict[str, int]:
    new = sum(line.id is None for line in sheet.lines)
    return {"new": new, "known": len(sheet.lines) - new}


def _words(fault: lines.Fault) -> str:
    code = "near_column" if fault.code == "unknown_column" and fault.meant else fault.code
    return str(WORDS[code]) % {"meant": fault.meant} if fault.meant else str(WORDS[code])


def _said(admitted: int, changed: int) -> str:
    told = [ngettext("%(n)d person added.", "%(n)d people added.", admitted) % {"n": admitted}] if admitted else []
    told += [ngettext("%(n)d person changed.", "%(n)d people changed.", changed) % {"n": changed}] if changed else []
    return " ".join(told) or _("Everything in the file was here already: nothing changed.")


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the right headings."""
    access.program_here(request, "patients.import")
    return _file("patients-template.csv", lines.write(()))


@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest) -> HttpResponse:
    """Asked by GET, done by POST: nothing leaves because a link was followed."""
    program = access.program_here(request, "patients.export")
    if request.method != "POST":
        count = queries.patients_count(program.id) + queries.patients_count(program.id, left=True)
        return render(request, "people/patients/export.html", {"program": program, "count": count})
    text = actions.export_patients(by=access.who_of(request), program_id=program.id)
    return _file(f"patients-{today_at(program).isoformat()}.csv", text)


def _file(name: str, text: str) -> HttpResponse:
    """With the mark that tells Excel it is UTF-8."""
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
