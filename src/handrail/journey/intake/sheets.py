# SPDX-License-Identifier: Apache-2.0
"""What pages show of an assessment, as plain facts. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from handrail.journey.intake.rules import Answers, Changed

KINDS = ("first", "return", "update")
STATES = ("open", "waiting", "signed")  # waiting: an intern signed it, her supervisor has not yet


@dataclass(frozen=True)
class Assessment:
    """One history of one patient. `merged_from`: the key of the entry it was signed under, where two became one."""

    id: UUID
    patient_id: UUID
    kind: str
    state: str
    started_at: datetime
    catalogue: str
    merged_from: UUID | None = None

    @property
    def hashed_of(self) -> UUID:
        return self.merged_from or self.patient_id

    @property
    def is_open(self) -> bool:
        return self.state == "open"


@dataclass(frozen=True)
class Signature:
    staff_id: UUID
    name: str
    letters: str
    part: str
    at: datetime
    hash: str
    returned_at: datetime | None = None
    returned_because: str = ""


@dataclass(frozen=True)
class Addendum:
    name: str
    letters: str
    at: datetime
    words: str


@dataclass(frozen=True)
class LastSave:
    """When a section was last saved, and by whom; no name: by a command or from a file."""

    section: str
    at: datetime
    name: str
    number: int = 0


@dataclass(frozen=True)
class Version:
    """One save of a section, and what it changed. No name: by a command or from a file."""

    number: int
    at: datetime
    name: str
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class Sheet:
    """An assessment, whole."""

    assessment: Assessment
    answers: Answers
    saves: tuple[LastSave, ...] = ()
    signatures: tuple[Signature, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    is_intact: bool = True  # what is kept is what was signed
    rights: frozenset[str] = field(default=frozenset())

    def saved(self, section: str) -> LastSave | None:
        return next((one for one in self.saves if one.section == section), None)

    @property
    def standing(self) -> tuple[Signature, ...]:
        return tuple(one for one in self.signatures if one.returned_at is None)

    @property
    def returned(self) -> Signature | None:
        """Sent back by the supervisor, and not signed anew since."""
        last = self.signatures[-1] if self.signatures else None
        return last if last and last.returned_at and self.assessment.is_open else None


@dataclass(frozen=True)
class Waiting:
    """An assessment in the supervisor's queue."""

    id: UUID
    patient_id: UUID
    patient: str
    by: str
    letters: str
    since: datetime
