# SPDX-License-Identifier: Apache-2.0
"""What happens to messages: queued, withdrawn, taken by a worker, sent or failed. And what somebody was told of;
a calendar address made, changed, revoked; a letter given.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.post import rules
from handrail.ground.post.models import CalendarAddress, Known, Letter, Message
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record


@transaction.atomic
def queue(
    *, by: By, program: Program, to: rules.To, kind: str, channel: str, key: str, due_at: datetime, at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> bool:  # fmt: skip
    """A message to be sent from `due_at` on. One of this key is changed while it waits, and queued again if it was
    withdrawn; one that went out is left. False if nothing had to be done."""
    told = {"facts": dict(facts or {}), "due_at": due_at}
    row = Message.objects.select_for_update().filter(provider=program.provider_id, key=key, channel=channel).first()
    if row is None:
        row = Message.objects.create(
            provider_id=program.provider_id, program_id=program.id, patient_id=to.patient_id, family_id=to.family_id,
            staff_id=to.staff_id, address=to.address or None, kind=kind, channel=channel, key=key, next_at=due_at,
            made_at=at, **told,
        )  # fmt: skip
    elif row.state in ("sent", "failed") or (row.state == "queued" and (row.facts, row.due_at) == tuple(told.values())):
        return False
    else:
        row.state, row.facts, row.due_at, row.next_at, row.because = "queued", told["facts"], due_at, due_at, ""
        row.save(update_fields=["state", "facts", "due_at", "next_at", "because"])
    record.note(by=by, did="message.queued", about=row.id, patient=to.patient_id)
    return True


@transaction.atomic
def withdraw(*, by: By, message_id: UUID, because: str = "") -> bool:
    """It is not sent, unless it went already."""
    row = _held(by, message_id)
    if row.state != "queued":
        return False
    row.state, row.because = "withdrawn", because
    row.save(update_fields=["state", "because"])
    record.note(by=by, did="message.withdrawn", about=row.id, patient=row.patient_id, because=because)
    return True


@transaction.atomic
def take(message_id: UUID, *, at: datetime) -> rules.Message | None:
    """A worker takes one to send it; None if another has it, or it was withdrawn meanwhile.

    Told by `sent` or `failed`, which follow.
    """
    mine = Message.objects.filter(pk=message_id, state="queued", next_at__lte=at)
    row = mine.select_for_update().first()
    if row is None or not mine.filter(tries=row.tries).update(next_at=at + rules.LEASE, tries=row.tries + 1):
        return None
    row.refresh_from_db()
    return row.as_fact()


@transaction.atomic
def sent(*, by: By, message_id: UUID, at: datetime) -> None:
    row = _held(by, message_id)
    row.state, row.sent_at, row.because = "sent", at, ""
    row.save(update_fields=["state", "sent_at", "because"])
    record.note(by=by, did="message.sent", about=row.id, patient=row.patient_id)


@transaction.atomic
def failed(*, by: By, message_id: UUID, because: str, at: datetime, again: bool = True) -> None:
    """It did not go. It is tried again after a pause, each longer than the last, until it is given up."""
    row = _held(by, message_id)
    later = rules.next_try(row.tries, at) if again else None
    row.state, row.next_at, row.because = "queued" if later else "failed", later or row.next_at, because
    row.save(update_fields=["state", "next_at", "because"])
    if later is None:
        record.note(by=by, did="message.failed", about=row.id, patient=row.patient_id, because=because)


def _held(by: By, pk: UUID) -> Message:
    return Message.objects.select_for_update().get(pk=pk, provider=by.provider_id)


@transaction.atomic
def remember(
    *, by: By, program: Program, subject: str, told: Iterable[tuple[tuple[str, UUID], Mapping[str, Any]]]
) -> None:
    """This is what they know from now on. Told by the messages that tell them: each has its line."""
    for (kind, key), facts in told:
        whose: dict[str, Any] = {"patient_id": key} if kind == "patient" else {"staff_id": key}
        Known.objects.update_or_create(
            program_id=program.id, subject=subject, **whose,
            defaults={"provider_id": by.provider_id, "facts": dict(facts)},
        )  # fmt: skip


@transaction.atomic
def renew_calendar(*, by: By, patient_id: UUID | None, staff_id: UUID | None, at: datetime) -> str:
    """A new secret address, whose token is told this once; the one before shows nothing any more."""
    held = CalendarAddress.objects.select_for_update().filter(patient=patient_id, staff=staff_id, revoked_at=None)
    before = held.first()
    held.update(revoked_at=at)
    token = secrets.token_urlsafe(32)
    made = CalendarAddress.objects.create(
        provider_id=by.provider_id, patient_id=patient_id, staff_id=staff_id, digest=rules.digest_of(token),
        names_services=bool(before and before.names_services), made_at=at,
    )  # fmt: skip
    record.note(by=by, did="calendar.renewed", about=made.id, patient=patient_id)
    return token


@transaction.atomic
def revoke_calendar(*, by: By, patient_id: UUID | None, staff_id: UUID | None, at: datetime) -> bool:
    row = _calendar(patient_id, staff_id)
    if row is None:
        return False
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record.note(by=by, did="calendar.revoked", about=row.id, patient=patient_id)
    return True


@transaction.atomic
def name_calendar(*, by: By, patient_id: UUID | None, staff_id: UUID | None, names_services: bool) -> bool:
    """Whether it names services, or says no more than that there is an appointment."""
    row = _calendar(patient_id, staff_id)
    if row is None or row.names_services == names_services:
        return False
    row.names_services = names_services
    row.save(update_fields=["names_services"])
    record.note(by=by, did="calendar.named", about=row.id, patient=patient_id)
    return True


def _calendar(patient_id: UUID | None, staff_id: UUID | None) -> CalendarAddress | None:
    held = CalendarAddress.objects.select_for_update().filter(patient=patient_id, staff=staff_id, revoked_at=None)
    return held.first()


@transaction.atomic
def give_letter(
    *, by: By, program: Program, patient_id: UUID, staff_id: UUID, kind: str, to: str, days: Iterable[rules.DayTold],
    paper: bytes, at: datetime,
) -> UUID:  # fmt: skip
    """A letter is signed and given: it is kept as it went out, with what it tells."""
    told = [[[start.isoformat(), end.isoformat()] for start, end in day.times] for day in days]
    made = Letter.objects.create(
        provider_id=by.provider_id, program_id=program.id, patient_id=patient_id, signed_by_id=staff_id, kind=kind,
        to=to, facts={"days": told}, paper=paper, digest=rules.digest_of(paper), given_at=at,
    )  # fmt: skip
    record.note(by=by, did="letter.given", about=made.id, patient=patient_id)
    return made.id
