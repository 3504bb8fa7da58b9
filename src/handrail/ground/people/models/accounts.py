# SPDX-License-Identifier: Apache-2.0
"""Accounts: how a member of staff, a patient or a family member signs in. By invitation only."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint

from handrail.ground.people.models.patients import FamilyMember, Patient
from handrail.ground.people.models.staff import Staff, key

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
                fields=["email"], condition=Q(accepted_at=None, withdrawn_at=None), name="invitation_one_open"
            ),
        ]
