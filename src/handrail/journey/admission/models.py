# SPDX-License-Identifier: Apache-2.0
"""Tables of the papers of an admission. What is signed, and its wording, the database lets nobody change or delete."""

import uuid

from django.db import models
from django.db.models import PROTECT, CheckConstraint, F, ForeignKey, Index, Q, UniqueConstraint

from handrail.ground.kit.keys import uuid7
from handrail.ground.vault.fields import EncryptedTextField
from handrail.journey.admission import facts, rules


def key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    return models.UUIDField(primary_key=True, default=uuid7, editable=False)


class Packet(models.Model):
    """The papers of one admission of one patient. Open until all of it is there and somebody closes it."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    admitted_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")

    class Meta:
        indexes = [Index(fields=["provider", "closed_at"], name="packet_open")]
        constraints = [UniqueConstraint(fields=["patient"], condition=Q(closed_at=None), name="packet_one_open")]

    def as_fact(self) -> facts.Packet:
        return facts.Packet(self.id, self.patient_id, self.admitted_at, self.closed_at)


class Policy(models.Model):
    """One insurance as it was told, or that there is none. A change is a new row: the one before ends."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    patient = ForeignKey("people.Patient", on_delete=PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(default=1)  # asked first, second
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in rules.KINDS])
    payer = EncryptedTextField(max_length=120, blank=True, default="")
    plan = EncryptedTextField(max_length=120, blank=True, default="")
    member_id = EncryptedTextField(max_length=60, blank=True, default="")
    group_number = EncryptedTextField(max_length=60, blank=True, default="")
    phone = EncryptedTextField(max_length=40, blank=True, default="")
    relation = models.CharField(max_length=8, default="self", choices=[(one, one) for one in rules.RELATIONS])
    holder = EncryptedTextField(max_length=120, blank=True, default="")
    born = EncryptedTextField(max_length=10, blank=True, default="")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    at = models.DateTimeField()
    staff = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [Index(fields=["patient", "ended_at"], name="policy_of_patient")]
        constraints = [
            CheckConstraint(condition=Q(kind__in=rules.KINDS), name="policy_kind"),
            CheckConstraint(condition=Q(relation__in=rules.RELATIONS), name="policy_relation"),
            CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="policy_days"
            ),
            CheckConstraint(condition=Q(place__in=(1, 2)), name="policy_place"),
            UniqueConstraint(fields=["patient", "place"], condition=Q(ended_at=None), name="policy_one_standing"),
        ]

    def values(self) -> rules.Policy:
        names = rules.Policy.__dataclass_fields__
        return rules.Policy(**{name: getattr(self, name) for name in names})

    def as_fact(self) -> facts.Insurance:
        """Reads the staff too: ask for it with select_related."""
        return facts.Insurance(self.id, self.place, self.values(), self.at, self.staff.name if self.staff else "")


class Wording(models.Model):
    """The text of a form as it was when it was first signed. `digest`: of title, version and text."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    form = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["provider", "digest"], name="wording_once")]

    def as_fact(self) -> facts.Wording:
        return facts.Wording(self.form, self.version, self.title, self.text)


class Signature(models.Model):
    """Who signed which wording, when, how, and with whom as witness. `hash`: of all of it, the wording's digest too."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    packet = ForeignKey(Packet, on_delete=PROTECT, related_name="+")
    wording = ForeignKey(Wording, on_delete=PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=[(way, way) for way in rules.WAYS])
    role = models.CharField(max_length=16, choices=[(role, role) for role in rules.ROLES])
    name = EncryptedTextField(max_length=120)
    relation = EncryptedTextField(max_length=60, blank=True, default="")
    because = EncryptedTextField(max_length=1000, blank=True, default="")
    device = EncryptedTextField(max_length=300, blank=True, default="")
    signed_on = models.DateField()
    at = models.DateTimeField()
    witness = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    witness_name = models.CharField(max_length=120)
    witness_letters = models.CharField(max_length=40, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [Index(fields=["packet", "at"], name="signature_of_packet")]
        constraints = [
            CheckConstraint(condition=Q(way__in=rules.WAYS), name="paper_signature_way"),
            CheckConstraint(condition=Q(role__in=rules.ROLES), name="paper_signature_role"),
        ]

    def as_fact(self, struck: "Struck | None" = None) -> facts.Signature:
        """Reads the wording too: ask for it with select_related."""
        return facts.Signature(
            self.id, self.packet_id, self.wording.as_fact(), self.way, self.role, self.name, self.relation,
            self.because, self.device, self.signed_on, self.at, self.witness_name, self.witness_letters, self.hash,
            struck.at if struck else None, struck.because if struck else "",
        )  # fmt: skip


class Struck(models.Model):
    """A signature that was given in error. It stays where it is, and counts no longer."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    signature = models.OneToOneField(Signature, on_delete=PROTECT, related_name="struck")
    at = models.DateTimeField()
    staff = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    because = EncryptedTextField(max_length=1000)


class Tick(models.Model):
    """Somebody says that an item is done, since a day. Taken back, it stays and counts no longer."""

    id = key()
    provider = ForeignKey("program.Provider", on_delete=PROTECT, related_name="+")
    packet = ForeignKey(Packet, on_delete=PROTECT, related_name="+")
    item = models.CharField(max_length=60)
    done_on = models.DateField()
    at = models.DateTimeField()
    staff = ForeignKey("people.Staff", null=True, on_delete=PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [UniqueConstraint(fields=["packet", "item"], condition=Q(taken_back_at=None), name="tick_once")]
