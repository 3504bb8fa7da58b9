# SPDX-License-Identifier: Apache-2.0
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.keys import uuid7
from handrail.ground.post import rules

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(st.integers(1, len(rules.PAUSES) - 1))
def test_each_pause_is_longer_than_the_last(tries):
    assert rules.next_try(tries + 1, AT) > rules.next_try(tries, AT) > AT


def test_after_the_last_pause_a_message_is_given_up():
    assert rules.next_try(len(rules.PAUSES), AT) == AT + timedelta(hours=16)
    assert rules.next_try(len(rules.PAUSES) + 1, AT) is None


@pytest.mark.parametrize(
    ("ways", "phone", "email", "channels"),
    [
        ((), "1", "a@x", []),
        (("voicemail",), "1", "a@x", []),
        (("text", "mail"), "1", "a@x", ["mail", "text"]),
        (("text", "mail"), " ", "a@x", ["mail"]),
        (("text",), "1", "a@x", ["text"]),
    ],
)
def test_somebody_is_reached_only_by_ways_she_allowed_and_gave_an_address_for(ways, phone, email, channels):
    assert rules.channels(ways, phone=phone, email=email) == channels


def test_a_message_is_for_one_person_or_one_address():
    assert rules.To(address="a@x.example").address
    with pytest.raises(ValueError, match="one person"):
        rules.To()
    with pytest.raises(ValueError, match="one person"):
        rules.To(patient_id=uuid7(), staff_id=uuid7())
