# SPDX-License-Identifier: Apache-2.0
"""Dated weeks in a real browser: a day is closed, somebody is out, a date is mended, and hours are made up for."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from handrail.ground.kit.days import monday_of
from handrail.ground.people import queries as people
from handrail.ground.program import queries as programs
from handrail.journey.timetable import mending, queries
from tests.browser.conftest import each_size, sign_in, violations
from tests.browser.test_look import SMALL
from tests.browser.test_week import CUT_OFF, LEVELS, TOO_WIDE

WEEK = timedelta(days=7)


def next_monday() -> date:
    return monday_of(timezone.localdate()) + WEEK


def someone_whose_absence_costs_what_can_be_made_up_for() -> tuple[Any, date]:
    """A clinician and a date next week; Dana, if she is one."""
    program = programs.named("Live Oak Women’s Program")
    assert program
    ground = queries.mending_ground(program, next_monday(), at=timezone.now())
    for one in sorted(people.clinicians(program.id), key=lambda one: one.name != "Dana Whitfield"):
        for day in (next_monday() + timedelta(days=n) for n in range(5)):
            hit = replace(ground, out=(mending.Out(one.id, day, day),)).hit
            keys = {(m.key, m.on) for m in hit if m.slot.is_group}
            lost = tuple(
                replace(m, state="cancelled", cause="staff_away") if (m.key, m.on) in keys else m
                for m in ground.meetings
            )
            if any(loss.offers for loss in mending.losses(replace(ground, meetings=lost))):
                return one, day
    raise AssertionError("nobody's absence costs what could be made up for")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_day_is_closed_a_date_is_mended_and_lost_hours_are_made_up_for(
    page: Page, address: str, context: BrowserContext
):
    page.goto(f"{address}/week/closed/")
    page.get_by_label("Why").fill("Staff retreat")
    page.get_by_label("First day").fill((next_monday() + WEEK).isoformat())
    page.get_by_role("button", name="Show what it costs").click()
    expect(page.locator("#cost")).to_contain_text("would not be held")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("heading", name="Staff retreat")).to_be_visible()
    page.goto(f"{address}/week/?week={next_monday() + WEEK}&day=mon")
    expect(page.locator(".notice.closed")).to_contain_text("Closed: Staff retreat")

    one, day = someone_whose_absence_costs_what_can_be_made_up_for()
    page.get_by_role("link", name="Somebody is out").click()
    page.get_by_label("Who or what is out").select_option(label=one.name)
    page.get_by_label("First day").fill(day.isoformat())
    page.get_by_role("button", name="What does that hit?").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{one.name} is out")
    groups = page.locator("fieldset.ways", has=page.get_by_text("people"))
    for n in range(groups.count()):
        groups.nth(n).get_by_text("Cancel it").click()
    page.get_by_role("button", name="Accept what is chosen").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("to make up for")
    page.locator("button[name=offer]").first.click()
    expect(page.locator(".toast")).to_contain_text("She has the seat on that date")

    sign_in(context, address, "counselor@demo.example")
    page.goto(f"{address}/staff/{one.id}/week/?week={day}")
    expect(page.locator(".block.cancelled").first).to_be_visible()
    page.goto(f"{address}/week/?week={day}&by=service")
    expect(page.get_by_role("link", name="Somebody is out")).to_have_count(0)


def test_pages_of_dated_weeks_are_well_made(page: Page, address: str):
    one, day = someone_whose_absence_costs_what_can_be_made_up_for()
    program = programs.named("Live Oak Women’s Program")
    assert program
    meeting = next(m for m in queries.meetings(program, day, day) if m.slot.is_group)
    asked = [
        f"/week/on/{meeting.on}/{meeting.key}/", f"/week/once/?day={day}",
        f"/patients/{meeting.members[0]}/hours/dates/",
        f"/week/?week={day}&by=service", f"/week/out/?who={one.id}&first={day}", "/week/closed/", "/week/in-the-way/",
        f"/week/make-ups/?week={day}",
    ]  # fmt: skip
    for path in asked:
        page.goto(f"{address}{path}")
        page.wait_for_load_state()
        for size in each_size(page):
            assert page.evaluate(TOO_WIDE) == [], (path, size)
            assert page.evaluate(CUT_OFF) == [], (path, size)
            assert size != "phone" or page.evaluate(SMALL) == [], path
            found = violations(page, LEVELS)
            assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], (path, size)
