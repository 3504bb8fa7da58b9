# SPDX-License-Identifier: Apache-2.0
"""The pages: for whom they open, what they say, one line a look, and no more questions for more rows."""

from io import BytesIO
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from handrail.ground.people.models import Account
from handrail.ground.people.rules import Role
from handrail.ground.people.tests.make import NOON, a_patient, a_place, as_role, noted, signed_in, words
from handrail.journey.placement import actions, queries
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.tests.make import AGREED, AREAS, a_counselor, a_draft, a_signed_one, ratings

pytestmark = pytest.mark.django_db
ANSWERS = {"risk.suicide_thoughts": "month", "risk.suicide_plan": "never", "mind.mood": "much"}


@pytest.fixture
def place():
    return a_place()


@pytest.fixture
def jo(place) -> UUID:
    return a_patient(place).id


@pytest.fixture
def ana(place, jo):
    return a_counselor(place, jo)


@pytest.fixture
def client(place, ana) -> Client:
    return signed_in(place, ana.staff_id)


def patients_own(place, jo) -> Client:
    client = Client()
    client.force_login(Account.objects.create(provider_id=place.by.provider_id, email="jo@x.example", patient_id=jo))
    return client


def form(**but: str) -> dict[str, str]:
    return {f"rating_{area}": str(rating) for area, rating in ratings().items()} | but


def test_the_three_steps_lead_from_answers_to_a_signature(jo, client):
    client.post(f"/patients/{jo}/level/begin/", {"occasion": "admission"})
    made = queries.draft(jo)
    assert made
    at = f"/patients/{jo}/level/{made.paper.id}"

    assert client.post(f"{at}/rate/", form()).url == f"{at}/decide/"
    typed = {"decided": "intensive_outpatient", "agreed": "yes", "available": "yes"}
    assert client.post(f"{at}/decide/", typed).url == f"{at}/sign/"
    assert client.post(f"{at}/sign/").url == f"{at}/"

    shown = words(client.get(f"{at}/"))
    assert "Intensive outpatient (IOP)" in shown
    assert "Signed by Ana Beltrán LPC" in shown


def test_a_proposal_shows_the_answers_it_comes_from(jo, ana, client):
    key = a_draft(ana, jo, ANSWERS)

    shown = words(client.get(f"/patients/{jo}/level/{key}/rate/"))

    assert "Answers propose 2: see which" in shown
    assert "Low mood weighs a lot. How much does low mood weigh on your days now? A lot" in shown
    assert "No proposal: some answers are not there yet" in shown


def test_what_follows_is_shown_as_it_is_typed_and_nothing_is_kept(jo, ana, client):
    key = a_draft(ana, jo)
    address = f"/patients/{jo}/level/{key}/rate/?preview"

    assert "Residential" in words(client.post(address, form(rating_risk="4")))
    assert "Now, before anything else" in words(client.post(address, form(gates="psychosis")))
    assert "as soon as all six areas are rated" in words(client.post(address, {"rating_risk": "2"})).lower()
    assert queries.one(jo, key).paper.given == {}


def test_what_is_missing_is_told_on_the_page_to_sign(jo, ana, client):
    key = a_draft(ana, jo, {"mind.mood": "much"})
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings()))

    page = client.get(f"/patients/{jo}/level/{key}/sign/")
    shown = words(page)

    assert f'/patients/{jo}/level/{key}/rate/">“Mind and behavior” is' in page.content.decode()
    assert "“Mind and behavior” is rated otherwise than the answers propose: say why" in shown
    assert "Sign this determination" not in shown
    assert client.post(f"/patients/{jo}/level/{key}/sign/").status_code == 409


def test_a_rating_that_is_none_comes_back_with_the_page(jo, ana, client):
    key = a_draft(ana, jo)

    assert client.post(f"/patients/{jo}/level/{key}/rate/", form(rating_risk="7")).status_code == 422


def test_a_look_is_one_line_and_a_stranger_sees_nothing(place, jo, ana, client):
    key = a_signed_one(ana, jo)
    before = len(noted(place, "level.looked"))

    for address in (f"/patients/{jo}/level/", f"/patients/{jo}/level/{key}/"):
        assert client.get(address).status_code == 200
    assert len(noted(place, "level.looked")) == before + 2

    for role in (Role.NURSE, Role.BILLING, Role.PRIVACY):
        assert as_role(place, role).get(f"/patients/{jo}/level/{key}/").status_code == 404
    assert as_role(a_place("Elsewhere"), Role.DIRECTOR).get(f"/patients/{jo}/level/{key}/").status_code == 404


def test_what_is_signed_opens_no_step_any_more(jo, ana, client):
    key = a_signed_one(ana, jo)

    for step in ("rate", "decide", "sign"):
        assert client.get(f"/patients/{jo}/level/{key}/{step}/").status_code == 404
    assert client.post(f"/patients/{jo}/level/{key}/drop/").status_code == 404


