# SPDX-License-Identifier: Apache-2.0
"""The week that runs, made ready for fitting and kept in this process as long as nothing was done since.

Why it cannot be stale: every deed writes its line into the record in its own transaction, and a provider's lines are
numbered in the order in which their transactions end. The number is read before the tables are. So what is kept is at
least as new as its number, and it is used only while no line but looks has a later one. Holds, which end by the clock,
are read anew each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.ground.kit.days import monday_of
from handrail.ground.people import queries as people
from handrail.ground.program.rules import Program, Service
from handrail.ground.record import queries as record
from handrail.journey.timetable.elsewhere import without
from handrail.journey.timetable.engine.fit import RunningWeek
from handrail.journey.timetable.models import Hold, Timetable
from handrail.journey.timetable.models.fits import OPEN
from handrail.journey.timetable.places import Held, Places, with_holds
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.queries.elsewhere import held_elsewhere
from handrail.journey.timetable.queries.problems import Ground, problem_of
from handrail.journey.timetable.queries.weeks import week_of
from handrail.journey.timetable.week import Week

MOST_KEPT, MOST_ANSWERS = 8, 400
WEEK = timedelta(days=7)


@dataclass
class Prepared:
    """One published week with everything a fit needs. `names` are of services, rooms and clinicians, of no patient."""

    timetable: UUID
    problem: Problem
    week: Week
    names: dict[str, str]
    with_family: frozenset[str]
    services: tuple[Service, ...]
    running: RunningWeek
    number: int  # of the last line of the record it is known to be newer than
    answers: OrderedDict[object, Any] = field(default_factory=OrderedDict)


@dataclass(frozen=True)
class Running:
    """The week someone would join from `first_day` on, with all seats that are held counted as taken."""

    program: Program
    first_day: date
    prepared: Prepared
    problem: Problem
    week: Week
    running: RunningWeek
    held: tuple[UUID, ...]

    @property
    def services(self) -> tuple[Service, ...]:
        """The services that can be ordered."""
        return self.prepared.services

    def answer(self, key: object, make: Callable[[], Any]) -> Any:
        """The same question about the same week is answered once."""
        kept, key = self.prepared.answers, (key, self.held)
        if key not in kept:
            kept[key] = make()
            while len(kept) > MOST_ANSWERS:
                kept.popitem(last=False)
        return kept[key]


_KEPT: OrderedDict[tuple[UUID, date], Prepared] = OrderedDict()


def next_first_day(today: date) -> date:
    """The first day from which a week can still be changed: a Monday that has not begun."""
    return monday_of(today) + WEEK


def first_day_for(day: date, today: date) -> date:
    """The Monday from which a week that changes with this day can hold: hers, or the next that has not begun."""
    return max(monday_of(day), next_first_day(today))


def running(program: Program, *, first_day: date, at: datetime, apart_from: UUID | None = None) -> Running | None:
    """What someone could join from this Monday on. `apart_from`: whoever's own holds do not stand in her way."""
    found = Timetable.objects.filter(program=program.id, first_day__lte=first_day, replaced_at=None)
    key = found.order_by("-first_day").values_list("id", flat=True).first()
    if key is None:
        return None
    prepared = _prepared(program, key, first_day)
    held = [one for one in holds(program, at=at) if one.subject != apart_from]
    problem, week = with_holds(prepared.problem, prepared.week, held)
    ready = RunningWeek(problem, week) if held else prepared.running
    return Running(program, first_day, prepared, problem, week, ready, tuple(one.id for one in held))


def holds(program: Program, *, at: datetime) -> list[Held]:
    """What is held at this moment, the oldest first."""
    found = Hold.objects.filter(OPEN, program=program.id, until__gt=at).order_by("held_at", "id")
    return [held_of(row) for row in found]


def held_of(row: Hold) -> Held:
    return Held(
        id=row.id, subject=row.subject, entry=Patient.model_validate_json(row.entry), until=row.until,
        places=Places.from_json(row.places), patient=row.patient_id, held_by=row.held_by, words=row.words,
    )  # fmt: skip


def _prepared(program: Program, timetable: UUID, first_day: date) -> Prepared:
    """Kept by program and first day: on another day people may have other hours."""
    kept = _KEPT.get((program.id, first_day))
    number, was_done = record.deeds_after(program.provider_id, kept.number if kept else 0)
    if kept and kept.timetable == timetable and not was_done:
        kept.number = max(kept.number, number)
        return kept
    made = _made(program, timetable, first_day, number)
    _KEPT[program.id, first_day] = made
    while len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)
    return made


def _made(program: Program, timetable: UUID, first_day: date, number: int) -> Prepared:
    ground = Ground(program, None, also_closed=True)
    problem = without(problem_of(program, ground, None, on=first_day), held_elsewhere(program, first_day))
    problem = _with_who_is_here(program, problem)
    week = week_of(Timetable.objects.get(pk=timetable), None, None)
    patients = {str(one.id) for one in ground.patients}
    return Prepared(
        timetable=timetable,
        problem=problem,
        week=week,
        names={key: name for key, name in ground.names.items() if key not in patients},
        with_family=frozenset(str(service.id) for service in ground.services if service.with_family),
        services=tuple(service for service in ground.services if service.is_open),
        running=RunningWeek(problem, week),
        number=number,
    )


def _with_who_is_here(program: Program, problem: Problem) -> Problem:
    """Whoever has left stands in the week until it changes, and gives no time to anyone new."""
    here = {str(one.id) for one in people.clinicians(program.id)}
    left = {"available": {}, "max_minutes": 0}
    clinicians = tuple(c if c.id in here else c.model_copy(update=left) for c in problem.clinicians)
    return problem.model_copy(update={"clinicians": clinicians})
