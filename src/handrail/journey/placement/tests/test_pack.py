# SPDX-License-Identifier: Apache-2.0
"""A pack of rules is read strictly: each fault is told with its place and what would be right."""

from datetime import date

import pytest

from handrail.ground.kit.answer import Refused
from handrail.journey.placement import pack, queries
from handrail.journey.placement.tests.make import DAY

TEXT = queries.in_force_on(DAY)[0]


def test_the_pack_in_force_is_read_whole():
    found = pack.read(TEXT)

    assert [level.id for level in found.levels] == [
        "outpatient", "intensive_outpatient", "partial_hospital", "residential", "inpatient",
    ]  # fmt: skip
    assert all(len(area.anchors) == len(area.plain) == 5 for area in found.areas)
    assert {row.source for row in (*found.levels, *found.rules, *found.needs)} <= {one.id for one in found.sources}


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("risk = 2, home = 3", "risk = 5, home = 3", "rules, 1, when, risk: Input should be less than or equal to 4"),
        ('  "Your health needs a hospital now.",\n', "", "areas, health: `plain` needs a sentence for each"),
        ("risk = 2, home = 3", "mood = 2, home = 3", "rules, use-and-home: there is no area mood; write one of"),
        ('level = "residential"', 'level = "rehab"', "there is no level rehab; write one of inpatient"),
        ('source = "advisory"', 'source = "hearsay"', "there is no source hearsay"),
        ("counts = [0, 1, 1, 2, 4]", "counts = [0, 1, 1, 3, 2]", "counts may only lower a rating"),
        ("counts = [0, 1, 1, 2, 4]", "counts = [0, 2, 2, 2, 4]", "counts may only lower a rating"),
        ("holds = { withdrawal = 1, health = 2, mind = 2,", "holds = { withdrawal = 0, health = 2, mind = 2,",
         "levels, intensive_outpatient: it holds less in withdrawal than outpatient"),
        ("holds = {}", "holds = { mind = 3 }", "the last level holds everything"),
        ('id = "use-and-mind"', 'id = "use-and-home"', "rules: use-and-home is given twice"),
        ('area = "withdrawal"\nrating = 4', 'area = "withdrawal"\nrating = 0', "a rating of 1 to 4 belongs to an area"),
        ('gate = "self_harm"', 'gate = "self_harm"\nfact = "trauma"', "name one of area, gate, support or fact"),
        ('of = ["opioids"]', "", "`of` and a key with * belong together"),
        ("[[areas]]", "[[areas]]\nweight = 2", "areas, 1, weight: Extra inputs are not permitted"),
        ('format = "handrail/placement@1"', "format = ", "it is not TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(was, becomes, told):
    assert was in TEXT

    with pytest.raises(Refused) as no:
        pack.read(TEXT.replace(was, becomes, 1))

    assert any(told in because for because in no.value.because), no.value.because


def test_every_fault_of_a_pack_is_told_at_once():
    with pytest.raises(Refused) as no:
        pack.read(TEXT.replace('source = "ours"', 'source = "hearsay"').replace("holds = {}", "holds = { mind = 3 }"))

    assert len(no.value.because) > 10


def test_before_the_first_pack_nothing_is_judged():
    with pytest.raises(Refused, match="no pack of placement rules is in force"):
        queries.in_force_on(date(2025, 12, 31))
