# SPDX-License-Identifier: Apache-2.0
"""A patient whose papers are open, and forms signed, by the same actions everyone uses."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from handrail.ground.people.rules import Role, Who
from handrail.ground.people.tests.make import Place, a_colleague, a_patient
from handrail.journey.admission import actions, queries, rules

FRIDAY = datetime(2026, 11, 20, 18, tzinfo=UTC)  # noon in Chicago
CARD = rules.Policy("commercial", payer="Bluebonnet", member_id="B 22", starts_on=FRIDAY.date())


def pilar(place: Place) -> Who:
    """Who does intake, signed in."""
    return Who(place.by.provider_id, staff_id=a_colleague(place, "Pilar Donahue", Role.INTAKE), name="Pilar Donahue")


def opened(place: Place, by: Who, at: datetime = FRIDAY, **but: Any) -> tuple[UUID, UUID]:
    """A patient and the packet of her papers."""
    patient = a_patient(place, **but).id
    return patient, actions.open_packet(by=by, patient_id=patient, admitted_at=at, at=at)


def signed(place: Place, by: Who, packet: UUID, form: str = "treatment", at: datetime = FRIDAY, **but: Any) -> UUID:
    wording = queries.wording(form, place.program)
    assert wording
    told = {"way": "here", "role": "patient", "name": "Jo Reyes"} | but
    return actions.sign(
        by=by, packet_id=packet, program=place.program, form=form, digest=wording.digest, told=told, at=at
    )
