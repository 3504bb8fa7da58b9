# SPDX-License-Identifier: Apache-2.0
"""A small clinic where Jo is assessed: Ana signs alone, Ben is her intern."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.ground.kit.keys import uuid7
from handrail.ground.people import actions as people
from handrail.ground.people import queries as persons
from handrail.ground.people.models import Account
from handrail.ground.people.rules import Patient, Post, Role, Who
from handrail.ground.people.tests.make import Place, a_patient, a_place
from handrail.journey.intake import actions as intake
from handrail.journey.intake import queries, rules
from handrail.journey.intake.tests.make import JUNE_3

NOON = datetime(2026, 11, 25, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Clinic:
    place: Place
    jo: Patient
    ana: Who
    ben: Who


def a_member(place: Place, name: str, role: Role, letters: str) -> UUID:
    posts = [Post(role, place.program.id)]
    return people.engage(by=place.by, name=name, posts=posts, credentials=letters).id


def who(place: Place, staff_id: UUID) -> Who:
    account = Account.objects.filter(staff=staff_id).first() or Account.objects.create(
        provider_id=place.by.provider_id, email=f"{staff_id}@example.org", staff_id=staff_id
    )
    return persons.who(account, session_id=None)


def a_clinic() -> Clinic:
    place = a_place()
    jo = a_patient(place)
    ana = a_member(place, "Ana Beltrán", Role.COUNSELOR, "LPC")
    ben = a_member(place, "Ben Ito", Role.INTERN, "LCDC-I")
    for staff_id in (ana, ben):
        people.join_team(by=place.by, patient_id=jo.id, staff_id=staff_id, at=NOON)
    return Clinic(place, jo, who(place, ana), who(place, ben))


def begun(clinic: Clinic, kind: str = "first", by: Who | None = None, at: datetime = NOON) -> UUID:
    return intake.begin(by=by or clinic.ana, patient_id=clinic.jo.id, kind=kind, at=at).id


def saved(
    clinic: Clinic, pk: UUID, typed: Mapping[Any, Any], *, by: Who | None = None, at: datetime = NOON, **how: Any
) -> bool:
    """`{"risk.attempt": "never", ("use.days_30", "alcohol"): "3"}`: all of one section."""
    places = {(key, "") if isinstance(key, str) else key: value for key, value in typed.items()}
    section = next(iter(places))[0].partition(".")[0]
    told = {place: value if isinstance(value, list) else [value] for place, value in places.items()}
    return intake.save(
        by=by or clinic.ana, assessment_id=pk, section=section, typed=told, at=at, **{"mark": uuid7()} | how
    )


def all_needed(clinic: Clinic, pk: UUID, by: Who | None = None) -> None:
    """An answer to whatever must be answered; of choices, the last."""
    for section in queries.catalogue().sections:
        while missing := rules.progress(section, queries.answers_in(pk)).missing:
            saved(clinic, pk, {place: _some(place) for place in missing}, by=by)


def _some(place: rules.Place) -> str:
    question = queries.catalogue().question(place[0])
    assert question
    if question.choices:
        return "alcohol" if place[0] in ("use.ever", "use.main") else question.choices[-1][0]
    return {"number": "3", "date": JUNE_3.isoformat()}.get(question.kind, "Some words.")


def a_signed_one(clinic: Clinic, by: Who | None = None) -> UUID:
    pk = begun(clinic)
    all_needed(clinic, pk, by=by)
    intake.sign(by=by or clinic.ana, assessment_id=pk, at=NOON + timedelta(hours=1))
    return pk


TODAY = date(2026, 11, 25)
