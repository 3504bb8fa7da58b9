# SPDX-License-Identifier: Apache-2.0
"""The door to a program. Until accounts exist there is one, and everyone may look."""

from uuid import UUID

from django.http import Http404

from handrail.ground.program import queries, rules
from handrail.ground.program.models import Program


def program_here() -> rules.Program | None:
    """The program this visitor works with; None before any is set up."""
    return queries.first()


def program_or_404() -> rules.Program:
    found = program_here()
    if found is None:
        raise Http404("No program yet")
    return found


def hold(program_id: UUID) -> None:
    """Until this transaction ends, no other may change what belongs to the whole program."""
    Program.objects.select_for_update().get(pk=program_id)
