# SPDX-License-Identifier: Apache-2.0
"""From an empty provider to a program that can build a week, page by page; and what is changed and closed later."""

import pytest

from handrail.flow import ready
from handrail.ground.kit.days import Span
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import Place, a_colleague, a_patient, a_place, as_role, signed_in, words
from handrail.ground.program import actions as programs
from handrail.ground.program import queries

pytestmark = pytest.mark.django_db
ROOMS = {
    "rooms-TOTAL_FORMS": "4", "rooms-INITIAL_FORMS": "0",
    "rooms-0-name": "Blue", "rooms-0-seats": "12", "rooms-1-name": "Green", "rooms-1-seats": "8",
}  # fmt: skip
HOURS = {
    "hours-TOTAL_FORMS": "1", "hours-INITIAL_FORMS": "0",
    "hours-0-days": ["0", "1", "2", "3", "4"], "hours-0-start": "08:00", "hours-0-end": "20:00",
}  # fmt: skip


@pytest.fixture
def empty():
    """A provider with nobody but its first administrator, who is signed in."""
    by = programs.found(name="Rail House")
    place = Place(by, None)
    from handrail.ground.people import actions as people
    from handrail.ground.people.rules import Post

    ruth = people.engage(by=by, name="Ruth Keeper", posts=[Post(Role.DIRECTOR), Post(Role.ADMINISTRATOR)]).id
    return place, signed_in(place, ruth)


def program_told(site, **but):
    return {
        "name": "Days", "site": str(site.id), "level_of_care": "intensive_outpatient", "least_hours": "9",
        "most_hours": "19", "group_cap": "12", "grid_minutes": "15",
    } | HOURS | but  # fmt: skip


def test_five_steps_lead_from_nothing_to_a_program_that_can_build_a_week(empty):
    place, browser = empty
    provider = place.by.provider_id
    assert "Set up your first program" in words(browser.get("/setup/"))

    browser.post("/setup/sites/add/", {"name": "House", "time_zone": "America/Chicago", "address": ""} | ROOMS)
    (site,) = queries.sites(provider)
    browser.post("/setup/programs/add/", program_told(site))
    (program,) = queries.programs(provider)
    assert "choose from the usual services" in words(browser.get("/setup/"))
    every = ["process", "skills", "relapse", "education", "individual", "family"]
    browser.post("/setup/services/starter/", {"usual": every})
    assert "Nobody can hold sessions yet" in words(browser.get("/setup/"))
    skills = "process, recovery skills, relapse prevention, education"
    told = {"name": "Ana Beltrán", "letters": "LPC", "more_skills": skills, "hours": "25"}
    browser.post("/staff/add/", told | HOURS | {str(program.id): ["counselor"]})
    a_patient(Place(place.by, program))

    assert "Ready to build a week" in words(browser.get("/setup/"))
    assert ready.of(provider, program).is_ready
    assert len(queries.rooms(program.id)) == 2
    assert len(queries.opening_hours(program.id)) == 5
    assert sum(service.usual_minutes for service in queries.services(program.id)) == 600


def a_ready_place():
    place = a_place(hours=[Span(day, 480, 1200) for day in range(5)])
    browser = signed_in(place, a_colleague(place, "Ruth Keeper", Role.ADMINISTRATOR, everywhere=True))
    return place, browser


def test_rooms_are_added_renamed_and_closed_on_one_page():
    place, browser = a_ready_place()
    site = queries.sites(place.by.provider_id)[0]
    base = {"name": site.name, "time_zone": site.time_zone, "address": ""}
    browser.post(f"/setup/sites/{site.id}/", base | ROOMS)
    blue, green = queries.rooms_of_site(site.id)
    keyed = {
        "rooms-0-key": str(blue.id),
        "rooms-1-key": str(green.id),
        "rooms-1-is_closed": "on",
        "rooms-0-name": "Sky",
    }

    browser.post(f"/setup/sites/{site.id}/", base | ROOMS | keyed)

    assert [room.name for room in queries.rooms_of_site(site.id)] == ["Sky"]
    assert [room.is_open for room in queries.rooms_of_site(site.id, also_closed=True)] == [True, False]


def test_two_rooms_of_one_name_are_refused_and_nothing_of_the_page_is_kept():
    place, browser = a_ready_place()
    site = queries.sites(place.by.provider_id)[0]

    answer = browser.post(
        f"/setup/sites/{site.id}/",
        {"name": "Other name", "time_zone": site.time_zone, "address": ""} | ROOMS | {"rooms-1-name": "Blue"},
    )

    assert answer.status_code == 422
    assert "there is already one called Blue" in words(answer)
    assert queries.sites(place.by.provider_id)[0].name == site.name
    assert queries.rooms_of_site(site.id) == []


