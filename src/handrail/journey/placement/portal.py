# SPDX-License-Identifier: Apache-2.0
"""What a patient reads of her own level of care: in plain words, with what happens next and how to object."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.ground.people import access as people
from handrail.ground.program import queries as programs
from handrail.journey.placement import access, telling


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Which kind of treatment is mine, why, and what if I see it otherwise?"""
    patient, history = access.own_levels(people.who_of(request))
    told = {"patient": patient, "program": programs.of_key(patient.program_id), "plain": None}
    if history:
        told["plain"] = telling.plainly(history[0])
        told["lines"] = [telling.line(one) for one in history]
    return render(request, "placement/portal/level.html", told)


@require_safe
def printed(request: HttpRequest) -> HttpResponse:
    patient, history = access.own_levels(people.who_of(request))
    if not history:
        return render(request, "404.html", status=404)
    from handrail.journey.placement import paper  # what writes PDF takes long to load: no start waits for it

    made = paper.pdf(history[0], patient=patient, program=programs.of_key(patient.program_id))
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="level-of-care.pdf"'
    return response
