# SPDX-License-Identifier: Apache-2.0
"""What a program is, as facts. Pure: no database, no clock."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Program:
    id: UUID
    provider_id: UUID
    name: str
    for_whom: str
    phone: str
    time_zone: str
    grid_minutes: int


@dataclass(frozen=True)
class Room:
    id: UUID
    name: str
    seats: int


@dataclass(frozen=True)
class Service:
    """`smallest`, `largest`, `leaders`, `skill`, `cohort` and `times_per_week` speak of groups."""

    id: UUID
    name: str
    kind: str
    mode: str
    with_family: bool
    minutes: int
    times_per_week: int
    smallest: int
    largest: int
    leaders: int
    skill: str
    cohort: str

    @property
    def is_group(self) -> bool:
        return self.kind == "group"
