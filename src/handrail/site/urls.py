# SPDX-License-Identifier: Apache-2.0
from django.urls import include, path

from handrail.doors.clinic import views as clinic
from handrail.site.health import healthz, readyz
from handrail.site.home import home

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", home, name="home"),
    path("account/", include("handrail.doors.signin.urls")),
    path("record/", clinic.search, name="record"),
    path("record/export/", clinic.export, name="record-export"),
    path("look/", include("handrail.ground.look.urls")),
    path("", include("handrail.journey.timetable.urls")),
]
