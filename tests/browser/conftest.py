# SPDX-License-Identifier: Apache-2.0
"""A real browser before a running server with the demo in it; whatever a page complains of fails the test."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from handrail.flow import demo
from handrail.journey.timetable.engine.peers import clerk

# Playwright keeps an event loop in this thread, and Django would refuse to ask its database beside one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=15_000)  # on a busy machine, where other tests run beside
DIRECTOR = "director@demo.example"
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
SIZES = {"wide": (1280, 800), "phone": (390, 844)}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    # Chromium refuses to run as root inside its own sandbox, and builds run as root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def kept() -> Iterator[sqlite3.Connection]:
    """A copy of the demo as it was loaded first: to load it anew for each test takes seconds."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    yield copy
    copy.close()


@pytest.fixture
def address(live_server: LiveServer, settings: Any, kept: sqlite3.Connection) -> str:
    """Where the demo is served; its week is the clerk's, made in a moment and with something missing."""
    settings.MODE = "demo"  # in which staff may look round without a second factor
    if connection.vendor == "sqlite" and kept.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        kept.backup(connection.connection)
        return live_server.url
    demo.load(make=clerk, say=lambda _: None)
    if connection.vendor == "sqlite":
        connection.connection.backup(kept)
    return live_server.url


@pytest.fixture(params=["light"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def context(browser: Browser, size: str, scheme: str) -> Iterator[BrowserContext]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        has_touch=size == "phone",
        reduced_motion="reduce",
    )
    yield context
    context.close()


def violations(page: Page, options: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """What axe finds on a page, dark and light: it is opened once and only changes its colors."""
    page.evaluate(Axe().axe_script)
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        told = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"]} | (options or {}))
        found += told["violations"]
    return found


def sign_in(context: BrowserContext, address: str, email: str) -> None:
    """Puts the cookie of a signed-in session into the browser: signing in itself has tests of its own."""
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.fixture
def signed_in_as() -> str:
    """The demo account a test looks with."""
    return DIRECTOR


@pytest.fixture
def page(context: BrowserContext, address: str, signed_in_as: str) -> Iterator[Page]:
    sign_in(context, address, signed_in_as)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url))
    page.on("response", lambda given: None if given.status < 400 else complaints.append(f"{given.status} {given.url}"))
    page.goto(f"{address}/week/" if signed_in_as == DIRECTOR else address)
    yield page
    assert complaints == []
