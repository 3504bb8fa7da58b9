# SPDX-License-Identifier: Apache-2.0
import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from handrail.doors.signin import actions
from handrail.doors.signin.tests.make import PASSWORD, a_house, an_account, sign_in
from handrail.ground.people import actions as people
from handrail.ground.people.actions import accounts

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def ana(house):
    return an_account(house)


@pytest.fixture
def jo(house):
    return an_account(house, "jo@x.example", patient_id=house.jo)


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_patient_signs_in_with_her_password_alone(client, house, jo):
    answer = sign_in(client, jo.email)

    assert (answer.status_code, answer["Location"], is_in(client)) == (302, "/", True)
    assert house.words()[0] == ("account.signed_in", "password")


def test_a_sign_in_asks_the_database_no_more_than_it_must(client, jo, django_assert_max_num_queries):
    with django_assert_max_num_queries(31):  # eleven of them count three limits; it is on the way to every page
        sign_in(client, jo.email)

    assert is_in(client)


def test_she_gets_to_where_she_wanted_to_go_and_nowhere_else(client, jo):
    assert sign_in(client, jo.email, next="/me/week/")["Location"] == "/me/week/"
    assert sign_in(Client(), jo.email, next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_is_on_record_and_tells_nobody_whether_there_is_an_account(client, house, jo):
    wrong = sign_in(client, jo.email, "not her password").content.decode()
    unknown = sign_in(client, "nobody@x.example", "not her password").content.decode()

    said = "This address and this password do not belong together."
    assert said in wrong
    assert said in unknown
    assert not is_in(client)
    assert [word for word in house.words() if word[0] == "account.sign_in_failed"] == [
        ("account.sign_in_failed", "password")
    ]


def test_the_fifth_wrong_password_is_the_last_for_five_minutes(client, jo):
    for _ in range(5):
        sign_in(client, jo.email, "not her password")

    assert "Too many tries" in sign_in(client, jo.email).content.decode()
    assert not is_in(client)


def test_a_guess_refused_for_one_address_still_counts_against_the_place_it_came_from(client, ana, jo):
    for _ in range(20):
        sign_in(client, jo.email, "not her password")

    assert "Too many tries" in sign_in(client, ana.email).content.decode()


def test_a_shut_account_signs_in_no_more_and_is_out_at_once(client, house, jo):
    sign_in(client, jo.email)
    people.shut(by=house.by, account_id=jo.pk)

    assert client.get("/account/").status_code == 302
    assert sign_in(Client(), jo.email)["Location"] == "/account/inactive/"


def test_signing_out_is_on_record_once(client, house, jo):
    sign_in(client, jo.email)

    client.post("/account/logout/")
    client.post("/account/logout/")

    assert not is_in(client)
    assert [word for word in house.words() if word[0] == "account.signed_out"] == [("account.signed_out", "")]


def test_one_session_has_one_id_in_the_record_though_its_key_changes(client, jo):
    sign_in(client, jo.email)
    before = client.session.session_key, client.session["session"]

    new = "another four calm words"
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new})

    assert client.session.session_key != before[0]
    assert client.session["session"] == before[1]


