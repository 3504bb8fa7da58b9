# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.diagnoses import views

app_name = "diagnoses"
urlpatterns = [path("patients/<uuid:pk>/diagnoses/", views.of_patient, name="of-patient")]
