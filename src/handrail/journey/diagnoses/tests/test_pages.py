# SPDX-License-Identifier: Apache-2.0
"""A diagnosis is found, doubted, decided, confirmed and ended; problems are named and solved."""

import pytest
from django.db import connection, transaction
from django.urls import reverse

from handrail.ground.kit.answer import Refused
from handrail.ground.people.tests.make import a_patient, noted, signed_in, words
from handrail.journey.diagnoses import actions, queries
from handrail.journey.diagnoses.models import Diagnosis
from handrail.journey.diagnoses.rules import Said
from handrail.journey.intake.tests.make import signs
from handrail.journey.intake.tests.stored import NOON, a_clinic, begun, saved

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def assessed(clinic, **how):
    pk = begun(clinic)
    saved(clinic, pk, {"use.ever": ["alcohol"]})
    saved(clinic, pk, {(key, "alcohol"): value for key, value in signs(**how).items()})


def diagnose(clinic, code, *, by=None, standing="confirmed", because="", **how):
    return actions.diagnose(
        by=by or clinic.ana, patient=clinic.jo, said=Said(code, **how), standing=standing, at=NOON, because=because
    )


def test_a_diagnosis_that_fits_stands_and_is_a_problem():
    clinic = a_clinic()
    assessed(clinic, months_3=7)

    diagnose(clinic, "F10.20", severity="severe")

    assert [one.said.code for one in queries.diagnoses(clinic.jo.id)] == ["F10.20"]
    assert [one.words for one in queries.problems(clinic.jo.id)] == ["Alcohol dependence, uncomplicated"]
    assert noted(clinic.place, "diagnosis.") == ["diagnosis.made"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM diagnoses_diagnosis")
        assert "F10" not in cursor.fetchone()[0]


def test_one_that_does_not_fit_stands_only_with_a_reason():
    clinic = a_clinic()
    assessed(clinic, months_3=3)

    with pytest.raises(actions.Doubted) as no:
        diagnose(clinic, "F10.20", severity="severe")
    diagnose(clinic, "F10.20", severity="severe", because="Her sister told of much more.")

    assert [doubt.code for doubt in no.value.doubts] == ["other_severity"]
    assert queries.diagnoses(clinic.jo.id)[0].because == "Her sister told of much more."


def test_an_intern_writes_provisional_ones_and_who_signs_alone_confirms():
    clinic = a_clinic()
    assessed(clinic, months_3=7)

    with pytest.raises(Refused, match="provisional"):
        diagnose(clinic, "F10.20", by=clinic.ben)
    made = diagnose(clinic, "F10.20", by=clinic.ben, standing="provisional")
    with pytest.raises(Refused, match="signs alone"):
        actions.confirm(by=clinic.ben, patient=clinic.jo, diagnosis_id=made.id, at=NOON)
    assert actions.confirm(by=clinic.ana, patient=clinic.jo, diagnosis_id=made.id, at=NOON)
    assert not actions.confirm(by=clinic.ana, patient=clinic.jo, diagnosis_id=made.id, at=NOON)

    assert queries.diagnoses(clinic.jo.id)[0].by == "Ana Beltrán"


def test_an_ended_diagnosis_is_kept_and_its_problem_is_solved():
    clinic = a_clinic()
    made = diagnose(clinic, "F41.1")

    assert actions.end(by=clinic.ana, patient=clinic.jo, diagnosis_id=made.id, at=NOON)
    assert not actions.end(by=clinic.ana, patient=clinic.jo, diagnosis_id=made.id, at=NOON)

    assert queries.diagnoses(clinic.jo.id) == []
    assert queries.problems(clinic.jo.id) == []
    assert len(queries.diagnoses(clinic.jo.id, also_ended=True)) == 1


@pytest.mark.parametrize("code", ["F10", "F10.2", "X99.9", ""])
def test_a_heading_or_an_unknown_code_is_refused(code):
    with pytest.raises(Refused, match="Choose a code"):
        diagnose(a_clinic(), code)


def test_there_is_one_main_diagnosis():
    clinic = a_clinic()
    for code in ("F41.1", "F33.1"):
        actions.diagnose(by=clinic.ana, patient=clinic.jo, said=Said(code), standing="confirmed", at=NOON, is_main=True)

    assert list(Diagnosis.objects.order_by("at", "id").values_list("is_main", flat=True)) == [False, True]


def test_diagnoses_of_an_entry_that_was_merged_are_hers_and_one_is_the_main_one():
    clinic = a_clinic()
    kept = a_patient(clinic.place, "Joanna Reyes")
    for patient, code in ((clinic.jo, "F41.1"), (kept, "F33.1")):
        actions.diagnose(by=clinic.ana, patient=patient, said=Said(code), standing="confirmed", at=NOON, is_main=True)

    with transaction.atomic():
        actions.take_over(kept=kept.id, merged=clinic.jo.id)

    assert [(one.said.code, one.is_main) for one in queries.diagnoses(kept.id)] == [("F33.1", True), ("F41.1", False)]
    assert len(queries.problems(kept.id)) == 2


def test_the_page_finds_proposes_doubts_and_lets_the_clinician_decide(settings):
    settings.MODE = "demo"
    clinic = a_clinic()
    assessed(clinic, months_3=7)
    client, url = signed_in(clinic.place, clinic.ana.staff_id), reverse("diagnoses:of-patient", args=[clinic.jo.id])

    found = client.get(url, {"q": "alcohol dep"}, headers={"HX-Request": "true"})
    chosen = client.get(url, {"code": "F10.20"})
    doubted = client.post(url, {"code": "F10.10", "severity": "mild", "standing": "confirmed"})
    told = {"code": "F10.10", "severity": "mild", "standing": "confirmed", "because": "As her doctor wrote."}
    done = client.post(url, told, follow=True)
    client.post(url, {"words": "No childcare on Tuesdays"})
    problem = next(one for one in queries.problems(clinic.jo.id) if one.diagnosis_id is None)
    client.post(url, {"solve": "1", "id": str(problem.id)})

    assert "F10.20" in words(found)
    assert 'value="severe" selected' in chosen.content.decode()
    assert doubted.status_code == 422
    assert "By the signs it is severe" in words(doubted)
    assert "It stands because: As her doctor wrote." in words(done)
    assert [one.words for one in queries.problems(clinic.jo.id)] == ["Alcohol abuse, uncomplicated"]


def test_the_page_asks_the_database_no_more_for_more_rows(django_assert_max_num_queries, settings):
    settings.MODE = "demo"
    clinic = a_clinic()
    client, url = signed_in(clinic.place, clinic.ana.staff_id), reverse("diagnoses:of-patient", args=[clinic.jo.id])
    for code in ("F41.1", "F33.1", "F43.10", "G47.00"):
        diagnose(clinic, code)

    with django_assert_max_num_queries(30):
        assert "F43.10" in words(client.get(url))
