# SPDX-License-Identifier: Apache-2.0
"""A director builds a week, pins a group, changes the draft by hand with a mouse, and publishes it."""

import re
import threading
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from handrail.ground.kit.by import By
from handrail.ground.kit.days import monday_of
from handrail.ground.program import queries as programs
from handrail.journey.timetable import actions, queries
from handrail.journey.timetable.actions import drafts
from handrail.journey.timetable.edits import Close, Move
from handrail.journey.timetable.models import Draft
from tests.browser.conftest import each_size, violations
from tests.browser.test_week import CUT_OFF, LEVELS, TOO_WIDE

SECONDS = 3
# What a thumb must hit: of a box to tick, its label.
SMALL = """() => [...document.querySelectorAll('a, button, input, summary')]
  .filter(e => e.offsetParent && !e.matches('.skip, p a, dd a'))
  .map(e => e.matches('input') && e.closest('label') || e)
  .map(e => [e.innerText || e.name, e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 44 || box.width < 24)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def program():
    found = programs.named("Live Oak Women’s Program")
    assert found
    return found


def next_monday():
    return monday_of(timezone.localdate()) + timedelta(weeks=1)


def assert_well_made(page: Page) -> None:
    """Nothing cut off, nothing wider than the screen, nothing too small for a thumb, nothing axe finds."""
    page.wait_for_load_state()
    for size in each_size(page):
        assert page.evaluate(TOO_WIDE) == [], f"wider than the screen: {size}"
        assert page.evaluate(CUT_OFF) == [], f"cut off: {size}"
        assert size != "phone" or page.evaluate(SMALL) == [], "too small to hit"
        found = violations(page, LEVELS)
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], size


def built(page: Page, address: str) -> None:
    """One turn of the worker, while the browser looks at nothing; then back to the draft."""
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    draft = page.url
    page.goto("about:blank")
    making = Draft.objects.get(state="asked")
    Draft.objects.filter(pk=making.pk).update(may_take=SECONDS)
    assert actions.build_next(at=timezone.now(), stop=threading.Event())
    Draft.objects.filter(pk=making.pk).update(may_take=making.may_take)
    page.goto(draft if draft.startswith(address) else address)


def test_a_director_builds_pins_changes_by_hand_and_publishes(page: Page, address: str):
    page.goto(f"{address}/week/")
    page.get_by_role("link", name="Build a week").click()
    page.get_by_label("The search may take").select_option("20")
    page.get_by_role("button", name="Build it").click()
    built(page, address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("of 60 people have their whole week")
    expect(page.get_by_role("button", name="Publish this week")).to_be_enabled()

    page.locator("details", has_text="stay as").locator("summary").first.click()
    page.get_by_role("checkbox", name="hours").first.check()
    page.get_by_role("button", name="Try again with the pins").click()
    built(page, address)
    expect(page.get_by_text("1 group was pinned and stayed where it was.")).to_be_visible()

    page.get_by_role("link", name="Change it by hand").click()
    card = page.locator(".by-hand .block").first
    name, key = card.get_by_role("link").inner_text(), card.get_attribute("data-group")
    empty = page.locator(".by-hand ul:not(:has(li))").first
    card.drag_to(empty, target_position={"x": 300, "y": 20})
    expect(page.get_by_role("status")).to_contain_text("Done")
    moved = page.locator(f"[data-group='{key}']")
    room = moved.locator("xpath=..").get_attribute("data-room")

    assert (
        room == empty.get_attribute("data-room") or page.locator(f"ul[data-room='{room}'] [data-group='{key}']").count()
    )
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()

    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("button", name=re.compile("^Take out")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Done")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="See what it changes").click()
    page.get_by_role("button", name="Publish this week").click()

    expect(page.get_by_role("status")).to_contain_text("Published.")
    now = queries.in_force(program(), on=next_monday())
    before = queries.in_force(program(), on=next_monday() - timedelta(days=1))
    assert now is not None
    assert before is not None
    assert now.totals.whole >= before.totals.whole


@pytest.fixture
def a_draft(address: str) -> UUID:  # noqa: ARG001 - the demo is loaded first
    """The week in force, with a group moved to where it clashes and another closed."""
    by, at = By(program().provider_id), timezone.now()
    key = drafts.draw(by=by, program=program(), first_day=next_monday(), at=at)
    draft = queries.draft(program(), key)
    assert draft
    first, second, *_ = draft.week.groups
    drafts.change(by=by, draft=key, version=0, edit=Move(group=first.id, days=second.days, start=second.start))
    drafts.change(by=by, draft=key, version=1, edit=Close(group=second.id))
    return key


def test_the_pages_of_a_draft_are_well_made(a_draft: UUID, page: Page, address: str):
    page.goto(f"{address}/week/drafts/")
    assert_well_made(page)

    page.goto(f"{address}/week/drafts/{a_draft}/")
    expect(page.get_by_text("cannot be published").first).to_be_visible()
    assert_well_made(page)

    page.goto(f"{address}/week/drafts/{a_draft}/hand/")
    page.locator(".by-hand .block a").first.click()
    expect(page.get_by_role("button", name="Close this group")).to_be_visible()
    assert_well_made(page)

    page.goto(f"{address}/week/drafts/")
    page.get_by_role("button", name="Build it").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    assert_well_made(page)
