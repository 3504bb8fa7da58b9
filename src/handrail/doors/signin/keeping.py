# SPDX-License-Identifier: Apache-2.0
"""What was typed is never lost: a form that arrives when its session has ended is kept, and given back."""

import secrets
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from handrail.ground.people.actions import drafts
from handrail.ground.people.actions.accounts import Account

BROWSER, WAITING = "browser", "drafts_waiting"
ASKED = "X-Handrail-Keep"  # a page whose time is up asks for its form to be kept, not done
NOT_KEPT = ("password", "token", "secret")  # in the name of a field
OURS = ("/account/", "/invitations/")  # codes and passwords are typed there, and nothing else
LONGEST_PATH = 500


def keep(request: HttpRequest, account: Account | None) -> bool:
    """Keep the form of this request; false if it is none that somebody filled in on a page of ours."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if not _is_secret(name)
    ]  # fmt: skip
    if not is_kept(request) or not any(value.strip() for _name, value in fields):
        return False
    browser = ""
    if account is None:
        browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(32))
    drafts.keep(
        account=account, browser=browser, path=request.get_full_path(), back=page_of(request), fields=fields,
        at=timezone.now(),
    )  # fmt: skip
    request.is_kept = True  # type: ignore[attr-defined]
    return True


def is_kept(request: HttpRequest) -> bool:
    """A form of our own pages. A search while typing, which htmx sends by the name of its field, is none."""
    path = request.get_full_path()
    return (
        request.method == "POST"
        and is_own(request)
        and not path.startswith(OURS)
        and len(path) <= LONGEST_PATH
        and "HX-Trigger-Name" not in request.headers
    )


def is_own(request: HttpRequest) -> bool:
    """Whether a page of this very origin sent it: nobody else may put words into somebody's drafts."""
    own = f"{request.scheme}://{request.get_host()}"
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    sender = urlsplit(told)
    return f"{sender.scheme}://{sender.netloc}" == own


def page_of(request: HttpRequest) -> str:
    """The page the form stood on."""
    sender = urlsplit(request.headers.get("Referer", ""))
    path = f"{sender.path}?{sender.query}" if sender.query else sender.path
    return path if path.startswith("/") and not path.startswith("//") and len(path) <= LONGEST_PATH else "/"


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Send the browser there: the whole page, also when only a part of it asked."""
    if ASKED in request.headers:
        return HttpResponse(status=204)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return redirect(to)


def go_sign_in(request: HttpRequest) -> HttpResponse:
    return go(request, f"{reverse('account_login')}?{urlencode({'next': page_of(request)})}")


def give_back(request: HttpRequest, account: Account) -> bool:
    """She has signed in: whether anything of hers waits. Remembered, so that an ordinary request need not ask."""
    waits = drafts.take_over(account=account, browser=request.session.pop(BROWSER, ""), at=timezone.now())
    if waits:
        request.session[WAITING] = True
    return waits


def arrived(request: HttpRequest, account: Account) -> None:
    """A form got through: if it was one that had been kept, it is no longer needed."""
    if not drafts.sent(account.pk, request.get_full_path()):
        request.session.pop(WAITING, None)


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in NOT_KEPT)
