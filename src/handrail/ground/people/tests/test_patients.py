# SPDX-License-Identifier: Apache-2.0
"""What is done to patients: changed, gone and come back, merged, cared for; and what the record tells of it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from handrail.ground.kit.answer import Refused
from handrail.ground.people import lines, photos, queries
from handrail.ground.people.actions import family, merging, patients, team
from handrail.ground.people.models import FamilyMember, GlassBroken, Patient, Photo, TeamMember
from handrail.ground.people.rules import Role, Who
from handrail.ground.people.tests.make import BORN, NOON, a_colleague, a_patient, a_place, noted

pytestmark = pytest.mark.django_db
TODAY = lines.Reading(date(2026, 11, 24))


def found(place, typed, **how):
    asked = {"provider_id": place.by.provider_id, "program_ids": [place.program.id]}
    return [one.name for one in queries.found_by(typed, **asked | how)]


def test_a_changed_name_is_found_and_the_old_one_is_not():
    place = a_place()
    jo = a_patient(place, "Jo Reyes")

    patients.edit_patient(by=place.by, patient_id=jo.id, values={"name": "Jona Beltrán"})

    assert found(place, "beltran jo") == ["Jona Beltrán"]
    assert found(place, "reyes") == []
    assert noted(place, "patient.") == ["patient.admitted", "patient.changed"]


def test_a_change_that_changes_nothing_leaves_no_line():
    place = a_place()
    jo = a_patient(place)

    assert not patients.edit_patient(by=place.by, patient_id=jo.id, values={"name": "Jo Reyes", "phone": ""})
    assert noted(place, "patient.") == ["patient.admitted"]


def test_an_old_version_is_refused():
    place = a_place()
    jo = a_patient(place)
    version = Patient.objects.get(pk=jo.id).changed_at.isoformat()
    patients.edit_patient(by=place.by, patient_id=jo.id, values={"phone": "214"}, version=version)

    with pytest.raises(patients.Stale):
        patients.edit_patient(by=place.by, patient_id=jo.id, values={"phone": "972"}, version=version)

    assert Patient.objects.get(pk=jo.id).phone == "214"


def test_she_is_found_by_her_birth_date_alone_or_with_a_name():
    place = a_place()
    a_patient(place, "Jo Reyes", BORN)
    a_patient(place, "Mia Reyes", date(1992, 2, 2))

    assert found(place, "", born=BORN) == ["Jo Reyes"]
    assert found(place, "reyes", born=date(1992, 2, 2)) == ["Mia Reyes"]


def test_who_has_left_is_off_the_list_and_can_come_back():
    place = a_place()
    jo = a_patient(place)

    patients.leave_program(by=place.by, patient_id=jo.id, at=NOON)
    assert (found(place, "jo"), found(place, "jo", left=True)) == ([], ["Jo Reyes"])
    patients.come_back_to_program(by=place.by, patient_id=jo.id)

    assert found(place, "jo") == ["Jo Reyes"]
    assert noted(place, "patient.")[1:] == ["patient.left", "patient.came_back"]


@pytest.mark.parametrize(
    ("name", "born", "is_alike"),
    [
        ("Jo Reyes", BORN, True), ("JÓ REYES", date(1991, 1, 1), True), ("Joanna Reyes", BORN, True),
        ("Jo Smith", BORN, True), ("Joanna Smith", BORN, False), ("Joanna Reyes", date(1991, 1, 1), False),
    ],
)  # fmt: skip
def test_the_same_day_with_a_shared_name_or_the_same_name_may_be_one_person(name, born, is_alike):
    place = a_place()
    a_patient(place, "Jo Reyes", BORN)

    told = queries.alike([name], born, provider_id=place.by.provider_id, program_ids=None)
    assert bool(told) == is_alike

    a_patient(place, name, born)
    assert bool(queries.twins(place.program.id)) == is_alike


def two_entries(place):
    kept = a_patient(place, "Jo Reyes", phone="214")
    merged = a_patient(place, "Joanna Reyes", phone="972", email="jo@example.org", pronouns="she/her")
    return kept, merged


def test_merging_fills_what_is_empty_and_loses_nothing():
    place = a_place()
    kept, merged = two_entries(place)
    ana, ben = a_colleague(place, "Ana"), a_colleague(place, "Ben")
    team.join_team(by=place.by, patient_id=kept.id, staff_id=ana, at=NOON, is_counselor=True)
    for one in (ana, ben):
        team.join_team(by=place.by, patient_id=merged.id, staff_id=one, at=NOON, is_counselor=one == ben)
    family.add_family(by=place.by, patient_id=merged.id, name="Mia Reyes")
    patients.keep_photo(by=place.by, patient_id=merged.id, picture=a_picture())
    eve = a_patient(place, "Eve Novak")
    patients.keep_apart(by=place.by, one=eve.id, other=merged.id)

    merging.merge_patients(by=place.by, kept=kept.id, merged=merged.id, at=NOON)

    stays, goes = (Patient.objects.get(pk=one.id) for one in (kept, merged))
    assert (stays.phone, stays.email, stays.pronouns) == ("214", "jo@example.org", "she/her")
    assert (goes.merged_into_id, goes.left_at) == (stays.id, NOON)
    standing = TeamMember.objects.filter(patient=stays, until=None)
    assert set(standing.values_list("staff__name", "is_counselor")) == {("Ana", True), ("Ben", False)}
    assert FamilyMember.objects.get().patient_id == Photo.objects.get().patient_id == stays.id
    (jo, apart) = (one for one in queries.patients(place.program.id))
    assert apart.apart_from == (jo.id,)
    assert found(place, "joanna") == ["Jo Reyes"]
    assert noted(place, "patient.")[-1] == "patient.merged"


def test_merging_twice_or_with_herself_is_refused():
    place = a_place()
    kept, merged = two_entries(place)
    merging.merge_patients(by=place.by, kept=kept.id, merged=merged.id, at=NOON)

    for pair in ((kept, merged), (kept, kept)):
        with pytest.raises(Refused):
            merging.merge_patients(by=place.by, kept=pair[0].id, merged=pair[1].id, at=NOON)
    with pytest.raises(Refused, match="merged"):
        patients.edit_patient(by=place.by, patient_id=merged.id, values={"phone": "1"})


def a_picture(size=(900, 600), form="JPEG"):
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", size, "red").save(made, form, exif=exif)
    return made.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_small_and_without_what_a_camera_tells(form):
    kept = photos.as_kept(a_picture(form=form))

    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size, len(picture.getexif())) == ("JPEG", (512, 341), 0)
    assert b"taken" not in kept


@pytest.mark.parametrize("given", [b"", b"no picture", b"GIF89a", a_picture()[:200]])
def test_what_is_no_picture_is_refused(given):
    with pytest.raises(Refused):
        photos.as_kept(given)


def test_a_photo_is_sealed_where_it_is_stored():
    place = a_place()
    jo = a_patient(place)

    patients.keep_photo(by=place.by, patient_id=jo.id, picture=a_picture())

    assert queries.photo(jo.id).startswith(b"\xff\xd8")
    with_raw = Photo.objects.extra(select={"raw": "sealed"}).values_list("raw", flat=True).get()
    assert not bytes(with_raw).startswith(b"\xff\xd8")
    patients.remove_photo(by=place.by, patient_id=jo.id)
    assert queries.photo(jo.id) is None
    assert noted(place, "photo.") == ["photo.kept", "photo.removed"]


def test_a_file_taken_out_and_brought_in_again_changes_nothing():
    place = a_place(cohorts=["women"])
    a_patient(place, "=Jo Reyes", phone="+1 214 555 0100", cohorts=["women"], avoid_days=[0, 4], part_of_day="morning")
    a_patient(place, "Mia Reyes", legal_name="Maria, Reyes", mode="online", address='12 "Elm" St; 3')
    text = patients.export_patients(by=place.by, program_id=place.program.id)

    sheet = lines.parse(text, TODAY)
    done = patients.import_patients(by=place.by, program_id=place.program.id, told=sheet.lines)

    assert (sheet.faults, len(sheet.lines), done) == ([], 2, (0, 0))
    assert noted(place, "patient") == ["patient.admitted", "patient.admitted", "patients.exported"]


def test_a_file_that_names_someone_who_is_here_is_told_and_writes_nothing():
    place, elsewhere = a_place(), a_place("Elsewhere")
    a_patient(place)
    stranger = a_patient(elsewhere, "Eve Novak")
    text = f"id,name,birth_date\n,Jó Reyes,1990-05-17\n,Mia Reyes,1992-02-02\n{stranger.id},Eve Novak,1990-05-17\n"
    told = lines.parse(text, TODAY).lines

    faults = queries.faults_against(place.program.id, told)

    assert [(fault.line, fault.code) for fault in faults] == [(2, "known"), (4, "unknown_id")]
    with pytest.raises(Refused):
        patients.import_patients(by=place.by, program_id=place.program.id, told=told)
    assert Patient.objects.filter(program=place.program.id).count() == 1


def test_an_opened_chart_stays_open_for_a_shift_and_is_reviewed_once():
    place = a_place()
    jo, ben = a_patient(place), a_colleague(place, "Ben Okafor")
    who = Who(place.by.provider_id, staff_id=ben)

    team.break_glass(by=who, patient_id=jo.id, reason="covering", at=NOON, words="Ana is ill.")

    opening = GlassBroken.objects.get()
    assert opening.until - opening.at == timedelta(hours=12)
    (told,) = queries.openings(place.by.provider_id, reviewed=False)
    assert (told.patient_name, told.staff_name, told.words) == ("Jo Reyes", "Ben Okafor", "Ana is ill.")
    eve = Who(place.by.provider_id, staff_id=a_colleague(place, "Pat Privacy", Role.PRIVACY, everywhere=True))
    assert [team.review_glass(by=eve, opening_id=opening.id, at=NOON) for _ in range(2)] == [True, False]
    assert noted(place, "glass.") == ["glass.broken", "glass.reviewed"]


def test_a_new_counselor_takes_the_place_of_the_one_before_who_stays():
    place = a_place()
    jo, ana, ben = a_patient(place), a_colleague(place, "Ana"), a_colleague(place, "Ben")

    for one in (ana, ben):
        team.join_team(by=place.by, patient_id=jo.id, staff_id=one, at=NOON, is_counselor=True)

    assert [(c.name, c.is_counselor) for c in queries.carers(jo.id)] == [("Ben", True), ("Ana", False)]
    assert team.leave_team(by=place.by, patient_id=jo.id, staff_id=ben, at=NOON)
    assert [c.name for c in queries.carers(jo.id) if c.until is None] == ["Ana"]
