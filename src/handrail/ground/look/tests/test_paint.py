# SPDX-License-Identifier: Apache-2.0
from django.http import QueryDict
from django.template.loader import render_to_string

from handrail.ground.kit.days import Span
from handrail.ground.look.paint import Paint

REASONS = {"work": "Work", "class": "Class", "school run": "School run", "sleep": "Sleep"}
LINES = "busy-exact-TOTAL_FORMS={}&busy-exact-INITIAL_FORMS=0"


def sent(text, held=(), lines=0):
    return Paint(QueryDict(f"{text}&{LINES.format(lines)}"), held, reasons=REASONS)


def test_painted_cells_and_exact_lines_are_one_life():
    line = (
        "busy-exact-0-days=2&busy-exact-0-start=08:10&busy-exact-0-end=08:55"
        "&busy-exact-0-reason=school run&busy-exact-0-words=Bus 12"
    )

    paint = sent(f"busy=0-540-work&busy=0-570-work&busy-reason=work&{line}", lines=1)

    assert paint.is_valid()
    assert paint.commitments() == [(Span(0, 540, 600), "work"), (Span(2, 490, 535, "Bus 12"), "school run")]


def test_hours_painted_again_keep_what_she_called_them():
    held = [(Span(0, 540, 1020, "Bank"), "work"), (Span(1, 540, 600, "Night school"), "class")]

    paint = sent("busy=0-540-work&busy=1-540-work&busy-reason=work", held)

    assert paint.commitments() == [(Span(0, 540, 570, "Bank"), "work"), (Span(1, 540, 570), "work")]


def test_what_half_hours_cannot_show_stands_in_a_line():
    paint = Paint(None, [(Span(0, 540, 600), "work"), (Span(4, 545, 600), "work")], reasons=REASONS)

    assert paint.painted == [Span(0, 540, 600, "work")]
    assert [line.initial.get("days") for line in paint.rows.lines] == [[4], None]


def test_an_exact_line_without_a_reason_is_asked_for_it():
    paint = sent("busy-reason=work&busy-exact-0-days=2&busy-exact-0-start=08:10&busy-exact-0-end=08:55", lines=1)

    assert not paint.is_valid()
    assert "reason" in paint.rows.lines[0].errors


def test_a_quick_pick_adds_its_hours_and_keeps_nothing_yet():
    paint = sent("busy=6-600-work&busy-reason=work&pick=nine_to_five")

    assert not paint.is_valid()
    assert Span(4, 540, 1020, "work") in paint.painted
    assert Span(6, 600, 630, "work") in paint.painted


def test_picks_need_their_reasons_and_clear_takes_all_away():
    assert [pick.key for pick in Paint(reasons={"work": "Work"}).picks] == ["nine_to_five"]
    assert sent("busy=6-600-work&busy-reason=work&pick=clear").painted == []


def test_what_cannot_be_read_is_said_and_the_rest_stays():
    paint = sent("busy=0-540-work&busy=0-541-work&busy-reason=work")

    assert not paint.is_valid()
    page = render_to_string("look/paint.html", {"paint": paint})
    assert "0-541-work" in page
    assert page.count(" checked") == 2  # the cell and the brush


def test_every_half_hour_of_the_week_has_its_box_and_its_name():
    page = render_to_string("look/paint.html", {"paint": Paint(reasons=REASONS)})

    assert page.count('class="cell') == 336
    assert 'value="6-1410" aria-label="Sun 11:30 pm"' in page
