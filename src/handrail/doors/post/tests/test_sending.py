# SPDX-License-Identifier: Apache-2.0
"""Messages go out by the ways people allowed, once, and are tried again when they could not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from handrail.doors.post import senders
from handrail.doors.post.sending import send_due
from handrail.flow.reminding import remind, tell_changes
from handrail.ground.people.actions.patients import edit_patient, leave_program, say_reach
from handrail.ground.post import actions as post
from handrail.ground.post import queries as messages
from handrail.ground.post.rules import PAUSES, To
from handrail.ground.record.queries import Search, lines
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import MONDAY, a_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("America/Chicago"))
FOUR = SUNDAY.replace(hour=16)


@pytest.fixture
def clinic(settings):
    """Jo may be reached by mail, Mia by nothing; each has her week."""
    settings.MAIL, settings.POST_SENDERS = True, {"mail": "handrail.doors.post.senders.by_mail"}
    made = a_clinic(a_problem())
    made.publish(a_week())
    edit_patient(by=made.by, patient_id=made.keys["Jo"], values={"email": "jo@x.example", "phone": "214-555-0199"})
    say_reach(by=made.by, patient_id=made.keys["Jo"], ways=["mail"])
    return made


def states(clinic, kind="reminder"):
    return [(one.kind, one.state) for one in messages.newest(clinic.program.provider_id) if one.kind == kind]


def a_message(clinic, key="k", **but):
    told = {
        "to": To(address="new@x.example"),
        "kind": "appointment",
        "channel": "mail",
        "facts": {"at": [FOUR.isoformat()]},
    }
    return post.queue(by=clinic.by, program=clinic.program, key=key, due_at=SUNDAY, at=SUNDAY, **{**told, **but})


def test_the_day_before_she_is_reminded_of_her_times_and_of_nothing_else(clinic):
    remind(clinic.program, at=SUNDAY)

    early, sent = send_due(at=FOUR - timedelta(seconds=1)), send_due(at=FOUR)

    assert (early, sent) == (0, 1)
    (one,) = mail.outbox
    assert one.to == ["jo@x.example"]
    assert one.body == "You have appointments tomorrow at 10:00 AM and 11:00 AM. Questions? Call 214-555-0100."
    assert "Program" not in one.subject + one.from_email


def test_reminding_again_queues_nothing_again(clinic):
    first, again = remind(clinic.program, at=SUNDAY), remind(clinic.program, at=SUNDAY)

    assert (first, again) == (2, 0)
    send_due(at=FOUR)
    remind(clinic.program, at=FOUR)
    send_due(at=FOUR)
    assert len(mail.outbox) == 1


def test_a_reminder_of_what_moved_to_another_day_is_withdrawn(clinic):
    remind(clinic.program, at=SUNDAY)
    for meeting in timetables.meetings(clinic.program, MONDAY, MONDAY):
        timetable.change_once(
            by=clinic.by,
            program=clinic.program,
            on=MONDAY,
            key=meeting.key,
            cause="other",
            at=SUNDAY,
            is_cancelled=True,
        )
    remind(clinic.program, at=SUNDAY)

    assert sorted(states(clinic)) == [("reminder", "queued"), ("reminder", "withdrawn")]
    assert send_due(at=FOUR) == 0


def test_nobody_is_reached_by_a_way_she_takes_back(clinic):
    remind(clinic.program, at=SUNDAY)
    say_reach(by=clinic.by, patient_id=clinic.keys["Jo"], ways=[])

    assert send_due(at=FOUR) == 0
    assert mail.outbox == []
    assert ("reminder", "withdrawn") in states(clinic)


def test_nobody_who_has_left_is_reminded(clinic):
    remind(clinic.program, at=SUNDAY)
    leave_program(by=clinic.by, patient_id=clinic.keys["Jo"], at=SUNDAY - timedelta(days=9))

    assert send_due(at=FOUR) == 0


def test_a_message_to_someone_not_yet_a_patient_goes_to_the_address_she_gave(clinic):
    a_message(clinic)

    assert send_due(at=SUNDAY) == 1
    assert mail.outbox[0].to == ["new@x.example"]


def test_what_a_change_concerns_is_told_once_and_only_to_them(clinic):
    tell_changes(clinic.program, at=SUNDAY)
    (lecture,) = [one for one in timetables.meetings(clinic.program, MONDAY, MONDAY) if one.title == "Lecture"]
    how = {"by": clinic.by, "program": clinic.program, "on": MONDAY, "key": lecture.key, "at": SUNDAY}
    timetable.change_once(**how, cause="other", start=13 * 60)

    first, again = tell_changes(clinic.program, at=SUNDAY), tell_changes(clinic.program, at=SUNDAY)
    send_due(at=SUNDAY)

    assert (first, again) == (1, 0)
    assert mail.outbox[0].body.startswith("Your appointment tomorrow at 11:00 AM is now tomorrow at 1:00 PM.")


def test_a_new_week_at_the_same_hours_is_no_change(clinic):
    tell_changes(clinic.program, at=SUNDAY)
    clinic.publish(a_week())

    assert tell_changes(clinic.program, at=SUNDAY) == 0


def test_days_that_come_into_sight_are_no_change(clinic):
    tell_changes(clinic.program, at=SUNDAY)

    assert tell_changes(clinic.program, at=SUNDAY + timedelta(days=4)) == 0


def test_a_message_that_cannot_leave_is_tried_again_with_growing_pauses_and_then_given_up(clinic, settings):
    settings.MAIL = False
    a_message(clinic)
    at, tries = SUNDAY, 0

    while messages.due(at):
        assert send_due(at=at) == 0
        at += PAUSES[min(tries, len(PAUSES) - 1)]
        tries += 1

    assert tries == len(PAUSES) + 1
    assert states(clinic, "appointment") == [("appointment", "failed")]
    last = lines(clinic.by.provider_id, Search(did="message.failed"))
    assert [line.because for line in last] == ["no_mail_server"]


def test_a_sender_that_breaks_does_not_stop_the_next_message(clinic, settings, monkeypatch):
    def broken(*told):
        raise RuntimeError(told)

    monkeypatch.setattr(senders, "shown", broken)
    settings.POST_SENDERS |= {"text": "handrail.doors.post.senders.shown"}
    a_message(clinic, "one", channel="text", to=To(address="214"))
    a_message(clinic, "two")

    assert send_due(at=SUNDAY) == 1


def test_a_message_another_worker_has_taken_is_left_to_it_until_it_must_be_dead(clinic):
    a_message(clinic)
    (key,) = messages.due(SUNDAY)

    assert post.take(key, at=SUNDAY) is not None
    assert post.take(key, at=SUNDAY) is None
    assert messages.due(SUNDAY + timedelta(minutes=9)) == []
    assert messages.due(SUNDAY + timedelta(minutes=10)) == [key]


def test_each_message_that_left_is_one_line_in_the_record_without_a_word_of_it(clinic):
    remind(clinic.program, at=SUNDAY)
    send_due(at=FOUR)

    (line,) = lines(clinic.by.provider_id, Search(did="message.sent"))
    assert (line.patient_id, line.because) == (clinic.keys["Jo"], "")


@pytest.mark.parametrize("other", ["room", "leader"])
def test_another_room_or_leader_at_the_same_hour_is_told_without_saying_which(clinic, other):
    tell_changes(clinic.program, at=SUNDAY)
    (group,) = [one for one in timetables.meetings(clinic.program, MONDAY, MONDAY) if one.title == "Process"]
    how = {"room": clinic.keys["large"]} if other == "room" else {"instead": {clinic.keys["Ben"]: clinic.keys["Ana"]}}
    timetable.change_once(
        by=clinic.by, program=clinic.program, on=MONDAY, key=group.key, at=SUNDAY, cause="other", **how
    )

    first, again = tell_changes(clinic.program, at=SUNDAY), tell_changes(clinic.program, at=SUNDAY)
    send_due(at=SUNDAY)

    assert (first, again) == (1, 0)
    assert mail.outbox[0].body.startswith("Your schedule has changed. Please sign in to see it.")
