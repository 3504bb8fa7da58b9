# SPDX-License-Identifier: Apache-2.0
"""Drafts of weeks: those a worker should take up, one beside the week in force, and whom a publish concerns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from handrail.ground.program.rules import Program
from handrail.journey.timetable import beside
from handrail.journey.timetable.edits import History, read_edit
from handrail.journey.timetable.models import Draft, Timetable
from handrail.journey.timetable.pins import Pin
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.proposal import Draft as Fact
from handrail.journey.timetable.proposal import Facing
from handrail.journey.timetable.queries.elsewhere import held_elsewhere
from handrail.journey.timetable.queries.problems import Ground, problem_of
from handrail.journey.timetable.queries.weeks import week_of
from handrail.journey.timetable.week import Week

HEAVY = ("begins_with", "made_from", "week", "edits", "pins", "lost_pins")
NOTHING = Week(groups=(), appointments=())


def waiting(*, at: datetime) -> Q:
    """Drafts that nobody builds: asked for, or their worker has not been heard of for too long."""
    return Q(state=Draft.State.ASKED) | Q(state=Draft.State.BUILDING, held_until__lt=at)


def drafts(program: Program) -> list[Fact]:
    """Those that are neither published nor put away, the newest first, without their weeks."""
    ended = [Draft.State.PUBLISHED, Draft.State.AWAY]
    rows = Draft.objects.filter(program=program.id).exclude(state__in=ended).defer(*HEAVY)
    return [fact_of(row, light=True) for row in rows.order_by("-asked_at", "-id")[:50]]


def draft(program: Program, pk: UUID, *, light: bool = False) -> Fact | None:
    rows = Draft.objects.filter(program=program.id)
    row = (rows.defer(*HEAVY) if light else rows).filter(pk=pk).first()
    return fact_of(row, light=light) if row else None


def fact_of(row: Draft, *, light: bool = False) -> Fact:
    known: dict[str, Any] = {} if light else _heavy(row)
    return Fact(
        id=row.id, program_id=row.program_id, first_day=row.first_day, state=str(row.state), asked_at=row.asked_at,
        asked_by=row.asked_by, may_take=row.may_take, took=row.took, score=row.score, whole=row.whole,
        people=row.people, why=row.why, version=row.version, stop_asked=row.stop_asked, beside=row.beside_id, **known,
    )  # fmt: skip


def _heavy(row: Draft) -> dict[str, Any]:
    history = None
    if row.week and row.state != Draft.State.BUILDING:
        built = Week.model_validate_json(row.week, strict=False)
        history = History(built, tuple(map(read_edit, row.edits)), row.done)
    made_from = Problem.model_validate_json(row.made_from) if row.made_from else None
    return {"history": history, "made_from": made_from, "pins": _pins(row.pins), "lost_pins": _pins(row.lost_pins)}


def _pins(told: list[dict[str, Any]]) -> tuple[Pin, ...]:
    return tuple(Pin.model_validate(pin) for pin in told)


def facing(program: Program, draft: Fact) -> Facing:
    """The draft beside the week that is in force on its first day now, and the problem as it is now."""
    ground, running = Ground(program, None), running_on(program, draft.first_day)
    before, names = week_of(running, None, None) if running else NOTHING, ground.names
    if any(key not in names for key in keys_of(before)):  # something was closed since, or someone left
        names = Ground(program, None, also_closed=True).names | names
    problem = problem_of(program, ground, None)
    held = tuple(held_elsewhere(program, draft.first_day))
    return Facing(draft, problem, running.id if running else None, before, names, held)


def keys_of(week: Week) -> set[str]:
    """Everything a week speaks of."""
    keys = {key for g in week.groups for key in (g.service, *g.leaders, *g.members, *g.rooms.values())}
    return keys | {key for a in week.appointments for key in (a.patient, a.service, a.clinician)}


def running_on(program: Program, on: date) -> Timetable | None:
    """The week in force on this day."""
    found = Timetable.objects.filter(program=program.id, first_day__lte=on, replaced_at=None)
    return found.order_by("-first_day").first()


@dataclass(frozen=True)
class Concerned:
    """Someone whose week a publish changed, and how: what `carry` tells her."""

    key: UUID
    is_patient: bool
    first_day: date
    change: beside.Moved


def concerned(program: Program, timetable_id: UUID) -> list[Concerned]:
    """Patients and clinicians whose hours, leaders or rooms differ from the week that was in force before."""
    now = Timetable.objects.get(program=program.id, pk=timetable_id)
    before = before_it(now)
    both = beside.Beside(
        problem_of(program, Ground(program, None), None),
        week_of(before, None, None) if before else NOTHING,
        week_of(now, None, None),
    )
    return [*_concerned(both.people, now, is_patient=True), *_concerned(both.clinicians, now, is_patient=False)]


def _concerned(moves: Iterable[beside.Moved], now: Timetable, *, is_patient: bool) -> list[Concerned]:
    return [Concerned(UUID(one.key), is_patient, now.first_day, one) for one in moves]


def before_it(now: Timetable) -> Timetable | None:
    """The week that would be in force on its first day, had it not been published."""
    earlier = Timetable.objects.filter(
        Q(replaced_at=None) | Q(replaced_at__gte=now.published_at),
        program=now.program_id, first_day__lte=now.first_day, published_at__lte=now.published_at,
    ).exclude(pk=now.pk)  # fmt: skip
    return earlier.order_by("-first_day", "-published_at", "-id").first()


def names(program: Program) -> dict[str, str]:
    """The name of every room, service, clinician and patient of the program, closed and gone ones too."""
    return Ground(program, None, also_closed=True).names
