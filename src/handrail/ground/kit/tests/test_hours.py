# SPDX-License-Identifier: Apache-2.0
"""Hours in files are read as they are written, and written as they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.days import Span
from handrail.ground.kit.hours import commitments, lines, spans


@pytest.mark.parametrize(
    ("line", "held"),
    [
        ("mon-wed 08:00-09:30", [(0, 480, 570), (1, 480, 570), (2, 480, 570)]),
        ("mon sat 19:00-24:00", [(0, 1140, 1440), (5, 1140, 1440)]),
    ],
)
def test_a_line_of_hours_is_read_day_by_day(line, held):
    assert [(s.weekday, s.start, s.end) for s in spans(line)] == held


def test_a_line_of_life_has_a_reason_and_what_she_calls_it():
    assert list(commitments("tue 09:00-10:00 school run")) == [(Span(1, 540, 600, ""), "school run")]
    assert list(commitments("tue 09:00-10:00 work: Bank")) == [(Span(1, 540, 600, "Bank"), "work")]


@pytest.mark.parametrize(
    "line", ["", "mon", "08:00-09:00", "mon 9:00-10:00", "mon 10:00-09:00", "fri-mon 08:00-09:00", "mon 08:60-10:00"]
)
def test_a_line_that_says_no_hours_is_refused(line):
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the reader's
        list(spans(line))


@given(st.sets(st.tuples(st.integers(0, 6), st.sampled_from([480, 720, 1080]), st.sampled_from([1200, 1260, 1440]))))
def test_hours_written_and_read_are_the_same_hours(told):
    held = {Span(*one) for one in told}

    assert {span for line in lines(held) for span in spans(line)} == held
