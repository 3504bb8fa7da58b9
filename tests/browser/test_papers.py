# SPDX-License-Identifier: Apache-2.0
"""Admission papers in a real browser: the list, one person's, a form to sign and an insurance are well made."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_level import assert_well_made


@pytest.fixture
def signed_in_as() -> str:
    return "intake@demo.example"


def test_the_pages_of_papers_are_well_made_and_what_is_not_asked_is_not_shown(page: Page, address: str):
    page.goto(f"{address}/admissions/")
    assert_well_made(page)
    page.get_by_role("link", name="Maya Reyes").click()
    page.wait_for_url("**/papers/")
    assert_well_made(page)
    papers = page.url
    page.get_by_role("link", name="Read and sign").first.click()
    page.wait_for_url("**/forms/*/")
    expect(page.get_by_label("Signed on paper on")).to_be_hidden()
    page.get_by_text("It was signed on paper").click()
    expect(page.get_by_label("Signed on paper on")).to_be_visible()
    assert_well_made(page)
    page.goto(f"{papers}insurance/1/")
    assert_well_made(page)
    page.get_by_text("No insurance").click()
    expect(page.get_by_label("Member number")).to_be_hidden()
