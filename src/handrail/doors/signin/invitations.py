# SPDX-License-Identifier: Apache-2.0
"""Being invited and inviting. The token leaves the address bar at once: it opens the way in."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from handrail.doors.signin import forms
from handrail.ground.kit.answer import Refused
from handrail.ground.people import access, queries
from handrail.ground.people.actions import accounts
from handrail.ground.people.rules import Invitation, may_admit
from handrail.ground.program import queries as programs

TOKEN = "invitation"  # noqa: S105 - where a session keeps it
GET_OR_POST = ["GET", "HEAD", "POST"]


@login_not_required
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail. Only a POST accepts, so a scanner of mails that follows it uses nothing up."""
    if accounts.invitation_of(token, at=timezone.now()) is None:
        return render(request, "signin/invitation_closed.html", status=404)
    request.session[TOKEN] = token
    return redirect("signin:accept")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(GET_OR_POST)
def accept(request: HttpRequest) -> HttpResponse:
    token = request.session.get(TOKEN, "")
    found = accounts.invitation_of(token, at=timezone.now())
    if found is None:
        return render(request, "signin/invitation_closed.html", status=404)
    form = forms.Accept(request.POST or None, email=found.email)
    if request.method == "POST" and form.is_valid():
        try:
            return _come_in(request, token, form.cleaned_data["password"])
        except Refused as refused:
            for fault in refused.because:
                form.add_error(None, fault)
    shown = {"form": form, "invitation": found, "provider": programs.provider_name(found.provider_id)}
    return render(request, "signin/accept.html", shown, status=422 if form.is_bound else 200)


def _come_in(request: HttpRequest, token: str, password: str) -> HttpResponse:
    if request.user.is_authenticated:  # somebody else's session on the same computer ends here
        get_adapter().logout(request)
    account = accounts.accept(token=token, password=password, at=timezone.now())
    request.session.pop(TOKEN, None)
    record_authentication(request, account, method="invitation")
    answer: HttpResponse = perform_login(request, Login(user=account, redirect_url="/"))
    return answer


@require_http_methods(GET_OR_POST)
def invite_staff(request: HttpRequest, pk: UUID) -> HttpResponse:
    member = access.member_for(access.who_of(request), pk, may_admit)
    return _invite(request, member.name, staff_id=pk)


@require_http_methods(GET_OR_POST)
def invite_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    patient = access.patient_for(access.who_of(request), pk, "patient.edit")
    return _invite(request, patient.name, patient_id=pk)


@require_http_methods(GET_OR_POST)
def invite_family(request: HttpRequest, patient_id: UUID, pk: UUID) -> HttpResponse:
    access.patient_for(access.who_of(request), patient_id, "patient.edit")
    close = next((one for one in queries.family_of(patient_id) if one.id == pk), None)
    if close is None:
        raise Http404("Nobody close to this patient")
    return _invite(request, close.name, family_id=pk)


def _invite(request: HttpRequest, name: str, **whose: UUID) -> HttpResponse:
    form = forms.Invite(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, token = accounts.invite(
                by=access.who_of(request), email=form.cleaned_data["email"], at=timezone.now(), **whose
            )
        except Refused as refused:
            for fault in refused.because:
                form.add_error(None, fault)
        else:
            return _invited(request, made, token)
    return render(request, "signin/invite.html", {"form": form, "name": name}, status=422 if form.is_bound else 200)


def _invited(request: HttpRequest, made: Invitation, token: str) -> HttpResponse:
    """The address is shown this once, for whoever is asked in person or when no mail can be sent."""
    shown: dict[str, Any] = {
        "invitation": made,
        "address": request.build_absolute_uri(reverse("signin:invitation", args=[token])),
        "is_mailed": _mail(request, made, token),
    }
    return render(request, "signin/invited.html", shown)


def _mail(request: HttpRequest, made: Invitation, token: str) -> bool:
    if not settings.MAIL:
        return False
    address = request.build_absolute_uri(reverse("signin:invitation", args=[token]))
    told = {"invitation": made, "address": address, "provider": programs.provider_name(made.provider_id)}
    subject = render_to_string("signin/email/invitation_subject.txt", told).strip()
    sent = send_mail(
        subject, render_to_string("signin/email/invitation_message.txt", told), None, [made.email], fail_silently=True
    )
    return bool(sent)
