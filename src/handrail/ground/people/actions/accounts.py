# SPDX-License-Identifier: Apache-2.0
"""What is done to accounts: one verb, one transaction, one line in the record each."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import rules
from handrail.ground.people.actions.staff import engage
from handrail.ground.people.models import Account as Account
from handrail.ground.people.models import FamilyMember, Invitation, Patient, Staff
from handrail.ground.program import actions as programs
from handrail.ground.program import queries as program_queries
from handrail.ground.record import actions as record

INVITED_FOR = timedelta(days=7)  # long enough for a holiday, short enough that an old mail opens nothing
# Whoever sets a provider up does all of it until she engages others: she directs, administers and sees the record.
FIRST_POSTS = (rules.Role.DIRECTOR, rules.Role.ADMINISTRATOR, rules.Role.PRIVACY)


@transaction.atomic
def open_account(
    *,
    by: By,
    email: str,
    password: str,
    staff_id: UUID | None = None,
    patient_id: UUID | None = None,
    family_id: UUID | None = None,
) -> UUID:
    """A way in for one person: a member of staff, a patient or a family member. Her address counts as verified."""
    made = _made(By(by.provider_id), email, password, staff_id=staff_id, patient_id=patient_id, family_id=family_id)
    record.note(by=by, did="account.opened", about=made.id, patient=patient_id)
    return made.id


@transaction.atomic
def invite(
    *,
    by: By,
    email: str,
    at: datetime,
    staff_id: UUID | None = None,
    patient_id: UUID | None = None,
    family_id: UUID | None = None,
) -> tuple[rules.Invitation, str]:
    """Offer one person a way in; answers the invitation and its token, which is kept nowhere.

    An earlier invitation of hers, or to this address, is withdrawn.
    """
    email = email.strip().lower()
    name, patient = _invitable(by, staff_id, patient_id, family_id)
    if Account.objects.filter(email=email).exists():
        raise Refused(_("an account with this address is there already"))
    whose = {"staff_id": staff_id, "patient_id": patient_id, "family_id": family_id}
    _withdraw_open(at, provider=by.provider_id, email=email)
    _withdraw_open(at, **whose)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        provider_id=by.provider_id, email=email, digest=_digest(token), made_at=at, expires_at=at + INVITED_FOR, **whose
    )
    record.note(by=by, did="account.invited", about=made.id, patient=patient)
    return made.as_fact(name), token


@transaction.atomic
def withdraw(*, by: By, invitation_id: UUID, at: datetime) -> bool:
    """This invitation opens nothing from now on; False if it did not anyway."""
    found = Invitation.objects.select_for_update().get(pk=invitation_id, provider=by.provider_id)
    if found.accepted_at or found.withdrawn_at:
        return False
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    record.note(by=by, did="account.invitation_withdrawn", about=found.id)
    return True


@transaction.atomic
def accept(*, token: str, password: str, at: datetime) -> Account:
    """She takes up her invitation and chooses a password. Once: the token opens nothing afterwards."""
    found = Invitation.objects.select_for_update().filter(digest=_digest(token)).first()
    if found is None or not found.is_open(at):
        raise Refused(_("this invitation is no longer open"))
    by = By(found.provider_id)
    _name, patient = _invitable(by, found.staff_id, found.patient_id, found.family_id)
    whose = {"staff_id": found.staff_id, "patient_id": found.patient_id, "family_id": found.family_id}
    made = _made(by, found.email, password, **whose)
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    record.note(by=By(made.provider_id, made.id), did="account.accepted", about=found.id, patient=patient)
    return made


def invitation_of(token: str, *, at: datetime) -> rules.Invitation | None:
    """The open invitation with this token, as a fact."""
    found = Invitation.objects.select_related("staff", "patient", "family").filter(digest=_digest(token)).first()
    if found is None or not found.is_open(at):
        return None
    one = found.staff or found.patient or found.family
    return found.as_fact(one.name if one else "")


@transaction.atomic
def shut(*, by: By, account_id: UUID) -> bool:
    """She cannot sign in any more, and is signed out everywhere with her next click."""
    return _set_active(by, account_id, active=False, did="account.shut")


@transaction.atomic
def reopen(*, by: By, account_id: UUID) -> bool:
    return _set_active(by, account_id, active=True, did="account.reopened")


@transaction.atomic
def begin(*, provider: str, name: str, email: str, at: datetime) -> tuple[rules.Invitation, str]:
    """The first account of a provider, from the machine it runs on: its director is engaged and invited.

    As often as needed until she has accepted; a new invitation withdraws the one before.
    """
    known = program_queries.provider_named(provider)
    by = By(known) if known else programs.found(name=provider)
    if Account.objects.filter(provider=by.provider_id).exists():
        raise Refused(_("%(provider)s has an account already: sign in and invite from there") % {"provider": provider})
    standing = Staff.objects.filter(provider=by.provider_id, name=name, left_at=None, merged_into=None).first()
    staff_id = standing.id if standing else _first_of_staff(by, name)
    return invite(by=by, email=email, staff_id=staff_id, at=at)


def _first_of_staff(by: By, name: str) -> UUID:
    return engage(by=by, name=name, posts=[rules.Post(role) for role in FIRST_POSTS]).id


def signed_in(*, by: By, how: str) -> None:
    """`how`: by password, passkey, code, recovery_code or invitation."""
    _note(by, "account.signed_in", how)


def signed_out(*, by: By, why: str = "") -> None:
    _note(by, "account.signed_out", why)


def sessions_ended(*, by: By, which: str) -> None:
    """She signed a device out from another one: one, all the others, or all."""
    _note(by, "account.sessions_ended", which)


def password_changed(*, by: By) -> None:
    _note(by, "account.password_changed")


def password_reset(*, by: By) -> None:
    """By the link in a mail, so by whoever reads her mail."""
    _note(by, "account.password_reset")


def factor_added(*, by: By, kind: str) -> None:
    """`kind`: passkey or code."""
    _note(by, "account.factor_added", kind)


def factor_removed(*, by: By, kind: str) -> None:
    _note(by, "account.factor_removed", kind)


def codes_made(*, by: By) -> None:
    """New recovery codes; those before open nothing any more."""
    _note(by, "account.codes_made")


def sign_in_failed(*, account: Account, how: str) -> None:
    """Somebody tried to be her and was not: whether she herself mistyped cannot be known."""
    record.refused(by=By(account.provider_id), did="account.sign_in_failed", about=account.id, because=how)


@transaction.atomic
def _note(by: By, did: str, because: str = "") -> None:
    """What she did to her own account. The doing itself is allauth's, in the same transaction."""
    record.note(by=by, did=did, about=by.account_id, because=because)


