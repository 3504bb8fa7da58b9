# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace
from datetime import date

import pytest

from handrail.ground.packs import rules
from handrail.ground.packs.tests.make import a_deadline, a_limit, a_pack

ON = date(2026, 3, 2)


def test_of_two_least_numbers_the_higher_counts_and_of_two_most_the_lower():
    packs = [
        a_pack(a_limit(value=9), a_limit("week.hours.max", 19)),
        a_pack(a_limit(value=10), a_limit("week.hours.max", 18)),
    ]

    assert rules.limit(packs, "week.hours.min", on=ON).value == 10
    assert rules.limit(packs, "week.hours.max", on=ON).value == 18
    assert rules.limit(packs, "week.days.min", on=ON) is None


def test_a_number_that_is_not_verified_counts_only_where_no_verified_one_is_known():
    sure, said = a_limit(value=9), a_limit(value=12, verified=False)

    assert rules.limit([a_pack(sure), a_pack(said)], "week.hours.min", on=ON) == sure
    assert rules.limit([a_pack(said)], "week.hours.min", on=ON) == said


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2023, 12, 31), False),
        (date(2024, 1, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_pack_counts_from_its_first_day_to_its_last(on, counts):
    pack = a_pack(a_limit(), effective_until=date(2026, 12, 31), deadlines=(a_deadline(),))

    assert (rules.limit([pack], "week.hours.min", on=on) is not None) == counts
    assert (rules.deadline([pack], "plan.filed", on=on) == [a_deadline()]) == counts


def test_a_limit_speaks_only_of_the_levels_of_care_and_the_people_it_names():
    packs = [
        a_pack(a_limit(value=9, whom="adults", levels=("intensive_outpatient",)), a_limit(value=6, whom="adolescents"))
    ]

    assert rules.limit(packs, "week.hours.min", on=ON).value == 9
    assert rules.limit(packs, "week.hours.min", on=ON, whom="adolescents").value == 6
    assert rules.limit(packs, "week.hours.min", on=ON, level="outpatient") is None


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("week.hours.min", 8.99, False),
        ("week.hours.min", 9, True),
        ("week.hours.max", 9, True),
        ("week.hours.max", 9.01, False),
    ],
)
def test_a_limit_is_kept_up_to_and_at_its_edge(key, value, kept):
    assert a_limit(key, 9).is_kept(value) == kept


def test_a_program_that_names_no_pack_has_those_of_the_nation_and_its_state():
    nation, texas, ohio = (
        a_pack(id=f"us-{x}", jurisdiction=y) for x, y in (("a", "US"), ("b", "US-TX"), ("c", "US-OH"))
    )
    payer = replace(nation, id="payer", jurisdiction="", payer="A payer")
    packs = [nation, texas, ohio, payer]

    assert rules.applying(packs, state="TX") == [nation, texas]
    assert rules.applying(packs) == [nation]
    assert rules.applying(packs, chosen=["payer", "us-c"], state="TX") == [ohio, payer]
