# SPDX-License-Identifier: Apache-2.0
"""The first page: whose it is depends on who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from handrail.doors.clinic import views as clinic
from handrail.doors.portal import views as portal
from handrail.ground.people import access as people


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return clinic.today(request) if people.who_of(request).is_staff else portal.today(request)
