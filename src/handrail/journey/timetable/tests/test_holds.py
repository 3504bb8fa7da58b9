# SPDX-License-Identifier: Apache-2.0
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from handrail.ground.kit.answer import Refused
from handrail.ground.people import actions as people
from handrail.journey.timetable import actions, queries
from handrail.journey.timetable.tests.make import a_week
from handrail.journey.timetable.tests.stored import MONDAY, NOON, Clinic, a_clinic

HALF_AN_HOUR = timedelta(minutes=30)
LATER = NOON + HALF_AN_HOUR


def a_running_clinic() -> Clinic:
    """Jo and Mia have their weeks, Eve and Kim have none; of each group one seat is left in the small room."""
    clinic = a_clinic()
    clinic.publish(a_week())
    return clinic


def ask(clinic, name, *, at=NOON):
    running = queries.running(clinic.program, first_day=MONDAY, at=at, apart_from=clinic.keys[name])
    return running, queries.entry_of(running, clinic.keys[name])


def best(clinic, name, *, at=NOON):
    running, entry = ask(clinic, name, at=at)
    return queries.weeks(running, entry)[0]


def hold(clinic, name, offered, *, at=NOON):
    return actions.hold(
        by=clinic.by, program=clinic.program, subject=clinic.keys[name], patient=clinic.keys[name],
        entry=offered.entry, places=offered.places, first_day=MONDAY, at=at,
    )  # fmt: skip


def hers(clinic, name, on=MONDAY):
    shown = queries.in_force(clinic.program, on=on, patient=clinic.keys[name])
    return {(card.day, card.start) for card in shown.cards}


@pytest.mark.django_db
def test_a_person_without_a_week_is_offered_the_open_seats():
    clinic = a_running_clinic()

    offered = best(clinic, "Eve")

    assert offered.is_whole
    assert offered.first_on == MONDAY
    assert offered.ledger.scheduled_minutes == 3 * 60 + 90 + 45
    assert [str(clinic.keys["process"]), str(clinic.keys["lecture"])] == sorted(
        (place.service for place in offered.places.groups), key=lambda key: key != str(clinic.keys["process"])
    )


@pytest.mark.django_db
def test_a_seat_that_is_held_is_offered_to_nobody_else():
    clinic = a_running_clinic()
    hold(clinic, "Eve", best(clinic, "Eve"))

    assert not any(place.service == str(clinic.keys["process"]) for place in best(clinic, "Kim").places.groups)
    assert best(clinic, "Eve").is_whole, "her own hold does not stand in her way"


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "is_free"), [(timedelta(minutes=29, seconds=59), False), (HALF_AN_HOUR, True)])
def test_a_hold_lapses_after_half_an_hour_by_itself(after, is_free):
    clinic = a_running_clinic()
    hold(clinic, "Eve", best(clinic, "Eve"))

    assert best(clinic, "Kim", at=NOON + after).is_whole == is_free


@pytest.mark.django_db
def test_a_seat_offered_before_somebody_held_it_is_refused_to_the_later_one():
    clinic = a_running_clinic()
    eves, kims = best(clinic, "Eve"), best(clinic, "Kim")
    hold(clinic, "Eve", eves)

    with pytest.raises(Refused, match="gone"):
        hold(clinic, "Kim", kims)


@pytest.mark.django_db
def test_holding_again_gives_back_what_was_held_before():
    clinic = a_running_clinic()
    hold(clinic, "Eve", best(clinic, "Eve"))
    second = hold(clinic, "Eve", best(clinic, "Eve"))

    assert [one.id for one in queries.holds(clinic.program, at=NOON)] == [second]


@pytest.mark.django_db
def test_what_is_taken_is_hers_from_the_first_day_on():
    clinic = a_running_clinic()
    offered = best(clinic, "Eve")
    held = hold(clinic, "Eve", offered)

    actions.take(by=clinic.by, program=clinic.program, hold_id=held, patient=clinic.keys["Eve"], at=NOON)

    assert hers(clinic, "Eve") == {(card.day, card.start) for card in offered.cards}
    assert queries.holds(clinic.program, at=NOON) == []