def test_nobody_signs_herself_up_and_other_pages_of_allauth_are_not_there(client):
    for name in ("account_signup", "account_email", "account_set_password", "mfa_list_webauthn"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("/account/signup/", "/account/email/", "/account/login/code/", "/account/confirm-email/"):
        assert client.get(path).status_code == 404


# the second step


def test_a_member_of_staff_types_her_code_after_her_password(client, house, ana):
    TOTP.activate(ana, SECRET)

    first = sign_in(client)
    assert (first["Location"], is_in(client)) == ("/account/second-step/", False)
    second = client.post(first["Location"], {"code": code()})

    assert (second["Location"], is_in(client)) == ("/", True)
    assert house.words()[0] == ("account.signed_in", "code")


def test_a_wrong_code_is_on_record_and_lets_nobody_in(client, house, ana):
    TOTP.activate(ana, SECRET)
    sign_in(client)

    page = client.post("/account/second-step/", {"code": "000000"}).content.decode()

    assert "This code is not right" in page
    assert not is_in(client)
    assert house.words()[0] == ("account.sign_in_failed", "code")


def test_a_code_opens_once(client, ana):
    TOTP.activate(ana, SECRET)
    used = code()
    sign_in(client)
    client.post("/account/second-step/", {"code": used})

    again = Client()
    sign_in(again)
    again.post("/account/second-step/", {"code": used})

    assert is_in(client)
    assert not is_in(again)


def test_a_recovery_code_opens_once(client, house, ana):
    TOTP.activate(ana, SECRET)
    one = RecoveryCodes.activate(ana).generate_codes()[0]
    sign_in(client)
    client.post("/account/second-step/", {"code": one})
    again = Client()
    sign_in(again)
    again.post("/account/second-step/", {"code": one})

    assert (is_in(client), is_in(again)) == (True, False)
    assert ("account.signed_in", "recovery_code") in house.words()


def test_she_can_give_up_at_her_second_step(client, ana):
    TOTP.activate(ana, SECRET)
    sign_in(client)

    client.post("/account/logout/")

    assert client.get("/account/login/").status_code == 200


# setting them up


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_sealed_and_gives_recovery_codes(client, house, jo, mailoutbox):
    sign_in(client, jo.email)
    page = client.get("/account/app/add/").content.decode()
    secret = client.session["mfa.totp.secret"]

    done = client.post("/account/app/add/", {"code": code(secret)})

    assert "<svg role" in page
    assert "data:image" not in page
    assert done["Location"] == "/account/codes/"
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith("v1.")
    assert secret not in kept
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code>", client.get("/account/codes/").content.decode())) == 10
    assert house.words()[0] == ("account.factor_added", "code")
    assert [mail.subject for mail in mailoutbox] == ["Your account was changed"]


def test_a_wrong_first_code_sets_nothing_up(client, jo):
    sign_in(client, jo.email)
    client.get("/account/app/add/")

    assert client.post("/account/app/add/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_staff_keep_a_second_factor_and_patients_may_take_theirs_away(client, ana, jo):
    for account in (ana, jo):
        TOTP.activate(account, SECRET)
    client.force_login(ana)
    say_again(client)

    page = client.post("/account/app/remove/").content.decode()
    assert "everyone on the staff needs one" in page
    assert Authenticator.objects.filter(user=ana).exists()

    client.force_login(jo)
    say_again(client)
    client.post("/account/app/remove/")
    assert not Authenticator.objects.filter(user=jo).exists()


def say_again(client):
    return client.post("/account/reauthenticate/", {"password": PASSWORD})


def test_whoever_signed_in_a_while_ago_says_again_that_it_is_she(client, jo):
    client.force_login(jo)

    asked = client.get("/account/app/add/")
    assert urlsplit(asked["Location"]).path == "/account/reauthenticate/"
    assert "This is not your password" in client.post(asked["Location"], {"password": "x"}).content.decode()
    answer = client.post(asked["Location"], {"password": PASSWORD, "next": "/account/app/add/"})

    assert answer["Location"] == "/account/app/add/"
    assert client.get("/account/app/add/").status_code == 200


def test_new_recovery_codes_close_the_old_ones(client, house, jo):
    TOTP.activate(jo, SECRET)
    old = RecoveryCodes.activate(jo).generate_codes()
    client.force_login(jo)
    say_again(client)

    client.post("/account/codes/new/")

    assert Authenticator.objects.get(type="recovery_codes").wrap().generate_codes() != old
    assert house.words()[0] == ("account.codes_made", "")
    assert client.get("/account/codes/download/")["Content-Disposition"].startswith("attachment")


# passwords


def test_a_changed_password_signs_out_everywhere_else(client, house, jo):
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, jo.email)

    new = "another four calm words"
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new})

    assert answer["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert ("account.password_changed", "") in house.words()


@pytest.mark.parametrize(("old", "new"), [("wrong", "another four calm words"), (PASSWORD, "short")])
def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(client, house, jo, old, new):
    sign_in(client, jo.email)

    client.post("/account/password/", {"oldpassword": old, "password1": new})

    assert get_user_model().objects.get(pk=jo.pk).check_password(PASSWORD)
    assert house.words()[0] == ("account.signed_in", "password")


def test_a_forgotten_password_is_replaced_by_the_link_in_a_mail(client, house, jo, mailoutbox):
    client.post("/account/password/reset/", {"email": jo.email})
    (mail,) = mailoutbox
    link = urlsplit(re.search(r"http\S+", mail.body)[0]).path

    page = client.get(link)
    done = client.post(page["Location"], {"password1": "another four calm words"})

    assert (mail.subject, mail.to) == ("A new password", [jo.email])
    assert done["Location"] == "/account/password/reset/done/"
    assert client.get(done["Location"]).status_code == 200
    assert not is_in(client)
    assert house.words()[0] == ("account.password_reset", "")
    assert sign_in(client, jo.email, "another four calm words")["Location"] == "/"
    assert "This link is used up" in Client().get(link).content.decode()


def test_a_stranger_asking_for_a_new_password_sees_the_same_and_gets_no_mail(client, jo, mailoutbox):
    known = client.post("/account/password/reset/", {"email": jo.email})
    unknown = client.post("/account/password/reset/", {"email": "nobody@x.example"})

    assert known["Location"] == unknown["Location"] == "/account/password/reset/sent/"
    assert [mail.to for mail in mailoutbox] == [[jo.email]]


def test_without_mail_nobody_is_promised_one(client, jo, settings, mailoutbox):
    settings.MAIL = False

    assert "sends no mail" in client.get("/account/password/reset/").content.decode()
    client.post("/account/password/reset/", {"email": jo.email})
    assert mailoutbox == []


def test_a_mail_server_that_is_away_undoes_nothing(client, jo, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sign_in(client, jo.email)

    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "another four calm words"})

    assert answer.status_code == 302
    assert get_user_model().objects.get(pk=jo.pk).check_password("another four calm words")


