# SPDX-License-Identifier: Apache-2.0
"""Messages, read: what is due, what each says just now and where it goes, the newest first."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from handrail.ground.people import queries as people
from handrail.ground.post import rules
from handrail.ground.post.models import CalendarAddress, Known, Letter, Message
from handrail.ground.post.wording import worded
from handrail.ground.program import queries as programs

AT_ONCE = 100


def due(at: datetime, *, at_most: int = AT_ONCE) -> list[UUID]:
    """What is to be sent by now, the longest due first."""
    found = Message.objects.filter(state="queued", next_at__lte=at).order_by("next_at", "id")
    return list(found.values_list("id", flat=True)[:at_most])


def newest(provider_id: UUID, *, at_most: int = AT_ONCE) -> list[rules.Message]:
    found = Message.objects.filter(provider=provider_id).order_by("-id")[:at_most]
    return [message.as_fact() for message in found]


def waiting(program_id: UUID, kind: str) -> list[rules.Message]:
    """Those of a kind not sent yet and not withdrawn."""
    found = Message.objects.filter(program=program_id, kind=kind, state="queued").order_by("due_at", "id")
    return [message.as_fact() for message in found]


def outgoing(message: rules.Message, *, at: datetime) -> rules.Outgoing:
    """Where it goes and what it says, as things are now. One she no longer allows has a `because` and no address."""
    (told,) = said([message], at=at)
    if message.to.address:
        return rules.Outgoing(message.to.address, *told)
    reach = people.reach_of(message.to.patient_id, message.to.family_id, message.to.staff_id)
    if reach is None or message.channel not in rules.channels(reach.ways, phone=reach.phone, email=reach.email):
        return rules.Outgoing("", *told, because="not_allowed")
    return rules.Outgoing(reach.phone if message.channel == "text" else reach.email, *told)


def said(messages: Iterable[rules.Message], *, at: datetime) -> list[tuple[str, str]]:
    """Subject and text of each; of those that went out, as they read on that day."""
    held = list(messages)
    known = programs.by_key({message.program_id for message in held})
    found = []
    for message in held:
        program = known[message.program_id]
        zone = ZoneInfo(program.time_zone)
        day = (message.sent_at or max(at, message.due_at)).astimezone(zone).date()
        found.append(worded(message.kind, message.facts, zone=zone, phone=program.phone, on=day))
    return found


def known(program_id: UUID, subject: str) -> dict[tuple[str, UUID], Mapping[str, Any]]:
    """What each was last told of: by ("patient", her key) or ("staff", hers)."""
    rows = Known.objects.filter(program=program_id, subject=subject).values_list("patient", "staff", "facts")
    return {("patient", patient) if patient else ("staff", staff): facts for patient, staff, facts in rows}


def calendar_of(patient_id: UUID | None, staff_id: UUID | None) -> rules.CalendarAddress | None:
    """The address in use just now."""
    row = CalendarAddress.objects.filter(patient=patient_id, staff=staff_id, revoked_at=None).first()
    return row.as_fact() if row else None


def letters(patient_id: UUID) -> list[rules.Letter]:
    """What was given about her, the newest first."""
    found = Letter.objects.filter(patient=patient_id).select_related("signed_by").defer("paper")
    return [letter.as_fact() for letter in found.order_by("-given_at", "-id")]
