# SPDX-License-Identifier: Apache-2.0
"""What follows from the answers: counts, severity, remission, what is asked and missing, a gap in care."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.intake import rules
from handrail.journey.intake.catalogue import current
from handrail.journey.intake.rules import Answers, Given, Unreadable
from handrail.journey.intake.tests.make import JUNE_3, answers, disorder_of, signs


@pytest.mark.parametrize(
    ("count", "severity"),
    [(0, ""), (1, ""), (2, "mild"), (3, "mild"), (4, "moderate"), (5, "moderate"), (6, "severe"), (11, "severe")],
)
def test_severity_follows_how_many_signs_there_are(count, severity):
    found = disorder_of(months_3=count)

    assert (found.this_year, found.severity, found.is_complete) == (count, severity, True)


@pytest.mark.parametrize(
    ("signs_then", "severity", "remission"),
    [
        ({"months_3": 1, "months_12": 5}, "severe", ""),
        ({"months_12": 6}, "severe", "early"),
        ({"months_12": 1, "earlier": 3}, "moderate", "early"),
        ({"earlier": 6}, "severe", "sustained"),
        ({"earlier": 2}, "mild", "sustained"),
        ({"earlier": 1}, "", ""),
        ({}, "", ""),
    ],
)
def test_remission_begins_after_three_months_and_lasts_after_twelve(signs_then, severity, remission):
    found = disorder_of(**signs_then)

    assert (found.severity, found.remission) == (severity, remission)


def test_craving_alone_ends_no_remission():
    early = disorder_of(months_12=3, but={"criteria.craving": "months_3"})
    sustained = disorder_of(earlier=6, but={"criteria.craving": "months_3"})
    ended = disorder_of(earlier=6, but={"criteria.in_danger": "months_3"})

    assert (early.remission, sustained.remission, ended.remission) == ("early", "sustained", "")


def test_an_unanswered_sign_leaves_remission_open():
    told = signs(earlier=6)
    del told["criteria.needs_more"]
    found = rules.disorder(current(), answers(alcohol=told), "alcohol")

    assert (found.severity, found.remission, found.is_complete) == ("severe", "", False)


def test_a_controlled_environment_is_named_only_beside_a_remission():
    residential = {"coming.controlled": ("residential",)}

    assert disorder_of(said=residential, months_12=6).is_controlled
    assert not disorder_of(said=residential, months_3=6).is_controlled
    assert not disorder_of(said={"coming.controlled": ("sober_home",)}, months_12=6).is_controlled


def test_what_a_body_does_to_a_medicine_taken_as_prescribed_is_no_sign():
    two = {"criteria.needs_more": "months_3", "criteria.unwell_without": "months_3"}
    prescribed = disorder_of("opioids", but=two | {"criteria.only_as_prescribed": "yes"})
    not_prescribed = disorder_of("opioids", but=two | {"criteria.only_as_prescribed": "no"})

    assert (prescribed.this_year, prescribed.severity, prescribed.of) == (0, "", 9)
    assert set(prescribed.left_out) == two.keys()
    assert (not_prescribed.this_year, not_prescribed.severity) == (2, "mild")


def test_feeling_unwell_without_it_is_not_asked_of_inhalants():
    assert disorder_of("inhalants").of == 10
    assert disorder_of("alcohol").of == 11


def test_the_most_severe_disorder_comes_first():
    found = answers(cannabis=signs("cannabis", months_3=2), alcohol=signs(months_3=6), tobacco=signs("tobacco"))

    assert [one.substance for one in rules.disorders(current(), found)] == ["alcohol", "cannabis", "tobacco"]


@given(st.lists(st.sampled_from(["months_3", "months_12", "earlier", "never", None]), min_size=11, max_size=11))
def test_one_more_sign_never_makes_a_disorder_milder(told):
    order = ["", "mild", "moderate", "severe"]
    keys = [question.key for question in current().criteria]
    before = {key: said for key, said in zip(keys, told, strict=True) if said}
    after = before | {next((key for key in keys if before.get(key) != "months_3"), keys[0]): "months_3"}
    one, two = (rules.disorder(current(), answers(alcohol=each), "alcohol") for each in (before, after))

    assert two.this_year >= one.this_year
    assert two.ever >= one.ever
    assert order.index(rules.severity(current(), two.this_year)) >= order.index(
        rules.severity(current(), one.this_year)
    )


def test_only_substances_that_were_named_are_asked_about():
    use = current().section("use")
    said = answers({"use.ever": ("alcohol", "cannabis")})
    asked = {(question.key, substance) for question, substance in rules.asked(use, said)}

    assert ("use.days_30", "alcohol") in asked
    assert ("use.days_30", "opioids") not in asked
    assert ("use.medication", "alcohol") in asked
    assert ("use.medication", "cannabis") not in asked


def test_an_answer_counts_only_while_its_question_is_asked():
    thoughts = answers({"risk.suicide_thoughts": "now", "risk.suicide_plan": "now"})
    none = answers({"risk.suicide_thoughts": "never", "risk.suicide_plan": "now"})

    assert rules.in_force(current(), thoughts).says("risk.suicide_plan", "now")
    assert rules.in_force(current(), none).get("risk.suicide_plan") is None


def test_what_hung_on_an_answer_that_fell_away_falls_away_too():
    said = answers({"use.ever": ("opioids",)}, alcohol={"use.overdoses": 2, "use.overdose_on": JUNE_3})
    said = Answers({**said.given, ("use.ever", ""): Given(("opioids",))})

    assert set(rules.in_force(current(), said).given) == {("use.ever", "")}


def test_a_section_is_done_when_nothing_needed_is_missing_or_carried():
    legal = current().section("legal")
    empty, told = answers(), answers({"legal.status": ("none",)})

    assert rules.progress(legal, empty).missing == (("legal.status", ""),)
    assert rules.progress(legal, told).is_done
    assert not rules.progress(legal, rules.carry_forward(told)).is_done
    assert rules.carry_forward(told).given["legal.status", ""].value == ("none",)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("risk.attempt", ["never"], "never"),
        ("health.infections", ["tb", "hiv"], ("hiv", "tb")),
        ("use.days_30", ["0"], 0),
        ("use.days_30", ["30"], 30),
        ("use.last_on", ["2026-06-03"], JUNE_3),
        ("coming.reason", ["  My daughter asked me.  "], "My daughter asked me."),
        ("coming.reason", [" "], None),
        ("health.infections", [], None),
    ],
)
def test_what_is_typed_becomes_a_value_and_goes_back(key, typed, value):
    question = current().question(key)
    read = rules.read_value(question, typed)

    assert read == value
    assert rules.read_value(question, rules.typed(read)) == value


@pytest.mark.parametrize(
    ("key", "typed", "fault"),
    [
        ("risk.attempt", ["perhaps"], "there is no answer perhaps"),
        ("health.infections", ["none", "hiv"], "either none of these, or what is so"),
        ("health.infections", ["flu"], "there is no answer flu"),
        ("use.days_30", ["31"], "a whole number from 0 to 30"),
        ("use.days_30", ["-1"], "a whole number from 0 to 30"),
        ("use.days_30", ["many"], "a whole number from 0 to 30"),
        ("use.days_30", ["²"], "a whole number from 0 to 30"),
        ("use.last_on", ["June 3"], "a day written as 2026-11-25"),
        ("use.last_on", ["0026-06-03"], "please look at the year"),
        ("coming.reason", ["a" * 8001], "at most 8000 characters, and this has 8001"),
    ],
)
def test_what_is_no_answer_is_told_how_to_mend_it(key, typed, fault):
    with pytest.raises(Unreadable, match=fault):
        rules.read_value(current().question(key), typed)


def test_what_is_kept_comes_back_as_it_was():
    said = answers(
        {"use.main": "alcohol"}, alcohol={"use.days_30": 12, "use.last_on": JUNE_3, "use.route": ("swallowed",)}
    )
    said.given["use.names", "alcohol"] = Given("vodka", "records", "Cedar House", carried=True)

    assert rules.from_kept(current(), rules.as_kept(said, "use")) == said.given


def test_an_answer_to_a_question_that_is_gone_counts_no_longer():
    kept = [{"key": "use.shoe_size", "substance": "", "value": ["42"], "source": "patient", "of": "", "carried": False}]

    assert rules.from_kept(current(), kept) == {}


DISCHARGED = {"coming.comes_from": "residential", "coming.discharged_on": JUNE_3}


@pytest.mark.parametrize(
    ("first", "on", "days", "is_open"),
    [
        (date(2026, 6, 3), date(2026, 6, 9), 0, False),
        (date(2026, 6, 6), date(2026, 6, 9), 3, False),
        (date(2026, 6, 9), date(2026, 6, 9), 6, False),
        (date(2026, 6, 10), date(2026, 6, 9), 6, True),
        (None, date(2026, 6, 9), 6, True),
        (date(2026, 6, 1), date(2026, 6, 9), 0, False),
    ],
)
def test_the_gap_runs_from_leaving_there_to_the_first_session_here(first, on, days, is_open):
    found = rules.gap(answers(DISCHARGED), first_session_on=first, on=on)

    assert (found.left_on, found.days, found.is_open) == (JUNE_3, days, is_open)
    assert found.whole == (7 if first == date(2026, 6, 10) else days)


@pytest.mark.parametrize("but", [{"coming.comes_from": "home"}, {"coming.comes_from": "jail"}])
def test_without_a_place_of_care_before_there_is_no_gap(but):
    assert rules.gap(answers(DISCHARGED | but), first_session_on=None, on=JUNE_3 + timedelta(1)) is None
    assert rules.gap(answers({"coming.comes_from": "detox"}), first_session_on=None, on=JUNE_3) is None
