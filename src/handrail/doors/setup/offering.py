# SPDX-License-Identifier: Apache-2.0
"""What can be ordered in a program: the list, the usual ones, adding several, changing and closing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.doors.setup import here
from handrail.doors.setup.forms import ServiceForm, ServiceLine
from handrail.ground.kit.answer import Refused
from handrail.ground.look.rows import Rows
from handrail.ground.people import access as people
from handrail.ground.program import actions, queries
from handrail.ground.program.rules import Program, Service


def usual() -> dict[str, dict[str, Any]]:
    """What most intensive outpatient programs offer; ten hours a week if all that most people have is taken."""
    group = {"kind": "group", "minutes": 90, "smallest": 3, "largest": 12, "usual_count": 1}
    alone = {"kind": "individual", "minutes": 60}
    return {
        "process": group | {"name": _("Process group"), "times_per_week": 3, "skill": _("process")},
        "skills": group | {"name": _("Early recovery skills"), "skill": _("recovery skills")},
        "relapse": group | {"name": _("Relapse prevention"), "skill": _("relapse prevention")},
        "education": group | {"name": _("Psychoeducation"), "skill": _("education")},
        "individual": alone | {"name": _("Individual session"), "usual_count": 1},
        "family": alone | {"name": _("Family session"), "with_family": True, "usual_count": 0},
    }


def _program(request: HttpRequest) -> Program:
    program = here.program_here(request)
    if program is None:
        raise Http404("No program yet")
    return program


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    program = _program(request)
    every = queries.services(program.id, also_closed=True)
    held = [service for service in every if service.is_open]
    context = {
        "program": program, "services": held, "closed": [service for service in every if not service.is_open],
        "usual_minutes": sum(service.usual_minutes for service in held), "usual": usual(),
    }  # fmt: skip
    return render(request, "setup/services.html", context)


@require_POST
def starter(request: HttpRequest) -> HttpResponse:
    """Those of the usual services that were ticked and are not there yet."""
    program, known = _program(request), usual()
    wanted = [known[key] for key in request.POST.getlist("usual") if key in known]
    there = {service.name for service in queries.services(program.id, also_closed=True)}
    new = [_within(program, one) for one in wanted if one["name"] not in there]
    return _offered(request, program, new)


def _within(program: Program, told: dict[str, Any]) -> dict[str, Any]:
    """Cut down to the largest group the program allows."""
    if told["kind"] == "individual" or not program.group_cap:
        return told
    largest = min(told["largest"], program.group_cap)
    return told | {"largest": largest, "smallest": min(told.get("smallest", 3), largest)}


def _offered(request: HttpRequest, program: Program, told: list[dict[str, Any]]) -> HttpResponse:
    actions.offer_all(by=people.who_of(request), program_id=program.id, told=told)
    words = ngettext("%(n)d service added.", "%(n)d services added.", len(told))
    messages.success(request, words % {"n": len(told)})
    return redirect("program:services")


@require_http_methods(here.GET_OR_POST)
def add(request: HttpRequest) -> HttpResponse:
    """Several at once, in a few words each."""
    program = _program(request)
    sent = request.POST if request.method == "POST" else None
    rows = Rows(ServiceLine, sent, spare=3, prefix="services")
    because: tuple[str, ...] = ()
    if sent is not None and rows.is_valid():
        try:
            return _offered(request, program, [_whole(program, row) for row in rows.filled()])
        except Refused as no:
            because = no.because
    is_wrong = sent is not None and not rows.asks_for_more
    context = {"program": program, "rows": rows, "because": because}
    return render(request, "setup/services_add.html", context, status=here.WRONG if is_wrong else 200)


def _whole(program: Program, row: dict[str, Any]) -> dict[str, Any]:
    if row["kind"] == "individual":
        return {key: row[key] for key in ("name", "kind", "minutes", "usual_count", "skill")}
    return _within(program, row | {"smallest": min(3, row["largest"])})


@require_http_methods(here.GET_OR_POST)
def service(request: HttpRequest, pk: UUID) -> HttpResponse:
    program, found = _found(request, pk)
    form = ServiceForm(request.POST or None, cohorts=program.cohorts, cap=program.group_cap, of=found)
    if form.is_valid():
        try:
            actions.change_service(by=people.who_of(request), service_id=found.id, **form.columns_said)
        except Refused as no:
            form.add_error("name", list(no.because))
        else:
            messages.success(request, _("Saved."))
            return redirect("program:services")
    context = {"program": program, "service": found, "form": form}
    return render(request, "setup/service.html", context, status=here.WRONG if form.is_bound else 200)


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Closed, or open again: nothing is lost either way, so nobody is asked first."""
    _program_of_it, found = _found(request, pk)
    action = actions.close_service if found.is_open else actions.reopen_service
    action(by=people.who_of(request), service_id=found.id)
    words = _("%(name)s is closed.") if found.is_open else _("%(name)s is open again.")
    messages.success(request, words % {"name": found.name})
    return redirect("program:services")


def _found(request: HttpRequest, pk: UUID) -> tuple[Program, Service]:
    program = _program(request)
    found = next((one for one in queries.services(program.id, also_closed=True) if one.id == pk), None)
    if found is None:
        raise Http404("No such service")
    return program, found
