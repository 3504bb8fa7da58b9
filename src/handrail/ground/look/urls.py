# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.ground.look import views

app_name = "look"
urlpatterns = [
    path("", views.parts, name="parts"),
    path("people/", views.people, name="people"),
    path("dialog/", views.dialog, name="dialog"),
    path("toast/", views.toast, name="toast"),
    path("errors/<int:status>/", views.error, name="error"),
]
