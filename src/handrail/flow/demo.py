# SPDX-License-Identifier: Apache-2.0
"""The demo program: invented people read from `data/demo`, and a week built for them by the engine."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from handrail.ground.kit.by import By
from handrail.ground.kit.days import WEEKDAYS, Span, monday_of
from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.ground.program import queries
from handrail.ground.program.rules import Program
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.engine.build import Progress, build
from handrail.journey.timetable.problem import Problem, minutes_of
from handrail.journey.timetable.week import Week

FILES = Path(__file__).parents[3] / "data" / "demo"
Ids = dict[str, UUID]
Build = Callable[[Problem], Week]


def load(*, seconds: float = 20.0, say: Callable[[str], object] = print, make: Build | None = None) -> None:
    """Load the demo, once: if it is there, nothing is done. All of it is one transaction.

    `make` builds the week from the problem; left out, the engine does, for at most `seconds`.
    """
    told, life = (tomllib.loads((FILES / name).read_text(encoding="utf-8")) for name in ("program.toml", "people.toml"))
    if queries.named(told["name"]):
        return
    with transaction.atomic():
        by, program = _program(told)
        say(f"{program.name}: {len(life['people'])} invented people, {len(told['clinicians'])} clinicians.")
        clinicians = _clinicians(by, program, told["clinicians"])
        _people(by, program, _services(by, program, told["services"]), clinicians, life["people"])
        problem = timetables.problem(program)
        week = make(problem) if make else build(problem, seconds=seconds, seed=1, workers=2, progress=_teller(say))
        now = datetime.now(ZoneInfo(program.time_zone))
        timetable.publish(by=by, program=program, first_day=monday_of(now.date()), week=week, at=now)


def _teller(say: Callable[[str], object]) -> Callable[[Progress], None]:
    """Says how far the build is, each time more people have their whole week."""
    most = -1

    def told(progress: Progress) -> None:
        nonlocal most
        if progress.whole > most:
            most = progress.whole
            say(f"Building the week: {most} of {progress.people} people have theirs, after {progress.seconds:.0f} s.")

    return told


def _program(told: Mapping[str, Any]) -> tuple[By, Program]:
    by = programs.found(name=told["provider"])
    site = programs.open_site(by=by, **told["site"])
    for name, seats in told["rooms"].items():
        programs.add_room(by=by, site_id=site.id, name=name, seats=seats)
    program = programs.open_program(
        by=by, site_id=site.id, hours=[span for line in told["hours"] for span in spans(line)],
        **{key: told[key] for key in ("name", "for_whom", "phone", "cohorts", "grid_minutes")},
    )  # fmt: skip
    return by, program


def _services(by: By, program: Program, told: Iterable[Mapping[str, Any]]) -> Ids:
    made = {}
    for service in told:
        how = {key: value for key, value in service.items() if key != "sizes"}
        if "sizes" in service:
            how |= dict(zip(("smallest", "largest"), service["sizes"], strict=True))
        made[service["name"]] = programs.offer(by=by, program_id=program.id, **how).id
    return made


def _clinicians(by: By, program: Program, told: Iterable[Mapping[str, Any]]) -> Ids:
    return {
        one["name"]: people.engage(
            by=by, name=one["name"], credentials=one["credentials"], skills=one["skills"],
            posts=[Post(Role(one.get("role", "counselor")), program.id)], max_minutes=one["hours"] * 60,
            available=[span for line in one["available"] for span in spans(line)],
        ).id
        for one in told
    }  # fmt: skip


def _people(by: By, program: Program, services: Ids, clinicians: Ids, told: Iterable[Mapping[str, Any]]) -> None:
    made: Ids = {}
    now = datetime.now(ZoneInfo(program.time_zone))
    for one in told:
        made[one["name"]] = patient = people.admit(
            by=by, program_id=program.id, name=one["name"], birth_date=_day(one["born"]),
            cohorts=one.get("cohorts", ()), mode=one.get("mode", "in_person"), travel_minutes=one.get("travel", 0),
            full_days=tuple(one.get("full_days", (3, 180))), part_of_day=one.get("part_of_day", ""),
            avoid_days=[WEEKDAYS.index(day) for day in one.get("avoid_days", ())],
        ).id  # fmt: skip
        people.join_team(by=by, patient_id=patient, staff_id=clinicians[one["counselor"]], at=now, is_counselor=True)
        for text in one["orders"]:
            name, _, times = text.partition(" x")
            with_her = clinicians[one["counselor"]] if "session" in name else None
            timetable.order(by=by, patient=patient, service=services[name], count=int(times or 1), clinician=with_her)
        lives = [(span, reason) for line in one["life"] for span, reason in commitments(line)]
        timetable.keep_free(by=by, patient=patient, commitments=lives)
    for one in told:
        for other in one.get("apart_from", ()):
            people.keep_apart(by=by, one=made[one["name"]], other=made[other])


def _day(born: object) -> date:
    if not isinstance(born, date):
        raise TypeError(f"{born} is not a date")
    return born


def spans(line: str) -> Iterator[Span]:
    """The spans of `mon-fri 08:00-21:00`, or of `mon wed 12:00-21:00`."""
    *days, hours = line.split()
    start, end = map(minutes_of, hours.split("-"))
    for word in days:
        first, _, last = word.partition("-")
        numbers = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
        yield from (Span(number, start, end) for number in numbers)


def commitments(line: str) -> Iterator[tuple[Span, str]]:
    """The spans of `mon-fri 08:30-16:30 work: Bank`, each with its reason."""
    words = line.split()
    clock_at = next(i for i, word in enumerate(words) if word[0].isdigit())
    reason, _, called = " ".join(words[clock_at + 1 :]).partition(": ")
    for span in spans(" ".join(words[: clock_at + 1])):
        yield Span(span.weekday, span.start, span.end, called), reason
