# SPDX-License-Identifier: Apache-2.0
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.waiting.rules import Waiting, first, next_contact

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
DAY = timedelta(days=1)


def a_wait(name: str = "Jo", **but) -> Waiting:
    told = {
        "key": uuid4(), "program_id": uuid4(), "inquiry_id": uuid4(), "patient_id": None, "name": name,
        "since": NOON - 10 * DAY, "due": NOON + DAY,
    } | but  # fmt: skip
    return Waiting(**told)


def names(*waiting: Waiting) -> list[str]:
    return [one.name for one in first(waiting, NOON)]


def test_whom_a_week_fits_comes_before_whoever_is_late_and_she_before_whoever_is_not():
    fits, late = a_wait("fits", fits_since=NOON), a_wait("late", due=NOON - DAY, since=NOON - 90 * DAY)

    assert names(a_wait("waits"), late, fits) == ["fits", "late", "waits"]


def test_among_those_a_week_fits_danger_goes_first_then_the_longest_wait():
    long = a_wait("long", fits_since=NOON, since=NOON - 30 * DAY)
    short = a_wait("short", fits_since=NOON, since=NOON - 3 * DAY, due=NOON - 2 * DAY)
    pressing = a_wait("pressing", fits_since=NOON, since=NOON - DAY, is_pressing=True)

    assert names(short, long, pressing) == ["pressing", "long", "short"]


def test_late_begins_after_the_moment_a_call_is_due():
    assert a_wait(due=NOON).late_by(NOON) == timedelta()
    assert a_wait(due=NOON).late_by(NOON + timedelta(seconds=1)) == timedelta(seconds=1)
    assert a_wait(due=None).late_by(NOON) == timedelta()


def test_a_call_nobody_answers_is_made_again_the_next_day_any_other_in_a_week():
    assert next_contact("no_answer", NOON) == NOON + DAY
    assert next_contact("reached", NOON) == next_contact("left_message", NOON) == NOON + 7 * DAY


waits = st.builds(
    a_wait, since=st.integers(0, 60).map(lambda n: NOON - n * DAY),
    due=st.integers(-9, 9).map(lambda n: NOON + n * DAY), is_pressing=st.booleans(),
    fits_since=st.sampled_from([None, NOON]),
)  # fmt: skip


@given(st.lists(waits, max_size=12))
def test_nobody_is_lost_by_the_order_and_nobody_without_a_week_stands_before_one_who_has(waiting):
    shown = first(waiting, NOON)

    assert sorted(shown, key=lambda one: one.key) == sorted(waiting, key=lambda one: one.key)
    assert [one.fits for one in shown] == sorted((one.fits for one in shown), reverse=True)
