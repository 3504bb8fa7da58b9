# SPDX-License-Identifier: Apache-2.0
"""Whoever sees the phone learns that there is an appointment, and no more."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from handrail.ground.post import rules
from handrail.ground.post.wording import worded

CHICAGO = ZoneInfo("America/Chicago")
SIX, HALF_PAST = "2026-03-10T23:00:00+00:00", "2026-03-11T00:30:00+00:00"


def text(kind, on=date(2026, 3, 9), phone="", **facts):
    return worded(kind, facts, zone=CHICAGO, phone=phone, on=on)[1]


@pytest.mark.parametrize(
    ("on", "day"),
    [
        (date(2026, 3, 8), "on Tuesday, March 10"),
        (date(2026, 3, 9), "tomorrow"),
        (date(2026, 3, 10), "today"),
        (date(2026, 3, 11), "on Tuesday, March 10"),
    ],
)
def test_a_reminder_says_the_day_as_it_reads_on_the_day_it_is_sent(on, day):
    assert text("reminder", on, at=[SIX]) == f"You have an appointment {day} at 6:00 PM."


def test_a_day_with_two_meetings_is_one_reminder():
    assert text("reminder", at=[SIX, HALF_PAST]) == "You have appointments tomorrow at 6:00 PM and 7:30 PM."


def test_what_moved_says_from_when_to_when():
    told = text("moved", was=[SIX], at=[HALF_PAST], phone="214-555-0100")

    assert told == "Your appointment tomorrow at 6:00 PM is now tomorrow at 7:30 PM. Questions? Call 214-555-0100."


def test_what_is_off_says_so():
    assert text("cancelled", was=[SIX]) == "Your appointment tomorrow at 6:00 PM will not take place."


@pytest.mark.parametrize("kind", rules.KINDS)
def test_no_message_says_what_the_appointment_is(kind):
    subject, said = worded(kind, {"at": [SIX], "was": [SIX]}, zone=CHICAGO, phone="", on=date(2026, 3, 9))

    for telling in ("program", "treat", "recover", "group", "session", "counsel", "addict", "clinic", "patient"):
        assert telling not in f"{subject} {said}".lower()
