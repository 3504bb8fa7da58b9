# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.admission import views

app_name = "admission"
urlpatterns = [
    path("admissions/", views.worklist, name="worklist"),
    path("patients/<uuid:pk>/papers/", views.papers, name="papers"),
    path("patients/<uuid:pk>/papers/insurance/<int:place>/", views.insurance, name="insurance"),
    path("patients/<uuid:pk>/papers/forms/<slug:form>/", views.sign, name="sign"),
    path("patients/<uuid:pk>/papers/signed/<uuid:signed_id>/", views.signed, name="signed"),
]
