# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.intake.views import ask, read

app_name = "intake"
urlpatterns = [
    path("patients/<uuid:pk>/assessments/", read.of_patient, name="of-patient"),
    path("assessments/waiting/", read.waiting, name="waiting"),
    path("assessments/<uuid:pk>/", read.assessment, name="assessment"),
    path("assessments/<uuid:pk>/ask/<slug:section>/", ask.ask, name="ask"),
    path("assessments/<uuid:pk>/history/<slug:section>/", read.history, name="history"),
    path("assessments/<uuid:pk>/sign/", read.sign, name="sign"),
    path("assessments/<uuid:pk>/cosign/", read.cosign, name="cosign"),
    path("assessments/<uuid:pk>/add/", read.add, name="add"),
]
