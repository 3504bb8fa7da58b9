# SPDX-License-Identifier: Apache-2.0
"""What the pages about patients show, as facts. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from handrail.ground.people.rules import Contact, Patient


@dataclass(frozen=True)
class Close:
    """Someone close to a patient."""

    id: UUID
    name: str
    relation: str
    phone: str
    email: str
    has_left: bool


@dataclass(frozen=True)
class Carer:
    """A member of her care team, now or (with `until`) formerly."""

    staff_id: UUID
    name: str
    credentials: str
    is_counselor: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Opening:
    """A chart opened from outside the care team: by whom, why, and whether the privacy officer has seen it."""

    id: UUID
    patient_id: UUID
    patient_name: str
    staff_name: str
    reason: str
    words: str
    at: datetime
    until: datetime
    reviewed_at: datetime | None


@dataclass(frozen=True)
class Sheet:
    """The page of a patient. `values` are her columns as a form fills them; `version` says how new they are."""

    patient: Patient
    contact: Contact
    values: dict[str, Any]
    version: str
    left_at: datetime | None
    has_photo: bool
    family: tuple[Close, ...] = ()
    team: tuple[Carer, ...] = ()
    opening: Opening | None = None  # through which whoever reads it does so, where she is not of the team
    rights: frozenset[str] = frozenset()  # of whoever reads it


@dataclass(frozen=True)
class Page:
    """Some of the list, by name, and the keys of its first and last where there is more on that side."""

    patients: tuple[Patient, ...]
    earlier: UUID | None = None
    later: UUID | None = None
