# SPDX-License-Identifier: Apache-2.0
"""One inquiry: the page that is filled while she talks, and each deed that moves it on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from handrail.ground.kit.answer import Refused
from handrail.ground.people import access as people
from handrail.ground.people.rules import Who
from handrail.ground.program.rules import Program
from handrail.journey.frontdoor import access, actions, queries, words
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.forms import AttemptForm, CallForm
from handrail.journey.frontdoor.rules import danger
from handrail.journey.frontdoor.rules.facts import Inquiry
from handrail.journey.frontdoor.rules.steps import Deed, Wish, late_by, may
from handrail.journey.frontdoor.views.answers import WRONG, back_with_reason, key_of

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@sensitive_post_parameters()
def inquiry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is it, is anyone in danger, what comes next? Saves while it is filled; without scripts, by its button."""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    programs = access.programs_for(who)
    program = next((p for p in programs if p.id == one.program_id), None) or access.program_of(one)
    choices = [(p.id, p.name) for p in {program.id: program, **{p.id: p for p in programs}}.values()]
    sent = request.POST if request.method == "POST" else None
    form = CallForm(sent, inquiry=one, programs=choices, today=access.today_at(program))
    if sent is None:
        return render(request, "frontdoor/inquiry.html", _page(who, one, program, form))
    refused = _kept(who, one, form)
    one = access.inquiry_for(who, pk, look=False)
    if request.headers.get("HX-Request") == "true":
        told = _page(who, one, program, form) | {"refused": refused, "saved_at": timezone.now()}
        return render(request, "frontdoor/saved.html", told)
    if form.is_valid() and not refused:
        messages.success(request, _("Saved."))
        return redirect("frontdoor:inquiry", pk)
    told = _page(who, one, program, form) | {"refused": refused}
    return render(request, "frontdoor/inquiry.html", told, status=WRONG)


def _kept(who: Who, one: Inquiry, form: CallForm) -> str:
    """Everything that was written without a fault is kept; what was refused is said."""
    form.is_valid()
    told = form.cleaned_data
    try:
        actions.keep(
            by=who, inquiry_id=one.id, values=form.values, answers=form.answers, version=told.get("version", ""),
            caller=told.get("caller", ""), way=told.get("way", ""), program_id=key_of(told.get("program")),
        )  # fmt: skip
    except Refused as no:
        return " ".join(no.because)
    return ""


def _page(who: Who, one: Inquiry, program: Program, form: CallForm) -> dict[str, Any]:
    """What the page of an inquiry shows, in a number of questions that does not grow."""
    at = timezone.now()
    reach = {code: may(one.state, deed) for code, deed in ((deed.value, deed) for deed in Deed)}
    acts = [str(words.ACT[act]) % desk().helplines for act in danger.acts_of(one.answers)]
    return {
        "inquiry": one, "program": program, "zone": program.time_zone, "form": form, "can": reach, "acts": acts,
        "level": one.level, "is_pressing": one.level in danger.SOONEST, "since": at - one.first_contact_at,
        "late": late_by(one.state, at), "attempts": queries.attempts(one.id), "papers": queries.papers(one.id),
        "handed": queries.handed(one.id), "booking": queries.bookings([one.id]).get(one.id),
        "alike": queries.alike(one), "patients": queries.patients_alike(one, who.program_ids),
        "attempt": AttemptForm(prefix="try"), "is_mine": one.state.owner == who.staff_id,
        "may_contact": one.state.wish == Wish.YES, "helplines": desk().helplines,
        "unasked": [q for q in danger.QUESTIONS if q.key not in one.answers],
        "tries": desk().pace.attempts, "life": [line for line in one.texts["life"].splitlines() if line],
    }  # fmt: skip


@require_POST
@back_with_reason
@sensitive_post_parameters()
def do(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One deed, by the name on its button."""
    who = people.who_of(request)
    access.inquiry_for(who, pk, look=False)
    deed = request.POST.get("deed", "")
    if deed == "attempt":
        return _attempt(request, who, pk)
    simple = SIMPLE.get(deed)
    if simple is None:
        raise Refused(_("This button is not known: load the page again."))
    said = simple(who, pk, timezone.now(), request)
    messages.success(request, said)
    return redirect("frontdoor:inquiry", pk)


def _attempt(request: HttpRequest, who: Who, pk: UUID) -> HttpResponse:
    form = AttemptForm(request.POST, prefix="try")
    if not form.is_valid():
        raise Refused(_("Say how you tried, and what came of it."))
    told = form.cleaned_data
    actions.attempt(
        by=who, inquiry_id=pk, tried_by=told["tried_by"], came_of=told["came_of"], words=told["words"],
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("Written down."))
    return redirect("frontdoor:inquiry", pk)


def _wish(*, wants: bool) -> Any:
    def wish(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
        actions.know_wish(by=who, inquiry_id=pk, wants=wants, at=at)
        return _("Good to know. They may be contacted.") if wants else _("Nobody contacts them.")

    return wish


def _screened(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
    actions.screen(by=who, inquiry_id=pk, at=at)
    return _("Danger has been asked. Now the assessment can be booked.")


def _waits(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
    actions.wait(by=who, inquiry_id=pk, at=at)
    return _("On the waiting list. We are in touch each week.")


def _contacted(who: Who, pk: UUID, at: datetime, request: HttpRequest) -> str:
    actions.contact(by=who, inquiry_id=pk, at=at, words=request.POST.get("words", ""))
    return _("Written down. The next contact is due in a week.")


def _placed(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
    actions.place(by=who, inquiry_id=pk, at=at)
    return _("No longer waiting.")


def _reopened(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
    actions.reopen(by=who, inquiry_id=pk, at=at)
    return _("Open again.")


def _written(who: Who, pk: UUID, at: datetime, _request: HttpRequest) -> str:
    actions.write(by=who, inquiry_id=pk, at=at)
    return _("The letter is out, and this is closed. If they call, open it again.")


def _arrived(who: Who, pk: UUID, at: datetime, request: HttpRequest) -> str:
    actions.arrive(by=who, inquiry_id=pk, arrived=request.POST.get("arrived", ""), at=at)
    return _("Written down.")


def _taken(who: Who, pk: UUID, _at: datetime, request: HttpRequest) -> str:
    one = access.inquiry_for(who, pk, look=False)
    takers = [member.id for member in queries.owners(who.provider_id, [one.program_id])]
    owner = key_of(request.POST.get("owner")) or who.staff_id
    if owner is None:
        raise Refused(_("Say who takes it."))
    actions.take(by=who, inquiry_id=pk, owner=owner, takers=takers)
    return _("What comes next has a new owner.")


SIMPLE: dict[str, Any] = {
    "wish_yes": _wish(wants=True), "wish_no": _wish(wants=False), "screened": _screened, "wait": _waits,
    "contacted": _contacted, "placed": _placed, "reopen": _reopened, "letter_sent": _written, "arrived": _arrived,
    "take": _taken,
}  # fmt: skip
