# SPDX-License-Identifier: Apache-2.0
"""A new visitor on her phone: from the first page through guide and self-check to a program, and out at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import each_size, violations

LEVELS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
SMALL = """() => [...document.querySelectorAll('a, button, summary')]
  .filter(e => e.offsetParent && !e.matches('.skip, article li a, p a'))
  .map(e => [e.innerText, e.getBoundingClientRect()]).filter(([_, box]) => box.height < 44).map(([text]) => text)"""
ALL = ("/", "/guide/", "/guide/who/", "/guide/first-week/", "/guide/families/", "/self-check/", "/library/",
       "/library/withdrawal/", "/programs/")  # fmt: skip


@pytest.fixture
def visitor(context: BrowserContext, address: str) -> Iterator[Page]:
    """Nobody is signed in. Whatever a page complains of, or asks elsewhere, fails the test."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    page.goto(address)
    yield page
    assert complaints == []
    assert context.cookies() == []


def assert_well_made(page: Page) -> None:
    page.wait_for_load_state()
    for size in each_size(page):
        assert not page.evaluate(TOO_WIDE), (page.url, size)
        assert size != "phone" or page.evaluate(SMALL) == [], page.url
        found = violations(page, LEVELS)
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], (page.url, size)


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_from_the_first_page_to_an_answer_an_article_and_a_program(visitor: Page):
    visitor.get_by_role("link", name="What is it like?").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("What is an intensive outpatient program?")
    expect(visitor.get_by_text("38 in 100 people")).to_be_visible()

    visitor.get_by_role("link", name="Is it for me?").first.click()
    visitor.get_by_role("button", name="Go on").click()
    visitor.get_by_label("2 to 3 times a week").check()
    visitor.get_by_role("button", name="Go on").click()
    visitor.get_by_role("group", name="Which one worries you most").get_by_label("Alcohol").check()
    visitor.get_by_role("button", name="Go on").click()
    for words in ("for longer, than I meant", "could not", "strong pull", "people close to me"):
        visitor.get_by_label(words).check()
    visitor.go_back()  # to the page before, as it was
    expect(visitor.get_by_role("group", name="Which one worries you most").get_by_label("Alcohol")).to_be_checked()
    visitor.go_forward()
    for words in ("for longer, than I meant", "could not", "strong pull", "people close to me"):
        visitor.get_by_label(words).check()
    visitor.get_by_role("button", name="Go on").click()
    visitor.get_by_role("button", name="Go on").click()
    visitor.get_by_label("a job").check()
    visitor.get_by_role("button", name="See the answer").click()
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("intensive outpatient program may fit you well")
    assert_well_made(visitor)

    visitor.get_by_role("link", name="Library", exact=True).first.click()
    visitor.get_by_label("What are you looking for?").fill("my boss")
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("link", name="Keeping your job").click()
    assert "boss" not in visitor.url
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Keeping your job")

    visitor.get_by_role("link", name="Handrail").click()
    visitor.get_by_role("link", name="Programs").click()
    visitor.get_by_role("link", name="Live Oak Women").click()
    expect(visitor.get_by_role("heading", name="Open seats now")).to_be_visible()
    expect(visitor.get_by_role("link", name="Call 214-555-0142")).to_be_visible()
    assert_well_made(visitor)


def test_every_page_is_well_made(visitor: Page, address: str):
    for path in ALL:
        visitor.goto(address + path)
        assert_well_made(visitor)


@pytest.mark.parametrize("size", ["phone"], indirect=True)
@pytest.mark.parametrize("how", ["button", "Escape"])
def test_one_press_leads_elsewhere_and_back_does_not_lead_here_again(
    context: BrowserContext, live_server: LiveServer, how: str
):
    address = live_server.url
    context.route("https://www.weather.gov/**", lambda route: route.fulfill(body="<title>Sunny</title>"))
    page = context.new_page()
    page.goto(f"{address}/guide/")
    page.goto(f"{address}/self-check/")

    if how == "button":
        page.get_by_role("link", name="Leave this page").click()
    else:
        page.keyboard.press("Escape")

    page.wait_for_url("https://www.weather.gov/")
    page.go_back()
    assert "self-check" not in page.url


def test_without_scripts_everything_works(browser: Browser, live_server: LiveServer):
    address = live_server.url
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/self-check/")
    page.get_by_label("I plan to end my life").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Call or text 988 now")
    for _ in range(4):
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="See the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help right now")
    page.get_by_role("button", name="Change my answers").click()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your body and mind")

    page.goto(f"{address}/library/")
    page.get_by_label("What are you looking for?").fill("naloxone")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Overdose")).to_be_visible()
    expect(page.get_by_role("link", name="Leave this page")).to_have_attribute("href", "https://www.weather.gov/")
    assert context.cookies() == []
    context.close()
