# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.public import guide, robots

app_name = "public"
urlpatterns = [
    path("guide/", guide.guide, name="guide"),
    path("robots.txt", robots.robots, name="robots"),
]
