# SPDX-License-Identifier: Apache-2.0
from django.urls import URLPattern, include, path

from handrail.doors.clinic import asked, chart, gap, merging
from handrail.doors.clinic import views as clinic
from handrail.ground.look import urls as look
from handrail.ground.people import access as people
from handrail.journey.handover.views import hand_over
from handrail.site.health import healthz, readyz
from handrail.site.home import home


def for_staff(pattern: URLPattern) -> URLPattern:
    """The same route, for members of staff only."""
    return path(str(pattern.pattern), people.staff_only(pattern.callback), name=pattern.name)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("", home, name="home"),
    path("", include("handrail.doors.signin.urls")),
    path("rules/", asked.rules, name="rules"),
    path("record/", clinic.search, name="record"),
    path("record/export/", clinic.export, name="record-export"),
    path("look/", include(([for_staff(pattern) for pattern in look.urlpatterns], look.app_name))),
    path("patients/duplicates/<uuid:one>/<uuid:other>/", merging.compare, name="merge"),
    path("", include("handrail.doors.post.urls")),
    path("", include("handrail.doors.public.urls")),
    path("", include("handrail.doors.setup.urls")),
    path("patients/<uuid:pk>/", chart.chart, name="chart"),  # the sheet of people:patient, and what other steps know
    path("patients/<uuid:pk>/handover/", hand_over, {"gap_of": gap.gap_of}, name="hand-over"),  # with the gap till here
    path("", include("handrail.ground.people.urls")),
    path("", include("handrail.journey.placement.urls")),
    path("", include("handrail.journey.diagnoses.urls")),
    path("", include("handrail.journey.handover.urls")),
    path("", include("handrail.journey.intake.urls")),
    path("", include("handrail.journey.admission.urls")),
    path("", include("handrail.doors.clinic.urls")),
    path("", include("handrail.journey.frontdoor.urls")),
    path("", include("handrail.journey.timetable.urls")),
    path("", include("handrail.journey.waiting.urls")),
]
