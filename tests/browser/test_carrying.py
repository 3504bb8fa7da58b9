# SPDX-License-Identifier: Apache-2.0
"""What leaves the house, in a browser: a calendar address renewed, a letter signed, reminders on their page."""

import io
import re
from datetime import timedelta
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect
from pypdf import PdfReader

from handrail.ground.kit.by import By
from handrail.ground.kit.days import monday_of
from handrail.ground.people import queries as people
from handrail.ground.program import queries as programs
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as timetables
from tests.browser.conftest import each_size, sign_in, violations

on_a_phone = pytest.mark.parametrize("size", ["phone"], indirect=True)


def new_address(page):
    page.get_by_role("button", name=re.compile("^Make an? (new )?address$")).click()
    return page.get_by_role("textbox", name="Your address").input_value()


def starts(address):
    with urlopen(address) as answer:  # noqa: S310 - the server of this test
        return [event.decoded("dtstart") for event in Calendar.from_ical(answer.read()).walk("VEVENT")]


@on_a_phone
@pytest.mark.parametrize("signed_in_as", ["maya@demo.example"])
def test_a_patient_makes_a_calendar_address_and_a_new_one_ends_the_old(page, address):
    page.goto(f"{address}/me/calendar/")
    expect(page.get_by_role("heading", name="Calendar on your phone")).to_be_visible()

    old = new_address(page)
    there = starts(old)
    new = new_address(page)

    assert len(there) > 10
    assert starts(new) == there
    assert Client().get(urlsplit(old).path).status_code == 404


@on_a_phone
@pytest.mark.parametrize("signed_in_as", ["counselor@demo.example"])
def test_a_counselor_signs_a_letter_about_days_and_times(page, address):
    (program,) = programs.all_named()
    week, monday = timetables.in_force(program, on=timezone.localdate()).week, monday_of(timezone.localdate())
    by = By(program.provider_id)
    before = monday - timedelta(days=14)
    timetable.publish(by=by, program=program, first_day=before, week=week, at=timezone.now())
    hers = next(one for one in people.patients(program.id) if is_of_dana(one.id))

    page.goto(f"{address}/patients/{hers.id}/letters/")
    page.get_by_role("link", name="Confirm attendance").click()
    page.get_by_role("textbox", name="To whom").fill("HR, Lone Star Bank")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Sign").click()

    expect(page.get_by_text("The letter is signed and kept")).to_be_visible()
    row = page.get_by_role("link", name=re.compile("^Attendance"))
    paper = page.request.get(address + row.get_attribute("href")).body()
    said = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(paper)).pages)
    assert f"{hers.name} was here for appointments" in said
    assert "Dana Whitfield, for Live Oak House" in said
    assert "Recovery" not in said


def is_of_dana(patient_id):
    return any(carer.name == "Dana Whitfield" for carer in people.carers(patient_id))


@on_a_phone
def test_staff_see_the_reminders_that_would_leave(page, address):
    page.goto(f"{address}/messages/")

    expect(page.get_by_text("In the demo nothing is sent")).to_be_visible()
    expect(page.get_by_text(re.compile("You have an? ?appointments? ")).first).to_be_visible()


@pytest.mark.parametrize("signed_in_as", ["counselor@demo.example"])
def test_every_page_of_what_leaves_the_house_is_whole_in_every_size_and_scheme(page, address, context):
    (program,) = programs.all_named()
    hers = next(one for one in people.patients(program.id) if is_of_dana(one.id))
    for path in (
        "/messages/", "/rules/", "/me/calendar/", f"/patients/{hers.id}/letters/",
        f"/patients/{hers.id}/letters/schedule/", f"/patients/{hers.id}/reach/",
    ):  # fmt: skip
        whole(page, address + path)
    sign_in(context, address, "maya@demo.example")
    for path in ("/me/calendar/", "/me/reach/"):
        whole(page, address + path)


def whole(page, address):
    page.goto(address)
    for size in each_size(page):
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (address, size)
        found = violations(page)
        assert [(one["id"], [n["html"][:200] for n in one["nodes"]]) for one in found] == [], (address, size)
