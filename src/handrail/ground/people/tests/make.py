# SPDX-License-Identifier: Apache-2.0
"""A small program and the people in it, made by the same actions everyone uses."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from uuid import UUID

from django.test import Client

from handrail.ground.kit.by import By
from handrail.ground.people import actions as people
from handrail.ground.people.actions import patients
from handrail.ground.people.models import Account
from handrail.ground.people.rules import Patient, Post, Role
from handrail.ground.program import actions as programs
from handrail.ground.program.rules import Program
from handrail.ground.record.models import Line

NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)
BORN = date(1990, 5, 17)


@dataclass(frozen=True)
class Place:
    """A provider's program, and who acts there when no one in particular does."""

    by: By
    program: Program


def a_place(name: str = "Lakeside", by: By | None = None, **how: Any) -> Place:
    by = by or programs.found(name=f"Provider of {name}")
    site = programs.open_site(by=by, name=f"{name} house", time_zone="America/Chicago")
    return Place(by, programs.open_program(by=by, site_id=site.id, name=name, **how))


def a_patient(place: Place, name: str = "Jo Reyes", birth_date: date = BORN, **but: Any) -> Patient:
    values = {"name": name, "birth_date": birth_date} | but
    return patients.admit_as_written(by=place.by, program_id=place.program.id, values=values)


def a_colleague(
    place: Place, name: str = "Ana Beltrán", role: Role = Role.COUNSELOR, *, everywhere: bool = False
) -> UUID:
    post = Post(role, None if everywhere else place.program.id)
    return people.engage(by=place.by, name=name, posts=[post], credentials="LPC").id


def signed_in(place: Place, staff_id: UUID) -> Client:
    """A browser in which she is signed in, with all that the door asks of staff."""
    client, mail = Client(), f"{staff_id}@example.org"
    account = Account.objects.filter(email=mail).first() or Account.objects.create(
        provider_id=place.by.provider_id, email=mail, staff_id=staff_id
    )
    client.force_login(account)
    session = client.session
    session["factor"] = True
    session.save()
    return client


def as_role(place: Place, role: Role) -> Client:
    everywhere = role in (Role.PRIVACY, Role.ADMINISTRATOR)
    return signed_in(place, a_colleague(place, f"Some {role.value}", role, everywhere=everywhere))


def words(response: Any) -> str:
    """What a person reads: the text without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def noted(place: Place, prefix: str = "") -> list[str]:
    """What the record tells of this provider, in order."""
    found = Line.objects.filter(provider_id=place.by.provider_id, did__startswith=prefix).order_by("number")
    return list(found.values_list("did", flat=True))
