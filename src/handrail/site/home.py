# SPDX-License-Identifier: Apache-2.0
"""The first page: whose it is depends on who is signed in. A stranger finds the guide."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.doors.clinic import views as clinic
from handrail.doors.portal import views as portal
from handrail.doors.public import guide
from handrail.ground.people import access as people


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return guide.front(request)
    return clinic.today(request) if people.who_of(request).is_staff else portal.today(request)


home.also_for_strangers = True  # type: ignore[attr-defined]  # so that who is signed in is held to the rules of a session
