# SPDX-License-Identifier: Apache-2.0
"""How every page without an account is shown: it asks no session, sets no cookie and remembers nobody.

A page that changes nothing needs no token against forged requests; one that does (asking for a call) brings its own.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]

# What stands in the navigation, in this order. On a phone it is the bar at the bottom: five at most, short words.
PLACES = (
    ("public:guide", gettext_lazy("Guide")),
    ("public:self-check", gettext_lazy("Self-check")),
    ("public:fit", gettext_lazy("Fit my week")),
    ("public:library", gettext_lazy("Library")),
    ("public:ask", gettext_lazy("Ask for a call")),
)

# A place nobody asks about, for whoever must leave a page at once.
ELSEWHERE = "https://www.weather.gov/"

# What was answered to a form may be shown again when she goes back, and is asked for anew in every other case.
MAY_GO_BACK = "private, no-cache"


def for_everyone(*methods: str) -> Callable[[View], View]:
    """A view anyone may open. Methods besides GET and HEAD are named."""

    def made(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            return view(request, *args, **named)

        return csrf_exempt(login_not_required(require_http_methods(["GET", "HEAD", *methods])(shown)))

    return made


def show(
    template: str, given: Mapping[str, Any] | None = None, *, here: str = "", status: int = 200,
    goes_back: bool = False, is_unlisted: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page, made without the request: what is not asked for cannot leak. `is_unlisted`: not for search engines."""
    frame = {
        "places": [{"url": reverse(name), "words": words, "is_here": name == here} for name, words in PLACES],
        "elsewhere": ELSEWHERE,
        "ask_url": reverse("public:ask"),
        "fit_url": reverse("public:fit"),
        "is_demo": settings.MODE == "demo",
        "is_unlisted": is_unlisted,
    }
    response = HttpResponse(render_to_string(template, frame | dict(given or {})), status=status)
    if goes_back:
        response.may_be_kept = MAY_GO_BACK  # type: ignore[attr-defined]
    return response
