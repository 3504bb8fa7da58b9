# SPDX-License-Identifier: Apache-2.0
"""The small clinic of `make.py` in the tables, written by the same actions everyone uses."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.test import Client

from handrail.ground.kit.by import By
from handrail.ground.kit.days import WEEKDAYS, Span
from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.ground.program.rules import Program
from handrail.journey.timetable import actions
from handrail.journey.timetable.problem import Problem
from handrail.journey.timetable.tests.make import a_problem
from handrail.journey.timetable.week import Week

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "a-calm-room-with-daylight"
SURNAMES = {"Ana": "Beltrán", "Ben": "Okafor", "Jo": "Reyes", "Mia": "Reyes", "Eve": "Novak", "Kim": "Lee"}


@dataclass(frozen=True)
class Clinic:
    """A program in the tables, who set it up, and the key of each thing that `make.py` names."""

    by: By
    program: Program
    keys: dict[str, UUID]

    def renamed(self, week: Week) -> Week:
        """A week of `make.py`, speaking of the rows."""
        text = week.to_json()
        for name, key in self.keys.items():
            text = text.replace(json.dumps(name), json.dumps(str(key)))
        return Week.model_validate_json(text, strict=False)

    def publish(self, week: Week, *, first_day: date = MONDAY) -> UUID:
        return actions.publish(by=self.by, program=self.program, first_day=first_day, week=self.renamed(week), at=NOON)


def signed_in(client: Client, clinic: Clinic, role: Role = Role.DIRECTOR, *, everywhere: bool = False) -> Client:
    """The same client, as a member of staff who holds this role in the clinic's program."""
    post = Post(role, None if everywhere else clinic.program.id)
    one = people.engage(by=clinic.by, name="Dee Director", posts=[post])
    account = people.open_account(by=clinic.by, email=f"{one.id}@x.example", password=PASSWORD, staff_id=one.id)
    return as_account(client, account)


def as_account(client: Client, account_id: UUID) -> Client:
    """Signed in, with a second factor, which staff must have."""
    account = get_user_model().objects.get(pk=account_id)
    if account.staff_id:
        TOTP.activate(account, generate_totp_secret())
    client.force_login(account)
    return client


def a_clinic(problem: Problem | None = None) -> Clinic:
    told = problem or a_problem()
    by = programs.found(name="Provider")
    site = programs.open_site(by=by, name="House", time_zone="America/Chicago")
    program = programs.open_program(
        by=by, site_id=site.id, name="Program", for_whom="Women", phone="214-555-0100",
        grid_minutes=told.grid_minutes, hours=_spans(told.open),
    )  # fmt: skip
    keys = {
        room.id: programs.add_room(by=by, site_id=site.id, name=room.id.title(), seats=room.seats).id
        for room in told.rooms
    }
    for service in told.services:
        how = {"mode": service.mode, "times_per_week": service.times_per_week, "smallest": service.min}
        how |= {"largest": service.max, "leaders": service.leaders, "skill": service.skill or ""}
        keys[service.id] = programs.offer(
            by=by, program_id=program.id, name=service.id.title(), kind=service.kind, minutes=service.minutes,
            cohort=service.cohort or "", **how,
        ).id  # fmt: skip
    posts = [Post(Role.COUNSELOR, program.id)]
    for one in told.clinicians:
        keys[one.id] = people.engage(
            by=by, posts=posts, name=f"{one.id} {SURNAMES.get(one.id, 'X')}", credentials="LPC", skills=one.skills,
            max_minutes=one.max_minutes, available=_spans(one.available),
        ).id  # fmt: skip
    clinic = Clinic(by, program, keys)
    for place in range(len(told.patients)):
        _admit(clinic, told, place)
    return clinic


def _admit(clinic: Clinic, told: Problem, place: int) -> None:
    one, by = told.patients[place], clinic.by
    key = clinic.keys[one.id] = people.admit(
        by=by, program_id=clinic.program.id, name=f"{one.id} {SURNAMES.get(one.id, 'X')}",
        birth_date=date(1990, 5, 17), cohorts=one.cohorts, mode=one.mode, travel_minutes=one.travel_minutes,
        full_days=(one.full_days.count, one.full_days.minutes), part_of_day=one.prefers.part_of_day or "",
        avoid_days=[WEEKDAYS.index(day) for day in one.prefers.avoid_days],
    ).id  # fmt: skip
    for order in one.orders:
        clinician = clinic.keys[order.clinician] if order.clinician else None
        actions.order(by=by, patient=key, service=clinic.keys[order.service], count=order.count, clinician=clinician)
    actions.keep_free(by=by, patient=key, commitments=[(span, "work") for span in _spans(one.busy)])
    for other in one.apart_from:
        if other in clinic.keys:
            people.keep_apart(by=by, one=key, other=clinic.keys[other])


def _spans(spans: object) -> list[Span]:
    assert isinstance(spans, dict)
    return [Span(WEEKDAYS.index(day), s.start, s.end, s.why) for day, held in spans.items() for s in held]
