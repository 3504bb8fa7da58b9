# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.ground.people.views import chart, circle, files, patients

app_name = "people"
patients_patterns = [
    path("patients/", patients.patients, name="patients"),
    path("patients/add/", patients.add, name="patient-add"),
    path("patients/duplicates/", patients.duplicates, name="duplicates"),
    path("patients/import/", files.bring_in, name="patients-import"),
    path("patients/import/template/", files.template, name="patients-template"),
    path("patients/export/", files.take_out, name="patients-export"),
    path("patients/glass/", circle.glass, name="glass"),
    path("patients/glass/<uuid:opening_id>/", circle.review, name="glass-review"),
    path("patients/<uuid:pk>/", chart.patient, name="patient"),
    path("patients/<uuid:pk>/edit/", chart.edit, name="patient-edit"),
    path("patients/<uuid:pk>/left/", chart.left, name="patient-left"),
    path("patients/<uuid:pk>/back/", chart.back, name="patient-back"),
    path("patients/<uuid:pk>/photo/", chart.photo, name="photo"),
    path("patients/<uuid:pk>/photo/picture/", chart.picture, name="picture"),
    path("patients/<uuid:pk>/team/", circle.team, name="team"),
    path("patients/<uuid:pk>/team/<uuid:staff_id>/leave/", circle.leave_team, name="team-leave"),
    path("patients/<uuid:pk>/family/add/", circle.add_family, name="family-add"),
    path("patients/<uuid:pk>/family/<uuid:family_id>/", circle.family, name="family"),
    path("patients/<uuid:pk>/open/", circle.open_chart, name="open"),
]
urlpatterns = patients_patterns
