# SPDX-License-Identifier: Apache-2.0
"""Where an inquiry leaves us: referred on, closed, a letter, an answer to whoever sent her; and her papers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.ground.people import access as people
from handrail.journey.frontdoor import access, actions, queries
from handrail.journey.frontdoor.forms import CloseForm, ReferForm
from handrail.journey.frontdoor.views.answers import WRONG, back_with_reason

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@back_with_reason
@sensitive_post_parameters()
def refer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To whom is she handed over, why, and did we call there together?"""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    form = ReferForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.refer(by=who, inquiry_id=pk, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Referred on. In a week we ask whether they arrived."))
        return redirect("frontdoor:inquiry", pk)
    told = {"inquiry": one, "form": form}
    return render(request, "frontdoor/refer.html", told, status=WRONG if form.is_bound else 200)


@require_http_methods(GET_OR_POST)
@back_with_reason
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Why does it end here?"""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.close(by=who, inquiry_id=pk, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Closed. It can be opened again at any time."))
        return redirect("frontdoor:board")
    told = {"inquiry": one, "form": form}
    return render(request, "frontdoor/close.html", told, status=WRONG if form.is_bound else 200)


@require_safe
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A kind letter, on paper: we could not reach you, the door is open."""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk)
    program = access.program_of(one)
    told = {"inquiry": one, "program": program, "today": access.today_at(program)}
    return render(request, "frontdoor/letter.html", told)


@require_http_methods(GET_OR_POST)
@back_with_reason
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What may whoever sent her be told? Nothing, unless she has said yes."""
    who = people.who_of(request)
    one = access.inquiry_for(who, pk, look=request.method != "POST")
    if request.method == "POST":
        said = request.POST.get("said", "")
        if said == "answered":
            actions.answered(by=who, inquiry_id=pk)
            messages.success(request, _("Written down: they were told."))
        else:
            actions.allow_answer(by=who, inquiry_id=pk, answer=said, at=timezone.now())
            messages.success(request, _("Written down."))
        return redirect("frontdoor:answer", pk)
    told = {"inquiry": one, "program": access.program_of(one), "handed": queries.handed(pk)}
    return render(request, "frontdoor/answer.html", told)


@require_safe
def paper(request: HttpRequest, pk: UUID, paper_id: UUID) -> HttpResponse:
    """A file that came with a referral. It is saved rather than shown: nothing in it runs on a page of ours."""
    found, content = access.paper_for(people.who_of(request), pk, paper_id)
    ending = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}[found.kind]
    answer = HttpResponse(content, content_type=found.kind)
    answer["Content-Disposition"] = f'attachment; filename="referral-{found.id}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