# devices


def test_she_signs_out_one_device_or_all_others_or_all(client, house, jo):
    one, other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), Client()
    for each in (client, one, other):
        sign_in(each, jo.email)
    page = client.get("/account/devices/").content.decode()
    assert "Firefox on Windows" in page
    key = next(row.pk for row in jo.usersession_set.all() if "Firefox" in row.user_agent)

    client.post("/account/devices/", {"which": str(key)})
    assert [is_in(each) for each in (client, one, other)] == [True, False, True]
    client.post("/account/devices/", {"which": "others"})
    assert [is_in(each) for each in (client, other)] == [True, False]
    assert client.post("/account/devices/", {"which": "all"})["Location"] == "/account/login/"
    assert not is_in(client)
    ended = [why for word, why in house.words() if word == "account.sessions_ended"]
    assert ended == ["all", "others", "one"]


def test_a_session_is_one_device_however_often_she_signs_in_with_it(client, jo, rf):
    sign_in(client, jo.email)
    request = rf.get("/", headers={"User-Agent": "Firefox" + "!" * 1000})
    request.user, request.session = jo, client.session

    actions.note_device(request)

    assert jo.usersession_set.get().user_agent.startswith("Firefox!")


def test_nobody_signs_out_the_device_of_another(client, ana, jo):
    hers = Client()
    sign_in(hers, jo.email)
    client.force_login(ana)

    client.post("/account/devices/", {"which": str(jo.usersession_set.get().pk)})

    assert is_in(hers)


def test_words_of_a_mail_or_a_page_tell_nobody_what_the_program_is_about(jo, client, mailoutbox):
    client.post("/account/password/reset/", {"email": jo.email})

    told = " ".join(f"{mail.subject} {mail.body}" for mail in mailoutbox).lower()
    assert not re.search(r"treat|addict|recover|substance|patient|clinic|program|therap", told)


def test_an_account_is_found_however_its_address_is_typed(ana):
    assert accounts.with_email(" ANA@x.Example") == ana
