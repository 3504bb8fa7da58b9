# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.public import asking, fit, guide, library, programs, robots, selfcheck

app_name = "public"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/thanks/", asking.thanks, name="thanks"),
    path("refer/", asking.refer, name="refer"),
    path("fit-my-week/", fit.fit, name="fit"),
    path("guide/", guide.guide, name="guide"),
    path("guide/who/", guide.who, name="guide-who"),
    path("guide/first-week/", guide.start, name="guide-start"),
    path("guide/families/", guide.family, name="guide-family"),
    path("library/", library.library, name="library"),
    path("library/<slug:slug>/", library.article, name="article"),
    path("programs/", programs.programs, name="programs"),
    path("programs/<slug:slug>/", programs.program, name="program"),
    path("self-check/", selfcheck.self_check, name="self-check"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
]
