# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.timetable import portal, views

app_name = "timetable"
urlpatterns = [
    path("week/", views.program, name="program"),
    path("week/people/", views.people, name="people"),
    path("patients/<uuid:pk>/week/", portal.week, name="person"),
    path("staff/<uuid:pk>/week/", views.clinician, name="clinician"),
    path("me/week/", portal.own_week, name="own"),
]
