# SPDX-License-Identifier: Apache-2.0
"""What the pages say, and that they read no more the more people there are."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.ground.kit.days import Span, monday_of
from handrail.ground.people import actions as people
from handrail.ground.program import actions as programs
from handrail.journey.timetable import actions, queries
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import PASSWORD, a_clinic, as_account, signed_in

pytestmark = pytest.mark.django_db
NOBODY = UUID("00000000-0000-7000-8000-000000000000")
UNMET = [{"patient": "Eve", "service": "process", "count": 1, "because": "No process group fits her."}]
BUSY = {"patients.0.busy.tue": [["09:00", "12:00", "Bakery"]]}


def a_running_clinic(problem=None, week=None, *, client=None):
    """A clinic with its week; `client` is signed in as its director."""
    clinic = a_clinic(problem or a_problem(BUSY))
    if client:
        signed_in(client, clinic)
    clinic.publish(week or a_week({"unmet": UNMET}), first_day=monday_of(timezone.localdate()))
    return clinic


def words(response):
    """What a person reads: the text without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def address(clinic, who):
    return f"/{'staff' if who in ('Ana', 'Ben') else 'patients'}/{clinic.keys[who]}/week/"


def test_the_week_says_how_many_have_theirs_and_what_is_missing(client):
    a_running_clinic(client=client)

    page = words(client.get("/week/?day=mon"))

    assert "2 of 4 people have their whole week" in page
    assert "Process 10:00–11:00" in page
    assert "2 of 3" in page
    assert "Eve Novak : Process" in page
    assert "No process group fits her." in page


def test_where_only_days_are_too_short_the_week_does_not_say_that_nothing_is_missing(client):
    a_running_clinic(a_problem({"patients.0.full_days.count": 5}), a_week({"unmet": []}), client=client)

    page = words(client.get("/week/"))

    assert "some people have too few days that are long enough" in page
    assert "Nothing. Every order" not in page


def test_the_week_can_be_read_by_clinician(client):
    a_running_clinic(client=client)

    page = words(client.get("/week/?day=mon&by=clinician"))

    assert "Ana Beltrán 3 of 40 h" in page


@pytest.mark.parametrize("asked", ["?day=sun", "?day=xyz&by=nobody", "?day=%00", "?by=clinician&by=room"])
def test_a_day_nobody_knows_is_answered_with_one_that_is_open(client, asked):
    a_running_clinic(client=client)

    assert client.get(f"/{asked}").status_code == 200


def test_a_persons_week_shows_her_life_beside_her_sessions(client):
    clinic = a_running_clinic(client=client)

    page = words(client.get(address(clinic, "Jo")))

    assert "5¼ hours, around everything else" in page
    assert "5¼ of 5¼ h planned" in page
    assert "Bakery 9:00–12:00 9:00 am – 12:00 pm" in page
    assert "Process 10:00–11:00 10:00 – 11:00 am Small , Ben" in page
    assert "Conflicts with work or family none" in page
    assert "Trips to the center 3" in page
    assert "Waiting between sessions 0 min" in page


def test_a_person_is_told_what_is_still_to_find_for_her(client):
    clinic = a_running_clinic(client=client)

    page = words(client.get(address(clinic, "Eve")))

    assert "0 hours, and 5¼ still to find" in page
    assert "No process group fits her." in page


def test_hours_that_changed_after_publishing_are_shown_as_a_conflict(client):
    clinic = a_running_clinic(client=client)
    actions.keep_free(by=clinic.by, patient=clinic.keys["Jo"], commitments=[(Span(0, 600, 630), "court")])

    page = words(client.get(address(clinic, "Jo")))
    assert "5¼ hours, one conflict with your own life" in page
    assert "clashes with court" in page


def test_a_persons_page_names_no_other_patient(client):
    clinic = a_running_clinic(client=client)

    page = words(client.get(address(clinic, "Jo")))

    assert not any(name in page for name in ("Mia", "Novak", "Kim", "Reyes"))


def test_a_clinicians_week_measures_her_hours_against_her_most(client):
    clinic = a_running_clinic(client=client)

    page = words(client.get(address(clinic, "Ana")))

    assert "Ana leads 1 group and sees 2 people one to one" in page
    assert "3 of at most 40 h" in page


def test_people_are_listed_with_what_each_lacks(client):
    a_running_clinic(client=client)

    page = words(client.get("/week/people/"))

    assert "Jo Reyes" in page
    assert "whole week" in page
    assert "5¼ h missing" in page


