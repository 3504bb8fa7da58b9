# SPDX-License-Identifier: Apache-2.0
"""The cast, with accounts: Ana is a counselor, Jo a patient, Eve somebody of another provider."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.test import Client

from handrail.ground.kit.by import By
from handrail.ground.people import actions as people
from handrail.ground.people.rules import Post, Role
from handrail.ground.program import actions as programs
from handrail.ground.record import queries as record
from handrail.ground.record.queries import Search

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
PASSWORD = "four calm words here"


@dataclass(frozen=True)
class House:
    """A provider with a program; `ana` is on its staff, `jo` comes to it."""

    by: By
    program_id: UUID
    ana: UUID
    jo: UUID

    def words(self) -> list[tuple[str, str]]:
        """What the record says, the newest first: the word and why."""
        return [(line.did, line.because) for line in record.lines(self.by.provider_id, Search())]


def a_house(name: str = "Provider", role: Role = Role.DIRECTOR) -> House:
    by = programs.found(name=name)
    site = programs.open_site(by=by, name="House", time_zone="America/Chicago")
    program = programs.open_program(by=by, site_id=site.id, name="Program")
    ana = people.engage(by=by, name="Ana Beltrán", posts=[Post(role)]).id
    jo = people.admit(by=by, program_id=program.id, name="Jo Reyes", birth_date=date(1990, 5, 17)).id
    return House(by, program.id, ana, jo)


def an_account(house: House, email: str = "ana@x.example", **whose: UUID) -> Any:
    key = people.open_account(by=house.by, email=email, password=PASSWORD, **(whose or {"staff_id": house.ana}))
    return get_user_model().objects.get(pk=key)


def sign_in(client: Client, email: str = "ana@x.example", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": email, "password": password, **more})
