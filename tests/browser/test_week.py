# SPDX-License-Identifier: Apache-2.0
"""The week in a real browser: a director looks, finds a person, and reads what the judge says."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from handrail.ground.look.templatetags.look import hours
from handrail.ground.program import queries as programs
from handrail.journey.timetable import queries
from handrail.journey.timetable.cards import InForce
from tests.browser.conftest import each_size, violations

LEVELS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
CUT_OFF = """() => [...document.querySelectorAll('.block, td, th, .days a, .facts dd')]
  .filter(e => e.offsetParent && !e.matches('.for-ears') && getComputedStyle(e).display !== 'inline')
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
  .map(e => e.innerText)"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 120))"""
# Another page with the same styles, laid out in place of this one: a hundred are looked at in the time of ten.
TURN_TO = """async path => {
  const styles = page => [...page.querySelectorAll('link[rel=stylesheet]')].map(each => each.href).join()
  const given = await fetch(path), next = new DOMParser().parseFromString(await given.text(), 'text/html')
  if (styles(next) !== styles(document)) throw Error(`${path} has other styles`)
  document.body.replaceWith(next.body)
  return given.status }"""
SMALL = """least => [...document.querySelectorAll('a, button, input, summary')]
  .filter(e => e.offsetParent && !e.matches('.skip, p a, dd a'))
  .map(e => [e.innerText || e.name, e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < least || box.width < 24)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


def shown() -> InForce:
    program = programs.named("Live Oak Women’s Program")
    assert program
    found = queries.in_force(program, on=timezone.localdate())
    assert found
    return found


def assert_well_made(page: Page) -> None:
    """Nothing cut off, nothing wider than the screen, nothing axe finds."""
    page.wait_for_load_state()  # a click returns when the page is there, which may be before its styles are
    for size in each_size(page):
        assert page.evaluate(TOO_WIDE) == [], f"wider than the screen: {size}"
        assert page.evaluate(CUT_OFF) == [], f"cut off: {size}"
        # axe knows the 24 pixels that AA asks for; a thumb needs more
        assert size != "phone" or page.evaluate(SMALL, 44) == [], "too small to hit"
        found = violations(page, LEVELS)
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], size


def go_to(page: Page, place: str) -> None:
    """By the frame; what does not fit it is behind More."""
    link = page.get_by_role("navigation").get_by_role("link", name=place, exact=True)
    if link.count() == 0:
        page.locator(".places .more > summary").filter(visible=True).click()
    link.click()


def test_from_the_week_by_room_to_a_person_whose_ledger_is_the_judges(page: Page, address: str):
    week = shown()
    page.goto(f"{address}/week/")
    assert_well_made(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{week.totals.whole} of {week.totals.people} people")

    page.get_by_role("link", name="By clinician").click()
    expect(page.get_by_role("link", name="By clinician")).to_have_attribute("aria-current", "true")
    assert_well_made(page)

    go_to(page, "People")
    assert_well_made(page)
    page.get_by_label("Find by name").fill("reyes")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 person found")
    page.get_by_role("link", name="Maya Reyes").click()

    ledger = week.ledgers[page.url.split("/")[-3]]
    expect(page.locator("#scheduled")).to_have_text(hours(ledger.scheduled_minutes))
    expect(page.locator("#ledger .big")).to_contain_text(f"of {hours(ledger.ordered_minutes)} h")
    expect(page.locator("#conflicts")).to_have_text("none" if not ledger.conflicts else str(ledger.conflicts))
    expect(page.locator("#trips")).to_have_text(str(ledger.trips))
    expect(page.locator("#waiting")).to_have_text(f"{ledger.waiting_minutes} min")
    assert_well_made(page)


def test_a_clinician_is_one_step_from_the_week(page: Page, address: str):
    page.goto(f"{address}/week/?by=clinician")
    page.get_by_role("link", name="Dana Whitfield").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Dana leads")
    assert_well_made(page)


def test_everyones_week_and_every_day_is_well_made(page: Page, address: str):
    week = shown()
    days = [f"/week/?day={day}&by={by}" for day in week.problem.open for by in ("room", "clinician")]
    hers = [f"/patients/{key}/week/" for key in week.problem.patient_of]
    theirs = [f"/staff/{key}/week/" for key in week.problem.clinician_of]
    for paths in (days, hers, theirs):
        page.goto(f"{address}{paths[0]}")
        for path in paths:
            assert page.evaluate(TURN_TO, path) == 200
            assert page.evaluate(CUT_OFF) == [], path
            assert page.evaluate(TOO_WIDE) == [], path


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, address: str):
    page.goto(f"{address}/week/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))

    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_a_week_on_paper_fits_one_page(page: Page, address: str):
    page.goto(f"{address}/week/people/")
    page.get_by_role("link", name="Maya Reyes").click()
    page.set_viewport_size({"width": 965, "height": 725})  # letter, landscape, less its margins, at 96 dots an inch
    page.emulate_media(media="print")

    assert page.evaluate(CUT_OFF) == []
    paper = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    expect(page.locator(".banner")).to_be_hidden()