def test_only_those_who_lack_something_can_be_listed(client):
    a_running_clinic(client=client)

    page = words(client.get("/week/people/?show=short"))

    assert "Eve Novak" in page
    assert "Jo Reyes" not in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [("rey", {"Jo", "Mia"}), ("JO", {"Jo"}), ("mia rey", {"Mia"}), ("eyes", set()), ("", {"Jo", "Mia", "Eve", "Kim"})],
)
def test_a_name_is_found_by_the_beginning_of_any_part(client, typed, found):
    a_running_clinic(client=client)

    page = words(client.post("/week/people/", {"name": typed}))

    shown = {name for name in ("Jo", "Mia", "Eve", "Kim") if f"{name} " in page.partition("State")[2]}
    assert shown == found


def test_a_search_leaves_no_name_in_an_address(client):
    a_running_clinic(client=client)

    page = client.post("/week/people/", {"name": "Reyes"}).content.decode()

    assert not any("reyes" in found.lower() for found in re.findall(r"(?:href|action)=\"([^\"]*)\"", page))


@pytest.mark.parametrize("place", ["/week/people/", "/clinicians/"])
def test_an_unknown_key_is_answered_with_a_page_that_helps(client, place):
    a_running_clinic(client=client)

    response = client.get(f"{place}{NOBODY}/")

    assert response.status_code == 404
    assert "There is nothing at this address" in words(response)


def test_a_patient_of_another_program_is_not_found(client):
    a_running_clinic(client=client)
    elsewhere = a_clinic()

    assert client.get(address(elsewhere, "Jo")).status_code == 404


def test_before_there_is_a_week_the_pages_say_what_to_do(client):
    signed_in(client, a_clinic())

    assert "No week has been published yet" in words(client.get("/week/"))
    assert "No week has been published yet" in words(client.get("/week/people/"))


def test_a_patient_sees_her_own_week_and_no_other(client):
    clinic = a_running_clinic()
    jo = people.open_account(by=clinic.by, email="jo@x.example", password=PASSWORD, patient_id=clinic.keys["Jo"])
    as_account(client, jo)

    assert client.get("/me/week/").status_code == 200
    assert client.get(address(clinic, "Jo")).status_code == 200
    assert client.get(address(clinic, "Mia")).status_code == 404
    assert client.get("/week/").status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client):
    clinic = a_running_clinic()

    for place in ("/week/", "/week/people/", address(clinic, "Jo"), address(clinic, "Ana")):
        assert client.get(place)["Location"].startswith("/account/")


def test_nothing_is_changed_by_looking_and_nothing_else_is_understood(client):
    clinic = a_running_clinic(client=client)

    assert client.post("/week/").status_code == 405
    assert client.delete(address(clinic, "Jo")).status_code == 405


@pytest.mark.parametrize("place", ["/week/", "/week/?by=clinician", "/week/people/", "Jo", "Ana"])
def test_a_page_reads_no_more_often_with_more_people(client, place):
    clinic = a_running_clinic(
        week=a_week({"appointments": [], "groups": [a_week().groups[0].model_dump()]}), client=client
    )
    path = address(clinic, place) if place.isalpha() else place
    client.get(path)  # the first page of a session also notes that it is in use
    few = _reads(client, path)

    for _ in range(20):
        _one_more(clinic)
    clinic.publish(a_week({"unmet": UNMET}), first_day=monday_of(timezone.localdate()))

    assert _reads(client, path) == few < 42  # signing in, her rights and the line in the record cost about twelve


