# SPDX-License-Identifier: Apache-2.0
"""The first page of a patient and of someone close to one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from handrail.ground.people import access as people


def today(request: HttpRequest) -> HttpResponse:
    """A patient's first page is her week; family sees what the patient shares, which until she says so is nothing."""
    who = people.who_of(request)
    if who.patient_id:
        return redirect("timetable:own")
    return render(request, "portal/family.html", {"who": who})
