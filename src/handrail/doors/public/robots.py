# SPDX-License-Identifier: Apache-2.0
"""What search engines may read: the pages without an account, and nothing else; and a list of these pages."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from handrail.doors.public.pages import for_everyone
from handrail.doors.public.programs import address_of
from handrail.ground.library import queries as library
from handrail.ground.program import queries as programs

OPEN = (
    "/$",
    "/ask/$",
    "/fit-my-week/$",
    "/guide/",
    "/library/",
    "/programs/",
    "/refer/$",
    "/self-check/$",
    "/sitemap.xml$",
    "/static/",
)
LISTED = (
    "guide", "guide-who", "guide-start", "guide-family", "self-check", "fit", "library", "programs", "ask", "refer",
)  # fmt: skip


@for_everyone()
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Allow: {path}" for path in OPEN), "Disallow: /"]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('public:sitemap'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@for_everyone()
def sitemap(request: HttpRequest) -> HttpResponse:
    """Each page there is to read, in the protocol of sitemaps.org."""
    found = "".join(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc></url>\n" for path in _paths())
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{PROTOCOL}">\n{found}</urlset>\n'
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"


def _paths() -> Iterator[str]:
    yield "/"
    yield from (reverse(f"public:{name}") for name in LISTED)
    yield from (reverse("public:article", args=[one.slug]) for one in library.articles())
    yield from (reverse("public:program", args=[address_of(one)]) for one in programs.public())
