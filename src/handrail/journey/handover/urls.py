# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.handover import views

app_name = "handover"
urlpatterns = [path("patients/<uuid:pk>/handover/", views.hand_over, name="hand-over")]
