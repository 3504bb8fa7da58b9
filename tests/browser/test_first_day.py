# SPDX-License-Identifier: Apache-2.0
"""A clinic's first day, from an empty database: a program is set up, a counselor invited, patients added, all noted."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from handrail.ground.people.actions import accounts
from handrail.ground.record import queries as lines
from tests.browser.conftest import violations

pytestmark = pytest.mark.database  # lived on both
PASSWORD = "a-calm-room-with-daylight"
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def home(live_server: LiveServer, settings) -> str:
    settings.STAFF_SECOND_FACTOR = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    cache.clear()
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def desks(browser: Browser) -> Iterator[list[Page]]:
    """Two people at two computers, each with a device that makes passkeys."""
    pages = []
    for _ in range(2):
        page = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        pages.append(page)
    yield pages
    for page in pages:
        page.context.close()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def judged(page: Page, words: str | re.Pattern[str]) -> None:
    """Pages that no other test opens are looked at here."""
    heading(page, words)
    faults = [one["id"] for one in violations(page) if one["impact"] in ("serious", "critical")]
    assert faults == [], page.url


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def take_up(page: Page, address: str, name: str) -> None:
    """An invitation, a password, and a passkey as the second factor staff must have."""
    page.goto(address)
    heading(page, f"Welcome, {name}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    press(page, "Begin")
    heading(page, "One more thing only you have")
    follow(page, "Add a passkey")
    press(page, "Add a passkey")
    heading(page, "Recovery codes")


def set_up(page: Page, home: str) -> None:
    """The five steps, as a director types them."""
    page.goto(f"{home}/setup/")
    judged(page, "Set up your first program")
    follow(page, "Do this next")
    page.get_by_label("What the place is called").fill("Elm Street")
    page.get_by_label("Room", exact=True).first.fill("Garden room")
    page.get_by_label("Seats for patients").first.fill("12")
    press(page, "Save")
    follow(page, "Do this next")
    page.get_by_label("Name of the program").fill("Day program")
    press(page, "Save")
    follow(page, "Do this next")
    press(page, "Add these")
    page.goto(f"{home}/setup/")


def engage(page: Page, home: str, name: str) -> None:
    page.goto(f"{home}/staff/add/")
    page.get_by_label("Name").first.fill(name)
    for skill in page.get_by_role("group", name="What they can lead").get_by_role("checkbox").all():
        skill.check()
    page.get_by_label("Most hours in sessions a week").fill("30")
    page.get_by_role("group", name="In Day program").get_by_label("Counselor").check()
    line = page.locator("fieldset.line").first
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        line.get_by_label(day).check()
    line.get_by_label("From").fill("09:00")
    line.get_by_label("To").fill("17:00")
    press(page, re.compile("^Add$"))
    judged(page, name)


def add_patient(page: Page, home: str, name: str, born: str) -> str:
    page.goto(f"{home}/patients/add/")
    page.get_by_label("Name used").fill(name)
    page.get_by_label("Birth date").fill(born)
    press(page, "Add this patient")
    heading(page, re.compile(name))
    return page.url


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def test_a_program_is_set_up_from_nothing_and_each_sees_what_she_may(home: str, desks: list[Page]):
    director, counselor = desks
    _made, token = accounts.begin(
        provider="Elm Street Recovery", name="Ruth Adler", email="ruth@x.example", at=datetime.now(UTC)
    )

    take_up(director, f"{home}/invitations/{token}/", "Ruth Adler")
    set_up(director, home)
    engage(director, home, "Ana Beltrán")
    follow(director, "Invite to sign in")
    director.get_by_label("Email address").fill("ana@x.example")
    press(director, "Invite")
    (address,) = re.findall(r"https?://localhost:\d+/invitations/[\w-]+/", director.get_by_role("main").inner_text())
    take_up(counselor, address, "Ana Beltrán")

    hers = add_patient(counselor, home, "Jo Reyes", "1990-05-17")
    others = add_patient(director, home, "Eve Novak", "1984-02-03")
    director.goto(f"{home}/setup/")
    judged(director, "Ready to build a week")

    assert status(counselor, hers) == 200
    counselor.goto(others)
    judged(counselor, "This chart is closed to you")
    for kept in ("/setup/", "/record/", "/staff/add/", "/patients/export/"):
        assert status(counselor, f"{home}{kept}") == 404, kept
    director.goto(f"{home}/record/")
    judged(director, re.compile("record", re.IGNORECASE))

    (provider,) = lines.providers()
    verdict = lines.verdict(provider)
    assert verdict.fault is None
    assert verdict.number > 20
    assert lines.missing_triggers() == []
