# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.timetable.portal import week as own
from handrail.journey.timetable.views import board, closing, weeks

app_name = "timetable"
urlpatterns = [
    path("week/", board.program, name="program"),
    path("week/people/", weeks.people, name="people"),
    path("week/closed/", closing.closures, name="closures"),
    path("week/closed/<uuid:pk>/open/", closing.open_again, name="open-again"),
    path("patients/<uuid:pk>/week/", own.week, name="person"),
    path("staff/<uuid:pk>/week/", board.clinician, name="clinician"),
    path("me/week/", own.own_week, name="own"),
]
