# SPDX-License-Identifier: Apache-2.0
from datetime import date

import pytest

from handrail.ground.kit import keys
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of


def test_keys_are_version_7_and_rise_even_within_a_millisecond():
    made = [keys.uuid7() for _ in range(5000)]

    assert sorted(made) == made
    assert len(set(made)) == len(made)
    assert {(key.version, key.variant) for key in made} == {(7, made[0].variant)}


def test_keys_rise_when_the_clock_is_set_back(monkeypatch):
    before = keys.uuid7()
    monkeypatch.setattr(keys.time, "time_ns", lambda: 0)

    assert keys.uuid7() > before


@pytest.mark.parametrize(
    ("day", "monday"), [((2026, 11, 23), 23), ((2026, 11, 29), 23), ((2026, 11, 30), 30), ((2026, 12, 1), 30)]
)
def test_a_week_begins_on_its_monday(day, monday):
    assert monday_of(date(*day)).day == monday


def test_a_refusal_keeps_every_reason():
    refused = Refused(*(f"reason {n}" for n in range(9)))

    assert len(refused.because) == 9
    assert str(refused).startswith("reason 0; reason 1")
