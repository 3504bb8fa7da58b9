# SPDX-License-Identifier: Apache-2.0
"""Setting up: the assistant's list of steps, a program with its hours, and which program one is in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.doors.setup import here
from handrail.doors.setup.forms import ProgramForm
from handrail.flow import ready
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.look.rows import hours_rows, overlap, spans_of
from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program import actions, queries
from handrail.ground.program.rules import Program

USUAL_HOURS = [Span(day, 9 * 60, 17 * 60) for day in range(5)]


@require_safe
def assistant(request: HttpRequest) -> HttpResponse:
    """What is done, what is missing before a week can be built, and the way to the next step."""
    who = here.setter_up(request)
    program = here.program_here(request)
    state = ready.of(who.provider_id, program)
    urls = _urls(who, program)
    context = {
        "ready": state, "program": program, "whole": may(who, "program.edit", Place(who.provider_id)),
        "steps": [(step, urls[step.key], step == state.next) for step in state.steps],
        "sites": [site for site in queries.sites(who.provider_id) if here.may_change_site(who, site)],
        "programs": [one for one in here.hers(who) if may(who, "program.edit", Place(who.provider_id, one.id))],
    }  # fmt: skip
    return render(request, "setup/assistant.html", context)


def _urls(who: Who, program: Program | None) -> dict[str, str]:
    sites = queries.sites(who.provider_id)
    site = program.site_id if program else next((site.id for site in sites), None)
    return {
        "site": reverse("program:site", args=[site]) if site else reverse("program:site-add"),
        "program": reverse("program:edit", args=[program.id]) if program else reverse("program:add"),
        "services": reverse("program:services"),
        "staff": reverse("people:staff"),
        "people": reverse("people:patients"),
    }


@require_http_methods(here.GET_OR_POST)
def add_program(request: HttpRequest) -> HttpResponse:
    who = people.who_of(request)
    here.of_all(who)
    if not queries.sites(who.provider_id):
        return redirect("program:site-add")
    return _program_page(request, who, None)


@require_http_methods(here.GET_OR_POST)
def program(request: HttpRequest, pk: UUID) -> HttpResponse:
    who = people.who_of(request)
    return _program_page(request, who, here.program_of(who, pk))


def _program_page(request: HttpRequest, who: Who, of: Program | None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = ProgramForm(sent, sites=queries.sites(who.provider_id), of=of)
    rows = hours_rows(sent, queries.opening_hours(of.id) if of else USUAL_HOURS)
    is_told = sent is not None and not rows.asks_for_more
    if is_told and all([form.is_valid(), rows.is_valid()]):
        if overlap(spans_of(rows)):
            form.add_error(None, _("Two spans of the opening hours overlap: make one of them."))
        else:
            try:
                return _kept(request, who, of, form, spans_of(rows))
            except Refused as no:
                form.add_error("name", list(no.because))
    context = {"form": form, "rows": rows, "program": of, "is_first": not queries.programs(who.provider_id)}
    return render(request, "setup/program.html", context, status=here.WRONG if is_told else 200)


def _kept(request: HttpRequest, who: Who, of: Program | None, form: ProgramForm, hours: list[Span]) -> HttpResponse:
    site_id = UUID(form.cleaned_data["site"])
    if of is None:
        made = actions.open_program(by=who, site_id=site_id, hours=hours, **form.columns_said)
        request.session[people.CHOSEN] = str(made.id)
    else:
        actions.change_whole_program(by=who, program_id=of.id, hours=hours, site_id=site_id, **form.columns_said)
    messages.success(request, _("Saved."))
    return redirect("program:setup")


@require_http_methods(here.GET_OR_POST)
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A program ends; it stays readable, and can be opened again."""
    who = people.who_of(request)
    found = here.program_of(who, pk)
    if request.method != "POST":
        return render(request, "setup/close.html", {"program": found})
    (actions.close_program if found.is_open else actions.reopen_program)(by=who, program_id=found.id)
    messages.success(request, _("Saved."))
    return redirect("program:setup")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """She works in another of her programs from now on, and goes on where she was."""
    who = people.who_of(request)
    chosen = next((one for one in here.hers(who) if str(one.id) == request.POST.get("program")), None)
    if chosen is None or not who.is_staff:
        raise Http404("No such program")
    request.session[people.CHOSEN] = str(chosen.id)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "/")
