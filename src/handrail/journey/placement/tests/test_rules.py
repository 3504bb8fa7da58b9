# SPDX-License-Identifier: Apache-2.0
"""The judgement: what decides, what would change it, what else is safe. Both edges of each comparison."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.placement import rules
from handrail.journey.placement.rules import Situation
from handrail.journey.placement.tests.make import AREAS, in_order, the_pack

PACK = the_pack()
ANY = st.tuples(*[st.integers(0, 4)] * 6)
CODES = st.frozensets(st.sampled_from([gate.id for gate in PACK.gates]))


def level(**but: int) -> str:
    return PACK.levels[rules.level_of(PACK, Situation(in_order(**but)))].id


def judged(supports: tuple[str, ...] = (), gates: tuple[str, ...] = (), facts: tuple[str, ...] = (), **but: int):
    return rules.judge(PACK, Situation(in_order(**but), frozenset(gates), frozenset(supports), frozenset(facts)))


@pytest.mark.parametrize(
    ("but", "expected"),
    [
        ({"risk": 1}, "outpatient"),
        ({"risk": 2}, "intensive_outpatient"),
        ({"risk": 3}, "intensive_outpatient"),
        ({"risk": 4}, "residential"),
        ({"risk": 1, "mind": 1}, "outpatient"),
        ({"risk": 1, "mind": 2}, "intensive_outpatient"),
        ({"mind": 3}, "partial_hospital"),
        ({"mind": 4}, "inpatient"),
        ({"withdrawal": 2}, "partial_hospital"),
        ({"withdrawal": 3}, "residential"),
        ({"withdrawal": 4}, "inpatient"),
        ({"health": 2}, "intensive_outpatient"),
        ({"health": 3}, "residential"),
        ({"health": 4}, "inpatient"),
        ({"risk": 1, "home": 2}, "outpatient"),
        ({"risk": 1, "home": 3}, "intensive_outpatient"),
        ({"risk": 1, "home": 4}, "residential"),
        ({"risk": 2, "home": 2}, "intensive_outpatient"),
        ({"risk": 2, "home": 3}, "residential"),
        ({"risk": 3, "home": 1}, "intensive_outpatient"),
        ({"risk": 3, "home": 2}, "partial_hospital"),
        ({"risk": 3, "mind": 1}, "intensive_outpatient"),
        ({"risk": 3, "mind": 2}, "partial_hospital"),
        ({"risk": 3, "mind": 3}, "residential"),
        ({"risk": 3, "person": 2}, "intensive_outpatient"),
        ({"risk": 3, "person": 3}, "partial_hospital"),
        ({"risk": 3, "person": 4}, "residential"),
        ({"risk": 2, "person": 3}, "intensive_outpatient"),
        ({"risk": 2, "person": 4}, "partial_hospital"),
    ],
)
def test_each_edge_of_ranges_and_rules_is_where_the_pack_says(but, expected):
    assert level(**but) == expected


def test_what_a_person_wants_and_must_keep_never_asks_for_more_care_by_itself():
    assert {level(risk=risk, person=person) for risk in (0, 1) for person in range(5)} == {"outpatient"}


def test_the_reasons_are_the_ratings_that_decide_and_no_others():
    told = judged(risk=3, home=2, health=2)

    assert [(reason.areas, reason.words[:15]) for reason in told.because] == [
        (((AREAS.index("risk"), 3), (AREAS.index("home"), 2)), "Use is likely w")
    ]


def test_the_way_down_is_the_fewest_steps_that_suffice():
    told = judged(risk=3, home=2)

    assert told.down == rules.Change(((AREAS.index("risk"), 2),), PACK.place_of("intensive_outpatient"))


@given(ANY)
def test_the_way_down_always_leads_down_and_one_step_less_of_it_never_does(ratings):
    level = rules.level_by_ratings(PACK, ratings)

    down = rules.next_down(PACK, ratings, level)

    if down is None:
        assert level == 0
        return
    then = list(ratings)
    for area, rating in down.to:
        then[area] = rating
    assert rules.level_by_ratings(PACK, tuple(then)) == down.level < level
    for area, rating in down.to:
        almost = (*then[:area], rating + 1, *then[area + 1 :])
        assert rules.level_by_ratings(PACK, almost) >= level


@given(ANY)
def test_a_step_up_names_the_smallest_rise_that_matters(ratings):
    level = rules.level_by_ratings(PACK, ratings)

    for change in rules.next_up(PACK, ratings, level):
        ((area, rating),) = change.to
        assert rules.level_by_ratings(PACK, (*ratings[:area], rating, *ratings[area + 1 :])) == change.level > level
        assert rules.level_by_ratings(PACK, (*ratings[:area], rating - 1, *ratings[area + 1 :])) == level


@given(ANY, CODES)
def test_a_gate_outranks_ratings_and_says_what_comes_after_it(ratings, gates):
    told = rules.judge(PACK, Situation(ratings, gates))

    assert told.level == (PACK.place_of("inpatient") if gates else told.by_ratings)
    assert {gate.id for gate in told.gates} == gates
    assert not (gates and told.safe_with) or told.level == told.by_ratings


def test_a_support_that_is_missing_is_named_with_the_level_it_would_make_safe():
    told = judged(risk=3, home=4)

    assert [(PACK.levels[level].id, support.id) for level, support in told.safe_with] == [
        ("intensive_outpatient", "recovery_housing")
    ]
    assert PACK.levels[judged(supports=("recovery_housing",), risk=3, home=4).level].id == "intensive_outpatient"


def test_medicine_for_opioid_use_disorder_is_offered_until_it_is_taken_and_then_goes_on():
    without, with_it = judged(facts=("opioid_disorder",)), judged(facts=("opioid_disorder", "opioid_medicine"))

    assert "opioid_medicine" in {need.id for need in without.needs}
    assert {"opioid_medicine_kept"} == {need.id for need in with_it.needs if "medicine" in need.id}


@given(ANY, st.frozensets(st.sampled_from([fact.id for fact in PACK.facts])))
def test_a_barrier_or_a_fact_never_changes_the_level(ratings, facts):
    with_facts = rules.judge(PACK, Situation(ratings, facts=facts))

    assert with_facts.level == rules.judge(PACK, Situation(ratings)).level


def test_a_determination_with_its_reasons_is_judged_well_within_5_ms():
    ratings = [in_order(risk=risk, home=home, mind=mind) for risk in range(5) for home in range(5) for mind in range(5)]

    began = process_time()
    for one in ratings:
        rules.judge(PACK, Situation(one, frozenset({"self_harm"}), frozenset({"recovery_housing"})))

    assert (process_time() - began) / len(ratings) < 0.005
