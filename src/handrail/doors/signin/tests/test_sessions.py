# SPDX-License-Identifier: Apache-2.0
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from handrail.doors.signin.middleware import OWN_IDLE, STAFF_IDLE
from handrail.doors.signin.tests.make import a_house, an_account, sign_in
from handrail.ground.people.actions import drafts

OWN = {"HTTP_ORIGIN": "http://testserver", "HTTP_REFERER": "http://testserver/patients/add/?step=2"}
TYPED = {"name": "Kim Lee", "note": "She said: “<b>Friday</b>”\nis hard.", "password": "opensesame"}
TO = "/week/people/"  # any page of the house that takes a form
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def jo(house):
    return an_account(house, "jo@x.example", patient_id=house.jo)


@pytest.fixture
def ana(house):
    account = an_account(house)
    TOTP.activate(account, SECRET)
    return account


@pytest.fixture
def stopped_clock(monkeypatch):
    """Seconds are counted from one instant, however slow the machine."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


def idle_for(client, seconds):
    session = client.session
    session["seen"] = int(time.time()) - seconds
    session.save()


def waiting(account):
    return drafts.waiting(account.pk, at=timezone.now())


def is_in(client):
    return "_auth_user_id" in client.session


# idle


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("whose", ["ana", "jo"])
def test_a_session_ends_when_nothing_has_happened_for_its_time(client, house, request, whose):
    account = request.getfixturevalue(whose)
    client.force_login(account)
    client.get("/account/")
    limit = STAFF_IDLE if account.staff_id else OWN_IDLE

    idle_for(client, limit - 2)  # whole seconds are left, so that the last one counts as none
    assert client.get("/account/").status_code == 200
    idle_for(client, limit)
    answer = client.get("/account/")

    assert answer["Location"] == "/account/login/?next=/account/"
    assert "because nothing had happened" in client.get(answer["Location"]).content.decode()
    assert house.words()[0] == ("account.signed_out", "idle")


@pytest.mark.usefixtures("stopped_clock")
def test_being_there_is_written_at_most_once_a_minute(client, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, 59)
    before = client.session["seen"]

    client.get("/account/")
    assert client.session["seen"] == before
    idle_for(client, 61)
    client.get("/account/")
    assert client.session["seen"] == int(time.time())


@pytest.mark.usefixtures("stopped_clock")
def test_asking_how_long_is_left_makes_it_no_longer_and_ends_nothing(client, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE - 30)

    assert 25 <= client.get("/account/time-left/").json()["seconds"] <= 30
    idle_for(client, OWN_IDLE + 30)
    assert client.get("/account/time-left/").json()["seconds"] <= 0
    assert is_in(client)


@pytest.mark.usefixtures("stopped_clock")
def test_saying_that_one_is_here_makes_it_longer(client, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE - 30)

    assert client.post("/account/here/").status_code == 204
    assert client.get("/account/time-left/").json()["seconds"] > OWN_IDLE - 5


def test_a_page_tells_the_browser_when_to_warn_and_one_without_a_session_does_not(client, jo):
    assert "watch.js" not in client.get("/account/login/").content.decode()
    client.force_login(jo)

    assert 'data-idle="1800"' in client.get("/account/").content.decode()


# the second factor


def test_staff_without_a_second_factor_are_led_to_setting_one_up(client, house):
    client.force_login(an_account(house))

    assert client.get("/")["Location"] == "/account/secure/"
    assert client.post("/week/people/")["Location"] == "/account/secure/"
    for path in ("/account/secure/", "/account/", "/account/logout/"):
        assert client.get(path).status_code == 200


def test_staff_with_one_go_on_and_are_asked_no_more(client, ana):
    client.force_login(ana)
    client.get("/account/")

    assert client.session["factor"] is True
    assert client.get("/account/secure/")["Location"] == "/account/"


def test_patients_may_have_one_and_need_not(client, jo):
    client.force_login(jo)

    assert client.get("/").headers.get("Location") != "/account/secure/"


def test_the_demo_asks_nobody(client, house, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(an_account(house))

    assert client.get("/").status_code in (200, 404)


# what was typed


def test_a_form_that_arrives_too_late_is_kept_and_sent_when_she_is_back(client, house, jo):
    sign_in(client, jo.email)
    client.get("/account/")
    idle_for(client, OWN_IDLE)

    late = client.post(TO, TYPED, **OWN)
    assert late["Location"] == "/account/login/?next=%2Fpatients%2Fadd%2F%3Fstep%3D2"
    (kept,) = waiting(jo)
    assert kept.path == TO
    assert kept.fields == (("name", "Kim Lee"), ("note", TYPED["note"]))

    assert sign_in(client, jo.email)["Location"] == "/account/kept/"
    page = client.get("/account/kept/").content.decode()
    assert "You were writing when you were signed out" in page
    assert f'action="{TO}"' in page
    assert "“&lt;b&gt;Friday&lt;/b&gt;”" in page
    assert "opensesame" not in page
    assert ("draft.kept", "") in house.words()


def test_what_was_kept_is_sealed_in_the_database(client, jo):
    from django.db import connection

    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)
    client.post(TO, TYPED, **OWN)

    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM people_draft")
        (sealed,) = cursor.fetchone()
    assert sealed.startswith("v1.")
    assert "Kim" not in sealed


def test_a_form_that_gets_through_is_kept_no_longer(client, house, settings):
    settings.STAFF_SECOND_FACTOR = False
    ana = an_account(house)
    client.force_login(ana)
    client.get("/account/")
    idle_for(client, STAFF_IDLE)
    client.post(TO, TYPED, **OWN)
    sign_in(client)
    assert len(waiting(ana)) == 1

    assert client.post(TO, TYPED, **OWN).status_code == 200
    assert waiting(ana) == []
    assert client.get("/account/kept/")["Location"] == "/"


def test_she_can_throw_it_away_and_nobody_else_can(client, house, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)
    client.post(TO, TYPED, **OWN)
    (kept,) = waiting(jo)
    eve = Client()
    eve.force_login(an_account(a_house("Far"), "eve@x.example"))

    assert eve.post(f"/account/kept/{kept.id}/throw-away/").status_code == 404
    client.force_login(jo)
    assert client.post(f"/account/kept/{kept.id}/throw-away/")["Location"] == "/patients/add/?step=2"
    assert waiting(jo) == []
    assert house.words()[0] == ("draft.thrown_away", "")


@pytest.mark.parametrize(
    "sender",
    [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {"HTTP_REFERER": "http://evil.example/"}],
)
def test_nobody_else_puts_words_into_her_drafts(client, jo, sender):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)

    client.post(TO, TYPED, **sender)

    assert waiting(jo) == []


@pytest.mark.parametrize(
    ("path", "more"),
    [("/account/password/", {}), ("/account/reauthenticate/", {}), (TO, {"HTTP_HX_TRIGGER_NAME": "name"})],
)
def test_codes_passwords_and_searches_are_not_kept(client, jo, path, more):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)

    client.post(path, TYPED, **OWN, **more)

    assert waiting(jo) == []


def test_a_form_with_nothing_typed_is_not_kept(client, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)

    client.post(TO, {"name": " ", "password": "x"}, **OWN)

    assert waiting(jo) == []


def test_what_was_typed_by_who_knows_whom_waits_for_who_signs_in_next_in_this_browser(client, jo):
    client.post(TO, TYPED, **OWN)
    assert waiting(jo) == []

    assert sign_in(Client(), jo.email)["Location"] == "/"
    assert sign_in(client, jo.email)["Location"] == "/account/kept/"
    assert len(waiting(jo)) == 1


def test_a_part_of_a_page_is_told_to_send_the_whole_page_to_sign_in(client, jo):
    client.force_login(jo)
    client.get("/account/")
    idle_for(client, OWN_IDLE)

    answer = client.post(TO, TYPED, HTTP_HX_REQUEST="true", **OWN)

    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/account/login/?next=")
    assert len(waiting(jo)) == 1


def test_a_page_whose_time_is_up_asks_for_its_forms_to_be_kept(client, jo):
    client.force_login(jo)
    client.get("/account/")

    assert client.post(TO, TYPED, HTTP_X_HANDRAIL_KEEP="more", **OWN).status_code == 204
    assert is_in(client)
    assert client.post("/account/here/", HTTP_X_HANDRAIL_KEEP="last", **OWN).status_code == 204
    assert not is_in(client)
    assert [draft.path for draft in waiting(jo)] == [TO]


def test_a_form_with_an_old_token_from_our_own_page_is_kept(jo):
    client = Client(enforce_csrf_checks=True)
    client.force_login(jo)
    client.get("/account/")

    assert client.post(TO, {**TYPED, "csrfmiddlewaretoken": "x" * 64}, **OWN)["Location"] == "/account/kept/"
    page = client.get("/account/kept/").content.decode()
    assert "Kim Lee" in page
    assert "xxxx" not in page


def test_a_form_with_an_old_token_from_elsewhere_is_refused(jo):
    client = Client(enforce_csrf_checks=True)
    client.force_login(jo)
    client.get("/account/")

    answer = client.post(TO, TYPED, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert waiting(jo) == []


def test_a_sign_in_page_that_stood_open_asks_once_more():
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")

    answer = client.post("/account/login/?next=/me/", {"login": "x"}, **OWN)
    assert answer["Location"] == "/account/login/?next=/me/"
    assert Client(enforce_csrf_checks=True).post("/account/login/", {}, **OWN).status_code == 403


def test_a_draft_is_forgotten_after_a_day_and_a_browser_s_after_an_hour(jo):
    now = timezone.now()
    told = {"path": TO, "back": "/", "fields": [("a", "b")], "at": now}
    drafts.keep(account=jo, browser="", **told)
    drafts.keep(account=None, browser="key", **told)

    assert len(drafts.waiting(jo.pk, at=now + timedelta(hours=23, minutes=59))) == 1
    assert drafts.waiting(jo.pk, at=now + timedelta(hours=24)) == []
    drafts.take_over(account=jo, browser="key", at=now + timedelta(hours=1))
    assert len(drafts.waiting(jo.pk, at=now)) == 1


def test_a_later_one_takes_the_place_of_the_one_before_and_twenty_are_enough(jo):
    now = timezone.now()
    for n in range(25):
        at = now + timedelta(seconds=n)
        drafts.keep(account=jo, browser="", path=f"/{n % 23}/", back="/", fields=[("n", str(n))], at=at)

    kept = drafts.waiting(jo.pk, at=now + timedelta(minutes=1))
    assert len(kept) == drafts.AT_MOST
    assert [draft.fields[0][1] for draft in kept[:3]] == ["24", "23", "22"]