def test_services_are_added_several_at_once_changed_and_closed():
    place, browser = a_ready_place()
    told = {
        "services-TOTAL_FORMS": "2", "services-INITIAL_FORMS": "0", "services-0-name": "Grief",
        "services-0-kind": "group", "services-0-minutes": "90", "services-0-times_per_week": "2",
        "services-0-largest": "10", "services-0-usual_count": "1", "services-0-skill": "grief",
        "services-1-name": "", "services-1-kind": "group", "services-1-minutes": "90",
        "services-1-times_per_week": "1", "services-1-largest": "12", "services-1-usual_count": "1",
    }  # fmt: skip
    browser.post("/setup/services/add/", told)
    (grief,) = queries.services(place.program.id)
    whole = {
        "name": "Grief and loss", "kind": "group", "mode": "in_person", "minutes": "90", "break_minutes": "10",
        "times_per_week": "2", "usual_count": "1", "smallest": "4", "largest": "10", "skill": "grief", "leaders": "1",
    }  # fmt: skip
    browser.post(f"/setup/services/{grief.id}/", whole)
    (changed,) = queries.services(place.program.id)
    browser.post(f"/setup/services/{grief.id}/close/")

    assert (changed.name, changed.break_minutes, changed.smallest) == ("Grief and loss", 10, 4)
    assert queries.services(place.program.id) == []
    assert [one.id for one in queries.services(place.program.id, also_closed=True)] == [grief.id]
    assert "Open again" in words(browser.get("/setup/services/"))


@pytest.mark.parametrize(
    ("but", "said"),
    [
        ({"skill": ""}, "What must someone be able to do"),
        ({"largest": "2"}, "This is less than the least."),
        ({"break_minutes": "90"}, "leave no time"),
        ({"minutes": "0"}, "greater than or equal to 5"),
    ],
)
def test_a_service_that_makes_no_sense_is_sent_back_with_what_is_wrong(but, said):
    place, browser = a_ready_place()
    grief = programs.offer(
        by=place.by, program_id=place.program.id, name="Grief", kind="group", minutes=90, skill="grief", largest=9
    )
    whole = {
        "name": "Grief", "kind": "group", "mode": "in_person", "minutes": "90", "break_minutes": "", "skill": "grief",
        "times_per_week": "1", "usual_count": "1", "smallest": "3", "largest": "9", "leaders": "1",
    }  # fmt: skip

    answer = browser.post(f"/setup/services/{grief.id}/", whole | but)

    assert answer.status_code == 422
    assert said in words(answer)


def test_a_program_is_changed_with_its_hours_and_closed_and_opened_again():
    place, browser = a_ready_place()
    site = queries.sites(place.by.provider_id)[0]
    base = f"/setup/programs/{place.program.id}"
    browser.post(f"{base}/", program_told(site, name="Evenings", cohorts="women, young", group_cap=""))
    program = queries.of_key(place.program.id)

    assert (program.name, program.cohorts, program.group_cap) == ("Evenings", ("women", "young"), 0)
    assert browser.post(f"{base}/", program_told(site, most_hours="3")).status_code == 422
    overlapping = {"hours-TOTAL_FORMS": "2", "hours-1-days": ["0"], "hours-1-start": "10:00", "hours-1-end": "21:00"}
    assert "overlap" in words(browser.post(f"{base}/", program_told(site, **overlapping)))
    browser.post(f"{base}/close/")
    assert queries.programs(place.by.provider_id) == []
    browser.post(f"{base}/close/")
    assert len(queries.programs(place.by.provider_id)) == 1


def test_the_switcher_takes_her_to_another_of_her_programs_and_to_no_one_elses():
    place, browser = a_ready_place()
    second = a_place("Riverside", by=place.by)
    far = a_place("Elsewhere")

    assert browser.post("/program/choose/", {"program": str(second.program.id), "next": "/setup/"}).url == "/setup/"
    assert "Riverside" in words(browser.get("/setup/services/"))
    assert browser.post("/program/choose/", {"program": str(far.program.id)}).status_code == 404
    assert browser.post("/program/choose/", {"program": "x"}).status_code == 404
    away = browser.post("/program/choose/", {"program": str(place.program.id), "next": "https://evil.example/"})
    assert away.url == "/"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DIRECTOR, Role.ADMINISTRATOR)])
def test_nobody_else_finds_a_page_of_the_set_up(role):
    place = a_place()
    site = queries.sites(place.by.provider_id)[0]
    browser = as_role(place, role)
    paths = ("", "sites/add/", f"sites/{site.id}/", "programs/add/", f"programs/{place.program.id}/", "services/")

    assert {browser.get(f"/setup/{path}").status_code for path in paths} == {404}


def test_a_director_of_one_program_changes_it_and_not_what_others_share():
    place = a_place()
    other = a_place("Riverside", by=place.by)
    director = as_role(place, Role.DIRECTOR)
    first, second = queries.sites(place.by.provider_id)

    assert director.get(f"/setup/programs/{place.program.id}/").status_code == 200
    assert director.get(f"/setup/sites/{first.id}/").status_code == 200
    for path in (f"sites/{second.id}/", f"programs/{other.program.id}/", "sites/add/", "programs/add/"):
        assert director.get(f"/setup/{path}").status_code == 404, path
