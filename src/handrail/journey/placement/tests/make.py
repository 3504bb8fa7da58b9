# SPDX-License-Identifier: Apache-2.0
"""The pack in force, and determinations made by the same actions everyone uses: ordinary unless told otherwise."""

from datetime import date
from typing import Any
from uuid import UUID

from handrail.ground.people import queries as people
from handrail.ground.people.actions import join_team
from handrail.ground.people.models import Account
from handrail.ground.people.rules import Role, Who
from handrail.ground.people.tests.make import NOON, Place, a_colleague
from handrail.journey.placement import actions, queries
from handrail.journey.placement.actions import Weighed
from handrail.journey.placement.rules import Pack

DAY = date(2026, 11, 20)
AREAS = ("withdrawal", "health", "mind", "risk", "home", "person")
AGREED = {"decided": "intensive_outpatient", "agreed": "yes"}


def the_pack() -> Pack:
    return queries.in_force_on(DAY)[1]


def ratings(**but: int) -> dict[str, int | None]:
    """Someone for whom intensive outpatient is right: use is likely without regular help, all else is mild."""
    return {**{area: {"risk": 2}.get(area, 1) for area in AREAS}, **but}


def in_order(**but: int) -> tuple[int, ...]:
    return tuple(rating or 0 for rating in ratings(**but).values())


def someone(place: Place, staff_id: UUID) -> Who:
    """She, as pages know her when she is signed in."""
    account, _ = Account.objects.get_or_create(
        provider_id=place.by.provider_id, email=f"{staff_id}@example.org", defaults={"staff_id": staff_id}
    )
    return people.who(account, session_id=None)


def a_counselor(place: Place, patient_id: UUID, name: str = "Ana Beltrán", role: Role = Role.COUNSELOR) -> Who:
    """On her team, so that the chart is open to her."""
    staff_id = a_colleague(place, name, role)
    join_team(by=place.by, patient_id=patient_id, staff_id=staff_id, at=NOON)
    return someone(place, staff_id)


def a_draft(by: Who, patient_id: UUID, answers: dict[str, Any] | None = None, occasion: str = "admission") -> UUID:
    return actions.begin(by=by, patient_id=patient_id, occasion=occasion, answers=answers or {}, on=DAY, at=NOON)


def a_signed_one(by: Who, patient_id: UUID, rated: dict[str, int | None] | None = None, **decided: Any) -> UUID:
    made = a_draft(by, patient_id)
    actions.weigh(by=by, determination_id=made, told=Weighed(rated or ratings()))
    actions.decide(by=by, determination_id=made, values=AGREED | decided)
    actions.sign(by=by, determination_id=made, at=NOON)
    return made
