# SPDX-License-Identifier: Apache-2.0
"""The way of an inquiry: nothing can fall out, whatever is done in whatever order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.rules.steps import (
    OPEN,
    WITH_HER,
    Deed,
    Next,
    NotNow,
    State,
    Step,
    Wish,
    after,
    begin,
    is_held,
    late_by,
    may,
)

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)
ANA = UUID(int=1)
PACE = desk().pace


def a_state(**but) -> State:
    told = {"wish": Wish.YES, "owner": ANA, "at": NOON, "pace": PACE, "reached": False} | but
    return begin(**told)


def follow(state: State, *deeds: Deed) -> State:
    at = NOON
    for deed in deeds:
        at += timedelta(hours=1)
        state = after(state, deed, at=at, pace=PACE, until=at + timedelta(hours=20))
    return state


@given(
    wish=st.sampled_from(Wish),
    reached=st.booleans(),
    deeds=st.lists(
        st.tuples(st.sampled_from(Deed), st.integers(0, 400), st.integers(-5, 90), st.booleans()), max_size=40
    ),
)
def test_nothing_falls_out_whatever_is_done(wish, reached, deeds):
    state, at = a_state(wish=wish, reached=reached), NOON

    for deed, later, until, screened in deeds:
        at += timedelta(hours=later)
        try:
            state = after(state, deed, at=at, pace=PACE, until=at + timedelta(hours=until), screened=screened)
        except NotNow:
            continue
        assert is_held(state)
        assert (state.next == Next.NOTHING) <= (state.step not in OPEN)
        assert state.step != Step.BOOKED or state.wish == Wish.YES


@given(deeds=st.lists(st.sampled_from(Deed), max_size=25), deed=st.sampled_from(Deed))
def test_a_button_is_offered_only_for_what_can_be_done(deeds, deed):
    state = a_state()
    for one in deeds:
        try:
            state = follow(state, one)
        except NotNow:
            continue

    try:
        follow(state, deed)
        was_done = True
    except NotNow:
        was_done = False
    assert may(state, deed) == was_done


def test_from_first_call_to_admitted():
    way = (Deed.REACHED, Deed.SCREENED, Deed.BOOKED, Deed.ASSESSED, Deed.ADMITTED)

    steps = [follow(a_state(), *way[:n]).step for n in range(len(way) + 1)]

    assert steps == [Step.NEW, Step.REACHED, Step.SCREENED, Step.BOOKED, Step.ASSESSED, Step.ADMITTED]


@pytest.mark.parametrize("deed", sorted(WITH_HER))
def test_nobody_contacts_her_before_her_own_wish_is_known(deed):
    for wish, why in ((Wish.UNKNOWN, "wish_unknown"), (Wish.NO, "wish_no")):
        with pytest.raises(NotNow) as no:
            follow(a_state(wish=wish), deed)
        assert no.value.why == why


def test_with_an_unknown_wish_the_caller_is_asked_next():
    state = a_state(wish=Wish.UNKNOWN, reached=True)

    assert (state.step, state.next) == (Step.NEW, Next.ASK_WISH)
    assert follow(state, Deed.WISHED).next == Next.CALL
    assert follow(state, Deed.REFUSED_WISH).next == Next.CLOSE_KINDLY


def test_the_letter_comes_with_the_last_attempt_and_not_before():
    before = follow(a_state(), *[Deed.TRIED] * (PACE.attempts - 1))

    assert before.next == Next.CALL
    assert follow(before, Deed.TRIED).next == Next.CLOSING_LETTER
    with pytest.raises(NotNow):
        follow(before, Deed.WROTE)


def test_no_letter_goes_to_someone_whose_wish_is_not_known():
    state = follow(a_state(wish=Wish.UNKNOWN), *[Deed.TRIED] * PACE.attempts)

    assert state.next == Next.CLOSE_KINDLY


def test_being_reached_begins_the_attempts_anew():
    state = follow(a_state(), *[Deed.TRIED] * (PACE.attempts - 1), Deed.REACHED, Deed.TRIED)

    assert (state.attempts, state.next) == (1, Next.SCREEN)


def test_danger_comes_before_booking():
    state = follow(a_state(), Deed.REACHED)

    with pytest.raises(NotNow) as no:
        after(state, Deed.SCREENED, at=NOON, pace=PACE, screened=False)
    assert no.value.why == "danger_not_asked"
    with pytest.raises(NotNow):
        follow(state, Deed.BOOKED)


def test_an_assessment_is_booked_ahead_of_now():
    state = follow(a_state(), Deed.SCREENED)

    for until in (NOON, NOON - timedelta(minutes=1)):
        with pytest.raises(NotNow):
            after(state, Deed.BOOKED, at=NOON, pace=PACE, until=until)
    assert after(state, Deed.BOOKED, at=NOON, pace=PACE, until=NOON + timedelta(minutes=1)).next == Next.ASSESS


def test_a_reminder_in_vain_does_not_move_the_assessment():
    state = follow(a_state(), Deed.SCREENED, Deed.BOOKED)

    tried = follow(state, *[Deed.TRIED] * PACE.attempts)

    assert (tried.next, tried.due) == (Next.ASSESS, state.due)


def test_who_waits_is_contacted_every_week():
    state = follow(a_state(), Deed.SCREENED, Deed.WAITED)

    contacted = after(state, Deed.CONTACTED, at=NOON, pace=PACE)

    assert contacted.next == Next.WEEKLY_CONTACT
    assert contacted.due == NOON + timedelta(days=7)
    assert follow(contacted, Deed.PLACED).next == Next.BOOK


def test_a_referral_is_over_only_when_it_is_known_whether_she_arrived():
    state = follow(a_state(), Deed.REFERRED)

    assert state.next == Next.ASK_ARRIVED
    assert follow(state, Deed.ARRIVED).next == Next.NOTHING


def test_late_begins_after_the_moment_it_is_due():
    state = a_state()
    assert state.due

    assert late_by(state, state.due) == timedelta()
    assert late_by(state, state.due + timedelta(seconds=1)) == timedelta(seconds=1)
