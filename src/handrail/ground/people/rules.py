# SPDX-License-Identifier: Apache-2.0
"""Who clinicians and patients are, as facts, and what is said of them. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date
from unicodedata import combining, normalize
from uuid import UUID

from handrail.ground.kit.days import Span


@dataclass(frozen=True)
class Clinician:
    id: UUID
    name: str
    credentials: str
    skills: tuple[str, ...]
    max_minutes: int
    available: tuple[Span, ...] = ()

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Patient:
    """`full_days` days of at least `full_day_minutes`: what the payer of her care counts as a day."""

    id: UUID
    name: str
    birth_date: date
    cohorts: tuple[str, ...]
    mode: str
    travel_minutes: int
    full_days: int
    full_day_minutes: int
    part_of_day: str
    avoid_days: tuple[int, ...]
    apart_from: tuple[UUID, ...] = ()

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def short_name(self) -> str:
        """Maya R. of Maya Reyes: as she is called where others can read it."""
        first, *rest = self.name.split()
        return f"{first} {rest[-1][0]}." if rest else first

    def age(self, on: date) -> int:
        had_birthday = (on.month, on.day) >= (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - (not had_birthday)

    def answers_to(self, words: str) -> bool:
        """Whether every typed word begins a part of her name; accents, capitals and apostrophes do not matter."""
        parts = _plain(self.name).split()
        return all(any(part.startswith(word) for part in parts) for word in _plain(words).split())


def _plain(text: str) -> str:
    letters = (c for c in normalize("NFKD", text.casefold()) if not combining(c) and c not in "'’")
    return "".join(letters).replace("-", " ")
