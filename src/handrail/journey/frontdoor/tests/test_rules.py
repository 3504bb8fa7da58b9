# SPDX-License-Identifier: Apache-2.0
"""Danger, marks, open times, hours, papers and figures: each with both edges."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.days import Span
from handrail.ground.people.rules import Credential, Member, Post, Role
from handrail.journey.frontdoor.desk import desk
from handrail.journey.frontdoor.rules import danger, facts, figures, marks, papers, slots
from handrail.journey.frontdoor.rules.hours import in_hours
from handrail.journey.frontdoor.rules.slots import Busy, cells_of, is_within, may_assess, open_slots
from handrail.journey.frontdoor.rules.steps import CLOSED_BECAUSE
from handrail.journey.frontdoor.words import ACT, CLOSED, NEXT, QUESTION, STEP

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)  # Monday, 12:00 in Chicago
ZONE = ZoneInfo("America/Chicago")
HERE, PROVIDER, ANA = UUID(int=7), UUID(int=8), UUID(int=9)
NO = {one.key: "no" for one in danger.QUESTIONS}
OFFER = slots.Offering(frozenset({"LPC"}), within_hours=48, lead_minutes=60, days_ahead=7, grid_minutes=30)


def a_member(**but) -> Member:
    told = {
        "id": ANA, "provider_id": PROVIDER, "name": "Ana", "letters": "LPC", "skills": (), "max_minutes": 600,
        "posts": frozenset({Post(Role.COUNSELOR, HERE)}), "credentials": (Credential("LPC"),),
        "available": (Span(0, 9 * 60, 17 * 60),),
    }  # fmt: skip
    return Member(**told | but)


def opens(member: Member, busy=(), minutes: int = 60, at: datetime = NOON) -> list[slots.Slot]:
    told = {"program_id": HERE, "offering": OFFER, "minutes": minutes, "at": at, "zone": ZONE}
    return open_slots([member], {ANA: list(busy)}, **told)


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, "unasked"),
        (NO, "none"),
        (NO | {"pregnant": "yes"}, "soon"),
        (NO | {"withdrawal": "unsure", "pregnant": "yes"}, "today"),
        ({"life": "yes"}, "now"),
        ({key: "no" for key in NO if key != "pregnant"}, "unasked"),
        (NO | {"life": "perhaps"}, "unasked"),
    ],
)
def test_the_most_pressing_answer_decides(answers, level):
    assert danger.level_of(answers) == level


def test_every_question_act_and_step_has_words():
    assert {one.key for one in danger.QUESTIONS} == set(QUESTION)
    assert {act for one in danger.QUESTIONS for act in one.acts} == set(ACT)
    assert all(str(words) % desk().helplines for words in ACT.values())
    assert set(CLOSED) == set(CLOSED_BECAUSE)
    assert {"", "call", "ask_arrived"} <= set(NEXT)
    assert set(STEP) >= {"new", "closed"}


@pytest.mark.parametrize("text", ["(214) 555-0142", "+1 214 555 0142", "2145550142 ext. 9", "1-214-555-0142 x12"])
def test_a_phone_is_found_however_it_is_written(text):
    assert marks.digits_of(text) == "2145550142"


def test_who_may_be_the_same_person():
    assert marks.is_alike(["phone"])
    assert marks.is_alike(["name"])
    assert marks.is_alike(["born", "part"])
    assert not marks.is_alike(["born"])
    assert not marks.is_alike(["part", "part"])


def test_a_short_number_and_an_initial_mark_nobody():
    assert marks.marks_of(name="J", born=None, phones=["911", "555014"]) == frozenset()
    assert ("phone", "5550142") in marks.marks_of(name="", born=None, phones=["5550142"])


@pytest.mark.parametrize(
    "but",
    [
        {"has_left": True},
        {"posts": frozenset({Post(Role.COUNSELOR, UUID(int=1))})},
        {"posts": frozenset({Post(Role.NURSE, HERE)})},
        {"credentials": (Credential("RN"),)},
        {"credentials": (Credential("LPC", expires_on=date(2026, 11, 22)),)},
        {"time_off": ((date(2026, 11, 23), date(2026, 11, 23)),)},
    ],
)
def test_who_lacks_one_thing_does_not_assess(but):
    monday = date(2026, 11, 23)

    assert may_assess(a_member(), HERE, OFFER, on=monday)
    assert may_assess(a_member(credentials=(Credential("LPC", expires_on=monday),)), HERE, OFFER, on=monday)
    assert not may_assess(a_member(**but), HERE, OFFER, on=monday)


def test_open_times_begin_after_the_lead_and_end_with_her_hours():
    found = opens(a_member())

    assert found[0].start == NOON + timedelta(minutes=60)
    today = [slot for slot in found if slot.start.astimezone(ZONE).date() == date(2026, 11, 23)]
    assert today[-1].end.astimezone(ZONE).hour == 17
    assert len(found) == 7 + 15  # one to four in half hours; a week later from nine to four


def test_what_only_touches_a_meeting_is_open_and_what_overlaps_is_not():
    two = NOON + timedelta(hours=2)
    found = {slot.start for slot in opens(a_member(), [Busy(two, two + timedelta(hours=1))])}

    assert two - timedelta(hours=1) in found
    assert two - timedelta(minutes=30) not in found
    assert two + timedelta(minutes=30) not in found
    assert two + timedelta(hours=1) in found


@given(
    start=st.integers(0, 1380), length=st.integers(15, 600), minutes=st.sampled_from(slots.LENGTHS),
    busy=st.lists(st.tuples(st.integers(0, 7 * 1440), st.integers(5, 300)), max_size=5), later=st.integers(0, 20000),
)  # fmt: skip
def test_no_open_time_meets_anything_and_all_lie_in_her_hours(start, length, minutes, busy, later):
    at = NOON + timedelta(minutes=later)
    taken = [Busy(at + timedelta(minutes=a), at + timedelta(minutes=a + n)) for a, n in busy]
    end = min(start + length, 1440)

    found = opens(a_member(available=(Span(2, start, end),)), taken, minutes, at)

    assert found == sorted(found)
    for slot in found:
        assert slot.start >= at + timedelta(minutes=60)
        assert not any(slot.start < one.end and one.start < slot.end for one in taken)
        here = slot.start.astimezone(ZONE)
        assert here.weekday() == 2
        assert start <= here.hour * 60 + here.minute
        assert here.hour * 60 + here.minute + minutes <= end


def test_two_bookings_share_no_cell_exactly_when_they_do_not_overlap():
    first = set(cells_of(NOON, 60))

    assert len(first) == 4
    assert first.isdisjoint(cells_of(NOON + timedelta(minutes=60), 30))
    assert not first.isdisjoint(cells_of(NOON + timedelta(minutes=45), 30))
    assert not first.isdisjoint(cells_of(NOON + timedelta(minutes=59), 30))


def test_within_48_hours_counts_the_last_minute():
    slot = slots.Slot(NOON, NOON + timedelta(hours=1), ANA)

    assert is_within([slot], NOON - timedelta(hours=48), OFFER)
    assert not is_within([slot], NOON - timedelta(hours=48, seconds=1), OFFER)
    assert not is_within([], NOON, OFFER)


def test_what_is_due_at_night_is_due_an_hour_after_opening():
    opening = [Span(day, 8 * 60, 18 * 60) for day in range(5)]
    at = lambda hour, day=23: datetime(2026, 11, day, hour, tzinfo=ZONE)  # noqa: E731

    assert in_hours(at(18), opening, ZONE) == at(18)
    assert in_hours(at(19), opening, ZONE) == at(9, 24)
    assert in_hours(at(7), opening, ZONE) == at(9)
    assert in_hours(at(19, 27), opening, ZONE) == at(9, 30)
    assert in_hours(at(3), [], ZONE) == at(3)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 words %%EOF\n", "application/pdf"),
        (b"%PDF-1.7 /JavaScript %%EOF", ""),
        (b"%PDF-1.7 cut off", ""),
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", "image/png"),
        (b"\xff\xd8\xff....\xff\xd9", "image/jpeg"),
        (b"<html>%PDF-", ""),
        (b"MZ\x90", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_is_in_it(content, kind):
    assert papers.kind_of(content) == kind


def a_line(**but) -> figures.Line:
    told = {
        "program_id": HERE, "way": "call", "heard": "", "step": "new", "closed_because": "", "is_waiting": False,
        "first_contact_at": NOON,
    }  # fmt: skip
    return figures.Line(**told | but)


def test_median_and_ninetieth_are_times_that_someone_waited():
    spans = [timedelta(hours=n) for n in range(1, 11)]

    assert figures.centile(spans, 50) == timedelta(hours=5)
    assert figures.centile(spans, 90) == timedelta(hours=9)
    assert figures.centile(spans[:1], 90) == timedelta(hours=1)
    assert figures.centile([], 50) is None


def test_a_loss_counts_at_the_last_step_she_came_to():
    hour = timedelta(hours=1)
    lost = [
        a_line(step="closed", ended_at=NOON),
        a_line(step="closed", reached_at=NOON + hour, screened_at=NOON + 2 * hour, ended_at=NOON + 9 * hour),
        a_line(step="admitted", reached_at=NOON + hour, ended_at=NOON + 3 * hour),
    ]

    found = figures.figures(lost, within_hours=48)

    assert dict(found.lost) == {"new": 1, "reached": 0, "screened": 1, "booked": 0, "assessed": 0}
    assert (found.inquiries, found.admitted, found.open) == (3, 1, 0)
    assert next(wait.median for wait in found.waits if wait.step == "reached") == hour


def test_offered_within_48_hours_is_a_share_of_those_booked():
    edge = NOON + timedelta(hours=48)
    lines = [a_line(first_slot_at=edge), a_line(first_slot_at=edge + timedelta(minutes=1)), a_line()]

    found = figures.figures(lines, within_hours=48)

    assert (found.booked, found.offered, found.share_offered) == (2, 1, 50)
    assert figures.figures([], within_hours=48).share_offered is None


def test_intake_takes_before_the_director_and_who_has_fewest_first():
    one, two, three = (UUID(int=n) for n in (1, 2, 3))

    assert facts.who_takes([(one, 1, 0), (two, 0, 9), (three, 0, 8)]) == three
    assert facts.who_takes([]) is None