def test_only_somebody_else_is_offered_to_co_sign(place, jo, client):
    wren = a_counselor(place, jo, "Wren Castellano", Role.INTERN)
    key = a_signed_one(wren, jo)
    at = f"/patients/{jo}/level/{key}"

    assert "I have read it" not in words(signed_in(place, wren.staff_id).get(f"{at}/"))
    assert signed_in(place, wren.staff_id).post(f"{at}/cosign/").status_code == 404
    assert "I have read it and co-sign" in words(client.get(f"{at}/"))
    assert client.post(f"{at}/cosign/").url == f"{at}/"
    assert "Co-signed by Ana Beltrán" in words(client.get(f"{at}/"))


def test_the_paper_holds_what_was_signed(jo, ana, client):
    key = a_signed_one(ana, jo, tool_name="A licensed tool", tool_level="2.1", summary="Łucja’s own words – “short”.")

    answer = client.get(f"/patients/{jo}/level/{key}/paper.pdf")

    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert answer["Content-Type"] == "application/pdf"
    for told in (
        "Jo Reyes",
        "Intensive outpatient (IOP)",
        "Risk that comes with use 2",
        "A licensed tool",
        "Ana Beltrán",
    ):
        assert told in text
    assert "’s own words – “short”." in text


def test_a_patient_reads_her_own_in_plain_words_and_only_once_it_is_in_force(place, jo, ana):
    hers = patients_own(place, jo)
    assert "Nothing is decided yet" in words(hers.get("/me/level/"))
    assert hers.get("/me/level/paper.pdf").status_code == 404
    wren = a_counselor(place, jo, "Wren Castellano", Role.INTERN)
    key = a_signed_one(wren, jo)
    assert "Nothing is decided yet" in words(hers.get("/me/level/"))

    actions.cosign(by=ana, determination_id=key, at=NOON)

    shown = words(hers.get("/me/level/"))
    assert "The right kind of treatment for you now Intensive outpatient (IOP)" in shown
    assert "Without steady help you may well use again" in shown
    assert "You have a say in this." in shown
    assert "Ana" not in shown
    assert hers.get("/me/level/paper.pdf")["Content-Type"] == "application/pdf"
    assert noted(place, "own_level") == ["own_level.looked"] * 5


def test_the_history_asks_no_more_the_longer_it_is(jo, ana, client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as asked_for:
            client.get(f"/patients/{jo}/level/")
        return len(asked_for)

    a_signed_one(ana, jo)
    asked()
    one = asked()
    for _ in range(3):
        a_signed_one(ana, jo)

    assert asked() == one


def test_reasons_and_a_decision_that_differs_are_read_where_they_matter(jo, ana, client):
    key = a_draft(ana, jo, ANSWERS)
    why = dict.fromkeys(AREAS, "Seen today with her sister.")
    actions.weigh(by=ana, determination_id=key, told=Weighed(ratings(), why))
    told = AGREED | {"decided": "outpatient", "override_reason": "Two court days a week.", "agreed": "no"}
    actions.decide(by=ana, determination_id=key, values=told | {"agreed_words": "She wants more."})
    actions.sign(by=ana, determination_id=key, at=NOON)

    shown = words(client.get(f"/patients/{jo}/level/{key}/"))

    for said in (
        "Seen today with her sister.",
        "Two court days a week.",
        "The patient sees it otherwise",
        "She wants more.",
    ):
        assert said in shown
    assert "recommended: Intensive outpatient (IOP)" in words(client.get(f"/patients/{jo}/level/"))


def signed_as(by, key, told):
    actions.weigh(by=by, determination_id=key, told=told)
    actions.decide(by=by, determination_id=key, values=AGREED)
    actions.sign(by=by, determination_id=key, at=NOON)


def test_the_next_time_what_was_given_and_why_stands_beside_what_is_proposed(jo, ana, client):
    why = {"mind": "She has slept well for a week."}
    signed_as(ana, a_draft(ana, jo, {"mind.mood": "much"}), Weighed(ratings(mind=1), why))

    second = a_draft(ana, jo, {"mind.mood": "little"}, "review")
    shown = words(client.get(f"/patients/{jo}/level/{second}/rate/"))

    assert "Last time, November 20, 2026: 1 (answers proposed 2)" in shown
    assert "The reason then: She has slept well for a week." in shown
    assert "1 answer changed since then" in shown


def test_what_was_put_in_by_hand_last_time_is_still_so_and_what_is_in_place_is_asked_anew(jo, ana, client):
    told = Weighed(ratings(), supports=frozenset({"psychiatric_care"}), facts=frozenset({"alcohol_disorder", "works"}))
    signed_as(ana, a_draft(ana, jo), told)

    second = queries.one(jo, a_draft(ana, jo, occasion="review"))
    assert second

    assert (second.paper.facts, second.paper.supports) == (("alcohol_disorder", "works"), ())
    shown = words(client.get(f"/patients/{jo}/level/{second.paper.id}/rate/"))
    assert "Tick it only if it is sure. Last time: " in shown
