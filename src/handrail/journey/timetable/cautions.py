# SPDX-License-Identifier: Apache-2.0
"""What the program and the rule packs ask of a week, and where a week does not keep to it.

Pure. A caution is no fault: such a week may be published, and whoever publishes it is told. Minutes by the clock, of
service and of breaks are kept apart here; which of them count is each limit's to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from handrail.ground.kit.days import DAY_MINUTES, WEEKDAYS
from handrail.ground.packs.rules import Limit, Pack, limit
from handrail.ground.program.rules import Program, Service
from handrail.journey.timetable.sittings import Meeting, Sittings, by_day

KEYS = (
    "week.hours.min", "week.hours.max", "week.days.min", "day.hours.min", "group.counseling.size.max",
    "group.education.size.max", "staff.rest.min",
)  # fmt: skip
WHOM = ("adults", "adolescents")
OF_AGE = 18
Asked = Mapping[str, Limit]


@dataclass(frozen=True)
class Minutes:
    """Of one person's meetings: all by the clock, and how many of these are breaks."""

    clock: int = 0
    breaks: int = 0

    @property
    def service(self) -> int:
        return self.clock - self.breaks

    def that_count(self, asked: Limit) -> int:
        return self.clock if asked.counts == "clock" else self.service


@dataclass(frozen=True)
class Caution:
    """One number a week does not keep to. `about`: patient, group or clinician; `key`: which one.

    `days`: of the hours of a day, how many days so long there are; `value` is then how many are asked.
    """

    about: str
    key: str
    limit: Limit
    value: float
    days: int = 0


@dataclass(frozen=True)
class Sum:
    """All cautions of one number: of how many people, groups or clinicians, and which."""

    about: str
    limit: Limit
    keys: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As it is kept with a published week: of whom is not."""
        told = asdict(self.limit) | {"source_date": self.limit.source_date.isoformat()}
        return {"about": self.about, "limit": told, "n": len(self.keys)}


def summed(cautions: Iterable[Caution]) -> list[Sum]:
    """By the number, those first for which whoever publishes says why."""
    found: dict[tuple[str, Limit], list[str]] = {}
    for one in cautions:
        found.setdefault((one.about, one.limit), []).append(one.key)
    sums = (Sum(about, limit, tuple(dict.fromkeys(keys))) for (about, limit), keys in found.items())
    return sorted(sums, key=lambda one: (not one.limit.asks_why, one.about, one.limit.id))


def from_json(told: Mapping[str, Any]) -> tuple[Sum, int]:
    """A sum as it was kept, and of how many it is."""
    limit = dict(told["limit"])
    limit |= {"source_date": date.fromisoformat(limit["source_date"]), "levels": tuple(limit["levels"])}
    return Sum(told["about"], Limit(**limit), ()), told["n"]


def asked(program: Program, packs: Iterable[Pack], *, on: date, whom: str = "adults") -> dict[str, Limit]:
    """By id, the strictest number of the program and its packs. The program's own hours speak of adults."""
    held = list(packs)
    found = {key: limit(held, key, on=on, level=program.level_of_care, whom=whom) for key in KEYS}
    for own in _own(program, on):
        other = found[own.id]
        spoken_for = other is not None and (whom != "adults" or own.is_kept(other.value))
        if not spoken_for:
            found[own.id] = own
    return {key: one for key, one in found.items() if one is not None}


def _own(program: Program, on: date) -> Iterator[Limit]:
    told = {
        "week.hours.min": (program.least_minutes / 60, "hours_a_week"),
        "week.hours.max": (program.most_minutes / 60, "hours_a_week"),
        "staff.rest.min": (program.rest_minutes / 60, "hours"),
    }
    for key, (value, unit) in told.items():
        if value:
            yield Limit(id=key, words="", source="", source_date=on, verified=True, value=value, unit=unit)


def whom(age: int) -> str:
    return "adults" if age >= OF_AGE else "adolescents"


def minutes_of(meetings: Iterable[Meeting], services: Mapping[str, Service]) -> Minutes:
    held = list(meetings)
    breaks = sum(services[m.service].break_minutes for m in held if m.service in services)
    return Minutes(sum(m.end - m.start for m in held), breaks)


def of_patient(
    key: str, meetings: Iterable[Meeting], services: Mapping[str, Service], asked: Asked
) -> Iterator[Caution]:
    """Where one person's week does not keep to what is asked. Of one without any meeting nothing is said."""
    held = list(meetings)
    if not held:
        return
    minutes = minutes_of(held, services)
    for one in ("week.hours.min", "week.hours.max"):
        if one in asked and not asked[one].is_kept(hours := minutes.that_count(asked[one]) / 60):
            yield Caution("patient", key, asked[one], hours)
    days, least = by_day(held), asked.get("week.days.min")
    if least and not least.is_kept(len(days)):
        yield Caution("patient", key, least, len(days))
    elif least and (long := asked.get("day.hours.min")):
        full = sum(long.is_kept(minutes_of(day, services).that_count(long) / 60) for day in days.values())
        if not least.is_kept(full):
            yield Caution("patient", key, long, least.value, full)


def of_week(
    sittings: Sittings, services: Mapping[str, Service], asked: Mapping[str, Asked], whom_of: Mapping[str, str]
) -> list[Caution]:
    """Every caution about a week: of its people, its groups and its clinicians. `asked` by whom it speaks of."""
    found: list[Caution] = []
    for patient in sittings.problem.patients:
        numbers = asked.get(whom_of.get(patient.id, "adults"), {})
        found += of_patient(patient.id, sittings.of_patient.get(patient.id, ()), services, numbers)
    adults = asked.get("adults", {})
    return [*found, *_of_groups(sittings, services, adults), *_of_clinicians(sittings, adults)]


def _of_groups(sittings: Sittings, services: Mapping[str, Service], asked: Asked) -> Iterator[Caution]:
    for group, told, _ in sittings.groups:
        service = services.get(told.id)
        if service is None or (service.is_education and service.with_family):  # several families: no limit speaks of it
            continue
        most = asked.get("group.education.size.max" if service.is_education else "group.counseling.size.max")
        if most and not most.is_kept(len(group.members)):
            yield Caution("group", group.id, most, len(group.members))


def _of_clinicians(sittings: Sittings, asked: Asked) -> Iterator[Caution]:
    least = asked.get("staff.rest.min")
    if least is None:
        return
    for key, meetings in sittings.of_clinician.items():
        rest = shortest_rest(meetings)
        if rest is not None and not least.is_kept(rest / 60):
            yield Caution("clinician", key, least, rest / 60)


def shortest_rest(meetings: Iterable[Meeting]) -> int | None:
    """The fewest minutes from the last meeting of a day to the first of the next; Sunday's next is Monday."""
    days = by_day(meetings)
    rests = [
        DAY_MINUTES - max(m.end for m in days[day]) + min(m.start for m in days[after])
        for day, after in zip(WEEKDAYS, (*WEEKDAYS[1:], WEEKDAYS[0]), strict=True)
        if day in days and after in days
    ]
    return min(rests, default=None)
