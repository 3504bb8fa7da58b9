# SPDX-License-Identifier: Apache-2.0
"""The living page: every part as it is, in one place, for those who build pages and for the tests that judge them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.ground.look import samples

ERRORS = {400, 403, 404, 409, 500}


@require_http_methods(["GET", "HEAD", "POST"])
def parts(request: HttpRequest) -> HttpResponse:
    """A form that is wrong comes back as it was typed, one that is right is thanked for and forgotten."""
    is_painted = request.method == "POST" and "busy-reason" in request.POST
    sent = samples.Newcomer(request.POST, request.FILES) if request.method == "POST" and not is_painted else None
    if sent and sent.is_valid():
        messages.success(request, _("Well typed. Nothing was kept: this page is for looking."), fail_silently=True)
        return redirect("look:parts")
    paint = samples.painted(request.POST if is_painted else None)
    tab = request.GET.get("tab", "hours")
    context = {
        "paint": paint,
        "form": sent or samples.Newcomer(),
        "refused": samples.refused(),
        "people": samples.PEOPLE,
        "tones": samples.PLAIN,
        "steps": samples.STEPS,
        "moments": samples.MOMENTS,
        "week": samples.WEEK,
        "cravings": samples.CRAVINGS,
        "waning": (4, 3, 1, 0),
        "depression": samples.DEPRESSION,
        "goal": (0, 3),
        "jos": samples.PEOPLE[2].cravings,
        "amiras": samples.PEOPLE[0].cravings,
        "marks": range(480, 1260, 120),
        "tab": tab,
        "tabs": [_tab("hours", _("Hours"), tab), _tab("notes", _("Notes"), tab, 2), _tab("plan", _("Plan"), tab)],
    }
    return render(request, "look/living/page.html", context, status=422 if sent else 200)


def _tab(key: str, words: str, here: str, count: int | None = None) -> dict[str, object]:
    return {"url": f"{reverse('look:parts')}?tab={key}#tabs", "words": words, "is_here": key == here, "count": count}


@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """What the picker finds: options for htmx, a page without it."""
    typed = request.POST.get("name", "")
    context = {"found": samples.found(typed), "typed": typed, "picker": request.POST.get("picker", "")}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "look/picker/found.html" if is_part else "look/living/found.html", context)


@require_safe
def dialog(request: HttpRequest) -> HttpResponse:
    """Where the opener of the dialog leads when no script runs."""
    return render(request, "look/living/asked.html")


@require_POST
def toast(request: HttpRequest) -> HttpResponse:
    """Done in place, and said so."""
    messages.success(request, _("Saved."), fail_silently=True)
    if request.headers.get("HX-Request") != "true":
        return redirect("look:parts")
    return HttpResponse(status=204, headers={"HX-Trigger": '{"toast": "Saved."}'})


@require_safe
def error(request: HttpRequest, status: int) -> HttpResponse:
    """How a page says no; with the status it is shown with in earnest."""
    if status not in ERRORS:
        raise Http404
    return render(
        request, f"{status}.html", {"because": [_("Somebody else took the last seat a moment ago.")]}, status=status
    )
