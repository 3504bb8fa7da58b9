# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.clinic import arrivals

urlpatterns = [
    path("inquiries/waiting/", arrivals.waiting, name="inquiries-waiting"),
    path("inquiries/<uuid:pk>/book/", arrivals.book, name="inquiry-book"),
    path("inquiries/<uuid:pk>/assessment/", arrivals.assessment, name="inquiry-assessment"),
    path("inquiries/<uuid:pk>/admit/", arrivals.admit, name="inquiry-admit"),
]
