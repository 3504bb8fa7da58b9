# SPDX-License-Identifier: Apache-2.0
"""Records of another program: read, looked at, brought in; what a person said is never written over."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.answer import Refused
from handrail.ground.people.tests.make import noted, signed_in, words
from handrail.journey.handover import actions, rules
from handrail.journey.intake import queries
from handrail.journey.intake.tests.stored import NOON, a_clinic, begun, saved

DATA = Path(__file__).with_name("data")
OWN = {
    "format": "handrail/handover@1",
    "from": "Cedar House",
    "person": {"name": "Jo Reyes", "born": "1990-05-17"},
    "answers": [
        {"key": "coming.comes_from", "value": "residential"},
        {"key": "coming.discharged_on", "value": "2026-11-20"},
        {"key": "use.days_30", "substance": "alcohol", "value": 26},
        {"key": "health.allergies", "value": "Penicillin"},
    ],
}
BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        {"resource": {"resourceType": "Patient", "birthDate": "1990-05-17", "name": [{"given": ["Jo"]}]}},
        {"resource": {"resourceType": "Condition", "code": {"text": "Opioid abuse (disorder)"},
                      "clinicalStatus": {"coding": [{"code": "active"}]}}},
        {"resource": {"resourceType": "Condition", "code": {"text": "Asthma"},
                      "clinicalStatus": {"coding": [{"code": "resolved"}]}}},
        {"resource": {"resourceType": "MedicationRequest", "status": "active",
                      "medicationCodeableConcept": {"coding": [{"display": "Buprenorphine 8 mg"}]}}},
        {"resource": {"resourceType": "AllergyIntolerance", "code": {"text": "Latex"}}},
        {"resource": {"resourceType": "Encounter", "type": [{"text": "Drug rehabilitation and detoxification"}],
                      "period": {"start": "2026-10-01T08:00:00Z", "end": "2026-10-29T08:00:00Z"}}},
    ],
}  # fmt: skip


def read(told, name="file.json", **how):
    content = told if isinstance(told, bytes) else json.dumps(told).encode()
    return rules.read(queries.catalogue(), name, content, **{"on": date(2026, 11, 25)} | how)


def values(records):
    return {line.place: line.value for line in records.lines}


def test_our_own_format_becomes_lines_and_names_the_substances_it_speaks_of():
    records = read(OWN)

    assert records.faults == ()
    assert (records.sender, records.born) == ("Cedar House", date(1990, 5, 17))
    assert values(records)["use.days_30", "alcohol"] == 26
    assert values(records)["use.ever", ""] == ("alcohol",)
    assert values(read(rules.write(records).encode())) == values(records)


def test_a_table_of_key_substance_and_value_does_too():
    records = read(b"key,substance,value\nuse.ever,,alcohol|opioids\nuse.days_30,opioids,9\n", "a.csv", sender="X")

    assert values(records) == {("use.ever", ""): ("alcohol", "opioids"), ("use.days_30", "opioids"): 9}


def test_a_fhir_bundle_tells_conditions_medicines_allergies_and_the_last_stay():
    records = read(BUNDLE, sender="County")

    assert records.faults == ()
    assert values(records) == {
        ("health.conditions", ""): "Opioid abuse (disorder)",
        ("health.medicines", ""): "Buprenorphine 8 mg",
        ("health.allergies", ""): "Latex",
        ("use.ever", ""): ("opioids",),
        ("coming.comes_from", ""): "residential",
        ("coming.discharged_on", ""): date(2026, 10, 29),
        ("coming.stay_from", ""): date(2026, 10, 1),
        ("withdrawal.detox_done", ""): "done",
    }


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"format": ', "not whole JSON"),
        (b"{}", "handrail/handover@1"),
        (b"a,b\n1,2\n", "name the columns key, substance, value"),
        (b"key,substance,value\nuse.days_30,alcohol,31\n", "whole number from 0 to 30"),
        (b"key,substance,value\nuse.days_30,,3\n", "name a substance it is asked about, one of alcohol"),
        (b"key,substance,value\nrisk.attempt,alcohol,never\n", "asked once: leave the substance empty"),
        (b"key,substance,value\nshoe.size,,42\n", "docs/assessment.md lists the keys"),
        (b"key,substance,value\nimpression.summary,,Fine\n", "is not asked"),
        (b'{"format": "handrail/handover@1", "answers": [7]}', "must name key and value"),
        (b'{"format": "handrail/handover@1", "answers": "none"}', "must be a list"),
        (b'{"resourceType": "Bundle"}', "the bundle holds nothing"),
        (b" " * 5_000_001, "larger than 5 MB"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place_and_how_to_mend_it(content, fault):
    faults = read(content).faults

    assert any(fault in one.what for one in faults), faults


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resource", "code", "type", "period", "text", "coding", "entry"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_whatever_a_file_holds_is_lines_or_faults_and_never_an_error(told):
    for name in ("Patient", "Condition", "Encounter", "MedicationRequest", "AllergyIntolerance"):
        one = told if isinstance(told, dict) else {"code": told, "type": told, "period": told, "name": told}
        read({"resourceType": "Bundle", "entry": [{"resource": one | {"resourceType": name, "status": "active"}}]})
    read({"format": rules.FORMAT, "answers": told, "person": told})


@pytest.mark.django_db
def test_records_fill_what_is_open_and_leave_what_she_said():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"health.allergies": "None"})

    first = actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(OWN), at=NOON)
    again = actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(OWN), at=NOON)

    answers = queries.answers_of(clinic.jo.id)
    assert (first, again) == ((pk, 4), (pk, 0))
    assert answers.text("health.allergies") == "None"
    assert answers.given["use.days_30", "alcohol"].source == "records"
    assert answers.given["use.days_30", "alcohol"].of == "Cedar House"
    assert noted(clinic.place, "records.") == ["records.brought_in"]


@pytest.mark.django_db
def test_newer_records_of_the_same_sender_take_the_place_of_older_ones():
    clinic = a_clinic()
    newer = OWN | {"answers": [{"key": "health.allergies", "value": "Penicillin, latex"}]}
    other = newer | {"from": "County"}

    actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(OWN), at=NOON)
    assert actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(other), at=NOON)[1] == 0
    assert actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(newer), at=NOON)[1] == 1
    with pytest.raises(Refused, match="which program"):
        actions.bring_in(by=clinic.ana, patient_id=clinic.jo.id, records=read(OWN | {"from": ""}), at=NOON)


@pytest.mark.django_db
def test_a_file_is_looked_at_first_and_then_brought_in(settings):
    settings.MODE = "demo"
    clinic = a_clinic()
    client, url = signed_in(clinic.place, clinic.ana.staff_id), reverse("handover:hand-over", args=[clinic.jo.id])
    told = json.dumps(OWN | {"person": {"name": "Someone", "born": "1971-01-01"}}).encode()

    empty = client.post(url, {"send": "1"})
    look = client.post(url, {"send": "1", "sender": "Cedar House", "file": SimpleUploadedFile("a.json", told)})
    assert len(queries.answers_of(clinic.jo.id)) == 0
    done = client.post(url, {"told": look.context["told"]}, follow=True)

    assert empty.status_code == 422
    assert "5 answers would come in" in words(look)
    assert "another birth date than here" in words(look)
    assert "5 answers came in." in words(done)
    assert "Records: Cedar House" in words(done)


@pytest.mark.django_db
def test_a_hand_over_is_typed_in_from_paper(settings):
    settings.MODE = "demo"
    clinic = a_clinic()
    client, url = signed_in(clinic.place, clinic.ana.staff_id), reverse("handover:hand-over", args=[clinic.jo.id])
    typed = {"type": "1", "sender": "County detox", "coming.comes_from": "detox", "coming.discharged_on": "2026-11-20",
             "use.ever": ["alcohol"]}  # fmt: skip

    look = client.post(url, typed)

    assert "3 answers would come in" in words(look)
    assert "November 20, 2026" in words(look)
    assert client.get(url).status_code == 200


def synthea(name, *, on=date(2026, 11, 25)):
    """A bundle as another program's software writes it; tests/data/README.md says whence."""
    content = gzip.decompress((DATA / f"{name}.json.gz").read_bytes())
    return rules.read(queries.catalogue(), f"{name}.json", content, on=on)


def test_a_whole_record_of_another_software_is_read_and_the_rest_listed_by_kind():
    records = synthea("trey-leffler")

    told = {key: value for (key, _substance), value in values(records).items()}
    assert told["use.ever"] == ("alcohol", "tobacco")
    assert "Alcoholism" in told["health.conditions"]
    assert "nicotine transdermal patch" in told["health.medicines"]
    assert (records.name, records.faults) == ("Trey Leffler", ())
    aside = {one.what: one for one in records.aside if one.because == "other_kind"}
    assert {"Observation", "Claim", "Immunization"} <= aside.keys()
    assert all(one.count for one in records.aside)


def test_who_has_no_such_condition_is_not_said_to_use_anything():
    assert [line.place[0] for line in synthea("wendy-littel").lines] == ["health.medicines"]


@pytest.mark.parametrize(("on", "comes"), [("2019-06-17", True), ("2019-06-18", False), ("2019-03-18", False)])
def test_a_stay_is_where_somebody_comes_from_for_ninety_days_after_it_ended(on, comes):
    records = synthea("robby-becker", on=date.fromisoformat(on))  # left on March 19, 2019

    assert (("coming.discharged_on", "") in values(records)) is comes
    assert any(one.because == "long_ago" for one in records.aside)
