# SPDX-License-Identifier: Apache-2.0
"""An assessment on a tablet: it saves by itself, loses nothing without a connection, is signed and added to."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from handrail.ground.kit.by import By
from handrail.ground.kit.keys import uuid7
from handrail.ground.people.models import Patient
from handrail.journey.intake import queries
from handrail.journey.intake.actions import assessments
from handrail.journey.intake.models import Saved
from tests.browser.conftest import each_size, sign_in, violations

pytestmark = pytest.mark.django_db(transaction=True)


def hers(name: str):
    patient = Patient.objects.get(name=name)
    assessment = queries.latest(patient.id)
    assert assessment
    return patient.id, assessment.id


@pytest.fixture
def tablet(browser: Browser, address: str) -> Iterator[Page]:
    """One tablet, held across; what it complains of without a connection is no fault."""
    context = browser.new_context(viewport={"width": 1024, "height": 768}, has_touch=True, reduced_motion="reduce")
    sign_in(context, address, "director@demo.example")
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    assert thrown == []


def test_losing_the_connection_in_the_middle_of_a_section_loses_nothing(tablet, address):
    patient, pk = hers("Megan O’Leary")
    tablet.goto(address + reverse("intake:ask", args=[pk, "home"]))
    state = tablet.locator("#state")

    tablet.get_by_label("With family or friends").check()
    expect(state).to_contain_text("All saved")
    assert queries.answers_of(patient).says("home.housing", "with_family")

    tablet.context.set_offline(True)
    tablet.get_by_label("Nobody", exact=True).first.check()
    expect(state).to_contain_text("Not saved yet: no connection")
    tablet.get_by_label("Who lives there?").fill("Her husband, two boys of 5 and 8")
    tablet.get_by_label("Children under 18").fill("2")
    tablet.get_by_role("button", name="Save and go on").click()
    expect(tablet.get_by_role("heading", name="Home and family")).to_be_visible()
    assert queries.answers_of(patient).text("home.who") == ""

    tablet.context.set_offline(False)
    expect(state).to_contain_text("All saved")
    answers = queries.answers_of(patient)
    assert answers.text("home.who") == "Her husband, two boys of 5 and 8"
    assert answers.number("home.children") == 2
    assert answers.says("home.use_there", "nobody")
    expect(tablet.get_by_role("group", name="Where do they live?")).to_be_visible()


def test_what_was_written_offline_meets_what_a_colleague_saved_meanwhile_and_both_are_kept(tablet, address):
    patient, pk = hers("Megan O’Leary")
    tablet.goto(address + reverse("intake:ask", args=[pk, "home"]))
    state, who = tablet.locator("#state"), tablet.get_by_label("Who lives there?")
    tablet.context.set_offline(True)
    who.fill("Her husband and two boys")
    tablet.get_by_label("Children under 18").fill("2")
    expect(state).to_contain_text("Not saved yet: no connection")
    by = By(Patient.objects.get(pk=patient).provider_id)
    typed = {("home.who", ""): ["Her mother"], ("home.housing", ""): ["with_family"]}
    assessments.save(by=by, assessment_id=pk, section="home", typed=typed, mark=uuid7(), at=timezone.now())

    tablet.context.set_offline(False)
    expect(state).to_contain_text("choose which stays")
    expect(tablet.get_by_text("answered this meanwhile")).to_contain_text("“Her mother”")
    expect(who).to_have_value("Her husband and two boys")
    expect(tablet.get_by_label("With family or friends")).to_be_checked()
    answers = queries.answers_of(patient)
    assert (answers.text("home.who"), answers.number("home.children")) == ("Her mother", 2)

    tablet.get_by_role("button", name="Keep what is written here").click()
    expect(state).to_contain_text("All saved")
    assert queries.answers_of(patient).text("home.who") == "Her husband and two boys"


def test_an_answer_whose_receipt_got_lost_is_kept_once(tablet, address):
    _patient, pk = hers("Megan O’Leary")
    tablet.goto(address + reverse("intake:ask", args=[pk, "legal"]))
    lost = []

    def lose_the_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            return route.abort()
        return route.continue_()

    tablet.route("**/ask/legal/", lose_the_first)
    tablet.get_by_label("Probation").check()
    expect(tablet.locator("#state")).to_contain_text("All saved")

    assert lost[0].status == 200
    assert Saved.objects.filter(assessment=pk, section="legal").count() == 1


def test_a_section_is_answered_by_keyboard_alone(tablet, address):
    patient, pk = hers("Megan O’Leary")
    tablet.goto(address + reverse("intake:ask", args=[pk, "use"]) + "?about=sedatives")
    tablet.get_by_label("Days of use in the last 30").focus()
    tablet.keyboard.type("31")
    tablet.keyboard.press("Tab")
    expect(tablet.get_by_text("Please write a whole number from 0 to 30.")).to_be_visible()

    tablet.get_by_label("Days of use in the last 30").focus()
    tablet.keyboard.press("Control+A")
    tablet.keyboard.type("4")
    tablet.keyboard.press("Enter")
    expect(tablet.locator("#state")).to_contain_text("All saved")

    assert queries.answers_of(patient).number("use.days_30", "sedatives") == 4


def test_an_interns_assessment_is_signed_too_and_added_to(tablet, address):
    _patient, pk = hers("Tanya Brooks")
    sign_in(tablet.context, address, "counselor@demo.example")
    tablet.goto(address + reverse("intake:waiting"))
    expect(tablet.get_by_text("Nothing waits")).to_be_visible()  # she is not on Tanya's care team
    sign_in(tablet.context, address, "director@demo.example")
    tablet.goto(address + reverse("intake:waiting"))
    expect(tablet.get_by_role("link", name="Tanya Brooks")).to_be_visible()
    tablet.goto(address + reverse("intake:assessment", args=[pk]))

    expect(tablet.get_by_role("heading", name="Assessment", exact=False).first).to_be_visible()
    expect(tablet.get_by_text("waits for a second signature")).to_be_visible()


def test_the_pages_are_sound_in_every_size_and_scheme(context, address):
    sign_in(context, address, "director@demo.example")
    patient, pk = hers("Keisha Daniels")
    _megan, half = hers("Megan O’Leary")
    page = context.new_page()
    for path in (
        reverse("intake:ask", args=[half, "risk"]),
        reverse("intake:assessment", args=[pk]),
        reverse("intake:of-patient", args=[patient]),
        reverse("diagnoses:of-patient", args=[patient]) + "?q=alcohol&code=F10.20",
        reverse("intake:waiting"),
    ):
        page.goto(address + path)
        for size in each_size(page):
            if "/ask/" in path:
                page.reload()  # where there is little room, its list of sections begins folded
            found = violations(page)
            assert [(one["id"], [n["html"][:200] for n in one["nodes"]]) for one in found] == [], (path, size)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, size)
