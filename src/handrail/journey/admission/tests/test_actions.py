# SPDX-License-Identifier: Apache-2.0
"""Papers are opened, signed, struck, ticked, insured and closed; what is signed stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from handrail.ground.kit.answer import Refused
from handrail.ground.people.tests.make import a_patient, a_place, noted
from handrail.journey.admission import actions, facts, queries
from handrail.journey.admission.tests.make import CARD, FRIDAY, opened, pilar, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return a_place()


def in_texas(place):
    return replace(place, program=replace(place.program, state="TX"))


def states(place, packet, *, at=FRIDAY):
    return {line.item.key: line.state for line in queries.sheet(place.program, packet, at=at).lines}


def test_a_new_packet_lists_what_is_missing_by_the_rules_of_the_place(place):
    by, place = pilar(place), in_texas(place)
    _patient, packet = opened(place, by)

    found = queries.sheets(place.program, at=FRIDAY)[0]

    rules = {line.item.key: line.rule.section for line in found.lines if line.rule}
    assert found.packet.id == packet
    assert (rules["treatment"], rules["privacy"]) == ("26 TAC 564.802(b)", "42 CFR 2.22(a), (b)")
    assert {line.item.key for line in found.lines if line.is_habit} == {"contact", "person", "insurance", "payment"}
    assert not next(line.rule for line in found.lines if line.item.key == "assessment").verified
    assert "online" not in rules


def test_elsewhere_our_own_habit_stands_where_no_rule_does(place):
    _patient, packet = opened(place, pilar(place), mode="online")

    lines = {line.item.key: line for line in queries.sheet(place.program, packet, at=FRIDAY).lines}

    assert lines["treatment"].is_habit
    assert lines["assessment"].due.day == (FRIDAY + timedelta(days=7)).date()
    assert "online" in lines
    assert "plan" not in lines


def test_a_signature_keeps_the_text_its_hash_the_signer_the_device_and_the_witness(place):
    by = pilar(place)
    patient, packet = opened(place, by)

    made = signed(place, by, packet, device="Safari on iPad")

    found = queries.signature(patient, made)
    assert found.wording.text.startswith("I agree to be treated at Lakeside.")
    assert found.wording.digest == queries.wording("treatment", place.program).digest
    assert (found.name, found.device, found.witness, found.witness_letters) == (
        "Jo Reyes", "Safari on iPad", "Pilar Donahue", "LPC",
    )  # fmt: skip
    assert found.is_intact
    assert not replace(found, name="Someone else").is_intact
    assert states(place, packet)["treatment"] == "done"
    assert noted(place, "papers.") == ["papers.opened", "papers.signed"]


@pytest.mark.parametrize("table", ["admission_signature", "admission_wording"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET at = at"])
def test_the_database_lets_nobody_change_or_take_out_what_was_signed(place, table, deed):
    by = pilar(place)
    signed(place, by, opened(place, by)[1])

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table))


def test_a_signature_given_in_error_is_struck_stays_and_counts_no_longer(place):
    by = pilar(place)
    patient, packet = opened(place, by)
    made = signed(place, by, packet)

    with pytest.raises(Refused, match="what is wrong"):
        actions.strike(by=by, signature_id=made, because=" ", at=FRIDAY)
    for _ in range(2):
        actions.strike(by=by, signature_id=made, because="The wrong person signed.", at=FRIDAY)

    assert queries.signature(patient, made).struck_because == "The wrong person signed."
    assert states(place, packet)["treatment"] != "done"
    assert noted(place, "papers.").count("papers.struck") == 1


def test_who_will_not_sign_that_a_notice_was_given_was_asked_and_consent_cannot_be_declined(place):
    by = pilar(place)
    _patient, packet = opened(place, by)
    with pytest.raises(Refused, match="what was tried"):
        signed(place, by, packet, "privacy", way="declined")

    for form in ("privacy", "treatment"):
        signed(place, by, packet, form, way="declined", because="Read to them; they would rather not sign.")

    assert states(place, packet)["privacy"] == "done"
    assert states(place, packet)["treatment"] != "done"


@pytest.mark.parametrize(
    ("but", "because"),
    [
        ({"way": "paper"}, "on which day"),
        ({"way": "paper", "signed_on": (FRIDAY + timedelta(days=1)).date()}, "on which day"),
        ({"name": " "}, "name of whoever signs"),
        ({"role": "guardian"}, "who they are"),
    ],
)
def test_a_signature_that_says_too_little_is_refused(place, but, because):
    by = pilar(place)

    with pytest.raises(Refused, match=because):
        signed(place, by, opened(place, by)[1], **but)


def test_a_text_that_changed_since_it_was_read_is_not_signed(place):
    by = pilar(place)
    packet = opened(place, by)[1]
    told = {"way": "here", "role": "patient", "name": "Jo"}

    with pytest.raises(Refused, match="new text"):
        actions.sign(
            by=by, packet_id=packet, program=place.program, form="treatment", digest="0" * 64, told=told, at=FRIDAY
        )


def test_a_change_of_insurance_begins_a_new_entry_and_the_same_again_does_not(place):
    by = pilar(place)
    patient, packet = opened(place, by)

    for policy in (CARD, CARD, replace(CARD, member_id="B 23")):
        actions.insure(by=by, patient_id=patient, place=1, policy=policy, at=FRIDAY)

    assert [one.policy.member_id for one in queries.insurances(patient)] == ["B 23"]
    assert noted(place, "insurance.") == ["insurance.told", "insurance.told"]
    assert states(place, packet)["insurance"] == "done"
    with pytest.raises(Refused, match="before it begins"):
        actions.insure(
            by=by, patient_id=patient, place=1, at=FRIDAY,
            policy=replace(CARD, ends_on=CARD.starts_on - timedelta(days=1)),
        )  # fmt: skip
    actions.insure(by=by, patient_id=patient, place=1, policy=None, at=FRIDAY)
    assert queries.insurances(patient) == []


def test_papers_are_closed_only_when_all_of_them_are_there(place):
    by = pilar(place)
    known = {"phone": "1", "address": "1 Elm", "emergency_name": "Mia", "emergency_phone": "2"}
    patient, packet = opened(place, by, **known)
    with pytest.raises(Refused, match="Not all of it"):
        actions.close(by=by, packet_id=packet, program=place.program, at=FRIDAY)

    missing = {one.item.key for one in queries.sheet(place.program, packet, at=FRIDAY).lines if not one.proof.is_done}

    assert missing == {"treatment", "privacy", "rights", "insurance", "payment", "assessment", "person"}
    assert patient


def test_an_item_kept_elsewhere_is_ticked_once_and_taken_back(place):
    by, place = pilar(place), in_texas(place)
    _patient, packet = opened(place, by)

    for _ in range(2):
        actions.tick(by=by, packet_id=packet, item="plan", done_on=FRIDAY.date(), at=FRIDAY)

    assert states(place, packet)["plan"] == "done"
    actions.untick(by=by, packet_id=packet, item="plan", at=FRIDAY)
    assert states(place, packet)["plan"] != "done"
    assert noted(place, "papers.") == ["papers.opened", "papers.ticked", "papers.unticked"]


def test_papers_of_two_entries_of_one_person_become_hers(place):
    by = pilar(place)
    kept, ours = opened(place, by)
    merged, theirs = opened(place, by, name="Joanna Reyes")
    made = signed(place, by, theirs)
    actions.insure(by=by, patient_id=merged, place=1, policy=CARD, at=FRIDAY)

    with transaction.atomic():
        actions.take_over(kept=kept, merged=merged, at=FRIDAY)

    assert queries.packet(kept).id == ours
    assert queries.signature(kept, made).is_intact
    assert [one.policy for one in queries.insurances(kept)] == [CARD]


def test_the_list_asks_as_many_questions_however_many_papers_are_open(place):
    by = pilar(place)
    asked = []
    for name in ("Jo Reyes", "Eve Novak", "Kim Lee"):
        patient, packet = opened(place, by, name=name)
        signed(place, by, packet)
        actions.insure(by=by, patient_id=patient, place=1, policy=CARD, at=FRIDAY)
        with CaptureQueriesContext(connection) as found:
            queries.sheets(place.program, at=FRIDAY)
        asked.append(len(found))

    assert asked[1] == asked[2]  # for one alone the week is read for her only


@pytest.mark.parametrize("days", [0, 1, 2, 3, 5, 8, 30])
def test_what_presses_is_told_as_on_the_list_and_asks_as_many_questions_however_many_are_open(place, days):
    by, at, asked = pilar(place), FRIDAY + timedelta(days=days), []
    for name in ("Jo Reyes", "Eve Novak", "Kim Lee"):
        patient, packet = opened(place, by, name=name)
        signed(place, by, packet)
        actions.insure(by=by, patient_id=patient, place=1, policy=CARD, at=FRIDAY)
        with CaptureQueriesContext(connection) as found:
            late, soon = queries.pressing(place.program, at=at)
        asked.append(len(found))

    sheets = queries.sheets(place.program, at=at)
    assert late == sum(bool(one.late) for one in sheets)
    assert soon == sum(one.is_near and not one.late for one in sheets)
    assert asked[1] == asked[2]


def test_own_forms_take_the_place_of_ours_and_faulty_ones_say_what_is_wrong(tmp_path):
    (tmp_path / "treatment.md").write_text("# Ours\nVersion 7\n\nWords of {program}.\n")
    (tmp_path / "bad.md").write_text("Words only")

    with pytest.raises(ValueError, match=r"bad\.md: begin with"):
        facts.wordings([facts.OURS, tmp_path])
    (tmp_path / "bad.md").unlink()
    found = facts.wordings([facts.OURS, tmp_path])

    assert found["treatment"].spoken(program="Lakeside").text == "Words of Lakeside."
    assert found["privacy"].version == "2026.1"


def test_a_patient_of_another_day_is_not_opened_ahead_of_time(place):
    with pytest.raises(Refused, match="not here yet"):
        actions.open_packet(
            by=pilar(place), patient_id=a_patient(place).id, admitted_at=FRIDAY + timedelta(days=1), at=FRIDAY
        )
