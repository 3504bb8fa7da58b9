# SPDX-License-Identifier: Apache-2.0
"""What of a diagnosis does not fit the counted signs, said by name; codes found by what people type."""

import pytest

from handrail.journey.diagnoses import codes, rules
from handrail.journey.diagnoses.rules import Said
from handrail.journey.intake.rules import Disorder


def signs(substance="alcohol", year=7, ever=7, answered=11, severity="severe", **but):
    return Disorder(substance, year, ever, answered, 11, severity, **but)


def doubted(said, *disorders, standing=()):
    return [doubt.code for doubt in rules.doubts(said, disorders or [signs()], standing)]


@pytest.mark.parametrize(
    ("said", "disorder", "doubts"),
    [
        (Said("F10.20", "severe"), signs(), []),
        (Said("F10.20", "moderate"), signs(year=5, ever=5, severity="moderate"), []),
        (Said("F10.10", "mild"), signs(year=2, ever=2, severity="mild"), []),
        (Said("F10.20"), signs(), []),
        (Said("F10.10"), signs(), ["other_grade"]),
        (Said("F10.20"), signs(year=3, ever=3, severity="mild"), ["other_grade"]),
        (Said("F10.20", "moderate"), signs(), ["other_severity"]),
        (Said("F10.10", "severe"), signs(), ["code_is_mild"]),
        (Said("F10.20", "mild"), signs(), ["code_is_more", "other_severity"]),
        (Said("F10.20", "severe"), signs(year=0, ever=1, severity=""), ["too_few"]),
        (Said("F10.20", "severe"), signs(answered=9), ["unanswered"]),
        (Said("F10.21", "severe", "early"), signs(remission="early"), []),
        (Said("F10.21", "severe", "sustained"), signs(remission="early"), ["other_remission"]),
        (Said("F10.21", "severe", "early"), signs(), ["no_remission"]),
        (Said("F10.21", "severe"), signs(remission="early"), ["say_which_remission"]),
        (Said("F10.20", "severe", "early"), signs(remission="early"), ["code_without_remission"]),
        (Said("F10.20", "severe"), signs(remission="sustained"), ["remission_unsaid"]),
        (Said("F10.21", "severe", "early"), signs(remission="early", is_controlled=True), ["controlled_unsaid"]),
        (Said("F10.21", "severe", "early", is_controlled=True), signs(remission="early", is_controlled=True), []),
        (Said("F10.20", "severe", is_controlled=True), signs(), ["controlled_without_remission"]),
        (Said("F10.21", "severe", "early"), signs(remission="early", on_medication=True), ["medication_unsaid"]),
        (Said("F10.20", "severe"), signs(on_medication=True), []),
        (Said("F11.20", "severe"), signs(), ["not_named"]),
        (Said("F17.200", "mild"), signs("tobacco", 2, 2, severity="mild"), ["mild_tobacco"]),
        (Said("F17.201", "severe", "early"), signs("tobacco", remission="early"), []),
        (Said("F17.200", "severe", "early"), signs("tobacco", remission="early"), ["code_without_remission"]),
        (Said("F33.1"), signs(), []),
    ],
)
def test_what_does_not_fit_is_pointed_out_by_name(said, disorder, doubts):
    assert doubted(said, disorder) == doubts


def test_a_second_diagnosis_of_one_substance_is_pointed_out():
    assert doubted(Said("F10.20", "severe"), standing=[Said("F10.10", "mild")]) == ["same_substance"]
    assert doubted(Said("F33.1"), standing=[Said("F33.1")]) == ["twice"]
    assert doubted(Said("F41.1"), standing=[Said("F33.1")]) == []


@pytest.mark.parametrize(
    ("disorder", "code"),
    [
        (signs(), "F10.20"),
        (signs(year=2, ever=2, severity="mild"), "F10.10"),
        (signs(remission="sustained"), "F10.21"),
        (signs(year=0, ever=2, severity="mild", remission="early"), "F10.11"),
    ],
)
def test_the_code_that_the_signs_alone_would_get_fits_them(disorder, code):
    said = rules.proposed("F10", disorder)

    assert said.code == code
    assert codes.every()[code].is_billable
    assert rules.doubts(said, [disorder]) == []


def test_tobacco_has_codes_of_its_own_and_too_few_signs_have_none():
    assert rules.proposed("F17", signs("tobacco")).code == "F17.200"
    assert rules.proposed("F17", signs("tobacco", remission="early")).code == "F17.201"
    assert rules.proposed("F17", signs("tobacco", 2, 2, severity="mild")).code == "Z72.0"
    assert rules.proposed("F10", signs(year=0, ever=1, severity="")) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("F10.20", "F10.20"),
        ("f1020", "F10.20"),
        ("alcohol dependence", "F10.20"),
        ("alco dep remission", "F10.21"),
        ("ptsd", "F43.11"),
        ("heroin dependence", "F11.20"),
        ("generalized anx", "F41.1"),
        ("tobacco use", "Z72.0"),
    ],
)
def test_a_code_is_found_by_what_people_type(typed, first):
    assert first in [code.code for code in codes.found_by(typed)][:3]


@pytest.mark.parametrize("typed", ["", "   ", "zebra", "F"])
def test_what_names_nothing_finds_nothing_or_little(typed):
    assert len(codes.found_by(typed)) <= codes.AT_MOST
    assert all(code.is_billable for code in codes.found_by(typed))


def test_every_substance_of_the_assessment_has_its_chapter():
    from handrail.journey.intake.catalogue import current

    assert {one.icd10: one.key for one in current().substances} == rules.SUBSTANCES
    assert len(codes.every()) == 2021
