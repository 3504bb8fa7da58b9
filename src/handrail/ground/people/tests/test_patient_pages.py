# SPDX-License-Identifier: Apache-2.0
"""The pages about patients: what they say, for whom they open, and that they ask no more the more people there are."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from handrail.ground.people.actions import family, merging, patients, team
from handrail.ground.people.models import GlassBroken, Patient
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import (
    BORN,
    NOON,
    a_colleague,
    a_patient,
    a_place,
    as_role,
    noted,
    signed_in,
    words,
)
from handrail.ground.people.tests.test_patients import a_picture

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Jo Reyes", "birth_date": "1990-05-17", "language": "English", "mode": "in_person", "travel_minutes": "0",
    "full_days": "3", "full_day_minutes": "180",
}  # fmt: skip


def test_the_list_is_paged_by_key_and_reads_no_more_the_more_there_are():
    place = a_place()
    client = as_role(place, Role.INTAKE)
    a_patient(place, "Aa Aa")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get("/patients/")
        return len(queries)

    asked()
    few = asked()
    names = [f"Ab{n:03d} Reyes" for n in range(119)]
    for name in names:
        a_patient(place, name)
    assert asked() == few

    seen, address = [], "/patients/"
    while address:
        page = client.get(address).context
        seen += [row.name for row in page["rows"]]
        address = f"/patients/?after={page['page'].later}" if page["page"].later else ""
    assert seen == ["Aa Aa", *names]
    before = client.get(f"/patients/?before={page['rows'][0].patient.id}").context["rows"]
    assert [row.name for row in before] == seen[50:100]


def test_the_list_shows_only_the_program_she_works_in():
    place = a_place()
    other = a_place("Elsewhere", by=place.by)
    a_patient(place, "Jo Reyes")
    a_patient(other, "Eve Novak")

    page = words(as_role(place, Role.COUNSELOR).get("/patients/"))

    assert "Jo Reyes" in page
    assert "Eve" not in page


def test_a_name_is_found_while_it_is_typed_and_stands_in_no_address():
    place = a_place()
    a_patient(place)
    client = as_role(place, Role.NURSE)

    part = client.post("/patients/", {"name": "rey", "picker": "find"}, headers={"HX-Request": "true"})
    page = client.post("/patients/", {"name": "reyes 5/17/1990"})

    assert 'role="option" id="find-1"' in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "1 person found" in words(page)
    assert "Nobody here has a name" in words(client.post("/patients/", {"name": "reyes 1990-05-18"}))


def test_who_has_left_stands_on_a_list_of_her_own():
    place = a_place()
    jo = a_patient(place)
    patients.leave_program(by=place.by, patient_id=jo.id, at=NOON)
    client = as_role(place, Role.DIRECTOR)

    assert "Jo Reyes" not in words(client.get("/patients/"))
    assert "Jo Reyes" in words(client.get("/patients/?show=left"))
    assert "Treatment here ended on November 20, 2026" in words(client.get(f"/patients/{jo.id}/"))


def test_whoever_may_be_there_already_is_shown_before_a_patient_is_added():
    place = a_place()
    a_patient(place, "Joanna Reyes")
    client = as_role(place, Role.INTAKE)

    warned = client.post("/patients/add/", FORM)
    assert (warned.status_code, Patient.objects.count()) == (422, 1)
    assert "Is this one of these people?" in words(warned)

    added = client.post("/patients/add/", FORM | {"knowingly": warned.context["form"]["knowingly"].value()})
    assert added.status_code == 302
    assert Patient.objects.count() == 2


def test_a_counselor_who_adds_a_patient_is_on_her_care_team():
    place = a_place()
    client = as_role(place, Role.COUNSELOR)

    added = client.post("/patients/add/", FORM)

    assert client.get(added["Location"]).status_code == 200
    assert noted(place)[-3:] == ["patient.admitted", "team.joined", "chart.looked"]


def test_a_form_that_is_wrong_comes_back_as_it_was_typed():
    client = as_role(a_place(), Role.INTAKE)

    page = client.post("/patients/add/", FORM | {"birth_date": "2090-05-17", "address": "12 Elm St"})

    assert page.status_code == 422
    assert "This day is still to come." in words(page)
    assert "12 Elm St" in page.content.decode()


def test_her_page_says_who_she_is_and_writes_one_line():
    place = a_place()
    jo = a_patient(place, pronouns="she/her", phone="214 555 0100", emergency_name="Mia", emergency_phone="972 555")
    family.add_family(by=place.by, patient_id=jo.id, name="Mia Reyes", relation="sister")
    client = as_role(place, Role.DIRECTOR)
    before = len(noted(place))

    page = words(client.get(f"/patients/{jo.id}/"))

    for said in ("Jo Reyes", "she/her", "born May 17, 1990", "214 555 0100", "Call 972 555", "Mia Reyes sister"):
        assert said in page
    assert noted(place)[before:] == ["chart.looked"]


def version_of(client, jo):
    return client.get(f"/patients/{jo.id}/edit/").context["form"]["version"].value()


def as_shown(client, jo):
    """What a browser would send back of the page as it is."""
    form = client.get(f"/patients/{jo.id}/edit/").context["form"]
    told = {}
    for field in form:
        value = field.value()
        if value not in (None, [], ""):
            told[field.name] = value
            if field.field.show_hidden_initial:
                told[f"initial-{field.name}"] = value
    return told


def test_an_edit_on_a_stale_page_is_shown_what_changed_and_loses_nothing():
    place = a_place()
    jo = a_patient(place, phone="214", email="jo@example.org")
    client = as_role(place, Role.DIRECTOR)
    sent = as_shown(client, jo)
    patients.edit_patient(by=place.by, patient_id=jo.id, values={"phone": "972", "pronouns": "she/her"})

    page = client.post(f"/patients/{jo.id}/edit/", sent | {"phone": "469", "address": "12 Elm St"})

    assert page.status_code == 409
    assert "now 972 · you typed 469" in words(page)
    assert "Pronouns now she/her" in words(page)
    form = page.context["form"]
    assert [form[name].value() for name in ("phone", "address", "pronouns")] == ["469", "12 Elm St", "she/her"]
    assert Patient.objects.get(pk=jo.id).phone == "972"
    assert [label for label, *_ in page.context["changed"]] == ["Pronouns", "Phone"]

    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [], "")}
    assert client.post(f"/patients/{jo.id}/edit/", again).status_code == 302
    row = Patient.objects.get(pk=jo.id)
    assert (row.phone, row.address, row.pronouns, row.email) == ("469", "12 Elm St", "she/her", "jo@example.org")


def test_a_merged_entry_leads_to_the_one_that_was_kept():
    place = a_place()
    kept, merged = a_patient(place), a_patient(place, "Joanna Reyes")
    client = as_role(place, Role.INTAKE)
    pairs = client.get("/patients/duplicates/")
    assert "1 pair may be one person" in words(pairs)
    page = client.get(f"/patients/duplicates/{merged.id}/{kept.id}/")
    assert "Joanna Reyes" in words(page)

    done = client.post(f"/patients/duplicates/{kept.id}/{merged.id}/", {"kept": str(kept.id)})

    assert done["Location"] == f"/patients/{kept.id}/"
    assert client.get(f"/patients/{merged.id}/")["Location"] == f"/patients/{kept.id}/"
    assert "Nobody, as far as" in words(client.get("/patients/duplicates/"))


def test_a_closed_chart_opens_with_a_reason_and_the_privacy_officer_is_shown_it():
    place = a_place()
    jo, ben = a_patient(place, phone="214 555 0100"), a_colleague(place, "Ben Okafor")
    client = signed_in(place, ben)
    asked = client.get(f"/patients/{jo.id}/")
    assert asked["Location"] == f"/patients/{jo.id}/open/"
    assert "214 555" not in words(client.get(asked["Location"]))
    assert client.post(asked["Location"], {"words": "x"}).status_code == 422

    client.post(asked["Location"], {"reason": "covering", "words": "Ana is ill."})

    page = words(client.get(f"/patients/{jo.id}/"))
    assert "214 555 0100" in page
    assert "the privacy officer is shown it" in page
    assert client.get(f"/patients/{jo.id}/edit/").status_code == 404
    officer = as_role(place, Role.PRIVACY)
    assert "Ben Okafor" in words(officer.get("/patients/glass/"))
    assert "Standing in for a colleague of the care team Ana is ill." in words(officer.get("/patients/glass/"))
    officer.post(f"/patients/glass/{GlassBroken.objects.get().id}/")
    assert "Nothing to look into" in words(officer.get("/patients/glass/"))
    assert noted(place, "glass") == ["glass.broken", "glass.reviewed"]


def test_openings_are_read_in_as_many_questions_however_many_there_are():
    place = a_place()
    who = a_colleague(place, "Ben Okafor")
    officer = as_role(place, Role.PRIVACY)

    def open_and_ask():
        jo = a_patient(place)
        GlassBroken.objects.create(
            provider_id=place.by.provider_id, patient_id=jo.id, staff_id=who, reason="covering", at=NOON, until=NOON
        )
        with CaptureQueriesContext(connection) as queries:
            officer.get("/patients/glass/")
        return len(queries)

    open_and_ask()
    few = open_and_ask()
    for _ in range(5):
        open_and_ask()
    assert open_and_ask() == few


def test_the_team_is_changed_by_whoever_is_on_it():
    place = a_place()
    jo, ana, ben = a_patient(place), a_colleague(place, "Ana Beltrán"), a_colleague(place, "Ben Okafor")
    team.join_team(by=place.by, patient_id=jo.id, staff_id=ana, at=NOON)
    client = signed_in(place, ana)

    client.post(f"/patients/{jo.id}/team/", {"staff": str(ben), "is_counselor": "on"})
    page = words(client.get(f"/patients/{jo.id}/team/"))
    assert "Ben Okafor LPC" in page
    assert "counselor" in page

    gone = client.post(f"/patients/{jo.id}/team/{ana}/leave/")
    assert gone["Location"] == "/patients/"
    assert client.get(f"/patients/{jo.id}/team/").status_code == 404


def test_family_is_added_changed_and_no_longer_told_anything():
    place = a_place()
    jo = a_patient(place)
    client = as_role(place, Role.DIRECTOR)

    client.post(f"/patients/{jo.id}/family/add/", {"name": "Mia Reyes", "relation": "sister"})
    mia = jo and client.get(f"/patients/{jo.id}/").context["family"][0]
    client.post(f"/patients/{jo.id}/family/{mia.id}/", {"name": "Mia Reyes", "relation": "half-sister"})
    assert "half-sister" in words(client.get(f"/patients/{jo.id}/"))
    client.post(f"/patients/{jo.id}/family/{mia.id}/", {"left": "1"})

    assert client.get(f"/patients/{jo.id}/").context["family"] == []
    assert "Mia Reyes (no longer told anything)" in words(client.get(f"/patients/{jo.id}/"))
    assert noted(place, "family.") == ["family.added", "family.changed", "family.left"]


def test_a_photo_is_shown_to_the_care_team_only_and_kept_by_no_browser():
    place = a_place()
    jo = a_patient(place)
    director, ben = as_role(place, Role.DIRECTOR), as_role(place, Role.NURSE)

    wrong = director.post(f"/patients/{jo.id}/photo/", {"photo": SimpleUploadedFile("jo.jpg", b"no picture")})
    director.post(f"/patients/{jo.id}/photo/", {"photo": SimpleUploadedFile("jo.jpg", a_picture())})

    assert "This file is no picture" in words(wrong)
    shown = director.get(f"/patients/{jo.id}/photo/picture/")
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert f"/patients/{jo.id}/photo/picture/" in director.get(f"/patients/{jo.id}/").content.decode()
    assert ben.get(f"/patients/{jo.id}/photo/picture/").status_code == 404


def test_her_treatment_ends_on_a_day_that_has_come():
    place = a_place()
    jo = a_patient(place)
    client = as_role(place, Role.INTAKE)

    assert client.post(f"/patients/{jo.id}/left/", {"day": "2999-01-01"}).status_code == 422
    client.post(f"/patients/{jo.id}/left/", {"day": "2026-01-05"})
    assert timezone.localdate(Patient.objects.get(pk=jo.id).left_at) == date(2026, 1, 5)
    client.post(f"/patients/{jo.id}/back/")

    assert Patient.objects.get(pk=jo.id).left_at is None


def bring(client, text, **more):
    return client.post(
        "/patients/import/", {"file": SimpleUploadedFile("p.csv", text.encode()), "dates": "month"} | more
    )


def test_a_file_is_tried_first_and_then_brought_in_as_it_was_tried():
    place = a_place()
    client = as_role(place, Role.INTAKE)

    tried = bring(client, "name;birth_date\nJo Reyes;17.05.1990\nMia Reyes;2/2/1992\n")
    assert "2 new people" in words(tried)
    assert Patient.objects.count() == 0

    text = tried.context["form"]["text"].value()
    done = client.post("/patients/import/", {"text": text, "dates": "month", "now": "1"}, follow=True)
    assert "2 people added." in words(done)
    assert noted(place, "patient.") == ["patient.admitted"] * 2


def test_a_faulty_file_is_told_line_by_line_and_writes_nothing():
    place = a_place()
    a_patient(place)
    client = as_role(place, Role.INTAKE)

    page = bring(client, "name,birth_date,shoe\nJo Reyes,1990-05-17,\n")
    assert "There is no such column." in words(page)
    page = bring(client, "name,birth_date\nJo Reyes,1990-05-17\nMia,soon\nEve,1990-01-01\n", now="1")

    assert page.status_code == 422
    assert "2 things to mend in the file" in words(page)
    assert "3 birth_date soon This is no date. Write it as 1990-05-17." in words(page)
    assert Patient.objects.count() == 1


def test_the_list_is_taken_out_by_the_director_only_and_told_once():
    place = a_place()
    a_patient(place, "=Jo Reyes")
    director = as_role(place, Role.DIRECTOR)

    assert director.get("/patients/export/").status_code == 200
    file = director.post("/patients/export/")

    assert file.content.startswith(b"\xef\xbb\xbfid,name,")
    assert ",'=Jo Reyes," in file.content.decode()
    assert "Jo" not in file["Content-Disposition"]
    assert noted(place, "patients.") == ["patients.exported"]
    assert as_role(place, Role.INTAKE).post("/patients/export/").status_code == 404


ROUTES = ("", "edit/", "left/", "photo/", "photo/picture/", "team/", "family/add/", "open/")


@pytest.mark.parametrize("route", ROUTES)
def test_strangers_are_told_that_there_is_nothing(route):
    place, elsewhere = a_place(), a_place("Elsewhere")
    jo = a_patient(place)

    for visitor in (
        as_role(elsewhere, Role.DIRECTOR),
        as_role(place, Role.ADMINISTRATOR),
        as_role(place, Role.BILLING),
    ):
        assert visitor.get(f"/patients/{jo.id}/{route}").status_code == 404


def test_two_entries_of_two_providers_are_never_compared():
    place, elsewhere = a_place(), a_place("Elsewhere")
    jo, eve = a_patient(place), a_patient(elsewhere)

    assert as_role(place, Role.INTAKE).get(f"/patients/duplicates/{jo.id}/{eve.id}/").status_code == 404


def test_a_merge_that_is_refused_is_said_in_words():
    place = a_place()
    other = a_place("Elsewhere", by=place.by)
    jo, eve = a_patient(place, birth_date=BORN), a_patient(other, birth_date=BORN)
    director = signed_in(place, a_colleague(place, "Dee", Role.DIRECTOR, everywhere=True))

    page = director.post(f"/patients/duplicates/{jo.id}/{eve.id}/", {"kept": str(jo.id)})

    assert page.status_code == 409
    assert "in different programs" in words(page)
    assert merging.Patient.objects.filter(merged_into=None).count() == 2
