# SPDX-License-Identifier: Apache-2.0
"""Coming in by a real browser: an invitation, a passkey, a session that ends, and what was being typed in it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from handrail.doors.signin.tests.make import PASSWORD, House, a_house, an_account
from handrail.ground.people import actions as people
from handrail.ground.people.actions import drafts
from tests.browser.conftest import each_size, violations

SERIOUS = {"serious", "critical"}
PHONE_KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def house(live_server: LiveServer, settings) -> House:  # noqa: ARG001 - a server has its tables
    settings.STAFF_SECOND_FACTOR = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    cache.clear()
    return a_house()


@pytest.fixture
def home(live_server: LiveServer) -> str:
    """Passkeys are for https, or for localhost by name."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def tab(context: BrowserContext, home: str) -> Iterator[Page]:
    """A page that must not complain, ask elsewhere, or break its own policy."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(home) else complaints.append(asked.url))
    yield page
    assert complaints == []


@pytest.fixture
def with_key(context: BrowserContext, tab: Page) -> Page:
    """A device that can make passkeys, and whose owner always nods."""
    session = context.new_cdp_session(tab)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_KEY})
    return tab


def assert_good(page: Page) -> None:
    for size in each_size(page):
        found = [one["id"] for one in violations(page) if one["impact"] in SERIOUS]
        assert found == [], (page.url, size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, size)


def wait_for(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    assert_good(page)


def test_a_counselor_takes_up_her_invitation_and_comes_back_by_passkey(house: House, home: str, with_key: Page):
    page = with_key
    _made, token = people.invite(by=house.by, email="ana@x.example", staff_id=house.ana, at=datetime.now(UTC))

    page.goto(f"{home}/invitations/{token}/")
    wait_for(page, "Welcome, Ana Beltrán")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    wait_for(page, "One more thing only you have")
    page.get_by_role("link", name="Add a passkey").click()
    wait_for(page, "Add a passkey")
    page.get_by_role("button", name="Add a passkey").click()
    wait_for(page, "Recovery codes")
    page.goto(f"{home}/account/")
    wait_for(page, "Your account")
    page.goto(f"{home}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    wait_for(page, "Treatment that fits round your life")
    page.goto(f"{home}/account/login/")
    wait_for(page, "Sign in")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)

    assert [why for word, why in house.words() if word == "account.signed_in"] == ["passkey", "invitation"]


def test_a_passkey_is_her_second_step_too(house: House, home: str, with_key: Page):
    page = with_key
    an_account(house)
    come_in(page, home, "ana@x.example")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("One more thing only you have")
    page.goto(f"{home}/account/passkeys/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(heading).to_have_text("Recovery codes")
    page.context.clear_cookies()

    come_in(page, home, "ana@x.example")
    wait_for(page, "Your second step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)

    assert next(why for word, why in house.words() if word == "account.signed_in") == "passkey"


def test_a_browser_that_has_no_key_says_so_in_words(house: House, home: str, context: BrowserContext, tab: Page):
    context.add_init_script("delete window.PublicKeyCredential")
    an_account(house)
    tab.goto(f"{home}/account/login/")

    expect(tab.get_by_text("This browser cannot use passkeys")).to_be_visible()
    expect(tab.get_by_role("button", name="Use a passkey")).to_be_hidden()


def test_pages_of_an_account_are_fit_for_everyone(house: House, home: str, tab: Page):
    an_account(house, "jo@x.example", patient_id=house.jo)
    come_in(tab, home, "jo@x.example")
    tab.wait_for_url(lambda url: "/account/" not in url)
    for path in ("", "app/add/", "passkeys/add/", "password/", "devices/", "logout/", "reauthenticate/"):
        tab.goto(f"{home}/account/{path}")
        assert_good(tab)
    tab.context.clear_cookies()
    for path in ("account/login/", "account/password/reset/", "account/password/reset/sent/", "account/inactive/"):
        tab.goto(f"{home}/{path}")
        assert_good(tab)


# A session that ends. The page tells itself the time it was given: a test cannot wait for a quarter of an hour.


def hurry(context: BrowserContext, home: str, seconds: int) -> None:
    """The page will think that its session is this long."""

    def shorter(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace('data-idle="1800"', f'data-idle="{seconds}"')
        route.fulfill(response=answer, body=text)

    context.route(f"{home}/account/password/", shorter)


def age(seconds: int) -> None:
    """Everybody was last seen so long ago."""
    for row in Session.objects.all():
        told = row.get_decoded()
        told["seen"] = int(time.time()) - seconds
        row.session_data = Session.objects.encode(told)
        row.save()


def a_page_with_a_form(page: Page, home: str) -> None:
    """Any page of an account, with a form such as a chart has."""
    page.goto(f"{home}/account/password/")
    page.evaluate("""() => {
      const form = document.createElement("form");
      form.method = "post"; form.action = "/week/people/"; form.dataset.guard = "";
      form.innerHTML = '<label>What happened <textarea name="note"></textarea></label><button>Send</button>';
      document.querySelector("main").append(form);
    }""")
    page.get_by_label("What happened").fill("She came back on Friday.\nShe is well.")


def test_a_page_warns_then_puts_itself_away_and_gives_back_what_was_typed(
    house: House, home: str, context: BrowserContext, tab: Page
):
    jo = an_account(house, "jo@x.example", patient_id=house.jo)
    hurry(context, home, 121)
    come_in(tab, home, "jo@x.example")
    tab.wait_for_url(lambda url: "/account/" not in url)
    a_page_with_a_form(tab, home)

    age(1800 - 8)
    expect(tab.get_by_role("heading", name="Are you still there?")).to_be_visible()
    assert_good(tab)
    expect(tab.get_by_role("heading", level=1, name="You are signed out")).to_be_visible(timeout=20_000)
    assert "Friday" not in tab.content()
    (kept,) = drafts.waiting(jo.pk, at=datetime.now(UTC))
    assert kept.fields == (("note", "She came back on Friday.\nShe is well."),)

    tab.get_by_role("link", name="Sign in").click()
    fill_in(tab, "jo@x.example")
    wait_for(tab, "You were writing when you were signed out")
    expect(tab.get_by_role("definition")).to_contain_text("She came back on Friday.")
    assert ("account.signed_out", "idle") in house.words()


def test_whoever_says_that_she_is_here_goes_on(house: House, home: str, context: BrowserContext, tab: Page):
    an_account(house, "jo@x.example", patient_id=house.jo)
    hurry(context, home, 121)
    come_in(tab, home, "jo@x.example")
    tab.wait_for_url(lambda url: "/account/" not in url)
    a_page_with_a_form(tab, home)

    age(1800 - 30)
    tab.get_by_role("button", name="I am here").click()

    expect(tab.get_by_role("heading", name="Are you still there?")).to_be_hidden()
    left = tab.evaluate("fetch('/account/time-left/').then((a) => a.json())")
    assert left["seconds"] > 1700
    expect(tab.get_by_label("What happened")).to_have_value("She came back on Friday.\nShe is well.")


def test_a_form_sent_too_late_waits_for_her_and_is_sent_then(house: House, home: str, tab: Page, settings):
    settings.STAFF_SECOND_FACTOR = False
    ana = an_account(house)
    come_in(tab, home, "ana@x.example")
    tab.wait_for_url(lambda url: "/account/" not in url)
    tab.goto(f"{home}/patients/add/")
    tab.get_by_label("Name used").fill("Kim Lee")
    tab.get_by_label("Birth date").fill("1991-02-03")
    age(15 * 60)
    tab.get_by_role("main").locator("form button.first").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Sign in")
    fill_in(tab, "ana@x.example")
    wait_for(tab, "You were writing when you were signed out")
    assert [draft.path for draft in drafts.waiting(ana.pk, at=datetime.now(UTC))] == ["/patients/add/"]

    tab.get_by_role("button", name="Send it now").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text("Kim Lee")
    assert drafts.waiting(ana.pk, at=datetime.now(UTC)) == []
    assert ("patient.admitted", "") in house.words()[:3]


def come_in(page: Page, home: str, email: str) -> None:
    page.goto(f"{home}/account/login/")
    fill_in(page, email)


def fill_in(page: Page, email: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
