# SPDX-License-Identifier: Apache-2.0
"""The front door in a real browser: a stranger asks on a phone, the intake coordinator calls by keyboard and books."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handrail.doors.public import stamps
from tests.browser.conftest import each_size, violations

LEVELS = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
INTAKE = "intake@demo.example"


@pytest.fixture
def signed_in_as() -> str:
    return INTAKE


def assert_well_made(page: Page) -> None:
    page.wait_for_load_state()
    for size in each_size(page):
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"wider than the screen: {size}"
        found = violations(page, LEVELS)
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found] == [], size


def a_visitor(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce")


def at_the_desk(browser: Browser, address: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    client = Client()
    client.force_login(get_user_model().objects.get(email=INTAKE))
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    return context.new_page()


def number(page: Page, address: str, what: str) -> int:
    page.goto(f"{address}/inquiries/measures/")
    return int(page.locator(f"#{what}").inner_text())


def press_on(page: Page, role: str, name: str) -> None:
    """By keyboard: nobody who holds a phone has a hand for the mouse."""
    page.get_by_role(role, name=name).first.focus()
    page.keyboard.press("Enter")


def rows() -> dict[str, int]:
    """How many rows each table has."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - our own names
            found[table] = cursor.fetchone()[0]
    return found


def check_herself(page: Page, address: str) -> None:
    page.goto(f"{address}/guide/")
    page.get_by_role("link", name="Is it for me?").first.click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("2 to 3 times a week").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("group", name="Which one worries you most").get_by_label("Alcohol").check()
    page.get_by_role("button", name="Go on").click()
    for words in ("for longer, than I meant", "could not", "strong pull", "people close to me"):
        page.get_by_label(words).check()
    for _ in range(2):
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="See the answer").click()


def fit_her_week(page: Page) -> None:
    page.get_by_label("Send this answer along").check()
    page.get_by_role("button", name="Fit it into my week").click()
    page.get_by_role("button", name="9 to 5").click()
    page.get_by_role("button", name="Show me a week").click()
    expect(page.locator("#answer h1")).to_contain_text("fit")


def ask_for_a_call(visitor: BrowserContext, address: str) -> None:
    """From the guide through the self-check and a painted week to a call, both sent along."""
    page = visitor.new_page()
    before = rows()
    check_herself(page, address)
    fit_her_week(page)
    assert rows() == before, "what is not sent is kept nowhere"
    page.get_by_role("button", name="Ask to be called about this").click()
    expect(page.get_by_label("Send the answer of my self-check along")).to_be_checked()
    page.get_by_label("Send these hours along").check()
    page.get_by_label("What should we call you?").fill("Jo Marlow")
    page.get_by_label("Your phone").fill("214-555-0167")
    page.get_by_label("When is it safe to reach you?").fill("after 5")
    expect(page.locator("[data-said]")).to_contain_text("40")
    page.get_by_role("button", name="Please call me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it. Thank you.")
    assert visitor.cookies() == []


def test_from_a_request_on_a_phone_to_a_booked_assessment(browser, address, monkeypatch):
    monkeypatch.setattr(stamps, "SOONEST", 0)  # this visitor types as fast as a robot does
    desk = at_the_desk(browser, address)
    before = {what: number(desk, address, what) for what in ("inquiries", "booked")}
    visitor = a_visitor(browser)
    ask_for_a_call(visitor, address)

    desk.goto(f"{address}/inquiries/")
    press_on(desk, "link", "Jo Marlow")
    expect(desk.get_by_text("mon-fri 09:00-17:00 work")).to_be_visible()
    desk.locator(".first-things input").first.focus()
    for _ in range(6):
        desk.keyboard.press("n")
    expect(desk.locator("#advice")).to_contain_text("No danger was named")
    for _ in range(30):
        if desk.evaluate("document.activeElement.id") == "id_insurance":
            break
        desk.keyboard.press("Tab")
    with desk.expect_response(lambda given: re.search("Blue.+Star", given.request.post_data or "") is not None):
        desk.keyboard.type("Blue Star")  # kept after a pause, by itself
    expect(desk.locator("#saved")).to_contain_text("Kept at")
    expect(desk.locator("#saved")).not_to_contain_text("Not kept")
    desk.reload()
    expect(desk.get_by_label("Insurance")).to_have_value("Blue Star")

    press_on(desk, "button", "Danger has been asked")
    press_on(desk, "link", "Book the assessment")
    press_on(desk, "button", "Book this time")
    expect(desk.locator("#next")).to_contain_text("Assessment")
    expect(desk.locator("#next .notice")).to_contain_text(re.compile(r"with \w+"))
    assert {what: number(desk, address, what) for what in before} == {what: n + 1 for what, n in before.items()}
    for context in (visitor, desk.context):
        context.close()


def test_what_is_typed_without_a_connection_is_kept_when_it_is_back(browser, address):
    desk = at_the_desk(browser, address)
    desk.goto(f"{address}/inquiries/")
    press_on(desk, "button", "Take a call")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Someone on the phone")

    desk.context.set_offline(True)
    desk.get_by_label("Name of the person who needs help").fill("Nell Ashby")
    expect(desk.locator("#saved")).to_contain_text("Not kept yet")
    desk.context.set_offline(False)
    expect(desk.locator("#saved")).to_contain_text("Kept at", timeout=10_000)
    desk.reload()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Nell Ashby")
    desk.context.close()


def test_its_pages_are_well_made_in_every_size_and_scheme(page: Page, address: str):
    page.goto(f"{address}/inquiries/")
    assert_well_made(page)
    page.get_by_role("link", name="Paula Jensen").click()
    assert_well_made(page)
    for path in ("/inquiries/measures/", "/inquiries/waiting/", "/ask/", "/refer/"):
        page.goto(f"{address}{path}")
        assert_well_made(page)
    page.goto(f"{address}/inquiries/")
    page.get_by_role("link", name="Hye-jin Park").click()
    page.get_by_role("link", name="Book the assessment").click()
    assert_well_made(page)
