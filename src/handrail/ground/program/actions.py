# SPDX-License-Identifier: Apache-2.0
"""Setting up a program: one verb, one transaction each."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from handrail.ground.kit.answer import Refused
from handrail.ground.kit.days import Span
from handrail.ground.program import rules
from handrail.ground.program.models import OpeningHours, Program, Provider, Room, Service


@transaction.atomic
def establish(
    *, provider: str, name: str, for_whom: str, phone: str, time_zone: str, grid_minutes: int, hours: Iterable[Span]
) -> rules.Program:
    """A new provider with its first program."""
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refused(f"there is no time zone {time_zone}") from None
    made = Program.objects.create(
        provider=Provider.objects.create(name=provider),
        name=name, for_whom=for_whom, phone=phone, time_zone=time_zone, grid_minutes=grid_minutes,
    )  # fmt: skip
    OpeningHours.objects.bulk_create(
        OpeningHours(provider_id=made.provider_id, program=made, weekday=h.weekday, start=h.start, end=h.end)
        for h in hours
    )
    return made.as_fact()


def add_room(*, program: rules.Program, name: str, seats: int) -> rules.Room:
    return Room.objects.create(provider_id=program.provider_id, program_id=program.id, name=name, seats=seats).as_fact()


def offer(*, program: rules.Program, name: str, kind: str, minutes: int, **how: str | int | bool) -> rules.Service:
    """A new service; `how`: the remaining columns of a service, each with its ordinary value if left out."""
    made = Service(provider_id=program.provider_id, program_id=program.id, name=name, kind=kind, minutes=minutes, **how)
    made.save(force_insert=True)
    return made.as_fact()
