# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.timetable.portal import week as own
from handrail.journey.timetable.views import weeks

app_name = "timetable"
urlpatterns = [
    path("week/", weeks.program, name="program"),
    path("week/people/", weeks.people, name="people"),
    path("patients/<uuid:pk>/week/", own.week, name="person"),
    path("staff/<uuid:pk>/week/", weeks.clinician, name="clinician"),
    path("me/week/", own.own_week, name="own"),
]
