# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.clinic import arrivals, waiting

urlpatterns = [
    path("inquiries/waiting/", waiting.to_list, name="inquiries-waiting"),
    path("inquiries/<uuid:pk>/fit/", waiting.to_fit, name="inquiry-fit"),
    path("waiting/begin/", waiting.begin, name="wait"),
    path("inquiries/<uuid:pk>/book/", arrivals.book, name="inquiry-book"),
    path("inquiries/<uuid:pk>/assessment/", arrivals.assessment, name="inquiry-assessment"),
    path("inquiries/<uuid:pk>/admit/", arrivals.admit, name="inquiry-admit"),
    path("inquiries/<uuid:pk>/papers/", arrivals.papers, name="inquiry-papers"),
]
