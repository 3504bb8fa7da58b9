# SPDX-License-Identifier: Apache-2.0
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.packs.deadlines import Due, due, federal_holidays, midpoint, months_after
from handrail.ground.packs.tests.make import a_deadline

CHICAGO = ZoneInfo("America/Chicago")
FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=CHICAGO)
moments = st.integers(0, 2**30).map(lambda seconds: datetime.fromtimestamp(seconds + 1_000_000_000, CHICAGO))
days = st.dates(date(2020, 1, 1), date(2040, 1, 1))
counts = st.integers(1, 90)


def test_hours_are_hours_also_over_the_night_the_clocks_change():
    found = due(a_deadline("hours", 72), FRIDAY)

    assert found.late_from == datetime(2026, 3, 9, 16, 30, tzinfo=CHICAGO)
    assert not found.is_late(datetime(2026, 3, 9, 16, 29, tzinfo=CHICAGO))
    assert found.is_late(datetime(2026, 3, 9, 16, 30, tzinfo=CHICAGO))


def test_a_day_lasts_until_its_midnight_where_the_program_is():
    found = due(a_deadline("calendar_days", 3), FRIDAY)

    assert found == Due(date(2026, 3, 9), datetime(2026, 3, 10, tzinfo=CHICAGO))
    assert not found.is_late(datetime(2026, 3, 9, 23, 59, tzinfo=CHICAGO))
    assert found.is_late(datetime(2026, 3, 10, tzinfo=CHICAGO))


def test_business_days_pass_over_the_weekend_and_holidays():
    rule = a_deadline("business_days", 2)

    assert due(rule, FRIDAY).day == date(2026, 3, 10)
    assert due(rule, FRIDAY, holidays={date(2026, 3, 9)}).day == date(2026, 3, 11)


def test_days_of_service_are_days_on_which_she_got_one():
    came = [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 12)]

    assert due(a_deadline("service_days", 2), FRIDAY, service_days=came).day == date(2026, 3, 12)
    assert due(a_deadline("service_days", 2, first_day_counts=True), FRIDAY, service_days=came).day == date(2026, 3, 9)
    assert due(a_deadline("service_days", 5), FRIDAY, service_days=came) == Due(to_go=3)


def test_the_middle_of_a_stay_is_known_once_its_end_is():
    rule = a_deadline("midpoint_of_stay", 0)

    assert due(rule, FRIDAY) == Due()
    assert due(rule, FRIDAY, stay_ends=date(2026, 5, 5)).day == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_a_month_on_is_the_same_day_or_the_last_of_that_month(day, months, then):
    assert months_after(day, months) == then
    assert due(a_deadline("calendar_months", months), datetime(day.year, day.month, day.day, tzinfo=UTC)).day == then


@given(moments, counts)
def test_hours_are_as_long_as_they_say(anchor, within):
    assert due(a_deadline("hours", within), anchor).late_from.astimezone(UTC) - anchor.astimezone(UTC) == timedelta(
        hours=within
    )


@given(moments, counts, st.sets(days, max_size=20))
def test_a_business_day_is_never_a_weekend_nor_a_holiday_and_never_sooner(anchor, within, holidays):
    found = due(a_deadline("business_days", within), anchor, holidays=holidays).day

    assert found.weekday() < 5
    assert found not in holidays
    assert found >= due(a_deadline("calendar_days", within), anchor).day


@given(moments, counts, st.sets(st.integers(-30, 200)))
def test_exactly_so_many_days_of_service_lie_between(anchor, within, came):
    served = {anchor.date() + timedelta(days=n) for n in came}

    found = due(a_deadline("service_days", within), anchor, service_days=served)

    after = {day for day in served if day > anchor.date()}
    if found.day:
        assert found.day in after
        assert sum(day <= found.day for day in after) == within
    else:
        assert found.to_go == within - len(after)


@given(moments, counts)
def test_counting_the_first_day_is_one_day_sooner(anchor, within):
    sooner = due(a_deadline("calendar_days", within, first_day_counts=True), anchor)

    assert sooner.day + timedelta(days=1) == due(a_deadline("calendar_days", within), anchor).day


@given(days, days)
def test_the_middle_lies_within_the_stay(first, last):
    middle = midpoint(first, last)

    assert first <= middle <= max(first, last)
    assert last < first or abs((middle - first) - (last - middle)) <= timedelta(days=1)


def test_federal_holidays_are_those_observed_that_year():
    assert federal_holidays(2026) == {
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19), date(2026, 7, 3),
        date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26), date(2026, 12, 25),
    }  # fmt: skip
    assert date(2021, 12, 31) in federal_holidays(2021)
    assert date(2022, 1, 1) not in federal_holidays(2022)


@given(st.integers(2000, 2100))
def test_a_holiday_is_observed_on_a_working_day(year):
    found = federal_holidays(year)

    assert all(day.weekday() < 5 and day.year == year for day in found)
    assert 10 <= len(found) <= 12
