# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.placement import portal, views

app_name = "placement"
ONE = "patients/<uuid:pk>/level/<uuid:determination_id>/"
urlpatterns = [
    path("patients/<uuid:pk>/level/", views.level, name="level"),
    path("patients/<uuid:pk>/level/begin/", views.begin, name="begin"),
    path(ONE, views.show, name="show"),
    path(f"{ONE}rate/", views.rate, name="rate"),
    path(f"{ONE}take-in/", views.take_in, name="take-in"),
    path(f"{ONE}decide/", views.decide, name="decide"),
    path(f"{ONE}sign/", views.sign, name="sign"),
    path(f"{ONE}cosign/", views.cosign, name="cosign"),
    path(f"{ONE}drop/", views.drop, name="drop"),
    path(f"{ONE}paper.pdf", views.printed, name="printed"),
    path("me/level/", portal.own, name="own"),
    path("me/level/paper.pdf", portal.printed, name="own-printed"),
]
