# SPDX-License-Identifier: Apache-2.0
"""A week from its first search to a phone's calendar: built, pinned, published, mended, and moved with somebody's life.

Once with the people of the demo, and once with a program set up from a schedule that a real one has published.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from handrail.flow import setup
from handrail.flow.program_reading import read
from handrail.ground.kit.days import Span, monday_of
from handrail.ground.people import actions as people
from handrail.ground.people import queries as everyone
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import queries as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import queries
from handrail.journey.timetable.dated import Meeting
from tests.browser.conftest import sign_in
from tests.browser.test_carrying import new_address, starts
from tests.browser.test_drafts import built

SCHEDULE = Path(__file__).parents[2] / "data" / "setups" / "prodigals-path.toml"
PASSWORD = "a-calm-room-with-daylight"
DIRECTOR, PATIENT = "director@schedule.example", "bo@schedule.example"
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class House:
    program: Program
    patient: UUID
    patient_mail: str


@pytest.fixture
def schedule(live_server: Any, settings: Any) -> House:  # noqa: ARG001 - its database
    """The program of the published schedule, with a director and with Bo, who comes in the evenings."""
    settings.MODE = "demo"
    done = setup.bring_in(read(SCHEDULE.read_text()), at=timezone.now())
    by = done.by
    dee = people.engage(by=by, name="Dee Director", posts=[Post(Role.DIRECTOR, done.program.id)])
    people.open_account(by=by, email=DIRECTOR, password=PASSWORD, staff_id=dee.id)
    (bo,) = (one for one in everyone.patients(done.program.id) if one.name == "Bo Castellanos")
    people.open_account(by=by, email=PATIENT, password=PASSWORD, patient_id=bo.id)
    return House(done.program, bo.id, PATIENT)


def next_monday() -> Any:
    return monday_of(timezone.localdate()) + WEEK


def hers(house: House, first: Any) -> list[Meeting]:
    found = queries.meetings(house.program, first, first + timedelta(days=6), patient=house.patient)
    return [one for one in found if one.is_held]


def tell_new_hours(page: Page, address: str, busy: list[Span]) -> None:
    """What she had is cleared, and these are the hours from now on; the first week it would give is sent."""
    page.goto(f"{address}/me/hours/")
    page.get_by_role("button", name="Clear").click()
    lines = page.locator("details.exact")
    if lines.get_attribute("open") is None:
        lines.locator("summary").click()
    last = page.locator("[name^='busy-exact-'][name$='-start']").count() - 1
    for span in busy:
        page.locator(f"[name='busy-exact-{last}-days'][value='{span.weekday}']").check()
    page.locator(f"[name='busy-exact-{last}-start']").fill(f"{busy[0].start // 60:02}:{busy[0].start % 60:02}")
    page.locator(f"[name='busy-exact-{last}-end']").fill(f"{busy[0].end // 60:02}:{busy[0].end % 60:02}")
    page.locator(f"[name='busy-exact-{last}-reason']").select_option("work")
    page.get_by_role("button", name="See what it does to my week").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your week can move with you")
    page.get_by_role("button", name="Send this one").first.click()
    expect(page.get_by_text("Sent. We will answer here.")).to_be_visible()


def week_follows(
    page: Page, address: str, context: BrowserContext, house: House, director: str, busy: list[Span]
) -> None:
    """Staff accept what she sent, and the calendar on her phone shows the new week, clear of her new hours."""
    sign_in(context, address, director)
    page.goto(f"{address}/changes/")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status")).to_contain_text("Accepted")

    sign_in(context, address, house.patient_mail)
    page.goto(f"{address}/me/calendar/")
    events = starts(new_address(page))
    first = next_monday()
    now = hers(house, first)
    assert now
    assert not [
        one for one in now for s in busy if one.date.weekday() == s.weekday and one.start < s.end and s.start < one.end
    ]
    assert {one.starts_at for one in now} == {at for at in events if first <= at.date() < first + WEEK}


def test_the_week_of_a_published_schedule_from_its_first_search_to_a_phone(
    schedule: House, context: BrowserContext, live_server: Any
):
    house, address = schedule, str(live_server.url)
    sign_in(context, address, DIRECTOR)
    page = context.new_page()
    page.goto(f"{address}/week/drafts/")
    page.get_by_role("button", name="Build it").click()
    built(page, address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("12 of 12 people have their whole week")
    page.get_by_role("checkbox", name="hours").first.check()
    page.get_by_role("button", name="Try again with the pins").click()
    built(page, address)
    expect(page.get_by_text("1 group was pinned")).to_be_visible()
    page.get_by_role("button", name="Publish this week").click()
    expect(page.get_by_role("status")).to_contain_text("Published.")

    out = next(one for one in hers(house, next_monday()) if one.slot.is_group)
    page.goto(f"{address}/week/out/?who={out.leaders[0]}&first={out.date}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is out")
    page.get_by_role("button", name="Accept what is chosen").click()
    expect(page.get_by_role("status")).to_contain_text("mended")

    nights = [Span(day, 16 * 60, 23 * 60) for day in range(5)]
    sign_in(context, address, PATIENT)
    tell_new_hours(page, address, nights)
    week_follows(page, address, context, house, DIRECTOR, nights)


@pytest.mark.parametrize("signed_in_as", ["maya@demo.example"])
def test_a_patients_hours_change_and_her_week_moves_with_them_up_to_her_phone(
    page: Page, address: str, context: BrowserContext
):
    (program,) = programs.all_named()
    account = get_user_model().objects.get(email="maya@demo.example")
    house = House(program, account.patient_id, account.email)
    busy = what_could_move(house)

    tell_new_hours(page, address, busy)
    week_follows(page, address, context, house, "director@demo.example", busy)


def what_could_move(house: House) -> list[Span]:
    """Hours that are in the way of one of her meetings and leave her another week."""
    running = queries.running(house.program, first_day=next_monday(), at=timezone.now())
    assert running
    entry = queries.entry_of(running, house.patient)
    assert entry
    for one in hers(house, next_monday()):
        busy = [Span(one.date.weekday(), one.start, one.end)]
        other = queries.with_life(entry, [(busy[0], "work")], 0)
        if queries.mends(running, other):
            return busy
    raise AssertionError("none of her meetings could move")