@pytest.mark.django_db
def test_what_is_taken_is_hers_in_every_later_week_too():
    clinic = a_running_clinic()
    clinic.publish(a_week(), first_day=MONDAY + timedelta(days=14))
    held = hold(clinic, "Eve", best(clinic, "Eve"))

    actions.take(by=clinic.by, program=clinic.program, hold_id=held, patient=clinic.keys["Eve"], at=NOON)

    assert hers(clinic, "Eve", MONDAY + timedelta(days=7)) == hers(clinic, "Eve", MONDAY + timedelta(days=14))
    assert hers(clinic, "Eve")


@pytest.mark.django_db
def test_a_hold_that_has_lapsed_or_was_given_back_cannot_be_taken():
    clinic = a_running_clinic()
    held = hold(clinic, "Eve", best(clinic, "Eve"))
    take = {"by": clinic.by, "program": clinic.program, "hold_id": held}

    with pytest.raises(Refused, match="not held any more"):
        actions.take(**take, patient=clinic.keys["Eve"], at=LATER)
    with pytest.raises(Refused, match="somebody else"):
        actions.take(**take, patient=clinic.keys["Kim"], at=NOON)
    assert actions.release(by=clinic.by, program=clinic.program, hold_id=held, at=NOON)
    assert not actions.release(by=clinic.by, program=clinic.program, hold_id=held, at=NOON)
    with pytest.raises(Refused, match="not held any more"):
        actions.take(**take, patient=clinic.keys["Eve"], at=NOON)


@pytest.mark.django_db
def test_a_week_without_a_place_for_whoever_holds_one_is_not_published_until_the_hold_ends():
    clinic = a_running_clinic()
    hold(clinic, "Eve", best(clinic, "Eve"))
    full = a_week({"groups.0.members": ["Jo", "Mia", "Kim"], "groups.1.members": ["Jo", "Mia", "Kim"]})

    with pytest.raises(Refused, match="held"):
        clinic.publish(full)
    week = clinic.renamed(full)
    assert actions.publish(by=clinic.by, program=clinic.program, first_day=MONDAY, week=week, at=LATER)


@pytest.mark.django_db
def test_somebody_not_yet_a_patient_has_her_orders_and_hours_once_she_is():
    clinic = a_running_clinic()
    running = queries.running(clinic.program, first_day=MONDAY, at=NOON)
    _, kim = ask(clinic, "Kim")
    entry = kim.model_copy(update={"id": "newcomer", "busy": best(clinic, "Jo").entry.busy})
    offered = queries.weeks(running, entry)[0]
    held = actions.hold(
        by=clinic.by, program=clinic.program, subject=uuid4(), entry=entry, places=offered.places, first_day=MONDAY,
        at=NOON, words="Called this morning",
    )  # fmt: skip
    new = people.admit(
        by=clinic.by, program_id=clinic.program.id, name="Una Ortiz", birth_date=MONDAY, travel_minutes=30,
        full_days=(1, 150),
    )  # fmt: skip

    actions.take(by=clinic.by, program=clinic.program, hold_id=held, patient=new.id, at=NOON)

    clinic.keys["Una"] = new.id
    assert hers(clinic, "Una") == {(card.day, card.start) for card in offered.cards}


@pytest.mark.django_db
def test_what_is_kept_in_the_process_is_never_older_than_the_last_deed():
    clinic = a_running_clinic()
    running, _ = ask(clinic, "Eve")
    again, _ = ask(clinic, "Eve")
    assert again.prepared is running.prepared, "nothing was done: nothing is read again"

    actions.order(by=clinic.by, patient=clinic.keys["Eve"], service=clinic.keys["lecture"], count=2)

    renewed, eve = ask(clinic, "Eve")
    assert renewed.prepared is not running.prepared
    assert {order.count for order in eve.orders} == {1, 2}


def test_of_ten_who_ask_for_one_seat_at_once_one_has_it(shared):
    clinic = a_running_clinic()
    offered = {name: best(clinic, name) for name in ("Eve", "Kim")}
    shared()
    barrier = Barrier(10)

    def grabs(name):
        with closing(connection):
            barrier.wait()
            try:
                return name if hold(clinic, name, offered[name]) else ""
            except Refused:
                return ""

    def told():
        with closing(connection):
            return [one.patient for one in queries.holds(clinic.program, at=NOON)]

    with ThreadPoolExecutor(10) as pool:
        winners = set(pool.map(grabs, ("Eve", "Kim") * 5)) - {""}
        held = pool.submit(told).result()

    assert [clinic.keys[name] for name in winners] == held