def unsaved(email: str) -> Account:
    """Who she will be, for judging a password against her address."""
    return Account(email=email)


def with_email(email: str) -> Account | None:
    return Account.objects.filter(email=email.strip().lower()).first()


def _invitable(
    by: By, staff_id: UUID | None, patient_id: UUID | None, family_id: UUID | None
) -> tuple[str, UUID | None]:
    """Her name, and the patient it concerns. Refused if she is none of this provider, has left or has an account."""
    model: Any
    if [staff_id, patient_id, family_id].count(None) != 2:
        raise Refused(_("an invitation is for one person"))
    model, key = next(
        (model, key) for model, key in ((Staff, staff_id), (Patient, patient_id), (FamilyMember, family_id)) if key
    )
    one = model.objects.select_for_update(of=("self",)).get(pk=key, provider=by.provider_id)
    if one.left_at is not None or getattr(one, "merged_into_id", None):
        raise Refused(_("this person is not here any more"))
    if Account.objects.filter(**{{Staff: "staff", Patient: "patient", FamilyMember: "family"}[model]: one}).exists():
        raise Refused(_("this person has an account already"))
    return one.name, one.patient_id if model is FamilyMember else patient_id


def _made(by: By, email: str, password: str, **whose: UUID | None) -> Account:
    made = Account(provider_id=by.provider_id, email=email.strip().lower(), **whose)
    try:
        validate_password(password, made)
    except ValidationError as faults:
        raise Refused(*faults.messages) from None
    if Account.objects.filter(email=made.email).exists():
        raise Refused(_("an account with this address is there already"))
    made.set_password(password)
    made.save(force_insert=True)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def _withdraw_open(at: datetime, **which: Any) -> None:
    Invitation.objects.filter(**which, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)


def _set_active(by: By, account_id: UUID, *, active: bool, did: str) -> bool:
    account = Account.objects.select_for_update().get(pk=account_id, provider=by.provider_id)
    if account.is_active == active:
        return False
    account.is_active = active
    account.save(update_fields=["is_active"])
    record.note(by=by, did=did, about=account.id, patient=account.patient_id)
    return True


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
