# SPDX-License-Identifier: Apache-2.0
"""How a session lives and ends: idle ones are ended, what was typed in them is kept, staff have a second factor."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.doors.signin import keeping
from handrail.doors.signin.adapter import SEEN, has_factor, must_have_factor
from handrail.ground.people import access
from handrail.ground.people.actions import accounts
from handrail.ground.people.actions.accounts import Account

# A desk in a clinic is left for a group of an hour and passed by patients: charts must not stay open on it.
# 45 CFR 164.312(a)(2)(iii) asks for automatic logoff and names no time; 15 minutes is what clinics are used to.
STAFF_IDLE = 15 * 60
# A patient fills in long questionnaires, with pauses, mostly on her own phone.
OWN_IDLE = 30 * 60
TOUCH = 60  # written no more often than this; so a session may end up to this much early, never late
FACTOR = "factor"
QUIET = "/account/time-left/"  # to ask how long is left is not to be there, and ends nothing


def idle_limit(account: Account) -> int:
    return STAFF_IDLE if account.staff_id else OWN_IDLE


def seconds_left(request: HttpRequest, account: Account) -> int:
    return int(idle_limit(account) - (time.time() - request.session.get(SEEN, time.time())))


class Sessions:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = _account(request)
        request.was = None  # type: ignore[attr-defined]  # whose session has just ended
        if account and request.headers.get(keeping.ASKED) == "more":
            request.was, request.user = account, AnonymousUser()  # type: ignore[attr-defined]
            account = None
        elif account and request.path != QUIET and _is_over(request, account):
            _end(request, account)
            account = None
        elif account and request.path != QUIET:
            _touch(request)
        response = self.get_response(request)
        if account and request.method == "POST" and response.status_code < 400 and _waits(request):
            keeping.arrived(request, account)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_of: Any) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True)
        if is_open and not getattr(view, "also_for_strangers", False):
            return None
        if request.user.is_authenticated:
            return _to_second_factor(request)
        was: Account | None = request.was  # type: ignore[attr-defined]
        if is_open and not was:
            return None
        if was and keeping.ASKED not in request.headers:
            messages.info(request, _("You were signed out because nothing had happened for a while."))
        if request.method == "POST" and keeping.keep(request, was):
            return keeping.go_sign_in(request)
        if keeping.ASKED in request.headers:
            return HttpResponse(status=204)
        return keeping.go_sign_in(request) if is_open else None


def _account(request: HttpRequest) -> Account | None:
    """Who is signed in. A request without a session asks the database nothing."""
    if SESSION_KEY not in request.session:
        return None
    return request.user if request.user.is_authenticated else None


def _is_over(request: HttpRequest, account: Account) -> bool:
    return seconds_left(request, account) <= 0 or keeping.ASKED in request.headers


def _touch(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= TOUCH:
        request.session[SEEN] = now


def _end(request: HttpRequest, account: Account) -> None:
    who = access.who_of(request)
    with transaction.atomic():
        logout(request)
        accounts.signed_out(by=who, why="idle")
    request.was = account  # type: ignore[attr-defined]
    access.forget(request)


def _waits(request: HttpRequest) -> bool:
    """Whether what has just been done may have been kept before; a form just kept has not got through."""
    is_kept = getattr(request, "is_kept", False)
    return bool(request.session.get(keeping.WAITING)) and request.user.is_authenticated and not is_kept


def _to_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Staff without a second factor are led to where she sets one up; once she has it, nothing is asked any more."""
    account = _account(request)
    if account is None or not must_have_factor(account) or request.session.get(FACTOR):
        return None
    if has_factor(account):
        request.session[FACTOR] = True
        return None
    return None if request.path.startswith(keeping.OURS) else redirect(reverse("signin:secure"))
