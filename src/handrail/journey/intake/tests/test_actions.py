# SPDX-License-Identifier: Apache-2.0
"""An assessment is begun, answered by several people, signed, sent back and added to; what the record tells of it."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.keys import uuid7
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import a_patient, noted
from handrail.journey.intake import actions as intake
from handrail.journey.intake import queries, rules, sheets
from handrail.journey.intake.models import Assessment, Saved, Signature
from handrail.journey.intake.tests.stored import (
    NOON,
    a_clinic,
    a_member,
    a_signed_one,
    all_needed,
    begun,
    saved,
    who,
)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LATER = NOON + timedelta(days=90)


def test_what_is_saved_is_read_and_every_version_is_kept():
    clinic = a_clinic()
    pk = begun(clinic)

    saved(clinic, pk, {"risk.attempt": "never", "risk.firearms": "open"})
    saved(clinic, pk, {"risk.firearms": "locked"}, by=clinic.ben)

    answers = queries.answers_of(clinic.jo.id)
    assert answers.says("risk.attempt", "never")
    assert answers.says("risk.firearms", "locked")
    assert list(Saved.objects.order_by("number").values_list("number", "staff__name")) == [
        (1, "Ana Beltrán"), (2, "Ben Ito"),
    ]  # fmt: skip
    assert '"open"' in Saved.objects.get(number=1).answers
    assert noted(clinic.place, "assessment.") == ["assessment.begun", "assessment.saved", "assessment.saved"]


def test_answers_are_sealed_on_the_disk():
    clinic = a_clinic()
    saved(clinic, begun(clinic), {"coming.reason": "My daughter asked me."})

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM intake_saved")
        assert "daughter" not in cursor.fetchone()[0]


def test_the_same_save_sent_twice_is_kept_once():
    clinic, mark = a_clinic(), uuid7()
    pk = begun(clinic)

    first = saved(clinic, pk, {"risk.attempt": "never"}, mark=mark)
    again = saved(clinic, pk, {"risk.attempt": "never"}, mark=mark)

    assert (first, again) == (True, False)
    assert Saved.objects.count() == 1
    assert noted(clinic.place, "assessment.saved") == ["assessment.saved"]


def test_a_save_that_changes_nothing_leaves_no_version():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})

    assert not saved(clinic, pk, {"risk.attempt": "never"})
    assert Saved.objects.count() == 1


def test_the_history_of_a_section_says_who_changed_what_and_when():
    clinic = a_clinic()
    pk, minute = begun(clinic), timedelta(minutes=1)
    saved(clinic, pk, {"home.support": "some", "home.housing": "own"})
    saved(clinic, pk, {"home.support": "strong"}, at=NOON + 2 * minute)
    saved(clinic, pk, {"home.support": "none"}, by=clinic.ben, source="family", of="sister", at=NOON + 3 * minute)
    saved(clinic, pk, {"home.housing": ""}, by=clinic.ben, at=NOON + 14 * minute)

    told = [
        (one.name, [(each.place[0], each.before and each.before.value, each.after and each.after.value)
                    for each in one.changes])
        for one in queries.versions(pk, "home")
    ]  # fmt: skip

    assert told == [
        ("Ben Ito", [("home.housing", "own", None)]),
        ("Ben Ito", [("home.support", "strong", "none")]),
        ("Ana Beltrán", [("home.housing", None, "own"), ("home.support", None, "strong")]),
    ]


def test_what_was_changed_and_changed_back_within_minutes_is_no_change():
    clinic = a_clinic()
    pk = begun(clinic)
    for at, said in enumerate(("some", "strong", "some")):
        saved(clinic, pk, {"home.support": said}, at=NOON + timedelta(minutes=11 if at else 0, seconds=at))

    assert len(queries.versions(pk, "home")) == 1


def test_an_answer_taken_back_is_gone_and_its_version_is_not():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})

    saved(clinic, pk, {"risk.attempt": ""})

    assert queries.answers_of(clinic.jo.id).get("risk.attempt") is None
    assert Saved.objects.count() == 2


def test_all_that_cannot_be_read_is_told_and_nothing_is_saved():
    clinic = a_clinic()
    pk = begun(clinic)

    with pytest.raises(Refused) as no:
        saved(clinic, pk, {"risk.attempt": "perhaps", "risk.shoe_size": "42", ("risk.means", "alcohol"): "yes"})

    assert len(no.value.because) == 3
    assert not Saved.objects.exists()


def test_who_told_it_is_kept_with_the_answer():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"home.support": "strong"}, source="family", of="sister")

    given = queries.answers_of(clinic.jo.id).given["home.support", ""]
    assert (given.source, given.of) == ("family", "sister")
    with pytest.raises(Refused, match="no such section"):
        saved(clinic, pk, {"home.support": "some"}, source="rumor")


def test_an_assessment_of_an_entry_that_was_merged_is_hers_and_its_signature_still_fits():
    clinic = a_clinic()
    kept = a_patient(clinic.place, "Joanna Reyes").id
    a_signed_one(clinic)

    with transaction.atomic():
        intake.take_over(kept=kept, merged=clinic.jo.id)

    (found,) = queries.of_patient(kept)
    assert queries.sheet(found).is_intact
    assert queries.of_patient(clinic.jo.id) == []


def test_of_two_that_are_not_signed_one_is_signed_before_their_entries_are_merged():
    clinic = a_clinic()
    kept = a_patient(clinic.place, "Joanna Reyes").id
    begun(clinic)
    intake.begin(by=clinic.ana, patient_id=kept, kind="first", at=NOON)

    with pytest.raises(Refused, match="Sign one of them first"):
        intake.take_over(kept=kept, merged=clinic.jo.id)


def test_there_is_one_open_assessment_and_it_is_gone_on_with():
    clinic = a_clinic()

    assert begun(clinic) == begun(clinic, kind="update", by=clinic.ben)
    assert Assessment.objects.count() == 1


def test_on_return_earlier_answers_are_carried_until_they_are_confirmed():
    clinic = a_clinic()
    a_signed_one(clinic)

    again = begun(clinic, kind="return", at=LATER)
    before = queries.answers_of(clinic.jo.id)
    saved(clinic, again, {"legal.ordered": "yes"}, confirmed=[("legal.status", "")], at=LATER)
    after = queries.answers_of(clinic.jo.id)

    assert all(given.carried for given in before.given.values())
    assert not after.given["legal.status", ""].carried
    assert not after.given["legal.ordered", ""].carried
    assert after.given["risk.attempt", ""].carried
    with pytest.raises(Refused, match="needed was answered"):
        intake.sign(by=clinic.ana, assessment_id=again, at=LATER)


def test_whoever_has_no_earlier_assessment_begins_with_a_first_one():
    clinic = a_clinic()

    assert intake.begin(by=clinic.ana, patient_id=clinic.jo.id, kind="return", at=NOON).kind == "first"
    with pytest.raises(Refused):
        intake.begin(by=clinic.ana, patient_id=clinic.jo.id, kind="second", at=NOON)


def test_a_signed_assessment_is_locked_and_can_only_be_added_to():
    clinic = a_clinic()
    pk = a_signed_one(clinic)

    with pytest.raises(intake.assessments.Locked):
        saved(clinic, pk, {"risk.attempt": "earlier"})
    intake.add(by=clinic.ana, assessment_id=pk, words="Her sister called: an attempt in 2019.", at=LATER)

    sheet = queries.sheet(queries.latest(clinic.jo.id))
    assert (sheet.assessment.state, sheet.is_intact) == ("signed", True)
    assert [(one.name, one.letters, one.words[:10]) for one in sheet.addenda] == [("Ana Beltrán", "LPC", "Her sister")]


def test_nobody_signs_while_something_needed_is_missing():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})

    with pytest.raises(Refused, match="needed was answered"):
        intake.sign(by=clinic.ana, assessment_id=pk, at=NOON)
    with pytest.raises(Refused, match="not signed yet"):
        intake.add(by=clinic.ana, assessment_id=pk, words="More.", at=NOON)


def test_an_interns_assessment_waits_for_her_supervisor():
    clinic = a_clinic()
    pk = a_signed_one(clinic, by=clinic.ben)

    waiting = queries.waiting(clinic.place.program.id)
    with pytest.raises(Refused, match="Someone else"):
        intake.cosign(by=clinic.ben, assessment_id=pk, at=LATER)
    intake.cosign(by=clinic.ana, assessment_id=pk, at=LATER)

    assert [(one.patient, one.by, one.letters) for one in waiting] == [("Jo Reyes", "Ben Ito", "LCDC-I")]
    assert queries.waiting(clinic.place.program.id) == []
    assert [one.part for one in queries.sheet(queries.latest(clinic.jo.id)).standing] == ["author", "cosigner"]
    assert clinic.jo.id in queries.signed_at([clinic.jo.id])


def test_a_supervisor_sends_it_back_and_the_author_reads_why():
    clinic = a_clinic()
    pk = a_signed_one(clinic, by=clinic.ben)

    intake.send_back(by=clinic.ana, assessment_id=pk, because="Ask about her medicines.", at=LATER)

    sheet = queries.sheet(queries.latest(clinic.jo.id))
    assert (sheet.assessment.state, sheet.returned.returned_because) == ("open", "Ask about her medicines.")
    assert intake.sign(by=clinic.ben, assessment_id=pk, at=LATER) == "waiting"
    assert queries.sheet(queries.latest(clinic.jo.id)).returned is None
    with pytest.raises(Refused, match="what is still to be done"):
        intake.send_back(by=clinic.ana, assessment_id=pk, because=" ", at=LATER)


@pytest.mark.parametrize(("letters", "told"), [("", "names no license"), ("RD", "not among those")])
def test_without_the_letters_for_it_nobody_signs(letters, told):
    clinic = a_clinic()
    eve = who(clinic.place, a_member(clinic.place, "Eve Moss", Role.COUNSELOR, letters))
    pk = begun(clinic)
    all_needed(clinic, pk)

    with pytest.raises(Refused, match=told):
        intake.sign(by=eve, assessment_id=pk, at=NOON)


def test_what_was_changed_behind_our_back_is_seen():
    clinic = a_clinic()
    pk = a_signed_one(clinic, by=clinic.ben)
    row = Saved.objects.filter(assessment=pk, section="legal").latest("number")
    row.answers = row.answers.replace('"other"', '"none"')
    row.save()

    assert not queries.sheet(queries.latest(clinic.jo.id)).is_intact
    with pytest.raises(Refused, match="not what was signed"):
        intake.cosign(by=clinic.ana, assessment_id=pk, at=LATER)
    assert Signature.objects.count() == 1


def test_only_what_was_signed_is_read_where_that_is_asked_for():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})

    assert len(queries.answers_of(clinic.jo.id)) == 1
    assert len(queries.answers_of(clinic.jo.id, signed_only=True)) == 0
    assert queries.of_patient(clinic.jo.id)[0].kind in sheets.KINDS
    assert rules.SOURCES[0] == "patient"


def test_a_save_from_a_page_read_earlier_writes_over_nothing_that_another_answered_since():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})
    saved(clinic, pk, {"risk.firearms": "locked"}, by=clinic.ben)

    saved(clinic, pk, {"risk.firearms": "open", "risk.attempt": "earlier"}, seen=1)

    answers = queries.answers_in(pk)
    assert answers.says("risk.firearms", "locked")
    assert answers.says("risk.attempt", "earlier")
    newer = queries.newer(pk, "risk", seen=1, sent={("risk.firearms", ""): "open"})
    told = newer["risk.firearms", ""]
    assert (told.before, told.after, told.name) == (None, "locked", "Ben Ito")


@pytest.mark.parametrize("seen", [None, 2, 3])
def test_who_has_read_the_newest_writes_over_it(seen):
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.attempt": "never"})
    saved(clinic, pk, {"risk.firearms": "locked"}, by=clinic.ben)

    assert saved(clinic, pk, {"risk.firearms": "open"}, seen=seen)
    assert queries.answers_in(pk).says("risk.firearms", "open")


def test_before_the_first_save_a_page_has_seen_none():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"risk.firearms": "locked"}, by=clinic.ben)

    assert not saved(clinic, pk, {"risk.firearms": "open"}, seen=0)
    assert not saved(clinic, pk, {"risk.firearms": "locked"}, seen=0)
    assert queries.newer(pk, "risk", seen=0, sent={("risk.firearms", ""): "locked"}) == {}
