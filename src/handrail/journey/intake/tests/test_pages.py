# SPDX-License-Identifier: Apache-2.0
"""The pages of an assessment: asking with and without scripts, reading, signing; who gets in."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import as_role, noted, signed_in, words
from handrail.journey.intake import queries
from handrail.journey.intake.models import Saved
from handrail.journey.intake.tests.stored import NOON, a_clinic, a_signed_one, all_needed, begun, saved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.MODE = "demo"  # where staff may be without a second factor


def browser(clinic, who=None):
    return signed_in(clinic.place, (who or clinic.ana).staff_id)


def ask(pk, section, about=""):
    return reverse("intake:ask", args=[pk, section]) + (f"?about={about}" if about else "")


def by_itself(client, url, **told):
    return client.post(url, {"mark": str(uuid4())} | told, headers={"X-Handrail-Autosave": "1"})


def test_an_assessment_is_begun_and_its_first_page_opens():
    clinic = a_clinic()
    client = browser(clinic)

    answer = client.post(reverse("intake:of-patient", args=[clinic.jo.id]), {"kind": "first"}, follow=True)

    assert answer.status_code == 200
    assert "What made you come, and why now?" in words(answer)
    assert "No assessment yet" not in words(client.get(reverse("intake:of-patient", args=[clinic.jo.id])))


def test_a_page_saves_by_itself_and_tells_what_is_asked_now():
    clinic = a_clinic()
    pk = begun(clinic)

    answer = by_itself(
        browser(clinic), ask(pk, "risk"), asked="risk.suicide_thoughts", **{"risk.suicide_thoughts": "now"}
    )

    told = answer.json()
    assert answer.status_code == 200
    assert "risk.suicide_plan" not in told["hidden"]
    assert "risk.harm_plan" in told["hidden"]
    assert "needed" in told["rail"]
    assert queries.answers_of(clinic.jo.id).says("risk.suicide_thoughts", "now")


def test_what_cannot_be_read_is_told_beside_its_question():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"use.ever": ["alcohol"]})
    url, told = ask(pk, "use", "alcohol"), {"asked": "use.days_30:alcohol", "use.days_30:alcohol": "31"}

    quiet, plain = by_itself(browser(clinic), url, **told), browser(clinic).post(url, told)

    assert (quiet.status_code, plain.status_code) == (422, 422)
    assert quiet.json() == {"faults": {"use.days_30:alcohol": "Please write a whole number from 0 to 30."}}
    assert 'value="31"' in plain.content.decode()
    assert "One thing to put right" in words(plain)


def test_without_scripts_a_button_saves_all_of_the_page_and_goes_on():
    clinic = a_clinic()
    pk = begun(clinic)
    page = {"asked": ["legal.status", "legal.ordered", "legal.notes"], "legal.status": ["probation"], "go_on": "1"}

    answer = browser(clinic).post(ask(pk, "legal"), page)

    assert answer["Location"] == ask(pk, "culture")
    assert queries.answers_of(clinic.jo.id).get("legal.status") == ("probation",)


def test_the_same_mark_sent_twice_is_kept_once():
    clinic = a_clinic()
    pk, mark = begun(clinic), str(uuid4())
    told = {"mark": mark, "asked": "legal.ordered", "legal.ordered": "yes"}

    first, again = (by_itself(browser(clinic), ask(pk, "legal"), **told) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 200)
    assert Saved.objects.count() == 1


def test_a_save_resent_much_later_is_told_what_a_colleague_answered_meanwhile():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"legal.notes": "Hearing on May 3"}, by=clinic.ben)

    told = {"asked": ["legal.notes", "legal.ordered"], "legal.notes": "No hearing", "legal.ordered": "yes", "seen": "0"}
    answer = by_itself(browser(clinic), ask(pk, "legal"), **told).json()

    theirs = answer["newer"]["legal.notes"]
    assert answer["seen"] == 2
    assert theirs["values"] == ["Hearing on May 3"]
    assert theirs["words"].startswith("Ben Ito answered this meanwhile")
    assert queries.answers_in(pk).text("legal.notes") == "Hearing on May 3"
    assert queries.answers_in(pk).says("legal.ordered", "yes")
    by_itself(browser(clinic), ask(pk, "legal"), **told | {"seen": "2"})
    assert queries.answers_in(pk).text("legal.notes") == "No hearing"


def test_without_scripts_both_answers_are_shown_and_what_she_left_alone_is_not_put_back():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"legal.notes": "Hearing on May 3", "legal.ordered": "no"}, by=clinic.ben)
    page = {"asked": ["legal.notes", "legal.ordered"], "legal.notes": "No hearing", "seen": "0"}

    answer = browser(clinic).post(ask(pk, "legal"), page)

    assert answer.status_code == 422
    assert "One thing to put right" in words(answer)
    assert "“Hearing on May 3”" in words(answer)
    assert 'value="No hearing"' in answer.content.decode() or ">No hearing</textarea>" in answer.content.decode()
    assert 'name="seen" value="1"' in answer.content.decode()
    assert queries.answers_in(pk).says("legal.ordered", "no")


def test_an_answer_is_taken_back_by_its_button():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"legal.ordered": "yes"})

    by_itself(browser(clinic), ask(pk, "legal"), clear="legal.ordered")

    assert queries.answers_of(clinic.jo.id).get("legal.ordered") is None


def test_told_earlier_is_shown_and_confirmed_with_one_button():
    clinic = a_clinic()
    a_signed_one(clinic)
    pk = begun(clinic, kind="return", at=NOON + timedelta(days=90))
    client = browser(clinic)

    page = client.get(ask(pk, "legal"))
    client.post(ask(pk, "legal"), {"asked": ["legal.status"], "legal.status": ["other"], "confirm_all": "1"})

    assert "Told earlier" in words(page)
    assert not queries.answers_of(clinic.jo.id).given["legal.status", ""].carried


def test_a_page_of_a_substance_that_was_not_named_leads_back():
    clinic = a_clinic()
    pk = begun(clinic)

    assert browser(clinic).get(ask(pk, "use", "opioids"))["Location"] == ask(pk, "use")
    assert browser(clinic).get(ask(pk, "use", "tea")).status_code == 404
    assert browser(clinic).get(ask(pk, "shoes")).status_code == 404


def test_the_whole_assessment_is_read_signed_and_added_to():
    clinic = a_clinic()
    pk = begun(clinic)
    all_needed(clinic, pk)
    client, whole = browser(clinic), reverse("intake:assessment", args=[pk])

    client.post(reverse("intake:sign", args=[pk]))
    page = client.post(reverse("intake:add", args=[pk]), {"words": "Her sister called."}, follow=True)
    locked = by_itself(client, ask(pk, "legal"), asked="legal.ordered", **{"legal.ordered": "yes"})

    assert "Ana Beltrán, LPC" in words(page).replace(" ,", ",")
    assert "Her sister called." in words(page)
    assert locked.status_code == 409
    assert client.get(ask(pk, "legal"))["Location"] == whole
    assert noted(clinic.place, "assessment.looked")


def test_the_history_page_shows_what_was_struck_and_who_told_what_came_instead():
    clinic = a_clinic()
    pk = begun(clinic)
    saved(clinic, pk, {"home.support": "strong"})
    saved(clinic, pk, {"home.support": "none"}, by=clinic.ben, source="family", of="sister")
    client, url = browser(clinic), reverse("intake:history", args=[pk, "home"])

    page = client.get(url)

    assert url in client.get(reverse("intake:assessment", args=[pk])).content.decode()
    assert "Ben Ito" in words(page)
    assert "Family: sister" in words(page)
    assert '<s class="muted">' in page.content.decode()
    assert client.get(reverse("intake:history", args=[pk, "nowhere"])).status_code == 404


def test_what_is_missing_is_listed_and_signing_is_refused():
    clinic = a_clinic()
    pk = begun(clinic)
    client = browser(clinic)

    page = client.post(reverse("intake:sign", args=[pk]), follow=True)

    assert "Not everything that is needed was answered yet" in words(page)
    assert "Before it can be signed" in words(page)


def test_an_interns_assessment_stands_in_the_queue_and_is_signed_too():
    clinic = a_clinic()
    pk = a_signed_one(clinic, by=clinic.ben)
    client = browser(clinic)

    queue = client.get(reverse("intake:waiting"))
    back = client.post(
        reverse("intake:cosign", args=[pk]), {"back": "1", "because": "Ask about medicines."}, follow=True
    )
    signed = browser(clinic, clinic.ben).post(reverse("intake:sign", args=[pk]), follow=True)
    done = client.post(reverse("intake:cosign", args=[pk]), follow=True)

    assert "Jo Reyes" in words(queue)
    assert "Ask about medicines." in words(back)
    assert "waits for a second signature" in words(signed)
    assert "Signed by both, and locked." in words(done)
    assert "Nothing waits" in words(client.get(reverse("intake:waiting")))


def test_the_queue_names_only_those_whose_chart_she_may_open():
    clinic = a_clinic()
    a_signed_one(clinic, by=clinic.ben)

    assert "Jo Reyes" not in words(as_role(clinic.place, Role.COUNSELOR).get(reverse("intake:waiting")))
    assert "Jo Reyes" in words(as_role(clinic.place, Role.DIRECTOR).get(reverse("intake:waiting")))


def test_the_queue_asks_the_database_no_more_for_more_rows():
    clinic = a_clinic()
    client = browser(clinic)
    client.get(reverse("intake:waiting"))
    with CaptureQueriesContext(connection) as none:
        client.get(reverse("intake:waiting"))
    a_signed_one(clinic, by=clinic.ben)

    with CaptureQueriesContext(connection) as one:
        client.get(reverse("intake:waiting"))

    assert len(one) == len(none)


@pytest.mark.parametrize("role", [Role.BILLING, Role.PRIVACY, Role.ADMINISTRATOR])
def test_who_does_not_care_for_her_finds_nothing(role):
    clinic = a_clinic()
    pk = begun(clinic)
    client = as_role(clinic.place, role)

    assert client.get(reverse("intake:assessment", args=[pk])).status_code == 404
    assert client.get(ask(pk, "legal")).status_code == 404
    assert by_itself(client, ask(pk, "legal"), asked="legal.ordered").status_code == 404
    assert client.post(reverse("intake:sign", args=[pk])).status_code == 404


def test_signs_that_were_not_asked_are_pointed_out_before_anyone_signs_and_do_not_stop_her():
    clinic = a_clinic()
    pk = begun(clinic)
    all_needed(clinic, pk)
    page = reverse("intake:assessment", args=[pk])
    criteria = [question.key for question in queries.catalogue().criteria if question.is_about("alcohol")]
    saved(clinic, pk, {(key, "alcohol"): "never" for key in criteria[1:]})

    shown = browser(clinic).get(page)
    assert "not all asked: Alcohol 10 of 11 answered" in words(shown)
    assert ask(pk, "criteria", "alcohol") in shown.content.decode()
    assert "Sign and lock" in words(shown)

    saved(clinic, pk, {(criteria[0], "alcohol"): "never"})
    assert "not all asked" not in words(browser(clinic).get(page))
