# SPDX-License-Identifier: Apache-2.0
"""The staff's way round the program: the few places the frame of every page links to."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def frame(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page shows beside the page itself."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    places = (("timetable:program", _("The week")), ("timetable:people", _("People")))
    return {
        "places": [{"url": reverse(name), "words": words, "is_here": here == name} for name, words in places],
        "is_demo": settings.MODE == "demo",
    }
