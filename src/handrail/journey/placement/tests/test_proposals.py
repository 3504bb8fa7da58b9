# SPDX-License-Identifier: Apache-2.0
"""Ratings proposed from answers: the highest row counts, its answers are shown, what was not asked is not guessed."""

from datetime import date, timedelta

import pytest

from handrail.journey.placement.proposals import holds, proposed, with_counts
from handrail.journey.placement.rules import Condition
from handrail.journey.placement.tests.make import the_pack

DAY = date(2026, 11, 20)
PACK = the_pack()


def rating(area: str, answers: dict[str, object]):
    found = proposed(PACK, answers, on=DAY)
    return next(one for one in found.ratings if one.area.id == area)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"mind.mood": "some"}, 1),
        ({"mind.mood": "much"}, 2),
        ({"mind.mood": "very_much"}, 3),
        ({"mind.mood": "some", "risk.suicide_thoughts": "now"}, 3),
        ({"risk.attempt": "months_12"}, 2),
        ({"risk.attempt": "months_3"}, 4),
    ],
)
def test_the_highest_row_counts(answers, expected):
    assert rating("mind", answers).rating == expected


@pytest.mark.parametrize(("days", "gate"), [(3, True), (4, False)])
def test_a_seizure_before_and_use_within_three_days_is_a_gate(days, gate):
    found = proposed(PACK, {"withdrawal.seizure": "yes", "use.last_on.alcohol": ago(days)}, on=DAY)

    assert ("withdrawal" in found.gates) is gate


@pytest.mark.parametrize(("score", "expected"), [(9, 0), (10, 3), (14, 3), (15, 4)])
def test_a_withdrawal_scale_counts_from_its_edges(score, expected):
    quiet = {
        "withdrawal.intoxicated": "no", "withdrawal.signs": ["none"], "withdrawal.seizure": "no",
        "withdrawal.detox_needed": "no",
    }  # fmt: skip

    assert rating("withdrawal", quiet | {"withdrawal.score_name": "ciwa", "withdrawal.score": score}).rating == expected


def test_what_was_not_asked_is_told_and_nothing_is_proposed():
    one = rating("home", {"home.housing": "own"})

    assert one.rating is None
    assert one.missing == ("home.use_there", "home.support", "risk.safe_at_home")


def test_a_danger_is_proposed_though_other_answers_are_missing():
    one = rating("home", {"risk.safe_at_home": "yes"})

    assert (one.rating, one.missing) == (4, ("home.housing", "home.use_there", "home.support"))


def test_a_proposal_names_its_answers_with_their_substance():
    answers = {"criteria.craving.alcohol": "months_3", "criteria.takes_time.alcohol": "months_12"}
    (ground,) = rating("risk", answers).grounds

    assert ground.answers == (("criteria.signs.alcohol", 2),)


def test_what_a_body_does_with_a_prescribed_medicine_is_no_sign():
    answers = {
        "criteria.needs_more.opioids": "months_3", "criteria.unwell_without.opioids": "months_3",
        "criteria.craving.opioids": "months_12", "criteria.only_as_prescribed.opioids": "yes",
    }  # fmt: skip

    counted = with_counts(answers, on=DAY)
    assert (counted["criteria.signs.opioids"], counted["criteria.signs_3.opioids"]) == (1, 0)
    counted = with_counts(answers | {"criteria.only_as_prescribed.opioids": "no"}, on=DAY)
    assert (counted["criteria.signs.opioids"], counted["criteria.signs_3.opioids"]) == (3, 2)


def test_days_are_counted_also_from_days_that_are_written_and_never_from_tomorrow():
    counted = with_counts({"use.last_on.alcohol": "2026-11-17", "use.last_on.cannabis": ago(-1)}, on=DAY)

    assert counted["use.days_ago.alcohol"] == 3
    assert "use.days_ago.cannabis" not in counted


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (Condition("k", at_least=2), 2, True),
        (Condition("k", at_least=2), 1, False),
        (Condition("k", at_most=2), 2, True),
        (Condition("k", at_most=2), 3, False),
        (Condition("k", at_least=2), None, False),
        (Condition("k", at_least=2), "2", False),
        (Condition("k", frozenset({"yes"})), ("no", "yes"), True),
        (Condition("k", frozenset({"yes"})), [], False),
        (Condition("k", count_at_least=2), ["a", "b"], True),
        (Condition("k", count_at_least=2), ["a"], False),
    ],
)
def test_a_condition_holds_up_to_its_edge(condition, value, expected):
    assert holds(condition, value) is expected
