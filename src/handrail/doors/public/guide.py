# SPDX-License-Identifier: Apache-2.0
"""The guide: what an intensive outpatient program is, whom it helps, and what it asks."""

from django.http import HttpRequest, HttpResponse

from handrail.doors.public.pages import for_everyone, show


def front(_request: HttpRequest) -> HttpResponse:
    """The first page of all, for whoever is not signed in."""
    return show("public/front.html")


@for_everyone()
def guide(_request: HttpRequest) -> HttpResponse:
    return show("public/guide/what.html", here="public:guide")
