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
# What else axe knows is the same in the dark.
OF_COLORS = ("color-contrast", "link-in-text-block")
# Most of axe's time goes into colors. Of texts in the same letters and color over the same paint it is shown two, once
# for each scheme, and on a phone only what looks otherwise there.
JUDGE_COLORS = """async ([within, options]) => {
  const shown = window.shownToAxe ??= new Map(), grounds = new Map()
  const ground = each => {
    if (!each) return ''
    if (!grounds.has(each)) {
      const style = getComputedStyle(each)
      const paint = `/${style.backgroundColor} ${style.backgroundImage} ${style.opacity}`
      const clear = paint === '/rgba(0, 0, 0, 0) none 1'
      const over = ['static', 'relative'].includes(style.position) ? '' : `/${each.getAttribute('class')}`
      grounds.set(each, ground(each.parentElement) + (clear ? '' : paint) + over)
    }
    return grounds.get(each)
  }
  const kind = each => {
    const style = getComputedStyle(each)
    return [ground(each), style.color, getComputedStyle(each.parentElement).color, style.fontSize, style.fontWeight,
      style.textDecorationLine, each.matches('a'), each.matches(':disabled, [aria-disabled=true]')].join('|')
  }
  const speaks = each => each.matches('input, select, textarea')
    || [...each.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
  const include = [...document.querySelectorAll(`:is(${within}), :is(${within}) *`)].filter(each => {
    if (!speaks(each) || !each.checkVisibility({visibilityProperty: true})) return false
    const of = kind(each), before = shown.get(of) ?? 0
    shown.set(of, before + 1)
    return before < 2
  })
  return include.length ? (await axe.run({include}, options)).violations : []
}"""
JUDGE_REST = "async ([within, options]) => (await axe.run(within ?? document, options)).violations"
# Without a window Chromium still draws all of its own, and half of its time went into that: the menus under its address
# bar are pages too, one set for each of ours. The last list of features counts, so Playwright's own is said again.
OFF = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "PreloadTopChromeWebUI", "InitialWebUI", "WebUIReloadButton",
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
)  # fmt: skip
PLAIN = ["--disable-gpu", "--in-process-gpu", f"--disable-features={','.join(OFF)}"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    # Chromium refuses to run as root inside its own sandbox, and builds run as root.
    arguments = [*PLAIN, "--no-sandbox"] if os.geteuid() == 0 else PLAIN
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


@pytest.fixture(params=["wide"])
def size(request: pytest.FixtureRequest) -> str:
    """A test that means a phone says so; whether a page is well made is asked in `each_size`."""
    return str(request.param)


@pytest.fixture
def context(browser: Browser, size: str) -> Iterator[BrowserContext]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=size == "phone",
        reduced_motion="reduce",
    )
    yield context
    context.close()


def each_size(page: Page) -> Iterator[str]:
    """The page as it stands, once in each size: our pages know how wide they are from their styles alone."""
    before = page.viewport_size
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        yield name
    if before:
        page.set_viewport_size(before)


def violations(page: Page, options: dict[str, Any] | None = None, *, within: str = "body") -> list[dict[str, Any]]:
    """What axe finds on a page, light and dark: it is opened once and only changes its colors.

    `within`: the part to judge, where the rest of the page was judged before.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    given = {"resultTypes": ["violations"]} | (options or {})
    colors = given | {"runOnly": {"type": "rule", "values": OF_COLORS}}
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(JUDGE_COLORS, [within, colors])
    rest = given | {"rules": {rule: {"enabled": False} for rule in OF_COLORS}}
    where = within if within != "body" else None
    found += page.evaluate(JUDGE_REST, [where, rest])
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
    yield page
    assert complaints == []
