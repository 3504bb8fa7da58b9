# SPDX-License-Identifier: Apache-2.0
"""The pages on which a director builds, compares, changes and publishes a draft."""

import re
import threading
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.ground.kit.days import monday_of
from handrail.ground.packs.tests.make import a_limit, a_pack
from handrail.ground.people.rules import Role
from handrail.journey.timetable import actions, queries
from handrail.journey.timetable.actions import drafts
from handrail.journey.timetable.models import Draft
from handrail.journey.timetable.tests.make import a_problem, a_week
from handrail.journey.timetable.tests.stored import a_clinic, signed_in

pytestmark = pytest.mark.django_db
DEEDS = ("stop", "away", "renew", "take", "again", "publish", "edit", "undo", "redo")


def words(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def clinic(client):
    made = a_clinic()
    signed_in(client, made)
    made.publish(a_week(), first_day=monday_of(timezone.localdate()))
    return made


def next_monday():
    return monday_of(timezone.localdate()) + timedelta(weeks=1)


def ask(client, **but):
    return client.post("/week/drafts/", {"first_day": next_monday().isoformat(), "seconds": 20} | but)


def by_hand(client):
    """A draft drawn from the week in force; its address."""
    return ask(client, by_hand="1").url.removesuffix("hand/")


def the_draft(clinic, address):
    return queries.draft(clinic.program, address.rstrip("/").rpartition("/")[2])


def send(client, clinic, address, **told):
    version = the_draft(clinic, address).version
    return client.post(f"{address}edit/", {"version": version, "day": "mon"} | told, follow=True)


@pytest.mark.usefixtures("clinic")
def test_a_week_is_asked_for_watched_and_built(client):
    address = ask(client).url

    waiting = words(client.get(address))
    actions.build_next(at=timezone.now(), stop=threading.Event())
    progress = client.get(f"{address}progress/")
    page = words(client.get(address))

    assert "Waiting for a worker" in waiting
    assert progress["HX-Refresh"] == "true"
    assert "4 of 4 people have their whole week" in page
    assert "Eve Novak new" in page


def test_progress_is_told_while_it_is_built(client, clinic):
    address = ask(client).url
    key = the_draft(clinic, address).id
    Draft.objects.filter(pk=key).update(state="building", took=7, whole=3, people=4, score=1234)

    page = client.get(f"{address}progress/")

    assert "3 of 4 people have their whole week" in words(page)
    assert "7 of at most 20 seconds" in words(page)
    assert "HX-Refresh" not in page


@pytest.mark.usefixtures("clinic")
def test_a_second_search_is_refused_with_the_reason(client):
    ask(client)

    page = ask(client)

    assert page.status_code == 422
    assert "A week is being built for this program just now" in words(page)


@pytest.mark.usefixtures("clinic")
def test_a_search_is_stopped_and_a_draft_put_away(client):
    address = ask(client).url

    client.post(f"{address}stop/")

    assert "This draft was put away" in words(client.get(address))


def test_a_group_is_moved_by_the_form_and_undone(client, clinic):
    address = by_hand(client)
    group = the_draft(clinic, address).week.groups[1]
    told = {"kind": "place", "group": group.id, "days": ["tue"], "start": "11:00", "leaders": [str(clinic.keys["Ana"])]}

    page = send(client, clinic, address, **told)
    moved = the_draft(clinic, address).week.groups[1]
    client.post(f"{address}undo/", {"version": 1})

    assert (moved.days, moved.start) == (("tue",), "11:00")
    assert re.search(r"Done\. It costs \d+ points\.", words(page))
    assert the_draft(clinic, address).week.groups[1].days == ("mon",)


def test_what_breaks_is_said_at_once_with_names(client, clinic):
    address = by_hand(client)
    group = the_draft(clinic, address).week.groups[1]

    page = words(
        send(client, clinic, address, kind="drop", group=group.id, from_day="mon", to_day="mon", start="10:00")
    )

    assert "It breaks" in page
    assert "patient Jo Reyes" in page
    assert "and cannot be published" in page


def test_a_broken_draft_cannot_be_published(client, clinic):
    address = by_hand(client)
    group = the_draft(clinic, address).week.groups[1]
    send(client, clinic, address, kind="drop", group=group.id, from_day="mon", to_day="mon", start="10:00")

    page = client.post(f"{address}publish/", {"version": 1}, follow=True)

    assert "overlap on mon" in words(page)
    assert the_draft(clinic, address).state == "ready"


def test_a_group_is_opened_filled_emptied_and_closed(client, clinic):
    address = by_hand(client)
    new = {"new-service": str(clinic.keys["lecture"]), "new-days": ["tue"], "new-start": "13:00"}
    new |= {"new-leaders": [str(clinic.keys["Ana"])], "new-room": str(clinic.keys["large"])}

    send(client, clinic, address, kind="open", **new)
    made = the_draft(clinic, address).week.groups[-1]
    send(client, clinic, address, kind="add", group=made.id, patient=str(clinic.keys["Eve"]))
    page = words(send(client, clinic, address, kind="add", group=made.id, patient=str(clinic.keys["Kim"])))
    filled = the_draft(clinic, address).week.groups[-1]
    send(client, clinic, address, kind="remove", group=made.id, patient=str(clinic.keys["Kim"]))
    send(client, clinic, address, kind="close", group=made.id)

    assert filled.members == (str(clinic.keys["Eve"]), str(clinic.keys["Kim"]))
    assert "No rule is broken" in page
    assert len(the_draft(clinic, address).week.groups) == 2


@pytest.mark.parametrize(
    "told",
    [{"kind": "drop", "start": "25:00"}, {"kind": "drop", "to_day": "xyz"}, {"kind": "place"}, {"kind": "nonsense"},
     {"kind": "add", "patient": ""}, {"kind": "open"}, {"kind": "close", "group": "\x00"}, {"version": "many"}],
)  # fmt: skip
def test_nonsense_is_answered_with_a_reason_and_changes_nothing(client, clinic, told):
    address = by_hand(client)
    group = the_draft(clinic, address).week.groups[0]
    if told.get("kind") == "add":
        told = told | {"group": "nobody"}

    page = client.post(f"{address}edit/", {"version": 0, "group": group.id} | told, follow=True)

    assert page.status_code == 200
    assert the_draft(clinic, address).version == 0


@pytest.mark.usefixtures("clinic")
def test_two_directors_at_once_the_later_is_told(client):
    hers, his = by_hand(client), by_hand(client)
    client.post(f"{hers}publish/", {"version": 0})

    page = words(client.post(f"{his}publish/", {"version": 0}, follow=True))
    client.post(f"{his}renew/", {"version": 0})
    after = client.post(f"{his}publish/", {"version": 1}, follow=True)

    assert "Nothing was overwritten" in page
    assert "Published." in words(after)


def test_only_what_is_ticked_is_taken(client, clinic):
    address = by_hand(client)
    first, second = the_draft(clinic, address).week.groups
    send(client, clinic, address, kind="drop", group=second.id, from_day="mon", to_day="tue", start="11:00")
    send(client, clinic, address, kind="close", group=first.id)

    client.post(f"{address}take/", {"version": 2, "take": [second.id]})

    assert {(g.id, g.days) for g in the_draft(clinic, address).week.groups} == {
        (first.id, first.days), (second.id, ("tue",)),
    }  # fmt: skip


def test_another_try_keeps_what_is_pinned(client, clinic):
    address = by_hand(client)
    group = the_draft(clinic, address).week.groups[0]

    again = client.post(f"{address}again/", {"version": 0, "led": [group.id], "stays": [group.id]}).url
    actions.build_next(at=timezone.now(), stop=threading.Event())

    assert "1 group was pinned and stayed where it was." in words(client.get(again))
    assert group.leaders in [g.leaders for g in the_draft(clinic, again).week.groups if g.start == group.start]


@pytest.mark.parametrize("page", ["", "hand/"])
def test_pages_ask_no_more_questions_the_more_people_there_are(client, page):
    def counted(people):
        made = a_clinic(a_problem({"patients": a_problem().model_dump(mode="json")["patients"][:people]}))
        signed_in(client, made)
        key = drafts.draw(by=made.by, program=made.program, first_day=next_monday(), at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"/week/drafts/{key}/{page}").status_code == 200
        return len(asked)

    assert counted(2) == counted(4) <= 30


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.INTAKE, Role.ADMINISTRATOR])
def test_a_draft_is_the_directors_alone(client, clinic, role):
    address = by_hand(client)
    key = the_draft(clinic, address).id
    other = signed_in(Client(), clinic, role)

    opened = [other.get(f"{address}{page}").status_code for page in ("", "hand/", "progress/")]
    done = [other.post(f"{address}{deed}/", {"version": 0}).status_code for deed in DEEDS]

    assert {*opened, *done} == {404}
    assert queries.draft(clinic.program, key).version == 0


