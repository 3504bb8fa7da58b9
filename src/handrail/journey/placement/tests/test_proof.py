# SPDX-License-Identifier: Apache-2.0
"""The engine is proved, not sampled: every rating with every gate. And the document says what was found."""

from pathlib import Path

import pytest

from handrail.journey.placement.proof import Proof, document
from handrail.journey.placement.tests.make import the_pack

PAGE = Path(__file__).parents[5] / "docs" / "placement.md"
MARK = "<!-- from here on written by `python -m handrail.journey.placement.tests.documents` -->\n"


@pytest.fixture(scope="module")
def proof() -> Proof:
    return Proof(the_pack())


def test_every_combination_of_ratings_has_an_answer_and_every_level_is_reached(proof):
    assert len(proof.levels) == 5**6
    assert sorted(proof.people) == list(range(len(proof.pack.levels)))


def test_raising_any_rating_never_lowers_the_level(proof):
    assert proof.lowered == []


def test_a_gate_always_wins_and_no_gate_changes_nothing(proof):
    assert proof.gates_lost == []
    assert proof.gates_tried == 5**6 * 2**5


def test_what_is_in_place_never_leads_to_more_care(proof):
    assert proof.supports_harm == []


def test_every_rule_every_limit_and_every_gate_decides_somewhere_by_itself(proof):
    found = proof.decides | proof.limits | proof.gates_decide

    assert [row for row, ratings in found.items() if not ratings] == []


def test_no_two_rules_contradict_and_no_promise_is_broken(proof):
    assert proof.contradictions == []
    assert proof.broken_promises == []


def test_the_page_tells_the_pack_in_force_and_its_proof():
    _, mark, told = PAGE.read_text(encoding="utf-8").partition(MARK)

    assert mark
    assert told.strip() == document(the_pack()).strip(), (
        "write it anew: python -m handrail.journey.placement.tests.documents"
    )
