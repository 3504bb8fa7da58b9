# SPDX-License-Identifier: Apache-2.0
"""Staff as files: bringing many in at once, and taking the list out. Roles are those in the program chosen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from handrail.ground.people import access, queries, staff_lines
from handrail.ground.people.actions import staff_files as actions
from handrail.ground.people.forms.staff import StaffFile
from handrail.ground.people.lines import Fault
from handrail.ground.people.rules import Who
from handrail.ground.people.views.answers import WRONG, says_no, today_at
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
    "missing": gettext_lazy("This cell is empty, and each new person needs it."),
    "no_letter": gettext_lazy("A name has at least one letter."),
    "too_long": gettext_lazy("Longer than %(meant)s characters: shorten it."),
    "unprintable": gettext_lazy("There is a character in it that cannot be shown: type it anew."),
    "no_number": gettext_lazy("Write hours as a number, %(meant)s."),
    "no_hours": gettext_lazy("Write days and hours as in mon-fri 08:00-16:30, with semicolons between several."),
    "overlap": gettext_lazy("Two of these hours overlap."),
    "not_one_of": gettext_lazy("Write one or more of these, with semicolons between: %(meant)s."),
    "no_id": gettext_lazy("This is no id. Leave the cell empty for somebody new."),
    "unknown_id": gettext_lazy("Nobody on this staff has this id. Leave the cell empty for somebody new."),
    "known": gettext_lazy("Somebody of this name is there already: give the line their id, or take it out."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@says_no
def bring_in(request: HttpRequest) -> HttpResponse:
    """First a try that writes nothing, which tells all that is wrong; then, once all is well, all of it."""
    who, program = _asked(request)
    form = StaffFile(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, program, form, status=WRONG if form.is_bound else 200)
    sheet = staff_lines.parse(form.cleaned_data["text"], queries.staff(who.provider_id, also_left=True))
    if sheet.faults:
        return _page(request, program, form, faults=sorted(sheet.faults, key=lambda one: one.line), status=WRONG)
    if "now" not in request.POST:
        form.data = {**request.POST.dict(), "text": form.cleaned_data["text"]}
        new = sum(line.id is None for line in sheet.lines)
        return _page(request, program, form, tried={"new": new, "known": len(sheet.lines) - new})
    engaged, changed = actions.import_staff(by=who, program_id=program.id, told=sheet.lines)
    told = [ngettext("%(n)d person added.", "%(n)d people added.", engaged) % {"n": engaged}] if engaged else []
    told += [ngettext("%(n)d person changed.", "%(n)d people changed.", changed) % {"n": changed}] if changed else []
    messages.success(request, " ".join(told) or _("Everything in the file was here already: nothing changed."))
    return redirect("people:staff")


def _asked(request: HttpRequest) -> tuple[Who, Program]:
    """A file is about all of the staff: for those who keep all of it."""
    who = access.who_of(request)
    access.ask(who, "staff.edit")
    return who, access.program_here(request, "staff.edit")


def _page(
    request: HttpRequest, program: Program, form: StaffFile, *, faults: list[Fault] | None = None,
    tried: dict[str, int] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = [(fault, _words(fault)) for fault in (faults or [])[:SHOWN_AT_MOST]]
    context = {
        "program": program, "form": form, "faults": shown, "fault_count": len(faults or []), "tried": tried,
        "columns": staff_lines.COLUMNS,
    }  # fmt: skip
    return render(request, "people/staff/import.html", context, status=status)


def _words(fault: Fault) -> str:
    code = "near_column" if fault.code == "unknown_column" and fault.meant else fault.code
    return str(WORDS[code]) % {"meant": fault.meant} if fault.meant else str(WORDS[code])


@require_http_methods(["GET", "HEAD", "POST"])
def take_out(request: HttpRequest) -> HttpResponse:
    """Asked by GET, done by POST: nothing leaves because a link was followed."""
    who, program = _asked(request)
    if request.method != "POST":
        context = {"program": program, "count": len(queries.staff(who.provider_id))}
        return render(request, "people/staff/export.html", context)
    text = actions.export_staff(by=who, program_id=program.id)
    return HttpResponse(
        text.encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="staff-{today_at(program).isoformat()}.csv"'},
    )
