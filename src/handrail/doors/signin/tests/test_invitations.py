# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from handrail.doors.signin.tests.make import NOW, PASSWORD, a_house, an_account
from handrail.ground.kit.answer import Refused
from handrail.ground.people import actions as people
from handrail.ground.people.actions import accounts
from handrail.ground.people.actions.family import add_family
from handrail.ground.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


def invite_ana(house, email="ana@x.example", at=NOW):
    return people.invite(by=house.by, email=email, staff_id=house.ana, at=at)


def test_an_accepted_invitation_is_an_account_that_can_sign_in(house):
    made, token = invite_ana(house, " Ana@X.example ")

    account = people.accept(token=token, password=PASSWORD, at=NOW)

    assert (made.email, made.name) == ("ana@x.example", "Ana Beltrán")
    assert (account.email, account.staff_id, account.check_password(PASSWORD)) == ("ana@x.example", house.ana, True)
    assert account.emailaddress_set.get().verified
    assert house.words()[:2] == [("account.accepted", ""), ("account.invited", "")]


def test_the_token_itself_is_kept_nowhere(house):
    _made, token = invite_ana(house)

    digest = accounts.Invitation.objects.get().digest
    assert (len(token), len(digest), token in digest) == (43, 64, False)


@pytest.mark.parametrize(("days", "opens"), [(6.999, True), (7, False)])
def test_an_invitation_is_open_for_seven_days(house, days, opens):
    _made, token = invite_ana(house)

    assert (accounts.invitation_of(token, at=NOW + timedelta(days=days)) is not None) is opens


def test_a_new_invitation_withdraws_the_one_before(house):
    _made, old = invite_ana(house)
    _made, new = invite_ana(house, "other@x.example")

    assert accounts.invitation_of(old, at=NOW) is None
    assert accounts.invitation_of(new, at=NOW) is not None


def test_an_invitation_opens_once(house):
    _made, token = invite_ana(house)
    people.accept(token=token, password=PASSWORD, at=NOW)

    with pytest.raises(Refused, match="no longer open"):
        people.accept(token=token, password=PASSWORD, at=NOW)


def test_a_withdrawn_invitation_opens_nothing(house):
    made, token = invite_ana(house)

    assert people.withdraw(by=house.by, invitation_id=made.id, at=NOW) is True
    assert people.withdraw(by=house.by, invitation_id=made.id, at=NOW) is False
    with pytest.raises(Refused):
        people.accept(token=token, password=PASSWORD, at=NOW)


@pytest.mark.parametrize("password", ["short", "1234567890987654321", "ana@x.example"])
def test_a_poor_password_is_refused_and_the_invitation_stays_open(house, password):
    _made, token = invite_ana(house)

    with pytest.raises(Refused):
        people.accept(token=token, password=password, at=NOW)
    assert accounts.invitation_of(token, at=NOW) is not None


def test_whoever_has_an_account_is_not_invited_again(house):
    an_account(house)

    with pytest.raises(Refused, match="account already"):
        invite_ana(house, "new@x.example")
    with pytest.raises(Refused, match="this address"):
        people.invite(by=house.by, email="ana@x.example", patient_id=house.jo, at=NOW)


def test_an_invitation_is_for_one_person_of_the_same_provider(house):
    far = a_house("Far")

    with pytest.raises(Refused, match="one person"):
        people.invite(by=house.by, email="a@x.example", staff_id=house.ana, patient_id=house.jo, at=NOW)
    with pytest.raises(accounts.Staff.DoesNotExist):
        people.invite(by=far.by, email="a@x.example", staff_id=house.ana, at=NOW)


def test_two_providers_may_invite_the_same_address(house):
    far = a_house("Far")
    invite_ana(house)
    _made, token = invite_ana(far)

    assert accounts.invitation_of(token, at=NOW) is not None


def test_a_family_member_is_invited_as_the_patients(house):
    mia = add_family(by=house.by, patient_id=house.jo, name="Mia Reyes", relation="sister")
    _made, token = people.invite(by=house.by, email="mia@x.example", family_id=getattr(mia, "id", mia), at=NOW)

    assert people.accept(token=token, password=PASSWORD, at=NOW).family_id == getattr(mia, "id", mia)


