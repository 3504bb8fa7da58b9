# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.timetable import portal, views

app_name = "timetable"
urlpatterns = [
    path("", views.program, name="program"),
    path("people/", views.people, name="people"),
    path("people/<uuid:pk>/", portal.week, name="person"),
    path("clinicians/<uuid:pk>/", views.clinician, name="clinician"),
]
