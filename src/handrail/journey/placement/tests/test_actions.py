# SPDX-License-Identifier: Apache-2.0
"""Determinations: begun from answers, rated, decided, signed for good, co-signed, explained by their own rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.answer import Refused
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import NOON, a_patient, a_place, noted
from handrail.journey.placement import actions, papers, queries
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.models import Determination, KeptPack
from handrail.journey.placement.proposals import Answered, Ground, answered_since, stands
from handrail.journey.placement.tests.make import AGREED, DAY, a_counselor, a_draft, a_signed_one, ratings

pytestmark = pytest.mark.django_db
MILD = {
    "withdrawal.intoxicated": "no", "withdrawal.signs": ("none",), "withdrawal.seizure": "no",
    "withdrawal.detox_needed": "no", "health.stability": "well", "health.pregnant": "no", "mind.mood": "some",
    "mind.anxiety": "none", "mind.psychosis": "never", "risk.suicide_thoughts": "never", "use.ever": ("alcohol",),
    "strengths.coping": "mostly", "home.housing": "own", "home.use_there": "nobody", "home.support": "strong",
    "risk.safe_at_home": "no", "strengths.ready": "set", "mind.thinking": "well",
}  # fmt: skip


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def jo(place):
    return a_patient(place).id


@pytest.fixture
def ana(place, jo):
    return a_counselor(place, jo)


def paper(patient_id, key) -> papers.Determination:
    found = queries.one(patient_id, key)
    assert found
    return found.paper


def test_a_draft_begins_with_what_the_answers_propose(jo, ana):
    key = a_draft(ana, jo, MILD)

    made = paper(jo, key)
    assert made.given == {"withdrawal": 0, "health": 0, "mind": 1, "risk": 0, "home": 0, "person": 0}
    assert made.recommended == "outpatient"


def test_without_answers_nothing_is_proposed_and_nothing_recommended(jo, ana):
    made = paper(jo, a_draft(ana, jo))

    assert made.given == {}
    assert made.recommended == ""


def test_there_is_one_draft_at_a_time(jo, ana):
    assert a_draft(ana, jo) == a_draft(ana, jo, MILD)


def test_later_answers_are_taken_in_and_what_was_changed_by_hand_stays(jo, ana):
    key = a_draft(ana, jo, MILD)
    by_hand = dict(paper(jo, key).given) | {"home": 2}
    actions.weigh(by=ana, determination_id=key, told=Weighed(by_hand, reasons={"home": "Her brother moved in."}))
    later = MILD | {"mind.mood": "much", "home.support": "none", "withdrawal.seizure": "yes"}

    actions.take_in(by=ana, determination_id=key, answers=later, on=DAY + timedelta(days=1))

    made = paper(jo, key)
    rated = {one.area: one for one in made.ratings}
    assert rated["mind"].given == rated["mind"].proposed > 1
    assert (rated["home"].given, rated["home"].reason) == (2, "Her brother moved in.")
    assert made.answers["mind.mood"] == "much"
    assert made.judged_on == DAY + timedelta(days=1)


def test_a_danger_that_was_put_aside_stays_aside_until_what_it_rests_on_is_told_anew():
    told, anew = ({"self_harm": (Ground("w", (("risk.attempt", said),)),)} for said in ("year", "week"))

    assert stands([], told, told) == []
    assert stands([], told, anew) == ["self_harm"]
    assert stands(["added"], told, {}) == ["added"]
    assert stands(["self_harm"], told, {}) == []


@given(st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_taking_in_the_same_answers_twice_changes_nothing_more(current, before, now):
    grounds = (Ground("w", ()),)
    then, told = (dict.fromkeys(codes, grounds) for codes in (before, now))

    once = stands(current, then, told)

    assert stands(once, told, told) == once


def test_what_was_answered_since_is_told_by_question():
    kept = {"mind.mood": "some", "coming.discharged_on": "2026-11-01", "use.ever": ["alcohol"]}
    now = {"mind.mood": "severe", "coming.discharged_on": date(2026, 11, 1), "use.ever": ("alcohol",), "risk.x": 3}

    assert answered_since(kept, now) == [Answered("mind.mood", "some", "severe"), Answered("risk.x", None, 3)]


def test_a_rating_that_differs_needs_a_reason_before_it_is_signed(jo, ana):
    key = a_draft(ana, jo, MILD)
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(mind=2)))
    actions.decide(by=ana, determination_id=key, values=AGREED)

    with pytest.raises(Refused, match="“Mind and behavior” is rated otherwise"):
        actions.sign(by=ana, determination_id=key, at=NOON)


def test_what_is_signed_is_whole_noted_and_never_changed(place, jo, ana):
    key = a_signed_one(ana, jo)

    made = paper(jo, key)
    assert (made.decided, made.author, made.is_in_force) == ("intensive_outpatient", "Ana Beltrán", True)
    assert made.signed_hash == papers.hash_of(made)
    assert noted(place, "level.") == ["level.begun", "level.weighed", "level.decided", "level.signed"]
    for deed in (
        lambda: actions.weigh(by=ana, determination_id=key, told=Weighed(ratings())),
        lambda: actions.decide(by=ana, determination_id=key, values=AGREED),
        lambda: actions.sign(by=ana, determination_id=key, at=NOON),
        lambda: actions.drop(by=ana, determination_id=key),
    ):
        with pytest.raises(Refused, match="never changed"):
            deed()


def test_what_was_changed_behind_its_back_no_longer_fits_its_hash(jo, ana):
    key = a_signed_one(ana, jo)
    Determination.objects.filter(pk=key).update(decided="outpatient")

    made = paper(jo, key)
    assert made.signed_hash != papers.hash_of(made)


def test_a_decision_that_differs_from_what_is_recommended_needs_a_reason(jo, ana):
    with pytest.raises(Refused, match="differs from what is recommended"):
        a_signed_one(ana, jo, decided="outpatient")

    key = a_signed_one(ana, jo, decided="outpatient", override_reason="Court days leave no more; seen again in a week.")
    assert paper(jo, key).decided == "outpatient"


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        ({"agreed": ""}, "say whether it was agreed"),
        ({"agreed": "partly"}, "say what the patient sees otherwise"),
        ({"agreed": "no", "agreed_words": " "}, "say what the patient sees otherwise"),
        ({"available": False}, "say what happens until it is"),
        ({"decided": ""}, "no level is decided yet"),
    ],
)
def test_what_is_missing_is_told_before_it_is_signed(jo, ana, decided, told):
    with pytest.raises(Refused, match=told):
        a_signed_one(ana, jo, **decided)


def test_while_a_gate_stands_nothing_less_can_be_signed(jo, ana):
    key = a_draft(ana, jo)
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(), gates=frozenset({"self_harm"})))
    assert paper(jo, key).recommended == "inpatient"
    actions.decide(by=ana, determination_id=key, values=AGREED | {"override_reason": "She asked for it."})

    with pytest.raises(Refused, match="a safety gate stands"):
        actions.sign(by=ana, determination_id=key, at=NOON)


def test_a_gate_that_answers_point_to_is_taken_back_only_with_a_reason(jo, ana):
    key = a_draft(ana, jo, MILD | {"risk.suicide_thoughts": "month", "risk.suicide_plan": "month"})
    assert paper(jo, key).gates == ("self_harm",)
    why = dict.fromkeys(ratings(), "Seen today with her safety plan.")
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(), why))
    actions.decide(by=ana, determination_id=key, values=AGREED)
    with pytest.raises(Refused, match="say why it does not stand"):
        actions.sign(by=ana, determination_id=key, at=NOON)

    dismissed = {"self_harm": "Crisis team saw her today: no plan any more."}
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(), why, dismissed=dismissed))
    actions.sign(by=ana, determination_id=key, at=NOON)
    assert paper(jo, key).is_in_force


def test_what_an_intern_signs_is_in_force_only_once_somebody_else_co_signs(place, jo, ana):
    wren = a_counselor(place, jo, "Wren Castellano", Role.INTERN)
    key = a_signed_one(wren, jo)
    assert not paper(jo, key).is_in_force
    assert queries.in_force(jo) is None
    assert queries.waiting_for_cosignature(place.by.provider_id, [place.program.id]) == [(jo, key)]
    with pytest.raises(Refused, match="cannot co-sign"):
        actions.cosign(by=wren, determination_id=key, at=NOON)

    actions.cosign(by=ana, determination_id=key, at=NOON)
    actions.cosign(by=ana, determination_id=key, at=NOON)

    made = paper(jo, key)
    assert made.is_in_force
    assert made.signed_hash == papers.hash_of(made)
    assert noted(place, "level.co") == ["level.cosigned"]
    assert queries.waiting_for_cosignature(place.by.provider_id, None) == []


def test_the_next_one_says_what_changed_and_which_way_it_leads(jo, ana):
    a_signed_one(ana, jo, ratings(risk=3, home=2), decided="partial_hospital")
    key = a_draft(ana, jo, occasion="review")
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(), facts=frozenset({"works"})))
    actions.decide(by=ana, determination_id=key, values=AGREED)
    actions.sign(by=ana, determination_id=key, at=NOON + timedelta(days=14))

    newest, oldest = queries.history(jo)
    assert (oldest.way, newest.way) == ("first", "down")
    assert newest.since
    assert newest.since.areas == (("risk", 3, 2), ("home", 2, 1))
    assert newest.since.new == ("works",)


def test_an_old_one_is_explained_by_the_rules_of_its_day(jo, ana, monkeypatch):
    key = a_signed_one(ana, jo)
    text, pack = queries.in_force_on(paper(jo, key).judged_on)
    stricter = replace(pack, version="2027.1", levels=(replace(pack.levels[0], holds=(0,) * 6), *pack.levels[1:]))
    monkeypatch.setattr(queries, "in_force_on", lambda _day: (text + "# 2027", stricter))

    later = a_draft(ana, jo)

    assert (paper(jo, key).version, paper(jo, later).version) == ("2026.1", "2027.1")
    assert KeptPack.objects.count() == 2
    first = queries.one(jo, key)
    assert first
    assert first.pack == pack


def test_free_text_and_answers_are_sealed_on_the_disk(jo, ana):
    from django.db import connection

    key = a_draft(ana, jo, MILD | {"health.conditions": "asthma"})
    actions.decide(by=ana, determination_id=key, values=AGREED | {"summary": "She is a teacher."})
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary, answers FROM placement_determination")
        summary, answers = cursor.fetchone()

    assert "teacher" not in summary
    assert "asthma" not in answers


def test_two_entries_that_become_one_keep_their_determinations(place, jo, ana):
    other = a_patient(place, "Joanna Reyes").id
    a_signed_one(a_counselor(place, other, "Ben Okafor"), other)
    a_draft(ana, other)
    kept = a_draft(ana, jo)

    actions.take_over(kept=jo, merged=other)

    assert len(queries.history(jo)) == 1
    found = queries.draft(jo)
    assert found
    assert found.paper.id == kept
    assert found.since
