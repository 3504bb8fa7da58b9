# SPDX-License-Identifier: Apache-2.0
"""The pages of the staff, as those use them who keep it, and as everyone else meets them."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from handrail.ground.kit.days import Span
from handrail.ground.people import queries, staff_lines
from handrail.ground.people.rules import Post, Role
from handrail.ground.people.tests.make import a_colleague, a_place, as_role, noted, signed_in, words

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Ben Okafor", "letters": "LPC", "more_skills": "process, family", "hours": "24.5",
    "hours-TOTAL_FORMS": "2", "hours-INITIAL_FORMS": "0",
    "hours-0-days": ["0", "1"], "hours-0-start": "09:00", "hours-0-end": "17:00",
}  # fmt: skip


def keeper(place):
    return signed_in(place, a_colleague(place, "Ruth Keeper", Role.ADMINISTRATOR, everywhere=True))


def found(place, name):
    return next(one for one in queries.staff(place.by.provider_id, also_left=True) if one.name == name)


def test_someone_is_added_on_one_page():
    place = a_place()
    browser = keeper(place)

    answer = browser.post("/staff/add/", NEW | {str(place.program.id): ["counselor"]})

    ben = found(place, "Ben Okafor")
    assert answer.url == f"/staff/{ben.id}/"
    assert (ben.skills, ben.max_minutes) == (("process", "family"), 1470)
    assert ben.available == (Span(0, 540, 1020), Span(1, 540, 1020))
    assert ben.posts == {Post(Role.COUNSELOR, place.program.id)}


def test_more_lines_keep_what_was_typed_and_complain_of_nothing():
    place = a_place()
    answer = keeper(place).post("/staff/add/", NEW | {"name": "", "more": "hours"})
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'value="09:00"' in page
    assert page.count("hours-") > 0
    assert 'name="hours-2-start"' in page
    assert "needs" not in words(answer)


def test_what_is_missing_is_said_and_everything_typed_is_still_there():
    place = a_place()
    answer = keeper(place).post("/staff/add/", NEW | {"hours-0-end": "08:00"})
    page = words(answer)

    assert answer.status_code == 422
    assert "This is not after the beginning." in page
    assert "Choose at least one role" in page
    assert "Ben Okafor" in answer.content.decode()


def test_each_part_has_a_page_that_changes_it():
    place = a_place()
    browser, ana = keeper(place), a_colleague(place)
    base = f"/staff/{ana}"
    total = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0"}

    def lines(prefix, **fields):
        told = {f"{prefix}-{key}": value for key, value in total.items()}
        return told | {f"{prefix}-0-{key}": value for key, value in fields.items()}

    browser.post(f"{base}/edit/", {"name": "Ana Beltrán Ruiz", "letters": "LMFT", "more_skills": "", "hours": ""})
    browser.post(f"{base}/posts/", {"everywhere": ["privacy"]})
    browser.post(f"{base}/hours/", lines("hours", days=["5"], start="09:00", end="00:00"))
    browser.post(f"{base}/credentials/", lines("credentials", name="LMFT", number="9", expires_on="2027-01-01"))
    browser.post(f"{base}/time-off/", lines("days", first="2026-12-24", last=""))

    one = queries.member(place.by.provider_id, ana)
    assert (one.name, one.letters, one.posts) == ("Ana Beltrán Ruiz", "LMFT", {Post(Role.PRIVACY)})
    assert (one.available, len(one.credentials)) == ((Span(5, 540, 1440),), 1)
    assert [(first.day, last.day) for first, last in one.time_off] == [(24, 24)]


def test_who_does_not_keep_the_staff_sees_no_licences_no_account_and_no_way_to_change():
    place = a_place()
    ana = a_colleague(place)
    counselor = as_role(place, Role.COUNSELOR)
    page = counselor.get(f"/staff/{ana}/")

    assert "Licences" not in words(page)
    assert "Account" not in words(page).replace("Your account", "")
    assert "/edit/" not in page.content.decode()
    for part in ("edit", "posts", "hours", "credentials", "time-off", "leave"):
        assert counselor.get(f"/staff/{ana}/{part}/").status_code == 404, part
    assert counselor.post(f"/staff/{ana}/back/").status_code == 404
    assert counselor.get("/staff/add/").status_code == 404


def test_a_director_of_one_program_cannot_reach_the_account_of_one_above_her():
    place = a_place()
    ruth = a_colleague(place, "Ruth Keeper", Role.DIRECTOR, everywhere=True)
    director = as_role(place, Role.DIRECTOR)

    assert director.get(f"/staff/{ruth}/leave/").status_code == 404
    assert director.get(f"/staff/{ruth}/edit/").status_code == 404
    answer = director.post(f"/staff/{ruth}/posts/", {"everywhere": []})
    assert queries.member(place.by.provider_id, ruth).posts >= {Post(Role.DIRECTOR)}, answer.status_code


def test_a_posted_role_beyond_her_own_is_not_even_a_field():
    place = a_place()
    director = as_role(place, Role.DIRECTOR)

    director.post("/staff/add/", NEW | {"everywhere": ["administrator"], str(place.program.id): ["intake"]})

    assert found(place, "Ben Okafor").posts == {Post(Role.INTAKE, place.program.id)}


def test_leaving_is_asked_once_and_undone_with_one_click():
    place = a_place()
    browser, ana = keeper(place), a_colleague(place)

    assert "They leave" in words(browser.get(f"/staff/{ana}/leave/"))
    browser.post(f"/staff/{ana}/leave/")
    assert "has left" in words(browser.get(f"/staff/{ana}/"))
    assert "Ana" in words(browser.get("/staff/?show=left"))
    browser.post(f"/staff/{ana}/back/")
    assert not queries.member(place.by.provider_id, ana).has_left


def test_two_entries_are_merged_from_the_page_that_finds_them():
    place = a_place()
    browser, one, two = keeper(place), a_colleague(place), a_colleague(place, "Ana Beltran")

    assert "1 pair may be one person" in words(browser.get("/staff/duplicates/"))
    browser.post("/staff/duplicates/", {"kept": str(one), "other": str(two)})

    assert "Nobody, as far as names" in words(browser.get("/staff/duplicates/"))
    assert browser.post("/staff/duplicates/", {"kept": "x", "other": "y"}).status_code == 404


def test_the_list_asks_as_many_questions_for_twenty_as_for_two(django_assert_num_queries):
    place = a_place()
    browser = keeper(place)
    browser.get("/staff/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get("/staff/")
    for number in range(18):
        a_colleague(place, f"Colleague {number}")
    with django_assert_num_queries(len(few)):
        browser.get("/staff/")


def test_a_file_is_tried_first_and_written_when_all_is_well():
    place = a_place()
    browser, ana = keeper(place), a_colleague(place)
    text = (
        f"id,name,roles,skills,most_hours,hours\n{ana},Ana Beltrán,counselor,process; family,20,mon-fri 09:00-17:00\n"
    )
    text += ",Ben Okafor,intake,,,\n"

    tried = browser.post("/staff/import/", {"file": SimpleUploadedFile("staff.csv", text.encode())})
    assert "1 new person, 1 who is here already" in words(tried)
    assert len(queries.staff(place.by.provider_id)) == 2
    browser.post("/staff/import/", {"text": text, "now": "1"})

    assert found(place, "Ben Okafor").posts == {Post(Role.INTAKE, place.program.id)}
    assert len(found(place, "Ana Beltrán").available) == 5


def test_every_faulty_line_is_told_and_nothing_is_written():
    place = a_place()
    text = (
        "name,roles,most_hours,hours\nBen Okafor,boss,9,\nEve Novak,,99,\nJo Reyes,intake,1,mon 9-17\n,intake,1,\n"
        "Ruth Keeper,intake,1,\n"
    )
    page = words(keeper(place).post("/staff/import/", {"text": text, "now": "1"}))

    assert "6 things to mend" in page
    for told in (
        "director, counselor",
        "each new person needs it",
        "0 – 80",
        "mon-fri 08:00-16:30",
        "is there already",
    ):
        assert told in page
    assert len(queries.staff(place.by.provider_id)) == 1


def test_the_list_taken_out_is_a_file_that_changes_nothing_brought_in_and_is_on_record():
    place = a_place()
    browser = keeper(place)
    a_colleague(place)
    a_colleague(place, "=Eve Novak")

    text = browser.post("/staff/export/").content.decode("utf-8-sig")
    sheet = staff_lines.parse(text, queries.staff(place.by.provider_id))

    assert "'=Eve Novak" in text
    assert sheet.faults == []
    assert all(isinstance(line.id, UUID) for line in sheet.lines)
    before = noted(place)
    assert "staff.exported" in before
    answer = browser.post("/staff/import/", {"text": text, "now": "1"}, follow=True)
    assert "nothing changed" in words(answer)
    assert noted(place) == before