def test_a_shut_account_is_shut_until_reopened(house):
    account = an_account(house)

    assert people.shut(by=house.by, account_id=account.pk) is True
    assert people.shut(by=house.by, account_id=account.pk) is False
    assert get_user_model().objects.get().is_active is False
    assert people.reopen(by=house.by, account_id=account.pk) is True
    assert house.words()[:2] == [("account.reopened", ""), ("account.shut", "")]


def test_the_first_account_of_a_provider_directs_administers_and_sees_the_record():
    made, token = people.begin(provider="New", name="Dee", email="dee@x.example", at=NOW)

    account = people.accept(token=token, password=PASSWORD, at=NOW)

    assert made.name == "Dee"
    roles = {post.role for post in account.staff.posts.filter(program=None)}
    assert roles == {Role.DIRECTOR, Role.ADMINISTRATOR, Role.PRIVACY}
    with pytest.raises(Refused, match="an account already"):
        people.begin(provider="New", name="Eve", email="eve@x.example", at=NOW)


def test_beginning_twice_engages_one_person_and_withdraws_the_first_invitation():
    _made, old = people.begin(provider="New", name="Dee", email="dee@x.example", at=NOW)
    made, new = people.begin(provider="New", name="Dee", email="dee@x.example", at=NOW)

    assert accounts.invitation_of(old, at=NOW) is None
    assert accounts.invitation_of(new, at=NOW) is not None
    assert accounts.Staff.objects.filter(provider=made.provider_id).count() == 1


def test_the_link_of_an_invitation_leads_to_a_page_without_the_token(client, house):
    _made, token = people.invite(by=house.by, email="jo@x.example", patient_id=house.jo, at=timezone.now())

    link = client.get(f"/invitations/{token}/")
    page = client.get(link["Location"])
    done = client.post(link["Location"], {"password": PASSWORD})

    assert link["Location"] == "/invitations/accept/"
    assert "Welcome, Jo Reyes" in page.content.decode()
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(get_user_model().objects.get().pk)
    assert house.words()[0] == ("account.signed_in", "invitation")


def test_a_poor_password_is_said_on_the_page(client, house):
    _made, token = people.invite(by=house.by, email="jo@x.example", patient_id=house.jo, at=timezone.now())
    client.get(f"/invitations/{token}/")

    page = client.post("/invitations/accept/", {"password": "short"})

    assert page.status_code == 422
    assert "too short" in page.content.decode()


def test_an_unknown_invitation_says_that_it_is_closed(client):
    assert client.get("/invitations/nothing/").status_code == 404
    assert client.get("/invitations/accept/").status_code == 404


def test_taking_up_an_invitation_ends_the_session_of_whoever_was_there(client, house):
    client.force_login(an_account(house))
    _made, token = people.invite(by=house.by, email="jo@x.example", patient_id=house.jo, at=timezone.now())
    client.get(f"/invitations/{token}/")

    client.post("/invitations/accept/", {"password": PASSWORD})

    assert client.session["_auth_user_id"] == str(get_user_model().objects.get(patient=house.jo).pk)
    assert ("account.signed_out", "") in house.words()


def test_a_director_invites_and_is_shown_the_address_once(client, house, settings, mailoutbox):
    settings.MAIL = True
    client.force_login(an_account(house))

    page = client.post(f"/invitations/patients/{house.jo}/", {"email": "jo@x.example"}).content.decode()

    assert "http://testserver/invitations/" in page
    (mail,) = mailoutbox
    assert mail.to == ["jo@x.example"]
    assert mail.subject == "An invitation"
    assert not {"treatment", "addiction", "recovery", "Provider", "Jo"} & set(mail.body.split())


def test_without_mail_the_address_is_given_in_person(client, house, settings, mailoutbox):
    settings.MAIL = False
    client.force_login(an_account(house))

    page = client.post(f"/invitations/patients/{house.jo}/", {"email": "jo@x.example"}).content.decode()

    assert "No mail was sent" in page
    assert mailoutbox == []


def test_only_those_who_keep_the_staff_invite_to_it(client):
    house = a_house(role=Role.COUNSELOR)
    client.force_login(an_account(house))

    assert client.get(f"/invitations/staff/{house.ana}/").status_code == 404
