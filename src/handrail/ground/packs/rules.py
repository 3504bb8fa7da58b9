# SPDX-License-Identifier: Apache-2.0
"""Rule packs as facts, and which number of them counts. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

NATION = "US"
LIMIT_UNITS = (
    "hours_a_week", "days_a_week", "hours_a_day", "people", "hours", "sessions_a_year", "hours_a_year",
)  # fmt: skip
DEADLINE_UNITS = (
    "hours", "calendar_days", "business_days", "service_days", "calendar_months", "midpoint_of_stay",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One rule of a pack. Not `verified`: generally known and still to be checked, so never shown as law."""

    id: str
    words: str
    source: str
    source_date: date
    verified: bool
    section: str = ""
    levels: tuple[str, ...] = ()  # levels of care it speaks of; none: all
    whom: str = ""  # adults or adolescents; empty: both
    but_not: str = ""
    pack: str = ""

    def speaks_of(self, *, level: str, whom: str) -> bool:
        return (not self.levels or level in self.levels) and self.whom in ("", whom)


@dataclass(frozen=True)
class Limit(Row):
    """A number to keep to: at least it if the id ends in `.min`, at most it if in `.max`.

    `counts`: whether minutes of service count, or all minutes by the clock, breaks too. `asks_why`: whoever puts a
    week in force that does not keep to it says why.
    """

    value: float = 0
    unit: str = ""
    counts: str = "service"
    asks_why: bool = False

    @property
    def is_least(self) -> bool:
        return self.id.endswith(".min")

    def is_kept(self, value: float) -> bool:
        return value >= self.value if self.is_least else value <= self.value


@dataclass(frozen=True)
class Deadline(Row):
    """Due so many units after something. `first_day_counts`: the day it happened is day one, not day nought."""

    unit: str = ""
    within: int = 0
    after: str = ""
    first_day_counts: bool = False


@dataclass(frozen=True)
class Pack:
    """The rules of one jurisdiction or one payer, in force from its first day to its last."""

    id: str
    name: str
    version: str
    effective_from: date
    effective_until: date | None = None
    jurisdiction: str = ""
    payer: str = ""
    limits: tuple[Limit, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    duties: tuple[Row, ...] = ()

    def is_in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_until is None or on <= self.effective_until)


def applying(packs: Iterable[Pack], *, chosen: Sequence[str] = (), state: str = "") -> list[Pack]:
    """Those a program named; if it named none, those of the nation and of its state."""
    if chosen:
        return [pack for pack in packs if pack.id in chosen]
    return [pack for pack in packs if pack.jurisdiction in (NATION, f"{NATION}-{state}")]


def limit(
    packs: Iterable[Pack], key: str, *, on: date, level: str = "intensive_outpatient", whom: str = "adults"
) -> Limit | None:
    """The strictest of these packs' limits of this id in force on that day; None if no pack has one.

    A number that is not verified counts only where no verified one is known.
    """
    found = [
        row for pack in packs if pack.is_in_force(on) for row in pack.limits
        if row.id == key and row.speaks_of(level=level, whom=whom)
    ]  # fmt: skip
    sure = [row for row in found if row.verified] or found
    if not sure:
        return None
    return max(sure, key=lambda row: row.value) if sure[0].is_least else min(sure, key=lambda row: row.value)


def deadline(packs: Iterable[Pack], key: str, *, on: date, level: str = "intensive_outpatient") -> list[Deadline]:
    """The deadlines of this id in force on that day. Which of them falls due first depends on the days themselves."""
    return [
        row for pack in packs if pack.is_in_force(on) for row in pack.deadlines
        if row.id == key and row.speaks_of(level=level, whom=row.whom)
    ]  # fmt: skip
