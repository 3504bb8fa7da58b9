# SPDX-License-Identifier: Apache-2.0
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.ground.kit.days import Span
from handrail.ground.kit.painted import joined, read, strokes

REASONS = ("work", "class", "mutual-help meeting")
spans = st.builds(
    lambda day, start, length, why: Span(day, start * 30, (start + length) * 30, why),
    st.integers(0, 6), st.integers(0, 40), st.integers(1, 8), st.sampled_from(REASONS),
)  # fmt: skip


def cells_of(painted):
    return [f"{s.weekday}-{minute}-{s.why}" for s in painted for minute in range(s.start, s.end, 30)]


@given(st.lists(spans, max_size=12))
def test_what_is_painted_comes_back_as_it_was_seen(painted):
    seen = strokes(painted)

    told = read(cells_of(seen), reasons=REASONS, brush="work")

    assert told.faults == ()
    assert told.spans == seen


@given(st.lists(spans, max_size=12))
def test_joined_spans_of_one_reason_never_touch_and_cover_the_same(painted):
    found = joined(painted)

    assert set(cells_of(painted)) == set(cells_of(found))
    for one in found:
        same = [s for s in found if s != one and (s.weekday, s.why) == (one.weekday, one.why)]
        assert not any(s.start <= one.end and one.start <= s.end for s in same)


def test_a_cell_without_a_reason_takes_the_brush():
    told = read(["0-540", "0-570", "0-600-class"], reasons=REASONS, brush="work")

    assert told.spans == [Span(0, 540, 600, "work"), Span(0, 600, 630, "class")]


def test_a_reason_may_hold_a_hyphen():
    assert read(["3-0-mutual-help meeting"], reasons=REASONS, brush="work").spans == [
        Span(3, 0, 30, "mutual-help meeting")
    ]


@pytest.mark.parametrize("cell", ["0-0-work", "6-1410-work"])
def test_the_first_and_the_last_half_hour_of_a_week_can_be_painted(cell):
    assert read([cell], reasons=REASONS, brush="work").faults == ()


@pytest.mark.parametrize(
    "cell", ["7-0-work", "6-1440-work", "0-545-work", "-1-0", "mon-540", "", "0", "²-540", "0-99999"]
)
def test_a_cell_outside_the_week_is_named_and_the_others_are_kept(cell):
    told = read([cell, "0-540-work"], reasons=REASONS, brush="work")

    assert told.spans == [Span(0, 540, 570, "work")]
    assert repr(cell) in told.faults[0]


def test_a_reason_nobody_offered_is_told_with_its_day_and_hour():
    told = read(["1-540-" + "gym" * 50], reasons=REASONS, brush="work")

    assert told.spans == []
    assert told.faults[0].startswith("tue 09:00: 'gymgym")
    assert len(told.faults[0]) < 120


def test_more_cells_than_a_week_has_are_not_read_at_all():
    assert read(["0-0"] * 336, reasons=REASONS, brush="work").faults == ()
    assert read(["0-0"] * 337, reasons=REASONS, brush="work").spans == []


def test_a_brush_that_is_no_reason_is_told_once():
    told = read(["0-540", "0-570"], reasons=REASONS, brush="gym")

    assert told.faults == ("reason: 'gym' is not one of the reasons",)
