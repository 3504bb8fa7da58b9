# SPDX-License-Identifier: Apache-2.0
"""Reading sites, programs, their rooms, hours and services, as facts. What was closed is left out
unless it is asked for."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from handrail.ground.kit.days import Span
from handrail.ground.packs import rules as packs
from handrail.ground.program import rules
from handrail.ground.program.models import OpeningHours, Program, Provider, Room, Service, Site


def is_empty() -> bool:
    """Whether nothing was set up yet: no provider at all."""
    return not Provider.objects.exists()


def provider_named(name: str) -> UUID | None:
    return Provider.objects.filter(name=name).values_list("id", flat=True).first()


def sites(provider_id: UUID) -> list[rules.Site]:
    return [site.as_fact() for site in Site.objects.filter(provider=provider_id).order_by("id")]


def provider_name(provider_id: UUID) -> str:
    return Provider.objects.values_list("name", flat=True).get(pk=provider_id)


def programs(
    provider_id: UUID, *, only: Iterable[UUID] | None = None, also_closed: bool = False
) -> list[rules.Program]:
    """A provider's open programs, the oldest first; of these only some, if they are named."""
    found = Program.objects.filter(provider=provider_id).select_related("site").order_by("id")
    found = found if also_closed else found.filter(closed_at=None)
    return [program.as_fact() for program in (found if only is None else found.filter(pk__in=list(only)))]


def of_key(program_id: UUID) -> rules.Program:
    """One that a row of ours speaks of, so that it is there; closed ones too."""
    return Program.objects.select_related("site").get(pk=program_id).as_fact()


def named(name: str) -> rules.Program | None:
    found = Program.objects.filter(name=name).select_related("site").first()
    return found.as_fact() if found else None


def all_named(name: str = "") -> list[rules.Program]:
    """For the machine they run on: the open programs of every provider, or those of this name."""
    found = Program.objects.filter(closed_at=None).select_related("site").order_by("id")
    return [program.as_fact() for program in (found.filter(name=name) if name else found)]


def public() -> list[rules.Program]:
    """The open programs, of every provider, that everyone may read about; by name."""
    found = Program.objects.filter(is_public=True, closed_at=None).select_related("site").order_by("name", "id")
    return [program.as_fact() for program in found]


def site_of(program: rules.Program) -> rules.Site:
    return Site.objects.get(pk=program.site_id).as_fact()


def opening_hours(program_id: UUID) -> list[Span]:
    rows = OpeningHours.objects.filter(program=program_id).order_by("weekday", "start")
    return [Span(*row) for row in rows.values_list("weekday", "start", "end")]


def rooms(program_id: UUID, *, also_closed: bool = False) -> list[rules.Room]:
    """The rooms of the program's site."""
    found = Room.objects.filter(site__programs=program_id).order_by("id")
    return [room.as_fact() for room in (found if also_closed else found.filter(closed_at=None))]


def rooms_of_site(site_id: UUID, *, also_closed: bool = False) -> list[rules.Room]:
    found = Room.objects.filter(site=site_id).order_by("id")
    return [room.as_fact() for room in (found if also_closed else found.filter(closed_at=None))]


def services(program_id: UUID, *, also_closed: bool = False) -> list[rules.Service]:
    found = Service.objects.filter(program=program_id).order_by("id")
    return [service.as_fact() for service in (found if also_closed else found.filter(closed_at=None))]


def packs_of(program: rules.Program) -> list[packs.Pack]:
    """The rule packs that apply to it: those it names, or those of the nation and its state."""
    return packs.applying(settings.PACKS, chosen=program.packs, state=program.state)


def by_key(keys: Iterable[UUID]) -> dict[UUID, rules.Program]:
    """Those that rows of ours speak of; closed ones too."""
    found = Program.objects.filter(pk__in=list(keys)).select_related("site")
    return {program.id: program.as_fact() for program in found}


def letterhead(provider_id: UUID) -> list[str]:
    """The lines that stand on letters to others; none until they are set."""
    said = Provider.objects.values_list("letterhead", flat=True).get(pk=provider_id)
    return [line.strip() for line in said.split("|") if line.strip()]
