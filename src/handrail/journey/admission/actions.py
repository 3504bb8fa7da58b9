# SPDX-License-Identifier: Apache-2.0
"""What is done to the papers of an admission: open, insure, sign, strike, tick, close."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.by import By
from handrail.ground.people import queries as people
from handrail.ground.people.rules import Who
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.admission import facts, queries, rules
from handrail.journey.admission.models import Packet, Policy, Signature, Struck, Tick, Wording


@transaction.atomic
def open_packet(*, by: By, patient_id: UUID, admitted_at: datetime, at: datetime) -> UUID:
    """Her papers, from the moment she was admitted. One that is open is gone on with."""
    known = Packet.objects.select_for_update().filter(patient=patient_id, closed_at=None).first()
    if known is not None:
        return known.id
    if admitted_at > at:
        raise Refused(_("The day of admission is not here yet."))
    made = Packet.objects.create(
        provider_id=by.provider_id, patient_id=patient_id, admitted_at=admitted_at, opened_at=at,
        opened_by_id=_staff(by),
    )  # fmt: skip
    record.note(by=by, did="papers.opened", about=made.id, patient=patient_id)
    return made.id


@transaction.atomic
def insure(*, by: By, patient_id: UUID, place: int, policy: rules.Policy | None, at: datetime) -> None:
    """What her first or second insurance is; None: there is none of this place any more. What was told before is kept.

    Saying the same again changes nothing.
    """
    standing = Policy.objects.select_for_update().filter(patient=patient_id, place=place, ended_at=None).first()
    if (standing.values() if standing else None) == policy:
        return
    if policy and policy.starts_on and policy.ends_on and policy.ends_on < policy.starts_on:
        raise Refused(_("It ends before it begins: please look at the days."))
    if standing:
        standing.ended_at = at
        standing.save(update_fields=["ended_at"])
    if policy:
        standing = Policy.objects.create(
            provider_id=by.provider_id, patient_id=patient_id, place=place, at=at, staff_id=_staff(by), **asdict(policy)
        )
    about = standing.id if standing else None
    record.note(by=by, did="insurance.told" if policy else "insurance.ended", about=about, patient=patient_id)


@transaction.atomic
def sign(*, by: Who, packet_id: UUID, program: Program, form: str, digest: str, told: dict[str, Any],
         at: datetime) -> UUID:  # fmt: skip
    """A form is signed, here or on paper, or declined; she who is signed in is the witness.

    `digest`: of the text as it was read. `told`: way, role, name, relation, because, device, and signed_on if it was
    on paper. Every signature is kept; a second one of the same form is a second one.
    """
    packet = _held(by, packet_id)
    wording = queries.wording(form, program)
    if wording is None or wording.digest != digest:
        raise Refused(_("This form has a new text by now. Read it once more, then sign."))
    way, today = told["way"], at.astimezone(ZoneInfo(program.time_zone)).date()
    signed_on: date = told.get("signed_on") if way == "paper" else today  # type: ignore[assignment]
    if not signed_on or signed_on > today:
        raise Refused(_("Say on which day the paper was signed."))
    if not told["name"].strip() or (told["role"] != "patient" and not told.get("relation", "").strip()):
        raise Refused(_("Write the name of whoever signs, and who they are to the patient."))
    if way == "declined" and not told.get("because", "").strip():
        raise Refused(_("Say what was tried, and why it is not signed."))
    kept = _kept(by, wording, at)
    witness = people.member(by.provider_id, by.staff_id) if by.staff_id else None
    words = {name: str(told.get(name, "")).strip() for name in ("name", "relation", "because", "device")}
    whole = words | {
        "packet_id": packet.id, "way": way, "role": told["role"], "signed_on": signed_on, "at": at,
        "witness": witness.name if witness else by.name, "witness_letters": witness.letters if witness else "",
    }  # fmt: skip
    made = Signature.objects.create(
        provider_id=by.provider_id, packet=packet, wording=kept, way=way, role=told["role"], **words,
        signed_on=signed_on, at=at, witness_id=by.staff_id, witness_name=whole["witness"],
        witness_letters=whole["witness_letters"], hash=facts.seal(whole, wording.digest),
    )  # fmt: skip
    record.note(by=by, did="papers.signed", about=made.id, patient=packet.patient_id, because=way)
    return made.id


def _kept(by: By, wording: facts.Wording, at: datetime) -> Wording:
    """The text, as it is kept for ever beside what was signed under it."""
    return Wording.objects.get_or_create(
        provider_id=by.provider_id, digest=wording.digest,
        defaults={"form": wording.form, "version": wording.version, "title": wording.title, "text": wording.text,
                  "at": at},
    )[0]  # fmt: skip


@transaction.atomic
def strike(*, by: By, signature_id: UUID, because: str, at: datetime) -> None:
    """It was signed in error: it stays, and counts no longer. Twice is as once."""
    row = Signature.objects.select_related("packet").get(pk=signature_id, provider=by.provider_id)
    if Struck.objects.filter(signature=row).exists():
        return
    if not because.strip():
        raise Refused(_("Say what is wrong with it."))
    Struck.objects.create(
        provider_id=by.provider_id, signature=row, at=at, staff_id=_staff(by), because=because.strip()
    )
    record.note(by=by, did="papers.struck", about=row.id, patient=row.packet.patient_id)


@transaction.atomic
def tick(*, by: By, packet_id: UUID, item: str, done_on: date, at: datetime) -> None:
    """Something that no page of ours can see is done, since this day. Twice is as once."""
    packet = _held(by, packet_id)
    if Tick.objects.filter(packet=packet, item=item, taken_back_at=None).exists():
        return
    if done_on > at.date():
        raise Refused(_("This day is not here yet."))
    Tick.objects.create(
        provider_id=by.provider_id, packet=packet, item=item, done_on=done_on, at=at, staff_id=_staff(by)
    )
    record.note(by=by, did="papers.ticked", about=packet.id, patient=packet.patient_id)


@transaction.atomic
def untick(*, by: By, packet_id: UUID, item: str, at: datetime) -> None:
    packet = _held(by, packet_id)
    if Tick.objects.filter(packet=packet, item=item, taken_back_at=None).update(taken_back_at=at):
        record.note(by=by, did="papers.unticked", about=packet.id, patient=packet.patient_id)


@transaction.atomic
def close(*, by: By, packet_id: UUID, program: Program, at: datetime) -> None:
    """All of it is there. Twice is as once."""
    packet = Packet.objects.select_for_update().get(pk=packet_id, provider=by.provider_id)
    if packet.closed_at is not None:
        return
    if not rules.is_whole(queries.sheet(program, packet.id, at=at).lines):
        raise Refused(_("Not all of it is there yet."))
    packet.closed_at, packet.closed_by_id = at, _staff(by)
    packet.save(update_fields=["closed_at", "closed_by"])
    record.note(by=by, did="papers.closed", about=packet.id, patient=packet.patient_id)


@transaction.atomic
def take_over(*, kept: UUID, merged: UUID, at: datetime) -> None:
    """Two entries were one person: papers of both are hers. Of two open packets that of the kept stays open, of two
    insurances in one place hers stands. Told by the merge."""
    if Packet.objects.filter(patient=kept, closed_at=None).exists():
        Packet.objects.filter(patient=merged, closed_at=None).update(closed_at=at)
    Packet.objects.filter(patient=merged).update(patient=kept)
    places = Policy.objects.filter(patient=kept, ended_at=None).values_list("place", flat=True)
    Policy.objects.filter(patient=merged, ended_at=None, place__in=list(places)).update(ended_at=at)
    Policy.objects.filter(patient=merged).update(patient=kept)


def _held(by: By, pk: UUID) -> Packet:
    """An open packet, held until the transaction ends."""
    found = Packet.objects.select_for_update().filter(pk=pk, provider=by.provider_id).first()
    if found is None or found.closed_at is not None:
        raise Refused(_("These papers are closed."))
    return found


def _staff(by: By) -> UUID | None:
    return by.staff_id if isinstance(by, Who) else None
