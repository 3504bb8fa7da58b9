# SPDX-License-Identifier: Apache-2.0
"""Reading programs, their rooms, hours and services, as facts."""

from uuid import UUID

from handrail.ground.kit.days import Span
from handrail.ground.program import rules
from handrail.ground.program.models import OpeningHours, Program, Room, Service


def first() -> rules.Program | None:
    """The oldest program: the only one, as long as nobody signs in and chooses."""
    found = Program.objects.order_by("id").first()
    return found.as_fact() if found else None


def named(name: str) -> rules.Program | None:
    found = Program.objects.filter(name=name).first()
    return found.as_fact() if found else None


def opening_hours(program_id: UUID) -> list[Span]:
    rows = OpeningHours.objects.filter(program=program_id).order_by("weekday", "start")
    return [Span(*row) for row in rows.values_list("weekday", "start", "end")]


def rooms(program_id: UUID) -> list[rules.Room]:
    return [room.as_fact() for room in Room.objects.filter(program=program_id).order_by("id")]


def services(program_id: UUID) -> list[rules.Service]:
    return [service.as_fact() for service in Service.objects.filter(program=program_id).order_by("id")]
