# SPDX-License-Identifier: Apache-2.0
"""What is done with inquiries: what is kept, who is found, what is refused, and that two cannot book one hour."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections
from django.http import Http404

from handrail.ground.kit.answer import Refused
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import a_colleague, a_patient, a_place, noted
from handrail.ground.post import queries as messages
from handrail.journey.frontdoor import access, actions, queries
from handrail.journey.frontdoor.actions.bookings import Gone
from handrail.journey.frontdoor.actions.inquiries import Stale
from handrail.journey.frontdoor.models import Booking, Inquiry, Paper, Taken
from handrail.journey.frontdoor.rules.slots import Slot
from handrail.journey.frontdoor.tests.make import ALL_NO, NOON, a_desk, a_screened, an_inquiry, as_who

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 discharge summary %%EOF\n"


def a_slot(staff_id: UUID, hours: float = 24, minutes: int = 60) -> Slot:
    start = NOON + timedelta(hours=hours)
    return Slot(start, start + timedelta(minutes=minutes), staff_id)


def booked(desk, made, slot):
    return actions.book(by=desk.ana, inquiry_id=made, slot=slot, offered=[slot], mode="online", at=NOON)


def test_a_form_sent_twice_is_one_inquiry():
    desk = a_desk()

    made = {an_inquiry(desk, form_key="one-page") for _ in range(3)}

    assert len(made) == 1
    assert noted(desk.place, "inquiry.begun") == ["inquiry.begun"]


def test_what_is_written_is_sealed_and_what_finds_it_is_a_digest():
    desk = a_desk()
    an_inquiry(desk, values={"words": "my husband must not know"})

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, words, danger FROM frontdoor_inquiry")
        row = "".join(cursor.fetchone())
        cursor.execute("SELECT digest FROM frontdoor_mark")
        row += "".join(digest for (digest,) in cursor.fetchall())
    for told in ("Reyes", "reyes", "555", "husband"):
        assert told not in row


def test_a_request_from_outside_is_owned_by_whoever_has_fewest():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor", Role.INTAKE)
    an_inquiry(desk)

    made = actions.ask(
        by=desk.place.by, program_id=desk.place.program.id, way="web", caller="herself", at=NOON, values={"name": "Kim"}
    )

    assert desk.fact(made).state.owner == ben


def test_without_intake_the_director_takes_it_and_without_her_it_is_refused():
    place = a_place()
    how = {"by": place.by, "program_id": place.program.id, "way": "web", "caller": "herself", "at": NOON}
    with pytest.raises(Refused, match="call us"):
        actions.ask(**how)

    director = a_colleague(place, "Dee Director", Role.DIRECTOR)
    found = queries.inquiry(actions.ask(**how))

    assert found
    assert found.state.owner == director


def test_the_database_refuses_an_open_inquiry_without_an_owner():
    made = an_inquiry(a_desk())

    with pytest.raises(IntegrityError):
        Inquiry.objects.filter(pk=made).update(owner=None)


def test_the_same_person_is_found_by_phone_by_whole_name_and_by_birth_date_with_a_name():
    desk = a_desk()
    first = an_inquiry(desk, values={"name": "Jo Reyes", "born": "1990-05-17"})
    same = [
        {"name": "Someone else", "phone": "+1 (214) 555-0142"},
        {"name": "Reyes, Jo", "phone": ""},
        {"name": "Jo Novak", "born": "1990-05-17", "phone": ""},
    ]
    other = [{"name": "Jo Novak", "phone": ""}, {"name": "Eve", "born": "1990-05-17", "phone": ""}]

    for values in same:
        made = an_inquiry(desk, values=values)
        assert first in [one.id for one in queries.alike(desk.fact(made))], values
        Inquiry.objects.filter(pk=made).delete()
    for values in other:
        assert queries.alike(desk.fact(an_inquiry(desk, values=values))) == []


def test_a_patient_of_the_same_name_is_named_and_no_chart_is_opened():
    desk = a_desk()
    jo = a_patient(desk.place)

    found = queries.patients_alike(desk.fact(an_inquiry(desk)), desk.ana.program_ids)

    assert [one.id for one in found] == [jo.id]
    assert noted(desk.place, "chart.") == []


def test_keeping_the_same_twice_is_recorded_once():
    desk = a_desk()
    made = an_inquiry(desk)

    how = {"by": desk.ana, "inquiry_id": made, "values": {"words": "tired"}, "answers": ALL_NO}
    assert [actions.keep(**how) for _ in range(2)] == [True, False]
    assert noted(desk.place, "inquiry.changed") == ["inquiry.changed"]


def test_a_colleagues_change_is_not_written_over_but_ones_own_earlier_saving_is_no_hindrance():
    desk = a_desk()
    ben = as_who(desk.place, a_colleague(desk.place, "Ben Okafor", Role.INTAKE), Role.INTAKE)
    made = an_inquiry(desk)
    old = desk.fact(made).version
    actions.keep(by=desk.ana, inquiry_id=made, values={"words": "tired"}, version=old)

    actions.keep(by=desk.ana, inquiry_id=made, values={"words": "tired of it"}, version=old)
    with pytest.raises(Stale):
        actions.keep(by=ben, inquiry_id=made, values={"words": "well"}, version=old)
    assert desk.fact(made).texts["words"] == "tired of it"


def test_when_someone_else_calls_her_wish_is_unknown_until_it_is_asked():
    desk = a_desk()
    made = an_inquiry(desk, way="call")
    actions.keep(by=desk.ana, inquiry_id=made, values={}, caller="close")

    assert desk.fact(made).state.wish == "unknown"
    with pytest.raises(Refused, match="not known yet"):
        actions.attempt(by=desk.ana, inquiry_id=made, tried_by="call", came_of="reached", at=NOON)
    actions.know_wish(by=desk.ana, inquiry_id=made, wants=True, at=NOON)
    actions.attempt(by=desk.ana, inquiry_id=made, tried_by="call", came_of="reached", at=NOON)
    assert desk.fact(made).state.step == "reached"


def test_no_message_is_left_unless_she_said_so():
    desk = a_desk()
    made = an_inquiry(desk)
    how = {"by": desk.ana, "inquiry_id": made, "tried_by": "call", "came_of": "left_message", "at": NOON}

    with pytest.raises(Refused, match="message"):
        actions.attempt(**how)
    actions.keep(by=desk.ana, inquiry_id=made, values={"may_leave_message": True})
    actions.attempt(**how)
    assert [one.came_of for one in queries.attempts(made)] == ["left_message"]


def test_danger_is_asked_before_she_is_screened():
    desk = a_desk()
    made = an_inquiry(desk, answers={"life": "no"})

    with pytest.raises(Refused, match="danger question"):
        actions.screen(by=desk.ana, inquiry_id=made, at=NOON)


def test_two_people_cannot_be_booked_into_hours_that_overlap():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")
    first, second = (a_screened(desk, values={"name": name}) for name in ("Jo", "Kim"))
    booked(desk, first, a_slot(ben))

    for hours in (24, 24.5, 23.5):
        with pytest.raises(Gone):
            booked(desk, second, a_slot(ben, hours))
    booked(desk, second, a_slot(ben, 25))
    assert desk.fact(second).state.step == "booked"


def test_a_time_given_back_can_be_booked_again_and_a_moved_one_frees_the_first():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")
    first, second = (a_screened(desk, values={"name": name}) for name in ("Jo", "Kim"))
    booked(desk, first, a_slot(ben))

    booked(desk, first, a_slot(ben, 30))
    booked(desk, second, a_slot(ben))
    actions.cancel(by=desk.ana, inquiry_id=second, at=NOON)

    assert Taken.objects.count() == 4
    assert Booking.objects.filter(outcome="").count() == 1
    assert desk.fact(second).state.next == "book"


def test_what_is_not_offered_is_not_booked():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")

    with pytest.raises(Gone):
        actions.book(by=desk.ana, inquiry_id=a_screened(desk), slot=a_slot(ben), offered=[], mode="online", at=NOON)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_same_hour_at_once_one_has_it():
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory cannot be written by two at once; PostgreSQL tries this")
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")
    made = [a_screened(desk, values={"name": name}) for name in ("Jo", "Kim", "Eve", "Mia")]
    gate, came = Barrier(len(made)), []

    def one_books(inquiry_id, hours):
        gate.wait()
        try:
            booked(desk, inquiry_id, a_slot(ben, hours))
            came.append("booked")
        except Gone:
            came.append("gone")
        finally:
            connections.close_all()

    threads = [Thread(target=one_books, args=(key, 24 + n * 0.25)) for n, key in enumerate(made)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(came) == ["booked", "gone", "gone", "gone"]
    assert Taken.objects.count() == 4


def test_closing_gives_the_booked_time_back_and_says_why():
    desk = a_desk()
    made = a_screened(desk)
    booked(desk, made, a_slot(a_colleague(desk.place, "Ben Okafor")))

    actions.close(by=desk.ana, inquiry_id=made, because="elsewhere", at=NOON)

    assert Taken.objects.count() == 0
    assert desk.fact(made).closed_because == "elsewhere"
    with pytest.raises(Refused):
        actions.close(by=desk.ana, inquiry_id=made, because="bored", at=NOON)


def test_whoever_sent_her_is_told_nothing_without_her_yes():
    desk = a_desk()
    made = an_inquiry(desk, way="referral", caller="professional")

    with pytest.raises(Refused, match="asked themselves"):
        actions.allow_answer(by=desk.ana, inquiry_id=made, answer="yes", at=NOON)
    actions.know_wish(by=desk.ana, inquiry_id=made, wants=True, at=NOON)
    with pytest.raises(Refused, match="not even whether"):
        actions.answered(by=desk.ana, inquiry_id=made)
    actions.allow_answer(by=desk.ana, inquiry_id=made, answer="yes", at=NOON)
    actions.answered(by=desk.ana, inquiry_id=made)
    assert noted(desk.place, "inquiry.answer") == ["inquiry.answer_allowed", "inquiry.answered"]


def test_a_referral_is_asked_after_until_it_is_known_whether_she_arrived():
    desk = a_desk()
    made = an_inquiry(desk)
    actions.refer(by=desk.ana, inquiry_id=made, place="Detox at Mercy", because="detox", together=True, at=NOON)

    (asked,) = queries.held([desk.place.program.id], at=NOON)
    assert asked.state.next == "ask_arrived"
    actions.arrive(by=desk.ana, inquiry_id=made, arrived="yes", at=NOON)
    assert queries.held([desk.place.program.id], at=NOON) == []
    over = queries.handed(made)
    assert over
    assert (over.place, over.together, over.arrived) == ("Detox at Mercy", True, "yes")


def test_a_paper_is_kept_sealed_and_shown_only_to_those_who_work_on_inquiries():
    desk = a_desk()
    made = an_inquiry(desk)
    kept = actions.keep_paper(by=desk.place.by, inquiry_id=made, name="../../Jo Reyes.pdf", content=PDF, at=NOON)
    counselor = as_who(desk.place, a_colleague(desk.place, "Ben Okafor"), Role.COUNSELOR)

    assert access.paper_for(desk.ana, made, kept)[1] == PDF
    assert [paper.name for paper in queries.papers(made)] == ["Jo Reyes.pdf"]
    with pytest.raises(Http404):
        access.paper_for(counselor, made, kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed, name FROM frontdoor_paper")
        sealed, name = cursor.fetchone()
    assert b"discharge" not in bytes(sealed)
    assert "Reyes" not in name


@pytest.mark.parametrize(("content", "why"), [(b"MZ\x90 a program", "no PDF"), (PDF + b"x" * 5_000_000, "larger than")])
def test_a_paper_of_another_kind_or_too_large_is_refused(content, why):
    desk = a_desk()

    with pytest.raises(Refused, match=why):
        actions.keep_paper(by=desk.place.by, inquiry_id=an_inquiry(desk), name="x.pdf", content=content, at=NOON)
    assert not Paper.objects.exists()


def test_an_inquiry_is_a_strangers_404_and_the_refusal_is_on_record():
    desk, other = a_desk(), a_desk(name="Hillside")
    made = an_inquiry(desk)
    counselor = as_who(desk.place, a_colleague(desk.place, "Ben Okafor"), Role.COUNSELOR)

    for who in (other.ana, counselor):
        with pytest.raises(Http404):
            access.inquiry_for(who, made)
    assert noted(desk.place, "inquiry.refused") == ["inquiry.refused"]


def test_a_counselor_reads_whom_she_is_booked_to_assess_and_nobody_else():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")
    eve = a_colleague(desk.place, "Eve Novak")
    made = a_screened(desk)
    slot = Slot(NOON + timedelta(days=4000), NOON + timedelta(days=4000, hours=1), ben)
    booked(desk, made, slot)

    hers = access.own_bookings(as_who(desk.place, ben, Role.COUNSELOR))

    assert [inquiry.id for _booking, inquiry in hers] == [made]
    assert access.own_bookings(as_who(desk.place, eve, Role.COUNSELOR)) == []


def reminders(desk):
    found = messages.waiting(desk.place.program.id, "reminder")
    return [(one.channel, one.to.address, one.due_at, one.facts["at"]) for one in found]


def test_a_booked_assessment_is_reminded_of_once_and_follows_when_it_is_moved():
    desk = a_desk()
    ben = a_colleague(desk.place, "Ben Okafor")
    made = a_screened(desk, values={"reach_by": "text"})
    for hours in (72, 96):
        booked(desk, made, a_slot(ben, hours))

    start = NOON + timedelta(hours=96)
    assert reminders(desk) == [("text", "214-555-0142", start - timedelta(hours=24), [start.isoformat()])]
    actions.close(by=desk.ana, inquiry_id=made, because="elsewhere", at=NOON)
    assert reminders(desk) == []


@pytest.mark.parametrize(
    ("values", "channels"),
    [
        ({"reach_by": "phone"}, []),
        ({"reach_by": "phone", "may_leave_message": True}, ["text"]),
        ({"reach_by": "email", "email": "jo@example.org"}, ["mail"]),
        ({"reach_by": "email"}, []),
        ({"reach_by": "text", "phone": ""}, []),
    ],
)
def test_nobody_is_written_to_where_no_message_may_be_left(values, channels):
    desk = a_desk()
    made = a_screened(desk, values=values)

    booked(desk, made, a_slot(a_colleague(desk.place, "Ben Okafor"), 72))

    assert [channel for channel, *_rest in reminders(desk)] == channels
