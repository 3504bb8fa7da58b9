# SPDX-License-Identifier: Apache-2.0
"""What would one more group do? It is tried in the week that runs: at every start of a part of a day, by any leader.

Pure, and exact: a group told here keeps every rule with those who would join it, everyone else's week as it is.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from handrail.journey.timetable import rules
from handrail.journey.timetable.problem import Clinician, Patient, Problem, Service, clock
from handrail.journey.timetable.sittings import Meeting, Sittings
from handrail.journey.timetable.week import DAYS, Day, Group, Week

NEW = "one-more"


@dataclass(frozen=True)
class Asked:
    """One group more of a service, on this day, in this part of it; led by her, or by anyone."""

    service: str
    day: Day
    part: str
    clinician: str = ""


@dataclass(frozen=True)
class Gain:
    """Who would have a place, and what her week holds before and after."""

    patient: str
    before: rules.Ledger
    after: rules.Ledger


@dataclass(frozen=True)
class Found:
    """The group that most could join, of those lawful; or how many starts failed and over what.

    `lacking`: how many people lack this service now. `could`: how many of them could join at the best start, which is
    below the least that the service asks where there is no group.
    """

    group: Group | None
    gains: tuple[Gain, ...]
    lacking: int
    could: int
    whole: tuple[int, int]
    failed: dict[str, int]


def prune(problem: Problem, week: Week) -> Week:
    """The week without those who are no longer there, so that it speaks only of what the problem has."""
    groups = tuple(
        group.model_copy(update={"members": tuple(one for one in group.members if one in problem.patient_of)})
        for group in week.groups
        if group.service in problem.service_of
    )
    held = tuple(a for a in week.appointments if a.patient in problem.patient_of and a.service in problem.service_of)
    unmet = tuple(u for u in week.unmet if u.patient in problem.patient_of and u.service in problem.service_of)
    return week.model_copy(update={"groups": groups, "appointments": held, "unmet": unmet})


def one_more(problem: Problem, week: Week, asked: Asked) -> Found:
    return _Trial(problem, week, asked).found()


@dataclass
class _Trial:
    problem: Problem
    week: Week
    asked: Asked

    @cached_property
    def service(self) -> Service:
        return self.problem.service_of[self.asked.service]

    @cached_property
    def sittings(self) -> Sittings:
        return Sittings(self.problem, self.week)

    @cached_property
    def lacking(self) -> list[Patient]:
        """Who has less of it than is ordered; whoever lacks most hours first."""
        short = [
            (self._ledger(self.sittings, patient), patient)
            for patient in self.problem.patients
            if rules.ordered_of(patient)[self.service.id] > self.sittings.received[patient.id][self.service.id]
        ]
        return [one for _, one in sorted(short, key=lambda told: told[0].scheduled_minutes - told[0].ordered_minutes)]

    def found(self) -> Found:
        failed: Counter[str] = Counter()
        best: Group | None = None
        could = 0
        for days, start in self._starts():
            leaders, rooms = self._leaders(days, start), self._rooms(days, start)
            if leaders is None or rooms is None:
                failed["leader" if leaders is None else "room"] += 1
                continue
            members = self._takers(days, start, rooms)
            could = max(could, len(members))
            if len(members) < self.service.min:
                failed["few"] += 1
            elif best is None or len(members) > len(best.members):
                best = Group(
                    id=NEW, service=self.service.id, days=days, start=clock(start), rooms=rooms, leaders=leaders,
                    members=members,
                )  # fmt: skip
        return self._told(best, could, dict(failed))

    def _told(self, best: Group | None, could: int, failed: dict[str, int]) -> Found:
        whole = rules.score(self.problem, self.week).whole
        if best is None:
            return Found(None, (), len(self.lacking), could, (whole, whole), failed)
        after = self.week.model_copy(update={"groups": (*self.week.groups, best)})
        then = Sittings(self.problem, after)
        gains = tuple(
            Gain(one, self._ledger(self.sittings, patient), self._ledger(then, patient))
            for one in best.members
            for patient in [self.problem.patient_of[one]]
        )
        return Found(best, gains, len(self.lacking), could, (whole, rules.score(self.problem, after).whole), failed)

    @staticmethod
    def _ledger(sittings: Sittings, patient: Patient) -> rules.Ledger:
        return rules.ledger(sittings, patient)

    def _starts(self) -> Iterator[tuple[tuple[Day, ...], int]]:
        """Every choice of days with the day that is asked for, and every start in the part of the day."""
        workdays = rules.WEEKDAYS if self.service.times_per_week > 1 else DAYS
        for days in combinations(workdays, self.service.times_per_week):
            if self.asked.day not in days:
                continue
            for start in range(0, 1440 - self.service.minutes + 1, self.problem.grid_minutes):
                end = start + self.service.minutes
                is_open = all(rules.is_within(self.problem.open.get(day, ()), start, end) for day in days)
                if is_open and rules.part_of_day(start) == self.asked.part:
                    yield days, start

    def _leaders(self, days: tuple[Day, ...], start: int) -> tuple[str, ...] | None:
        free = [one for one in self.problem.clinicians if self._leads(one, days, start)]
        free.sort(key=lambda one: (one.id != self.asked.clinician, self.service.skill not in one.skills))
        if self.asked.clinician and (not free or free[0].id != self.asked.clinician):
            return None
        for team in combinations(free, self.service.leaders):
            skilled = any(self.service.skill in one.skills for one in team)
            if skilled and (not self.asked.clinician or self.asked.clinician in {one.id for one in team}):
                return tuple(one.id for one in team)
        return None

    def _leads(self, one: Clinician, days: tuple[Day, ...], start: int) -> bool:
        held, end = self.sittings.of_clinician[one.id], start + self.service.minutes
        minutes = sum(m.end - m.start for m in held) + self.service.minutes * len(days)
        there = all(rules.is_within(one.available.get(day, ()), start, end) for day in days)
        return there and minutes <= one.max_minutes and not _overlap(held, days, start, end)

    def _rooms(self, days: tuple[Day, ...], start: int) -> dict[Day, str] | None:
        """The largest room that is free, for each day; none for a group that meets online."""
        if self.service.mode == "online":
            return {}
        end, found = start + self.service.minutes, dict[Day, str]()
        for day in days:
            free = [r for r in self.problem.rooms if not _overlap(self.sittings.of_room[r.id], (day,), start, end)]
            if not free:
                return None
            found[day] = max(free, key=lambda room: room.seats).id
        return found

    def _takers(self, days: tuple[Day, ...], start: int, rooms: dict[Day, str]) -> tuple[str, ...]:
        seats = min([self.service.max, *(self.problem.room_of[room].seats for room in rooms.values())])
        members: list[Patient] = []
        for patient in self.lacking:
            apart = any(patient.id in one.apart_from or one.id in patient.apart_from for one in members)
            if len(members) < seats and not apart and self._comes(patient, days, start):
                members.append(patient)
        return tuple(one.id for one in members)

    def _comes(self, patient: Patient, days: tuple[Day, ...], start: int) -> bool:
        service, end = self.service, start + self.service.minutes
        if service.mode != patient.mode or (service.cohort and service.cohort not in patient.cohorts):
            return False
        held, travel = self.sittings.of_patient[patient.id], rules.travel_for(patient, service)
        spans = [span for day in days for span in patient.busy.get(day, ())]
        busy = any(start - travel < span.end and span.start < end + travel for span in spans)
        twice = any(m.service == service.id and m.day in days for m in held)
        return not busy and not twice and not _overlap(held, days, start, end)


def _overlap(held: list[Meeting], days: tuple[Day, ...], start: int, end: int) -> bool:
    return any(m.day in days and m.start < end and start < m.end for m in held)
