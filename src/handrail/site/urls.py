# SPDX-License-Identifier: Apache-2.0
from django.urls import include, path

from handrail.site.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("handrail.journey.timetable.urls")),
]
