# SPDX-License-Identifier: Apache-2.0
"""Intake fits a caller and holds seats; a patient's hours change and staff accept: in a real browser."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in


def test_intake_fits_a_caller_and_holds_a_seat(page: Page, address: str, context: BrowserContext):
    sign_in(context, address, "intake@demo.example")
    page.goto(f"{address}/fit/")
    page.get_by_role("button", name="9 to 5").click()
    expect(page.get_by_text("40 hours kept free")).to_be_visible()
    page.get_by_label("What for", exact=True).fill("Caller at 9:40")
    page.get_by_role("button", name="Find her weeks").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("fits")
    page.get_by_role("button", name="Hold these seats for 30 minutes").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Seats held for 1 person")
    expect(page.get_by_role("heading", name="Caller at 9:40")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_patient_says_what_changed_staff_accept_and_she_sees_it(page: Page, address: str, context: BrowserContext):
    sign_in(context, address, "maya@demo.example")
    page.goto(f"{address}/me/hours/")
    page.get_by_role("button", name="Clear").click()
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        page.get_by_role("checkbox", name=f"{day} 6:00 pm").tap()
    page.get_by_role("button", name="See what it does to my week").click()
    expect(page.get_by_role("heading", name="would not fit")).to_be_visible()
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_role("heading", name="Sent. We are looking at it.")).to_be_visible()

    sign_in(context, address, "intake@demo.example")
    page.goto(f"{address}/changes/")
    expect(page.get_by_role("heading", name="Maya Reyes")).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody's hours have changed")

    sign_in(context, address, "maya@demo.example")
    page.goto(f"{address}/me/hours/")
    expect(page.get_by_role("heading", name="Done: your week has changed")).to_be_visible()


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_a_visitor_paints_her_week_and_sees_one(address: str, context: BrowserContext):
    visitor = context.new_page()
    visitor.goto(f"{address}/fit-my-week/")
    visitor.get_by_role("button", name="School run").tap()
    visitor.get_by_role("checkbox", name="Sat 9:00 am").tap()
    expect(visitor.get_by_text("10.5 hours kept free")).to_be_visible()
    visitor.get_by_role("button", name="Show me a week").tap()

    expect(visitor.locator("#answer h1")).to_contain_text("fit")
    expect(visitor.locator(".fit-weeks > li").first).to_be_visible()
    assert context.cookies() == []
