# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.frontdoor.views import endings, inquiry, measures, pipeline

app_name = "frontdoor"
urlpatterns = [
    path("inquiries/", pipeline.board, name="board"),
    path("inquiries/start/", pipeline.start, name="start"),
    path("inquiries/over/", pipeline.over, name="over"),
    path("inquiries/measures/", measures.measures, name="measures"),
    path("inquiries/measures/export/", measures.export, name="measures-export"),
    path("inquiries/<uuid:pk>/", inquiry.inquiry, name="inquiry"),
    path("inquiries/<uuid:pk>/do/", inquiry.do, name="do"),
    path("inquiries/<uuid:pk>/refer/", endings.refer, name="refer"),
    path("inquiries/<uuid:pk>/close/", endings.close, name="close"),
    path("inquiries/<uuid:pk>/letter/", endings.letter, name="letter"),
    path("inquiries/<uuid:pk>/answer/", endings.answer, name="answer"),
    path("inquiries/<uuid:pk>/papers/<uuid:paper_id>/", endings.paper, name="paper"),
    path("assessments/", pipeline.assessments, name="assessments"),
]
