# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from handrail.ground.kit.keys import uuid7
from handrail.journey.timetable import board
from handrail.journey.timetable.board import Hours
from handrail.journey.timetable.cards import Card, Named
from handrail.journey.timetable.dated import Closure, Exceptions, Slot, Standing, meetings
from handrail.journey.timetable.problem import Span
from handrail.journey.timetable.templatetags.timetable import board_rows


def a_card(start, end, *, day="mon", tone="group", title="Group"):
    return Card(day=day, start=start * 60, end=end * 60, tone=tone, title=title)


@pytest.mark.parametrize(
    ("spans", "lanes"),
    [
        ([(9, 10), (10, 11)], [(0, 1), (0, 1)]),
        ([(9, 11), (10, 12)], [(0, 2), (1, 2)]),
        ([(9, 11), (10, 12), (11, 13)], [(0, 2), (1, 2), (0, 2)]),
        ([(9, 11), (10, 12), (12, 13)], [(0, 2), (1, 2), (0, 1)]),
        ([(9, 12), (9, 10), (10, 11)], [(0, 2), (1, 2), (1, 2)]),
    ],
)
def test_cards_that_overlap_stand_side_by_side(spans, lanes):
    placed = board.in_lanes(a_card(*span) for span in spans)

    assert [(card.lane, card.lanes) for card in placed] == lanes


def test_nights_are_cut_to_the_hours_shown():
    night = [a_card(0, 7, tone="life"), a_card(19, 24, tone="life"), a_card(17, 18)]
    shown = board.hours_shown(night)

    assert shown == Hours(6 * 60, 22 * 60)
    cut = board.within(night, shown)
    assert [(c.start // 60, c.end // 60) for c in cut] == [(6, 7), (19, 22), (17, 18)]
    assert [c.told for c in cut] == [(0, 420), (19 * 60, 1440), (17 * 60, 18 * 60)]
    assert [(c.came_over, c.goes_on) for c in cut] == [(True, False), (False, True), (False, False)]


def test_a_life_wholly_at_night_does_not_stretch_the_day():
    assert board.hours_shown([a_card(0, 5, tone="life"), a_card(23, 24, tone="life")]) == Hours(9 * 60, 17 * 60)


def test_a_session_late_at_night_is_shown_whole():
    assert board.hours_shown([a_card(5, 6), a_card(22, 23)]) == Hours(5 * 60, 23 * 60)


def test_sunday_is_shown_only_when_it_holds_something():
    monday, always = date(2026, 11, 23), ("mon", "tue")

    without = board.days_of(monday, [a_card(9, 10)], today=monday, always=always)
    with_it = board.days_of(monday, [a_card(9, 10, day="sun")], today=monday, always=always)

    assert [day.code for day in without] == ["mon", "tue"]
    assert [(day.code, day.date.day, day.is_today) for day in with_it] == [
        ("mon", 23, True), ("tue", 24, False), ("sun", 29, False),
    ]  # fmt: skip


def test_a_day_drawn_small_tells_what_is_held_on_it():
    monday, zone, leader = date(2026, 11, 23), ZoneInfo("America/Chicago"), uuid7()
    slots = [
        Slot(uuid7(), True, 0, 540, 60, uuid7(), (leader,), ()),
        Slot(uuid7(), True, 0, 570, 60, uuid7(), (), ()),  # beside it, with nobody to lead it
        Slot(uuid7(), False, 0, 600, 50, uuid7(), (leader,), (uuid7(),), with_family=True),
        Slot(uuid7(), True, 0, 1410, 60, uuid7(), (leader,), ()),  # past midnight
        Slot(uuid7(), True, 5, 600, 60, uuid7(), (leader,), ()),
    ]
    closed = Exceptions(closures=(Closure(uuid7(), monday + timedelta(days=5), monday + timedelta(days=5)),))
    held = meetings([Standing(monday, tuple(slots))], closed, monday, monday + timedelta(days=6), zone)

    first, second, last = board.tabs_of(monday, held, today=monday, always=("mon", "tue"))

    assert [(tab.code, tab.date.day, tab.is_today) for tab in (first, second, last)] == [
        ("mon", 23, True), ("tue", 24, False), ("sat", 28, False),
    ]  # fmt: skip
    assert (first.groups, first.individuals, first.unled, first.cancelled, first.depth) == (3, 1, 1, 0, 2)
    assert first.shapes == [
        ("group", "M108 0h12v.8h-12zM114 1h12v.8h-12zM282 0h6v.8h-6z"), ("family", "M120 0h10v.8h-10z"),
    ]  # fmt: skip
    assert (second.groups, second.depth, second.shapes) == (0, 1, [])
    assert (last.groups, last.cancelled, last.unled, last.shapes) == (0, 1, 0, [])
    assert board.hours_of([one.start for one in held], [one.end for one in held]) == Hours(9 * 60, 24 * 60)


def test_a_clinician_is_away_outside_her_hours():
    available = {"mon": (Span(start="09:00", end="12:00"), Span(start="13:00", end="17:00")), "tue": ()}

    away = board.away_cards(available, Hours(8 * 60, 17 * 60), ("mon", "tue"))

    assert [(c.day, c.start // 60, c.end // 60) for c in away] == [("mon", 8, 9), ("mon", 12, 13), ("tue", 8, 17)]


@pytest.mark.parametrize(
    ("name", "short", "first"),
    [("Maya Reyes", "Maya R.", "Maya"), ("Cher", "Cher", "Cher"), ("Ana María de la Cruz", "Ana C.", "Ana")],
)
def test_a_name_is_shortened_as_people_say_it(name, short, first):
    assert (Named("", name).short, Named("", name).first) == (short, first)


@pytest.mark.parametrize("kind", ["room", "offices", "online", "clinician", "service"])
def test_nothing_a_clinic_calls_a_thing_becomes_markup(kind):
    sly = "<i>&'\""
    group = replace(a_card(9, 10, title=sly), leaders=(Named("1", sly),), room=Named("2", sly), cohort=sly, seats=8)
    session = replace(a_card(9, 10, title=sly), leaders=(Named("1", sly),), patient=Named(str(uuid7()), sly))
    row = board.Row(kind, Named(str(uuid7()), sly), (group, session), minutes=30, max_minutes=60)
    empty = replace(row, cards=())

    drawn = board_rows([row, empty], date(2026, 11, 23), True)

    assert sly not in drawn
    assert drawn.count("&lt;i&gt;&amp;&#x27;&quot;") >= 6
    assert "<i" not in drawn
