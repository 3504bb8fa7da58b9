# SPDX-License-Identifier: Apache-2.0
"""Level of care in a real browser: a counselor changes a rating, decides and signs; the patient reads hers."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import each_size, sign_in, violations
from tests.browser.test_week import LEVELS, SMALL, TOO_WIDE

COUNSELOR = "counselor@demo.example"
CHARTS = re.compile(r"/patients/[0-9a-f-]{36}/$")


@pytest.fixture
def signed_in_as() -> str:
    return COUNSELOR


def assert_well_made(page: Page) -> None:
    page.wait_for_load_state()
    small = SMALL.replace("input, ", "")  # a box to tick is hit by its words
    for size in each_size(page):
        assert page.evaluate(TOO_WIDE) == [], f"wider than the screen: {size}"
        assert size != "phone" or page.evaluate(small, 44) == [], "too small to hit"
        found = violations(page, LEVELS)
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == [], size


def open_chart(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/patients/")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_url(CHARTS)


def test_from_the_chart_over_a_changed_rating_to_a_signature_that_the_patient_reads(
    page: Page, context: BrowserContext, address: str
):
    open_chart(page, address, "Maya Reyes")
    expect(page.get_by_text("Intensive outpatient (IOP), since")).to_be_visible()
    page.get_by_role("link", name="Level of care").first.click()
    page.get_by_role("button", name="Begin a determination").click()

    result = page.locator("#result")
    expect(result).to_contain_text("As soon as all six areas are rated")
    for area in page.locator("fieldset.area").all():
        area.get_by_role("radio").nth(1).check()
    expect(result).to_contain_text("Outpatient")
    risk = page.get_by_role("group", name="Risk that comes with use")
    risk.get_by_role("radio").nth(3).check()
    expect(result).to_contain_text("Intensive outpatient (IOP)")
    page.get_by_label("Plan or intent to die").check()
    expect(result).to_contain_text("Now, before anything else")
    page.get_by_label("Plan or intent to die").uncheck()
    expect(result).not_to_contain_text("Now, before anything else")
    page.wait_for_load_state("networkidle")  # what follows is still being asked for beside
    page.get_by_role("button", name="Keep, and go on to the decision").click()

    page.get_by_label("Agrees", exact=True).check()
    page.get_by_role("button", name="Keep, and go on to sign").click()
    page.get_by_role("button", name="Sign this determination").click()
    expect(page.get_by_text("Signed by Dana Whitfield")).to_be_visible()

    sign_in(context, address, "maya@demo.example")
    page.goto(f"{address}/me/level/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Intensive outpatient (IOP)")
    expect(page.get_by_text("urges come on most days")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_rating_other_than_the_proposed_needs_its_reason(page: Page, address: str):
    open_chart(page, address, "Alejandra Fuentes")
    page.get_by_role("link", name="Level of care").first.click()
    page.get_by_role("link", name="Go on with the draft").click()

    risk = page.get_by_role("group", name="Risk that comes with use")
    risk.get_by_text("Answers propose 2: see which").click()
    expect(risk.get_by_text("Signs of a use disorder in the last 12 months (cocaine)").first).to_be_visible()
    risk.get_by_role("radio").nth(3).check()
    expect(page.locator("#result")).to_contain_text("Risk that comes with use 3")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Keep, and go on to the decision").click()
    page.get_by_label("Agrees", exact=True).check()
    page.get_by_role("button", name="Keep, and go on to sign").click()
    expect(page.get_by_text("is rated otherwise than the answers propose: say why")).to_be_visible()

    page.get_by_role("link", name="Safety and needs").click()
    risk.get_by_text("Your reason, where you rate otherwise").click()
    risk.get_by_label("Why you rate it so").fill("Weekday use since the shift changed.")
    page.get_by_text("Your reason, where you rate otherwise").first.focus()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Keep, and go on to the decision").click()
    page.get_by_role("button", name="Keep, and go on to sign").click()
    expect(page.get_by_text("Weekday use since the shift changed.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign this determination")).to_be_visible()


def test_the_chart_and_the_level_of_care_are_well_made(page: Page, address: str):
    open_chart(page, address, "Maya Reyes")
    assert_well_made(page)
    page.get_by_role("link", name="Level of care").first.click()
    assert_well_made(page)
    page.locator("tbody th a").first.click()
    assert_well_made(page)
    open_chart(page, address, "Alejandra Fuentes")
    page.get_by_role("link", name="Level of care").first.click()
    page.get_by_role("link", name="Go on with the draft").click()
    assert_well_made(page)
