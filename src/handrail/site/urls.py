# SPDX-License-Identifier: Apache-2.0
from django.urls import include, path

from handrail.site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", include("handrail.journey.timetable.urls")),
]
