# SPDX-License-Identifier: Apache-2.0
"""The pages of this door that are not allauth's: the second factor staff must have, the end of a session, drafts."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.doors.signin import keeping
from handrail.doors.signin.adapter import has_factor
from handrail.doors.signin.middleware import seconds_left
from handrail.ground.people import access
from handrail.ground.people.actions import drafts
from handrail.ground.people.rules import Draft


@require_safe
def secure(request: HttpRequest) -> HttpResponse:
    """Where a member of staff chooses her second factor, before anything else."""
    if has_factor(request.user):  # type: ignore[arg-type]
        return redirect("mfa_index")
    return render(request, "signin/secure.html")


@require_safe
def time_left(request: HttpRequest) -> HttpResponse:
    """How many seconds of this session are left. To ask is not to be there: it does not grow by it."""
    return JsonResponse({"seconds": seconds_left(request, request.user)})  # type: ignore[arg-type]


@require_POST
def here(_request: HttpRequest) -> HttpResponse:
    """Somebody is there, typing: that the request came is all that is needed."""
    return HttpResponse(status=204)


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What she was writing when she was signed out."""
    waiting = drafts.waiting(request.user.pk, at=timezone.now())
    if not waiting:
        request.session.pop(keeping.WAITING, None)
        return redirect("/")
    return render(request, "signin/kept.html", {"drafts": [_shown(draft) for draft in waiting]})


@require_POST
def throw_away(request: HttpRequest, pk: UUID) -> HttpResponse:
    back = drafts.throw_away(by=access.who_of(request), draft_id=pk)
    if back is None:
        raise Http404("No such draft of hers")
    messages.info(request, _("Thrown away."))
    return redirect("signin:kept" if drafts.waiting(request.user.pk, at=timezone.now()) else back)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form with an old token: the page was open while she signed in anew. From our own page, it is kept."""
    was = request.user if request.user.is_authenticated else getattr(request, "was", None)
    if settings.CSRF_COOKIE_NAME in request.COOKIES and keeping.is_own(request):
        if keeping.keep(request, was):
            if not request.user.is_authenticated:
                return keeping.go_sign_in(request)
            request.session[keeping.WAITING] = True
            return keeping.go(request, "/account/kept/")
        if request.path.startswith(keeping.OURS):
            messages.info(request, _("The page had been open for a long time. Please try once more."))
            return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _shown(draft: Draft) -> dict[str, object]:
    seen = [(name.replace("_", " "), value) for name, value in draft.fields if value.strip()]
    return {"draft": draft, "seen": [pair for pair in seen if not _is_key(pair[1])]}


def _is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
