# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.public import asking, fit, guide, library, robots

app_name = "public"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/thanks/", asking.thanks, name="thanks"),
    path("refer/", asking.refer, name="refer"),
    path("fit-my-week/", fit.fit, name="fit"),
    path("guide/", guide.guide, name="guide"),
    path("library/", library.library, name="library"),
    path("library/<slug:slug>/", library.article, name="article"),
    path("robots.txt", robots.robots, name="robots"),
]