def _reads(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def _one_more(clinic):
    program = clinic.program
    one = people.admit(by=clinic.by, program_id=program.id, name="One More", birth_date=date(1990, 1, 1))
    actions.order(by=clinic.by, patient=one.id, service=clinic.keys["lecture"])
    actions.keep_free(by=clinic.by, patient=one.id, commitments=[(Span(0, 600, 630), "court")])


def test_people_whose_week_is_below_what_is_asked_can_be_listed(client):
    clinic = a_running_clinic(client=client)

    listed, hers = words(client.get("/week/people/?show=cautions")), words(client.get(address(clinic, "Jo")))

    assert "5¼ hours of service a week, at least 9" in listed
    assert "Eve Novak" not in listed
    assert "5¼ hours of service a week, at least 9 asked by United States" in hers


def test_breaks_are_told_apart_from_service(client):
    clinic = a_running_clinic(client=client)
    programs.change_service(by=clinic.by, service_id=clinic.keys["process"], break_minutes=10)

    page = words(client.get(address(clinic, "Jo")))

    assert "Of them service, and breaks 4¾ h, 30 min" in page
    assert "4¾ hours of service a week, at least 9" in page


def test_a_patient_is_not_told_what_rules_ask_of_her_program(client):
    clinic = a_running_clinic()
    jo = people.open_account(by=clinic.by, email="jo@x.example", password=PASSWORD, patient_id=clinic.keys["Jo"])
    as_account(client, jo)

    assert "at least 9" not in words(client.get("/me/week/"))


def test_the_board_of_another_week_shows_what_is_closed_and_what_is_changed(client):
    clinic = a_running_clinic(client=client)
    monday = monday_of(timezone.localdate()) + timedelta(days=7)
    actions.close(by=clinic.by, program=clinic.program, first_day=monday, last_day=monday, words="Holiday")

    page = words(client.get(f"/week/?week={monday}&day=mon"))
    this = words(client.get("/week/?day=mon"))

    assert "Closed: Holiday" in page
    assert "cancelled: Holiday" in page
    assert "cancelled" not in this


@pytest.mark.parametrize("asked", ["?week=xyz", "?week=9999-12-31", "?week=1900-01-01&service=nobody&cohort=%00"])
def test_a_week_nobody_knows_is_answered_with_this_one(client, asked):
    a_running_clinic(client=client)

    assert "this day" not in words(client.get(f"/week/{asked}"))


def test_before_the_first_week_there_is_a_way_to_the_others(client):
    a_running_clinic(client=client)

    page = words(client.get("/week/?week=2001-01-01"))

    assert "No week has been published yet" in page
    assert "The week after" in page


def test_a_closure_is_shown_with_its_cost_before_it_is_set(client):
    clinic = a_running_clinic(client=client)
    monday = monday_of(timezone.localdate()) + timedelta(days=7)
    sent = {"words": "Holiday", "reach": "site", "first_day": monday.isoformat()}

    asked = words(client.post("/week/closed/", sent))

    assert "2 meetings would not be held : 2 of groups, 0 one to one. 2 people lose 5 hours together." in asked
    assert queries.closures(clinic.program, monday, monday) == []
    assert client.post("/week/closed/", sent | {"sure": "yes"}).status_code == 302
    (closure,) = queries.closures(clinic.program, monday, monday)
    assert (closure.words, closure.is_of_site, closure.is_whole_day) == ("Holiday", True, True)
    client.post(f"/week/closed/{closure.id}/open/")
    assert queries.closures(clinic.program, monday, monday) == []


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"last_day": "2000-01-01"}, "This is before the first day."),
        ({"start": "10:00"}, "Say both, or neither for the whole day."),
        ({"start": "10:00", "end": "10:00"}, "This is not after the beginning."),
        ({"last_day": "2999-01-01"}, "More than a year is no closure"),
        ({"words": ""}, "This field is required."),
    ],
)
def test_a_closure_that_cannot_be_is_told_why(client, but, because):
    a_running_clinic(client=client)
    sent = {"words": "Holiday", "reach": "program", "first_day": "2026-12-24"} | but

    answer = client.post("/week/closed/", sent)

    assert answer.status_code == 422
    assert because in words(answer)


def test_what_is_in_the_way_is_told_with_what_would_free_it(client):
    clinic = a_running_clinic(week=a_week({"unmet": UNMET}), client=client)

    page = words(client.get("/week/in-the-way/"))
    hers = words(client.get(f"/week/in-the-way/?of={clinic.keys['Eve']}"))

    assert "The weeks of 2 people are not whole" in page
    assert "Eve Novak" in page
    assert "No process group fits her." in page
    assert "moves" in hers or "If " in hers or "No single change we tried frees it." in hers


def test_one_more_group_is_tried_in_a_request(client):
    clinic = a_running_clinic(week=a_week({"unmet": UNMET}), client=client)
    asked = {"service": str(clinic.keys["lecture"]), "day": "thu", "part": "morning", "clinician": ""}

    page = words(client.get("/week/in-the-way/", asked))
    never = words(client.get("/week/in-the-way/", asked | {"clinician": str(clinic.keys["Ben"])}))

    assert "2 people would gain by it" in page
    assert "0 h now, 1½ h then" in page
    assert "It would help nobody" in never
    assert "no leader is free" in never


def test_a_group_that_is_none_cannot_be_tried(client):
    clinic = a_running_clinic(client=client)
    asked = {"service": str(clinic.keys["talk"]), "day": "thu", "part": "morning"}

    assert client.get("/week/in-the-way/", asked).status_code == 422


def test_a_patient_reads_what_is_different_about_her_week(client):
    clinic = a_running_clinic()
    jo = people.open_account(by=clinic.by, email="jo@x.example", password=PASSWORD, patient_id=clinic.keys["Jo"])
    as_account(client, jo)
    before = words(client.get("/me/week/"))
    monday = monday_of(timezone.localdate())
    actions.close(by=clinic.by, program=clinic.program, first_day=monday, last_day=monday, words="Holiday")

    page = words(client.get("/me/week/"))

    assert "This week is different" not in before
    assert "This week is different" in page
    assert "is not held. We are closed: Holiday." in page
