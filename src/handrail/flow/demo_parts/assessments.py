# SPDX-License-Identifier: Apache-2.0
"""The demo's assessments, from `data/demo/assessments.toml`: made by the same deeds as any other."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from handrail.flow.setup import Done
from handrail.ground.kit.keys import uuid7
from handrail.ground.people import actions as people
from handrail.ground.people import queries as persons
from handrail.ground.people.rules import Who
from handrail.journey.intake import actions as intake
from handrail.journey.intake import queries
from handrail.journey.intake.rules import Place

FILE = Path(__file__).parents[4] / "data" / "demo" / "assessments.toml"
Typed = dict[Place, list[str]]


def add(done: Done, *, at: datetime) -> None:
    """Three women are assessed: one signed, one half done, one waiting for a second signature."""
    for told in tomllib.loads(FILE.read_text(encoding="utf-8"))["assessments"]:
        patient, staff = done.people[told["person"]], done.staff[told["by"]]
        then = at - timedelta(days=told["days_ago"])
        if staff not in {carer.staff_id for carer in persons.carers(patient)}:
            people.join_team(by=done.by, patient_id=patient, staff_id=staff, at=then)
        by = _who(done, staff)
        made = intake.begin(by=by, patient_id=patient, kind="first", at=then)
        for section, typed in _sections(told, at):
            intake.save(by=by, assessment_id=made.id, section=section, typed=typed, mark=uuid7(), at=then)
        if told.get("sign"):
            intake.sign(by=by, assessment_id=made.id, at=then + timedelta(hours=1))


def _who(done: Done, staff_id: UUID) -> Who:
    member = persons.member(done.by.provider_id, staff_id)
    assert member, "the demo engages whom it names"
    return Who(done.by.provider_id, posts=member.posts, staff_id=staff_id)


def _sections(told: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, Typed]]:
    """The answers of each section, in the order in which they are asked."""
    criteria = queries.catalogue().criteria
    for section in queries.catalogue().sections:
        typed: Typed = {
            (f"{section.key}.{key}", ""): _typed(value, at)
            for key, value in told["answers"].get(section.key, {}).items()
        }
        for substance, said in told.get("substances", {}).items():
            typed |= {
                (f"{section.key}.{key}", substance): _typed(value, at)
                for key, value in said.get(section.key, {}).items()
            }
            if section.key == "criteria":
                signs = zip(criteria, said.get("signs", ()), strict=False)
                typed |= {(question.key, substance): [when] for question, when in signs}
        if typed:
            yield section.key, typed


def _typed(value: str | list[str], at: datetime) -> list[str]:
    """As a form sends it; a day is told as so many days from now, `-24` or `+19`."""
    if isinstance(value, list):
        return value
    if value[:1] in "+-" and value[1:].isdigit():
        return [(at + timedelta(days=int(value))).date().isoformat()]
    return [value]
