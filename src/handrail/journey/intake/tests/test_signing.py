# SPDX-License-Identifier: Apache-2.0
"""Whose letters sign alone, whose need another beside them; what is signed has one hash."""

from datetime import date
from uuid import UUID

import pytest

from handrail.ground.people.rules import Credential, Member, Post, Role
from handrail.journey.intake import signing
from handrail.journey.intake.rules import Given
from handrail.journey.intake.tests.make import answers

TODAY, YESTERDAY = date(2026, 11, 25), date(2026, 11, 24)
KEY, OTHER = UUID(int=1), UUID(int=2)


def standing(letters, *, role=Role.COUNSELOR, credentials=()):
    member = Member(KEY, OTHER, "Ana", letters, (), 0, posts=frozenset({Post(role)}), credentials=credentials)
    return signing.standing(member, on=TODAY, signers=signing.current())


@pytest.mark.parametrize(
    ("letters", "may", "because"),
    [
        ("LPC", "sign", ""),
        ("MA, LCDC", "sign", ""),
        ("LPC-S", "sign", ""),
        ("LCDC-I", "cosigned", ""),
        ("LPC-A LCDC-I", "cosigned", ""),
        ("", "", "no_letters"),
        ("RD", "", "unknown_letters"),
    ],
)
def test_letters_tell_who_signs_alone(letters, may, because):
    assert (standing(letters).may, standing(letters).because) == (may, because)


@pytest.mark.parametrize(("letters", "because"), [("LPC", "intern"), ("LCDC-I", "intern"), ("", "intern")])
def test_an_intern_by_role_is_always_cosigned(letters, because):
    found = standing(letters, role=Role.INTERN)

    assert (found.may, found.alone, found.because) == ("cosigned", False, because)


@pytest.mark.parametrize(("last_day", "may"), [(TODAY, "sign"), (YESTERDAY, "")])
def test_a_license_counts_to_its_last_day(last_day, may):
    assert standing("LPC", credentials=(Credential("LPC", "1", last_day),)).may == may


def test_another_license_stands_in_for_one_that_ran_out():
    assert standing("LPC LCDC", credentials=(Credential("LPC", "1", YESTERDAY),)).alone


@pytest.mark.parametrize("text", ['sign = ["LPC"]\ncosigned = ["LPC"]', "sign = []"])
def test_a_list_of_signers_that_contradicts_itself_is_refused(text):
    with pytest.raises(ValueError, match=r"signers\.toml"):
        signing.read(text)


def test_the_hash_follows_every_answer_and_its_source_and_nothing_else():
    def hashed(said, **but):
        how = {"assessment": KEY, "patient": OTHER, "catalogue": "1"} | but
        return signing.hash_of(answers=said, **how)

    said = answers({"risk.attempt": "never", "legal.status": ("none",)})
    other_order = answers({"legal.status": ("none",), "risk.attempt": "never"})
    told = answers({"risk.attempt": "earlier", "legal.status": ("none",)})
    by_family = answers({"risk.attempt": "never", "legal.status": ("none",)})
    by_family.given["risk.attempt", ""] = Given("never", "family")

    assert hashed(said) == hashed(other_order)
    assert len({hashed(said), hashed(told), hashed(by_family), hashed(said, patient=KEY)}) == 4
