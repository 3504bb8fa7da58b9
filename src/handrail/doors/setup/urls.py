# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.setup import offering, places, views

app_name = "program"
urlpatterns = [
    path("setup/", views.assistant, name="setup"),
    path("setup/sites/add/", places.add_site, name="site-add"),
    path("setup/sites/<uuid:pk>/", places.site, name="site"),
    path("setup/programs/add/", views.add_program, name="add"),
    path("setup/programs/<uuid:pk>/", views.program, name="edit"),
    path("setup/programs/<uuid:pk>/close/", views.close, name="close"),
    path("setup/services/", offering.services, name="services"),
    path("setup/services/starter/", offering.starter, name="services-starter"),
    path("setup/services/add/", offering.add, name="services-add"),
    path("setup/services/<uuid:pk>/", offering.service, name="service"),
    path("setup/services/<uuid:pk>/close/", offering.close, name="service-close"),
    path("program/choose/", views.choose, name="choose"),
]
