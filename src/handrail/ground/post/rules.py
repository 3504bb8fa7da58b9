# SPDX-License-Identifier: Apache-2.0
"""What a message, a calendar address and a letter are, and when a message is tried again. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

KINDS = ("reminder", "appointment", "moved", "cancelled", "schedule")
CHANNELS = ("mail", "text")
LETTERS = ("attendance", "schedule")
STATES = ("queued", "sent", "failed", "withdrawn")
# After each try that failed; after the last of them it is given up. A night without the mail server loses nothing.
PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120, 480, 960))
LEASE = timedelta(minutes=10)  # whoever took a message has sent it by then, or was killed


@dataclass(frozen=True)
class To:
    """Whom a message is for: a patient, a family member, a member of staff, or an address somebody gave."""

    patient_id: UUID | None = None
    family_id: UUID | None = None
    staff_id: UUID | None = None
    address: str = ""

    def __post_init__(self) -> None:
        if sum(map(bool, (self.patient_id, self.family_id, self.staff_id, self.address))) != 1:
            raise ValueError("a message is for one person, or for one address")


@dataclass(frozen=True)
class Message:
    id: UUID
    provider_id: UUID
    program_id: UUID
    to: To
    kind: str
    channel: str
    key: str
    due_at: datetime
    state: str
    tries: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None
    because: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A message as it leaves: to which address, and what it says. `because`: why it cannot go, if it cannot."""

    address: str
    subject: str
    text: str
    because: str = ""


def next_try(tries: int, at: datetime) -> datetime | None:
    """When a message that was tried so many times in vain is tried again; None: it is given up."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def channels(ways: tuple[str, ...], *, phone: str, email: str) -> list[str]:
    """By which channels somebody is reached: those she allowed and gave an address for."""
    held = {"text": phone, "mail": email}
    return [channel for channel in CHANNELS if channel in ways and held[channel].strip()]


@dataclass(frozen=True)
class CalendarAddress:
    """Whose calendar it is, and whether it names services. Its token is with whoever subscribed, and nowhere else."""

    id: UUID
    provider_id: UUID
    patient_id: UUID | None
    staff_id: UUID | None
    names_services: bool
    made_at: datetime


@dataclass(frozen=True)
class Letter:
    id: UUID
    kind: str
    to: str
    days: int
    digest: str
    signed_by: str
    given_at: datetime


@dataclass(frozen=True)
class DayTold:
    """A day of a letter: from when to when, once for each time she is there in one stretch."""

    day: date
    times: tuple[tuple[datetime, datetime], ...]


def digest_of(secret: str | bytes) -> str:
    return sha256(secret.encode() if isinstance(secret, str) else secret).hexdigest()


def days_told(spans: Iterable[tuple[datetime, datetime]], *, pause: timedelta = timedelta(minutes=30)) -> list[DayTold]:
    """Meetings as stretches of each day: two with no more than a short pause between them are one stretch.

    So a letter shows when she is there, and not what is done, how often and for how long.
    """
    days: dict[date, list[tuple[datetime, datetime]]] = {}
    for start, end in sorted(spans):
        held = days.setdefault(start.date(), [])
        if held and start - held[-1][1] <= pause:
            held[-1] = (held[-1][0], max(end, held[-1][1]))
        else:
            held.append((start, end))
    return [DayTold(day, tuple(times)) for day, times in days.items()]
