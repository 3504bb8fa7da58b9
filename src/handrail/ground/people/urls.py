# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.ground.people.views import chart, circle, files, patients, staff, staff_files, staff_lines

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
staff_patterns = [
    path("staff/", staff.staff, name="staff"),
    path("staff/add/", staff.add, name="staff-add"),
    path("staff/duplicates/", staff.twice, name="staff-twice"),
    path("staff/import/", staff_files.bring_in, name="staff-import"),
    path("staff/export/", staff_files.take_out, name="staff-export"),
    path("staff/<uuid:pk>/", staff.member, name="staff-member"),
    path("staff/<uuid:pk>/edit/", staff.edit, name="staff-edit"),
    path("staff/<uuid:pk>/posts/", staff.posts, name="staff-posts"),
    path("staff/<uuid:pk>/hours/", staff_lines.hours, name="staff-hours"),
    path("staff/<uuid:pk>/credentials/", staff_lines.credentials, name="staff-credentials"),
    path("staff/<uuid:pk>/time-off/", staff_lines.time_off, name="staff-time-off"),
    path("staff/<uuid:pk>/leave/", staff.leave, name="staff-leave"),
    path("staff/<uuid:pk>/back/", staff.back, name="staff-back"),
]
urlpatterns = patients_patterns + staff_patterns