@pytest.mark.usefixtures("clinic")
def test_a_draft_of_another_program_is_not_there(client):
    elsewhere = a_clinic()
    told = {"by": elsewhere.by, "program": elsewhere.program, "first_day": next_monday(), "at": timezone.now()}
    key = drafts.draw(**told)

    assert client.get(f"/week/drafts/{key}/").status_code == 404
    assert {client.post(f"/week/drafts/{key}/{deed}/", {"version": 0}).status_code for deed in DEEDS} == {404}


def test_the_page_asks_why_and_the_board_tells_it(client, settings):
    settings.PACKS = [a_pack(a_limit("group.counseling.size.max", 1, unit="people", asks_why=True, pack="us-federal"))]
    clinic = a_clinic()
    clinic.publish(a_week(), first_day=next_monday() - timedelta(days=7))
    signed_in(client, clinic)
    address = by_hand(client)

    page = words(client.get(address))
    assert "2 groups have more than 1 people" in page
    assert "asked by United States" in page
    assert "Why is it published all the same?" in page
    assert "say why" in words(client.post(f"{address}publish/", {"version": 0}, follow=True)).lower()
    client.post(f"{address}publish/", {"version": 0, "why": "A room fell out"})

    board = words(client.get(f"/week/?week={next_monday()}"))
    assert "2 groups have more than 1 people" in board
    assert "Published all the same: A room fell out" in board


def test_an_individual_session_is_given_moved_and_ended_by_hand(client, clinic):
    address, jo, talk = by_hand(client), clinic.keys["Jo"], clinic.keys["talk"]

    def hers():
        return {(a.day, a.start) for a in the_draft(clinic, address).week.appointments if a.patient == str(jo)}

    page = words(client.get(f"{address}hand/?day=wed&session={jo}.wed.11:00"))
    assert "Jo Reyes: Talk" in page
    assert "1 individual session on Wednesday" in page
    key = f"{jo}.wed.11:00"
    send(client, clinic, address, kind="session", session=key, **{"s-day": "tue", "s-start": "13:00"})
    assert hers() == {("tue", "13:00")}
    send(client, clinic, address, kind="end", session=f"{jo}.tue.13:00")
    assert hers() == set()
    given = {"give-whom": f"{jo}.{talk}", "give-day": "thu", "give-start": "09:00"}
    after = send(client, clinic, address, kind="give", **given)

    assert hers() == {("thu", "09:00")}
    assert "No rule is broken" in words(after)
    refused = words(send(client, clinic, address, kind="give", **given | {"give-start": ""}))
    assert "required" in refused
    assert "no longer there" in words(send(client, clinic, address, kind="end", session=key))
