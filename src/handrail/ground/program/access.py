# SPDX-License-Identifier: Apache-2.0
"""The door to a program: the one she works in, or 404."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.http import Http404

from handrail.ground.program import queries, rules
from handrail.ground.program.models import Program


def programs_for(provider_id: UUID, *, only: Iterable[UUID] | None) -> list[rules.Program]:
    """The open programs someone works in; `only` None: all of the provider's."""
    return queries.programs(provider_id, only=only)


def program_for(provider_id: UUID, *, only: Iterable[UUID] | None, chosen: UUID | None = None) -> rules.Program:
    """The program she chose, else the first of hers; 404 before there is any."""
    return chosen_of(programs_for(provider_id, only=only), chosen)


def chosen_of(hers: Sequence[rules.Program], chosen: UUID | None) -> rules.Program:
    found = next((program for program in hers if program.id == chosen), hers[0] if hers else None)
    if found is None:
        raise Http404("No program yet")
    return found


def hold(program_id: UUID) -> None:
    """Until this transaction ends, no other may change what belongs to the whole program."""
    Program.objects.select_for_update().get(pk=program_id)
