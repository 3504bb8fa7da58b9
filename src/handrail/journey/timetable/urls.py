# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from handrail.journey.timetable.portal import dates, hours
from handrail.journey.timetable.portal import week as own
from handrail.journey.timetable.views import (
    absences,
    board,
    changes,
    closing,
    drafts,
    fit,
    hand,
    obstacles,
    once,
    weeks,
)

app_name = "timetable"
urlpatterns = [
    path("week/", board.program, name="program"),
    path("week/people/", weeks.people, name="people"),
    path("week/out/", absences.mend, name="mend"),
    path("week/in-the-way/", obstacles.in_the_way, name="in-the-way"),
    path("week/make-ups/", absences.make_ups, name="make-ups"),
    path("week/once/", once.add, name="add-once"),
    path("week/on/<str:day>/<uuid:key>/", once.meeting, name="meeting"),
    path("week/on/<str:day>/<uuid:key>/cancel/", once.cancel, name="meeting-cancel"),
    path("week/on/<str:day>/<uuid:key>/undo/", once.undo, name="meeting-undo"),
    path("week/on/<str:day>/<uuid:key>/seat/", once.seat, name="meeting-seat"),
    path("week/closed/", closing.closures, name="closures"),
    path("week/closed/<uuid:pk>/open/", closing.open_again, name="open-again"),
    path("fit/", fit.newcomer, name="fit"),
    path("fit/hold/", fit.hold, name="hold"),
    path("fit/holds/", fit.holds, name="holds"),
    path("fit/holds/<uuid:pk>/take/", fit.take, name="hold-take"),
    path("fit/holds/<uuid:pk>/release/", fit.release, name="hold-release"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:pk>/accept/", changes.accept, name="change-accept"),
    path("changes/<uuid:pk>/answer/", changes.answer, name="change-answer"),
    path("me/hours/", hours.own, name="own-hours"),
    path("me/hours/dates/", dates.own, name="own-dates"),
    path("me/hours/send/", hours.send, name="send-hours"),
    path("me/hours/<uuid:pk>/back/", hours.take_back, name="take-back"),
    path("patients/<uuid:pk>/hours/", changes.hours, name="hours"),
    path("patients/<uuid:pk>/hours/dates/", dates.of_patient, name="dates"),
    path("patients/<uuid:pk>/fit/", fit.person, name="fit-person"),
    path("patients/<uuid:pk>/week/", own.week, name="person"),
    path("staff/<uuid:pk>/week/", board.clinician, name="clinician"),
    path("me/week/", own.own_week, name="own"),
]
urlpatterns += [
    path("week/drafts/", drafts.index, name="drafts"),
    path("week/drafts/<uuid:pk>/", drafts.draft, name="draft"),
    path("week/drafts/<uuid:pk>/progress/", drafts.progress, name="progress"),
    path("week/drafts/<uuid:pk>/stop/", drafts.stop, name="stop"),
    path("week/drafts/<uuid:pk>/away/", drafts.put_away, name="put-away"),
    path("week/drafts/<uuid:pk>/renew/", drafts.renew, name="renew"),
    path("week/drafts/<uuid:pk>/take/", drafts.take, name="take"),
    path("week/drafts/<uuid:pk>/again/", drafts.again, name="again"),
    path("week/drafts/<uuid:pk>/publish/", drafts.publish, name="publish"),
    path("week/drafts/<uuid:pk>/hand/", hand.hand, name="hand"),
    path("week/drafts/<uuid:pk>/edit/", hand.edit, name="edit"),
    path("week/drafts/<uuid:pk>/undo/", hand.undo, name="undo"),
    path("week/drafts/<uuid:pk>/redo/", hand.redo, name="redo"),
]
