# SPDX-License-Identifier: Apache-2.0
"""What search engines may read: the pages without an account, and nothing else."""

from django.http import HttpRequest, HttpResponse

from handrail.doors.public.pages import for_everyone

OPEN = (
    "/$",
    "/ask/$",
    "/fit-my-week/$",
    "/guide/",
    "/library/",
    "/programs/",
    "/refer/$",
    "/self-check/$",
    "/fit-my-week/$",
    "/ask/$",
    "/static/",
)


@for_everyone()
def robots(_request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Allow: {path}" for path in OPEN), "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
