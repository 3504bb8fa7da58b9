# SPDX-License-Identifier: Apache-2.0
"""The library for everyone: what there is, one article, and what answers a search.

A search is sent as a form and not in the address: addresses stay in the browser's history and in logs.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from handrail.doors.public.pages import for_everyone, show
from handrail.ground.library import queries
from handrail.ground.library.rules import LONGEST_SEARCH

HERE = "public:library"


@for_everyone("POST")
def library(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.POST.get("q", "")[:LONGEST_SEARCH].split())
    given = {"asked": asked, "found": queries.search(asked) if asked else [], "topics": queries.by_topic()}
    return show("public/library/index.html", given, here=HERE, goes_back=request.method == "POST")


@for_everyone()
def article(_request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.article(slug)
    if found is None:
        raise Http404("No such article")
    beside = [one for one in queries.articles() if one.topic == found.topic and one != found]
    # Our own files, rendered with HTML switched off: what is in them is safe to show.
    given = {"article": found, "body": mark_safe(queries.html(slug)), "beside": beside}  # noqa: S308
    return show("public/library/article.html", given, here=HERE)
