# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.waiting import views

app_name = "waiting"
urlpatterns = [
    path("waiting/", views.waiting, name="list"),
    path("waiting/<uuid:pk>/talk/", views.talk, name="talk"),
    path("waiting/<uuid:pk>/support/", views.support, name="support"),
    path("waiting/<uuid:pk>/end/", views.end, name="end"),
]
