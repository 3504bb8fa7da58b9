# SPDX-License-Identifier: Apache-2.0
"""The pages of intake's fits, of held seats, and of what has changed in a patient's life."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from handrail.ground.people import actions as people
from handrail.ground.people.rules import Role
from handrail.journey.timetable import access, queries, sentences
from handrail.journey.timetable.engine.changes import Change
from handrail.journey.timetable.engine.explain import Explanation
from handrail.journey.timetable.queries import fitting
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import PASSWORD, a_clinic, as_account, signed_in

LINES = {"busy-exact-TOTAL_FORMS": "0", "busy-exact-INITIAL_FORMS": "0", "busy-reason": "work"}


@pytest.fixture
def clinic():
    made = a_clinic()
    made.publish(a_week(), first_day=queries.next_first_day(access.today_at(made.program)) - timedelta(days=7))
    return made


@pytest.fixture
def intake(client, clinic):
    return signed_in(client, clinic, Role.INTAKE)


def patient(clinic, client, name):
    account = people.open_account(
        by=clinic.by, email=f"{name}@x.example", password=PASSWORD, patient_id=clinic.keys[name]
    )
    return as_account(client, account)


def offers(answer):
    return re.findall(r'name="(?:offer|change)" value="([^"]+)"', answer.content.decode())


def monday(clinic):
    return queries.next_first_day(access.today_at(clinic.program))


def hers(clinic, name):
    shown = queries.in_force(clinic.program, on=monday(clinic), patient=clinic.keys[name])
    return {(card.day, card.start) for card in shown.cards}


@pytest.mark.django_db
def test_what_would_help_calls_a_group_by_its_service_and_hours(clinic, monkeypatch):
    running = queries.running(clinic.program, first_day=monday(clinic), at=timezone.now())
    entry = queries.entry_of(running, clinic.keys["Eve"])
    group = running.week.groups[0]
    change = Change("larger room", f"{group.id} moves to the larger room.", group.service, group.id)
    one = Explanation(entry.id, "order", group.service, 1, f"{group.id} is full.", (), change)
    monkeypatch.setattr(fitting, "explain_person", lambda *_given: [one])

    (told,) = queries.help_for(running, entry)

    called = f"{running.prepared.names[group.service]} ({sentences.when(group)})"
    assert (told.because, told.freed) == (f"{called} is full.", f"{called} moves to the larger room.")


@pytest.mark.django_db
def test_intake_holds_a_week_for_a_patient_and_gives_it_to_her(clinic, intake):
    page = intake.get(reverse("timetable:fit-person", args=[clinic.keys["Eve"]]))
    held = intake.post(reverse("timetable:hold"), {"offer": offers(page)[0]}, follow=True)

    assert "Eve Novak" in held.content.decode()
    (hold,) = queries.holds(clinic.program, at=timezone.now())
    assert intake.post(reverse("timetable:hold-take", args=[hold.id])).status_code == 302
    assert hers(clinic, "Eve")


@pytest.mark.django_db
def test_somebody_new_is_asked_for_and_her_seats_are_held_under_no_name(clinic, intake):
    asked = LINES | {"mode": "in_person", "travel_minutes": "30", "words": "Caller at 9:40", "busy": ["1-540", "1-570"]}
    asked |= {f"order-{clinic.keys[name]}": "1" for name in ("process", "lecture", "talk")}

    page = intake.post(reverse("timetable:fit"), asked)
    held = intake.post(reverse("timetable:hold"), {"offer": offers(page)[0]}, follow=True)

    assert "Caller at 9:40" in held.content.decode()
    (hold,) = queries.holds(clinic.program, at=timezone.now())
    assert hold.patient is None
    assert intake.post(reverse("timetable:hold-release", args=[hold.id])).status_code == 302
    assert queries.holds(clinic.program, at=timezone.now()) == []


@pytest.mark.django_db
def test_an_offer_somebody_wrote_herself_holds_nothing(clinic, intake):
    answer = intake.post(reverse("timetable:hold"), {"offer": "made-up:offer"}, follow=True)

    assert "look for her week anew" in answer.content.decode()
    assert queries.holds(clinic.program, at=timezone.now()) == []


@pytest.mark.django_db
def test_what_cannot_be_read_is_said_and_asked_again(intake):
    answer = intake.post(reverse("timetable:fit"), LINES | {"mode": "by boat", "travel_minutes": "-1"})

    assert answer.status_code == 422
    assert "Everything you typed is still here" in answer.content.decode()


@pytest.mark.django_db
def test_hours_that_hit_nothing_are_kept_at_once(clinic, client):
    jo = patient(clinic, client, "Jo")
    told = LINES | {"from_day": f"{monday(clinic)}", "travel_minutes": "30", "busy": ["6-540-work"]}

    page = jo.post(reverse("timetable:own-hours"), told)
    jo.post(reverse("timetable:send-hours"), {"change": offers(page)[0]})

    assert [span.weekday for span, _ in queries.life(clinic.keys["Jo"])] == [6]
    assert queries.changes_to_read(clinic.program) == []


@pytest.mark.django_db
def test_what_hits_her_week_is_sent_accepted_and_seen(clinic, client):
    before = hers(clinic, "Jo")
    jo = patient(clinic, client, "Jo")
    told = LINES | {"from_day": f"{monday(clinic)}", "travel_minutes": "30"}
    told |= {"busy": ["2-690-class"]}  # during her individual session on Wednesday, after her group

    page = jo.post(reverse("timetable:own-hours"), told)
    assert "would not fit" in page.content.decode()
    jo.post(reverse("timetable:send-hours"), {"change": offers(page)[0]})
    (sent,) = queries.changes_to_read(clinic.program)
    assert sent.places
    intake = signed_in(client, clinic, Role.INTAKE)
    assert "Jo Reyes" in intake.get(reverse("timetable:changes")).content.decode()
    accepted = intake.post(reverse("timetable:change-accept", args=[sent.id]), follow=True)

    assert "Accepted" in accepted.content.decode()
    assert hers(clinic, "Jo") != before
    assert queries.last_change(clinic.keys["Jo"]).state == "accepted"
    assert queries.life(clinic.keys["Jo"])


@pytest.mark.django_db
def test_what_nobody_can_meet_is_kept_and_answered_in_words(clinic, client):
    jo = patient(clinic, client, "Jo")
    told = LINES | {"from_day": f"{monday(clinic)}", "travel_minutes": "30", "pick": ""}
    told |= {"busy": [f"{day}-{minute}-work" for day in range(6) for minute in range(0, 1440, 30)]}
    page = jo.post(reverse("timetable:own-hours"), told)
    jo.post(reverse("timetable:send-hours"), {"change": offers(page)[-1]})
    (sent,) = queries.changes_to_read(clinic.program)

    intake = signed_in(client, clinic, Role.INTAKE)
    intake.post(reverse("timetable:change-answer", args=[sent.id]), {"words": "We call you tonight."})

    told = queries.last_change(clinic.keys["Jo"])
    assert (told.state, told.answer) == ("answered", "We call you tonight.")
    assert len(told.life) == 6


@pytest.mark.django_db
def test_the_list_of_changes_asks_as_many_questions_for_three_as_for_one(clinic, client, django_assert_max_num_queries):
    intake = signed_in(client, clinic, Role.INTAKE)
    with django_assert_max_num_queries(30):
        assert intake.get(reverse("timetable:changes")).status_code == 200
