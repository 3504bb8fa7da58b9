# SPDX-License-Identifier: Apache-2.0
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.look import charts
from handrail.ground.look.templatetags.charts import bar_chart, called, line_chart, sparkline


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 27, [0, 10, 20, 30]),
        (4, 7, [4, 5, 6, 7]),
        (-3, 12, [-5, 0, 5, 10, 15]),
        (0.1, 0.4, [0.1, 0.2, 0.3, 0.4]),
        (3001, 8001, [2000, 4000, 6000, 8000, 10000]),
        (3, 3, [3, 3.2, 3.4, 3.6, 3.8, 4]),
    ],
)
def test_an_axis_counts_in_round_numbers(low, high, told):
    assert charts.ticks(low, high) == told


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(numbers, numbers)
def test_an_axis_holds_what_it_measures_in_few_even_steps(one, other):
    low, high = sorted((one, other))
    told = charts.ticks(low, high)

    assert 2 <= len(told) <= 6
    assert told[0] <= low + 1e-6
    assert told[-1] >= high - 1e-6
    assert told == sorted(set(told))


def test_a_scale_turns_up_into_higher_on_the_page():
    y = charts.Scale(0, 10, 172, 18)

    assert (y(0), y(10), y(5)) == (172, 18, 95)
    assert charts.Scale(4, 4, 0, 100)(4) == 50


def test_days_stand_as_far_apart_as_the_calendar_says():
    xs = charts.places([date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 23)])

    assert xs == [6, pytest.approx(35.33), 94]
    assert charts.places(["first", "second", "third"]) == [6, 50, 94]
    assert charts.places([]) == []


def test_words_on_the_axis_keep_their_distance_and_the_last_is_always_said():
    assert charts.named([6, 10, 50, 90, 94]) == {0, 2, 4}
    assert charts.named([6]) == {0}


@given(st.lists(st.floats(6, 94), min_size=1, max_size=60).map(sorted))
def test_words_on_the_axis_never_touch(xs):
    kept = [xs[number] for number in sorted(charts.named(xs))]

    assert kept[-1] == xs[-1]
    assert all(later - earlier >= 18 for earlier, later in pairwise(kept))


def test_no_line_is_drawn_over_a_week_that_was_not_measured():
    placed = charts.marks([("a", 8), ("b", 7), ("c", None), ("d", 5)], charts.Scale(0, 10, 100, 0))

    assert [(one.at, two.at) for one, two in charts.strokes(placed)] == [("a", "b")]


def test_a_chart_says_in_words_what_it_shows():
    chart = line_chart([(date(2026, 11, 2), 8), (date(2026, 11, 9), None), (date(2026, 11, 16), 7.5)], title="Cravings")

    assert chart["summary"] == "Cravings: from 8 (Nov 2) to 7.5 (Nov 16); lowest 7.5, highest 8"


def test_a_chart_of_nothing_says_that_nothing_was_measured():
    chart = line_chart([], title="Cravings")

    assert chart["marks"] == []
    assert chart["summary"] == "Cravings: nothing measured yet"


def test_a_band_reaches_over_the_values_it_names():
    band = line_chart([("a", 8), ("b", 2)], title="Cravings", low=0, high=10, band=(0, 3))["band"]

    assert band["y"] + band["height"] == 172
    assert band["height"] == pytest.approx(3 / 10 * (172 - 18))


def test_a_sparkline_rises_with_its_values_and_ends_at_its_last():
    points = sparkline([4, 5, 4, 7])["points"]

    assert points[0] == (4, 24)
    assert points[-1] == (92, 4)
    assert sparkline([9])["last"] == (92, 14)
    assert sparkline([])["last"] is None


def test_bars_stand_on_the_ground_and_nought_is_a_line():
    chart = bar_chart([4, 0, 2], most=4)

    assert [(y, high) for _x, y, high in chart["bars"]] == [(2, 34), (34, 2), (18, 18)]
    assert bar_chart([], most=4)["bars"] == []


def test_steps_that_have_names_are_called_by_them():
    chart = line_chart([("a", 1), ("b", 3)], title="Level", low=0, high=4, names={1: "IOP", 3: "Residential"})

    assert chart["summary"] == "Level: from IOP (a) to Residential (b); lowest IOP, highest Residential"
    assert called(2, chart["names"]) == "2"
