# SPDX-License-Identifier: Apache-2.0
"""What a program is, as facts. Pure: no database, no clock."""

from dataclasses import dataclass
from uuid import UUID

# Nine to nineteen hours a week is what defines intensive outpatient care (SAMHSA, TIP 47, 2006).
LEAST_MINUTES, MOST_MINUTES = 9 * 60, 19 * 60

LEVELS_OF_CARE = {
    "outpatient": "outpatient",
    "intensive_outpatient": "intensive outpatient",
    "partial_hospital": "partial hospitalization",
}


@dataclass(frozen=True)
class Site:
    id: UUID
    provider_id: UUID
    name: str
    address: str
    time_zone: str


@dataclass(frozen=True)
class Program:
    """`least_minutes` to `most_minutes` a week are typical; `group_cap` 0: each service says its own largest size."""

    id: UUID
    provider_id: UUID
    name: str
    for_whom: str
    phone: str
    time_zone: str
    grid_minutes: int
    site_id: UUID
    level_of_care: str = "intensive_outpatient"
    cohorts: tuple[str, ...] = ()
    group_cap: int = 0
    least_minutes: int = LEAST_MINUTES
    most_minutes: int = MOST_MINUTES
    is_open: bool = True


@dataclass(frozen=True)
class Room:
    id: UUID
    name: str
    seats: int
    is_open: bool = True


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
    curriculum: str = ""
    break_minutes: int = 0
    usual_count: int = 0
    is_open: bool = True

    @property
    def is_group(self) -> bool:
        return self.kind == "group"
