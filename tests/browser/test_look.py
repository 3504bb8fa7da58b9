# SPDX-License-Identifier: Apache-2.0
"""The living page of all parts in a real browser, by itself: no sign-in, no demo, so that it judges the look only."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import override_settings
from django.urls import include, path
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SIZES, each_size, violations

LEVELS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 120))"""
SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter(e => e.offsetParent && !e.matches('.skip, p a, dd a, .chip input, .tick input, [type=hidden]'))
  .map(e => [e.innerText || e.name, e.closest('.chip, .tick, .tiles a') ?? e])
  .map(([text, e]) => [text, e.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
UNSEEN = """() => { const e = document.activeElement, at = e.closest('.chip, .choices .tick') ?? e;
  const outlined = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
  const drawn = [e, at].some(one => outlined(getComputedStyle(one)));
  const box = at.getBoundingClientRect(), bar = document.querySelector('.places').getBoundingClientRect();
  const covered = getComputedStyle(document.querySelector('.places')).position === 'fixed' && !e.closest('.places')
    && box.top >= bar.top && box.height > 0;
  return drawn && !covered ? '' : e.outerHTML.slice(0, 120) }"""


def frame(_request: HttpRequest) -> dict[str, object]:
    """A frame as full as it gets: seven places, two programs, somebody signed in, a demo."""
    words = ("Today", "Patients", "Week", "Intake", "Screens", "Reports", "Record")
    return {
        "places": [{"url": f"#{each}", "words": each, "is_here": each == "Week"} for each in words],
        "programs": [
            {"url": "#evening", "words": "Women’s evening program", "is_here": True},
            {"url": "#day", "words": "Day program", "is_here": False},
        ],
        "me": {"name": "Dana Whitfield", "role_words": "Counselor", "account_url": "#account", "signout_url": "/out/"},
        "is_demo": True,
    }


def elsewhere(_request: HttpRequest) -> HttpResponse:
    """As the page behaves when somebody was signed out meanwhile."""
    return redirect("/look/dialog/")


urlpatterns = [path("out/", elsewhere), path("look/", include("handrail.ground.look.urls"))]


@pytest.fixture(scope="module")
def look(django_db_blocker) -> Iterator[str]:
    """A server of its own: one that runs already would keep the middleware it began with.

    Its pages ask no database, but before each request Django looks whether an earlier test's connection still stands.
    """
    (engine,) = settings.TEMPLATES
    processors = ["django.template.context_processors.request", f"{__name__}.frame"]
    with (
        override_settings(
            ROOT_URLCONF=__name__,
            MIDDLEWARE=[
                "handrail.site.headers.Headers",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.csrf.CsrfViewMiddleware",
            ],
            TEMPLATES=[{**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": processors}}],
        ),
        django_db_blocker.unblock(),
    ):
        server = LiveServer("localhost")
        yield f"{server.url}/look/"
        server.stop()


@pytest.fixture
def opened(context: BrowserContext, look: str) -> Iterator[Page]:
    """The living page; nothing may be complained of, and nothing asked of anybody else."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(look[:-5]) else complaints.append(asked.url))
    page.goto(look)
    page.wait_for_load_state("networkidle")
    yield page
    assert complaints == []


in_each_size = pytest.mark.parametrize("size", SIZES, indirect=True)


def faults(page: Page, within: str = "body") -> list[object]:
    found = violations(page, LEVELS, within=within)
    return [(fault["id"], [node["html"][:160] for node in fault["nodes"]]) for fault in found]


def test_every_part_is_open_to_everybody(opened: Page):
    for size in each_size(opened):
        assert faults(opened) == [], size
        assert opened.evaluate(TOO_WIDE) == [], f"wider than the screen: {size}"
        assert size != "phone" or opened.evaluate(SMALL) == [], "too small for a thumb"


def test_the_judge_sees_a_pale_word_in_one_size_and_one_scheme_alone(opened: Page):
    opened.evaluate("""() => {
      const pale = new CSSStyleSheet()
      pale.replaceSync('@media (width < 800px) and (prefers-color-scheme: dark) { h2 { color: #444 } }')
      document.adoptedStyleSheets = [pale] }""")

    found = {size: len(faults(opened, "h2")) for size in each_size(opened)}

    assert found == {"wide": 0, "phone": 1}


@in_each_size
def test_what_opens_is_as_open_to_everybody(opened: Page):
    opened.get_by_role("combobox", name="Find a person").press_sequentially("pe")
    expect(opened.get_by_role("option", name="Nora Petrov")).to_be_visible()
    opened.keyboard.press("ArrowDown")
    expect(opened.get_by_role("option", name="Nora Petrov")).to_have_attribute("aria-selected", "true")
    assert faults(opened, ".picker") == []
    opened.keyboard.press("Escape")

    opened.locator(".me > summary").click()
    opened.locator(".numbers summary").first.click()
    assert faults(opened, ".me, .numbers") == []

    opened.locator("[data-opens=ask]").click()
    expect(opened.get_by_role("dialog")).to_be_visible()
    assert faults(opened, "#ask") == []
    opened.keyboard.press("Escape")
    expect(opened.locator("[data-opens=ask]")).to_be_focused()


def test_twice_as_large_a_text_never_scrolls_sideways(opened: Page):
    session = opened.context.new_cdp_session(opened)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})

    opened.reload()

    assert opened.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    for size in each_size(opened):
        assert opened.evaluate(TOO_WIDE) == [], size


def tabbed(page: Page, every: Callable[[], None]) -> list[str]:
    """Where the tab key leads, in order, from the top of the page round to it again."""
    seen: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        where = page.evaluate("document.activeElement === document.body ? '' : document.activeElement.innerText")
        if page.evaluate("document.activeElement === document.body"):
            return seen
        every()
        seen.append(where)
    raise AssertionError("the keyboard never came out")


@in_each_size
def test_the_keyboard_goes_through_all_parts_and_is_always_seen(opened: Page):
    unseen: list[str] = []

    order = tabbed(opened, lambda: unseen.append(opened.evaluate(UNSEEN)))

    assert [each for each in unseen if each] == []
    said = [each.strip() for each in order]
    marks = ["Skip to the page", "Sign 6 of 8 notes", "Add her", "Later", "Find", "Hours"]
    assert [said.index(each) for each in marks] == sorted(said.index(each) for each in marks)


def test_a_form_sent_half_done_comes_back_with_what_was_typed(context: BrowserContext, look: str):
    page = context.new_page()
    page.goto(look)
    form = page.locator("#forms form").first
    form.get_by_label("First name").fill("Jo")
    form.get_by_role("button", name="Add her").click()

    expect(form.get_by_role("alert")).to_be_focused()
    expect(form.get_by_label("First name")).to_have_value("Jo")
    form.get_by_role("link", name="Last name").click()
    expect(form.get_by_label("Last name")).to_be_focused()
    assert faults(page, "#forms") == []


def test_parts_change_in_place_and_keep_their_address(opened: Page):
    opened.get_by_role("link", name="Notes 2").click()
    expect(opened.get_by_text("Two notes are open")).to_be_visible()
    expect(opened.get_by_role("link", name="Notes 2")).to_be_focused()
    assert "tab=notes" in opened.url

    opened.get_by_role("button", name="Save, and say so").click()
    expect(opened.locator("#toasts")).to_have_text("Saved.")
    opened.locator("#toasts").get_by_role("button", name="Put away").click()
    expect(opened.locator("#toasts .toast")).to_have_count(0)


def test_nothing_typed_is_lost_when_she_was_signed_out_meanwhile(opened: Page):
    opened.get_by_label("First name").fill("Jo")
    opened.evaluate("htmx.ajax('POST', '/out/', {target: '#tabs'})")

    expect(opened.locator("#toasts")).to_contain_text("You were signed out meanwhile")
    expect(opened.get_by_label("First name")).to_have_value("Jo")
    expect(opened.get_by_role("link", name="Plan", exact=True)).to_be_visible()
    opened.evaluate("document.querySelectorAll('form').forEach(form => form.removeAttribute('data-guard'))")


def test_without_scripts_every_part_still_works(browser: Browser, look: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(look)

    page.get_by_role("combobox", name="Find a person").fill("pe")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 person found")
    expect(page.get_by_role("link", name="Nora Petrov")).to_be_visible()

    page.goto(look)
    page.locator("[data-opens=ask]").click()
    expect(page.get_by_role("heading", name="End Amira’s stay today?")).to_be_visible()
    context.close()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500])
def test_an_error_page_is_open_to_everybody(context: BrowserContext, look: str, status: int):
    page = context.new_page()
    given = page.goto(f"{look}errors/{status}/")

    assert given is not None
    assert given.status == status
    for size in each_size(page):
        assert faults(page) == [], size
        assert page.evaluate(TOO_WIDE) == [], size


def test_on_paper_only_the_page_itself_is_left(opened: Page):
    opened.emulate_media(media="print")

    for part in (".frame", ".banner", ".tabs", "#toasts"):
        expect(opened.locator(part).first).to_be_hidden()
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
