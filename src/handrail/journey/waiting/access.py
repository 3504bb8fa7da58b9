# SPDX-License-Identifier: Apache-2.0
"""The door to the waiting list, for whoever may give seats. Each look is one line in the record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import Http404

from handrail.ground.people import access as people
from handrail.ground.people.rules import Place, Who, may
from handrail.ground.program.rules import Program
from handrail.ground.record import actions as record
from handrail.journey.frontdoor import access as frontdoor
from handrail.journey.waiting import queries
from handrail.journey.waiting.models import Wait
from handrail.journey.waiting.rules import Waiting

RIGHT = "seats.hold"


def programs_for(who: Who) -> list[Program]:
    """The programs whose seats she may give; 404 if there is none."""
    return frontdoor.programs_for(who, RIGHT)


def list_for(who: Who, shown: Sequence[Program], *, at: datetime) -> list[Waiting]:
    record.looked(by=who, what="waiting.looked", about=shown[0].id if len(shown) == 1 else None)
    return queries.waiting(shown, at=at)


def wait_for(who: Who, pk: UUID) -> Wait:
    """A place on the list in one of her programs."""
    found = queries.wait(pk)
    if found is None or not may(who, RIGHT, Place(found.provider_id, found.program_id)):
        people.ask(who, "look.see")
        raise Http404("Nobody waits here")
    return found
