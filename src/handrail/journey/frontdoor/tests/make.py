# SPDX-License-Identifier: Apache-2.0
"""A program with someone at intake, and inquiries made by the actions everyone uses."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from handrail.ground.people.rules import Post, Role, Who
from handrail.ground.people.tests.make import Place, a_colleague, a_place
from handrail.journey.frontdoor import actions, queries
from handrail.journey.frontdoor.rules import danger
from handrail.journey.frontdoor.rules.facts import Inquiry

NOON = datetime(2026, 11, 23, 18, tzinfo=UTC)  # Monday noon where the program is
ALL_NO = {one.key: "no" for one in danger.QUESTIONS}


@dataclass(frozen=True)
class Desk:
    """A program, and Ana who works at its intake."""

    place: Place
    ana: Who

    def fact(self, pk: UUID) -> Inquiry:
        found = queries.inquiry(pk)
        assert found
        return found


def a_desk(**how: Any) -> Desk:
    place = a_place(**how)
    key = a_colleague(place, "Ana Beltrán", Role.INTAKE)
    return Desk(place, as_who(place, key, Role.INTAKE))


def as_who(place: Place, staff_id: UUID, role: Role) -> Who:
    return Who(
        provider_id=place.by.provider_id, posts=frozenset({Post(role, place.program.id)}), staff_id=staff_id, name="Ana"
    )


def an_inquiry(desk: Desk, **but: Any) -> UUID:
    values = {"name": "Jo Reyes", "phone": "214-555-0142"} | but.pop("values", {})
    told = {"way": "web", "caller": "herself", "at": NOON, "values": values, "owner": desk.ana.staff_id} | but
    return actions.begin(by=desk.ana, program_id=desk.place.program.id, **told)


def a_screened(desk: Desk, **but: Any) -> UUID:
    made = an_inquiry(desk, answers=ALL_NO, **but)
    actions.screen(by=desk.ana, inquiry_id=made, at=NOON)
    return made


__all__ = ["ALL_NO", "NOON", "Desk", "a_desk", "a_screened", "an_inquiry", "as_who"]
