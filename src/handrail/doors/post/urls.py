# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.doors.post import calendars, letters, views

app_name = "post"
urlpatterns = [
    path("messages/", views.outbox, name="messages"),
    path("letterhead/", letters.letterhead, name="letterhead"),
    path("me/reach/", views.own_reach, name="own-reach"),
    path("me/calendar/", calendars.own, name="calendar"),
    path("me/calendar/<str:day>/<uuid:key>.ics", calendars.session, name="session"),
    path("calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("patients/<uuid:pk>/reach/", views.reach, name="reach"),
    path("patients/<uuid:pk>/letters/", letters.letters, name="letters"),
    path("patients/<uuid:pk>/letters/<uuid:letter>/", letters.given, name="letter-given"),
    path("patients/<uuid:pk>/letters/<str:kind>/", letters.write, name="letter"),
]
