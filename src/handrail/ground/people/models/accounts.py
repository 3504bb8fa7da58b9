# SPDX-License-Identifier: Apache-2.0
"""Accounts: how a member of staff, a patient or a family member signs in. By invitation only."""

import json
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from handrail.ground.people import rules
from handrail.ground.people.models.patients import FamilyMember, Patient
from handrail.ground.people.models.staff import Staff, key
from handrail.ground.vault.fields import EncryptedTextField

ONE_PERSON = (
    Q(staff__isnull=False, patient=None, family=None)
    | Q(staff=None, patient__isnull=False, family=None)
    | Q(staff=None, patient=None, family__isnull=False)
)


class Account(AbstractBaseUser):
    """One person's way in. Her e-mail address is her sign-in name, so it is kept in the clear."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(unique=True)
    staff = models.OneToOneField(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    patient = models.OneToOneField(Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    family = models.OneToOneField(FamilyMember, null=True, blank=True, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = BaseUserManager["Account"]()

    class Meta:
        constraints = [CheckConstraint(condition=ONE_PERSON, name="account_of_one_person")]

    def __str__(self) -> str:
        return str(self.id)


class Invitation(models.Model):
    """A way in that was offered to one person. Only a digest of its token is kept."""

    id = key()
    provider = models.ForeignKey("program.Provider", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(Staff, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(FamilyMember, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [Index(fields=["provider", "made_at"], name="invitation_recent")]
        constraints = [
            CheckConstraint(condition=ONE_PERSON, name="invitation_of_one_person"),
            UniqueConstraint(
                fields=["provider", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open",
            ),
        ]

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at

    def as_fact(self, name: str) -> rules.Invitation:
        return rules.Invitation(
            id=self.id, provider_id=self.provider_id, email=self.email, name=name, expires_at=self.expires_at,
            staff_id=self.staff_id, patient_id=self.patient_id, family_id=self.family_id,
        )  # fmt: skip


class Draft(models.Model):
    """What was typed when a session had ended: of an account, or, if it could not be told whose, of a browser.

    `browser` is a digest of a key that only the browser's own session holds. `fields` is a list of pairs, as JSON.
    """

    id = key()
    provider = models.ForeignKey("program.Provider", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    browser = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=500)
    back = models.CharField(max_length=500)
    fields = EncryptedTextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["account", "expires_at"], name="draft_of_account"),
            Index(fields=["browser"], condition=~Q(browser=""), name="draft_of_browser"),
            Index(fields=["expires_at"], name="draft_expired"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(account__isnull=False, provider__isnull=False, browser="")
                | (Q(account=None, provider=None) & ~Q(browser="")),
                name="draft_of_one",
            )
        ]

    def as_fact(self) -> rules.Draft:
        pairs = tuple((str(name), str(value)) for name, value in json.loads(self.fields))
        return rules.Draft(self.id, self.path, self.back, pairs, self.made_at)
