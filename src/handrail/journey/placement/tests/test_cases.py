# SPDX-License-Identifier: Apache-2.0
"""Invented people of all kinds get the level a careful clinician would give; each page of docs/cases/ is up to date."""

from pathlib import Path

import pytest

from handrail.ground.people.tests.make import NOON, a_patient, a_place
from handrail.journey.intake import queries as intake
from handrail.journey.placement import actions, casebook, queries
from handrail.journey.placement.cases import ASSESSED_ON, cases
from handrail.journey.placement.tests.make import a_counselor, the_pack

PAGES = Path(__file__).parents[5] / "docs" / "cases"
CASES = list(cases())
PACK = the_pack()


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_each_is_determined_from_answers_as_a_careful_clinician_would(case):
    place = a_place()
    jo = a_patient(place).id
    ana = a_counselor(place, jo)

    key = actions.begin(by=ana, patient_id=jo, occasion="admission", answers=case.answers, on=ASSESSED_ON, at=NOON)

    found = queries.one(jo, key)
    assert found
    assert (found.paper.recommended, found.paper.gates) == (case.level, case.gates)
    assert [lack.code for lack in found.lacks] == ["not_decided"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_each_answer_is_one_the_assessment_can_give(case):
    catalogue = intake.catalogue()
    for key, value in case.answers.items():
        asked = key.rpartition(".")[0] if key.count(".") == 2 else key
        question = catalogue.question(asked)
        assert question, f"{key} is not asked"
        if question.codes:
            assert set(value if isinstance(value, list) else [value]) <= question.codes, key


def test_the_rules_speak_only_of_questions_and_answers_there_are():
    catalogue = intake.catalogue()
    counted = {"use.days_ago", "use.overdose_ago", "criteria.signs", "criteria.signs_3"}
    keys = [(key, frozenset()) for area in PACK.areas for key in area.needs]
    keys += [
        (one.key.replace("*", of), one.any_of) for row in PACK.proposals for one in row.when for of in row.of or ("",)
    ]
    for key, codes in keys:
        asked, _, of = key.rpartition(".") if key.count(".") == 2 else (key, "", "")
        assert not of or catalogue.substance(of), key
        if asked not in counted:
            question = catalogue.question(asked)
            assert question, f"{key} is not asked"
            assert codes <= question.codes, key


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_each_page_of_the_casebook_is_up_to_date(case):
    assert (PAGES / f"{case.slug}.md").read_text(encoding="utf-8") == casebook.page(PACK, case)


def test_the_index_of_the_casebook_is_up_to_date():
    assert (PAGES / "README.md").read_text(encoding="utf-8") == casebook.index(PACK, CASES)
