# SPDX-License-Identifier: Apache-2.0
"""The demo program: invented people read from `data/demo`, a week built for them, and accounts to look round with."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from handrail.flow import setup
from handrail.flow.demo_parts import assessments, closures, levels, papers, reaching, waiting
from handrail.flow.demo_parts import inquiries as asks
from handrail.flow.program_reading import checked
from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import monday_of
from handrail.ground.people import actions as people
from handrail.ground.people.actions.family import add_family
from handrail.ground.people.rules import Post, Role, Who
from handrail.ground.program import queries
from handrail.journey.timetable import actions as timetable
from handrail.journey.timetable import queries as timetables
from handrail.journey.timetable.engine.build import Progress, build
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.week import Week

FILES = Path(__file__).parents[3] / "data" / "demo"
PASSWORD = "a-calm-room-with-daylight"  # noqa: S105 - shown on the demo's sign-in page: nobody real is in it
COUNSELOR, INTERN = "Dana Whitfield", "Wren Castellano"
Build = Callable[[Problem], Week]


@dataclass(frozen=True)
class DemoAccount:
    """Someone invented who can sign in. `of`: the patient a family member belongs to."""

    email: str
    name: str
    role: str
    of: str = ""


ACCOUNTS = (
    DemoAccount("director@demo.example", "Rosalind Achterberg", "director"),
    DemoAccount("counselor@demo.example", "Dana Whitfield", "counselor"),
    DemoAccount("intern@demo.example", "Wren Castellano", "intern"),
    DemoAccount("nurse@demo.example", "Grace Nguyen", "nurse"),
    DemoAccount("intake@demo.example", "Pilar Donahue", "intake"),
    DemoAccount("billing@demo.example", "Agnes Tchaikovsky", "billing"),
    DemoAccount("privacy@demo.example", "Harriet Osei", "privacy"),
    DemoAccount("administrator@demo.example", "Noor Vandermeer", "administrator"),
    DemoAccount("maya@demo.example", "Maya Reyes", "patient"),
    DemoAccount("keisha@demo.example", "Keisha Daniels", "patient"),
    DemoAccount("family@demo.example", "Joel Reyes", "family", of="Maya Reyes"),
)


def load(*, seconds: float = 20.0, say: Callable[[str], object] = print, make: Build | None = None) -> None:
    """Load the demo, once: if it is there, nothing is done. All of it is one transaction.

    `make` builds the week from the problem; left out, the engine does, for at most `seconds`.
    """
    if settings.PRODUCTION:
        raise Refused("the demo and its open password have no place in a clinic for real people")
    told = checked(_toml("program.toml") | _toml("people.toml"))
    if queries.named(told.program.name):
        return
    with transaction.atomic():
        now = datetime.now(ZoneInfo(told.site.time_zone))
        clinicians = sum(one.hours > 0 for one in told.staff)
        say(f"{told.program.name}: {len(told.people)} invented people, {clinicians} clinicians.")
        done = setup.bring_in(told, at=now)
        problem = timetables.problem(done.program)
        week = make(problem) if make else build(problem, seconds=seconds, seed=1, workers=2, progress=_teller(say))
        timetable.publish(by=done.by, program=done.program, first_day=monday_of(now.date()), week=week, at=now)
        for account in ACCOUNTS:
            _open_account(done, account)
        reaching.add(done, at=now)
        closures.add(by=done.by, program=done.program, at=now)
        asks.add(by=done.by, program=done.program, staff=done.staff, at=now)
        waiting.add(by=done.by, program=done.program, staff=done.staff, at=now)
        counselor, intern = (_staff(done, *one) for one in ((COUNSELOR, Role.COUNSELOR), (INTERN, Role.INTERN)))
        levels.add(people=done.people, counselor=counselor, intern=intern, at=now)
        assessments.add(done, at=now)
        papers.add(done, at=now)


def _staff(done: setup.Done, name: str, role: Role) -> Who:
    """Somebody of the staff, as if she were signed in."""
    posts = frozenset({Post(role, done.program.id)})
    return Who(done.by.provider_id, posts=posts, staff_id=done.staff[name], name=name)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / name).read_text(encoding="utf-8"))


def _open_account(done: setup.Done, account: DemoAccount) -> None:
    if account.role == "family":
        hers = add_family(by=done.by, patient_id=done.people[account.of], name=account.name, relation="husband")
        whose = {"family_id": hers.id}
    elif account.role == "patient":
        whose = {"patient_id": done.people[account.name]}
    else:
        whose = {"staff_id": done.staff[account.name]}
    people.open_account(by=done.by, email=account.email, password=PASSWORD, **whose)


def _teller(say: Callable[[str], object]) -> Callable[[Progress], None]:
    """Says how far the build is, each time more people have their whole week."""
    most = -1

    def told(progress: Progress) -> None:
        nonlocal most
        if progress.whole > most:
            most = progress.whole
            say(f"Building the week: {most} of {progress.people} people have theirs, after {progress.seconds:.0f} s.")

    return told
