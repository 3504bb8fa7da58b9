# SPDX-License-Identifier: Apache-2.0
"""Levels of care of a few people of the demo: some over months, one to be co-signed, one just begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from handrail.ground.people.rules import Who
from handrail.journey.placement import actions, queries
from handrail.journey.placement.actions import Weighed

AREAS = ("withdrawal", "health", "mind", "risk", "home", "person")


@dataclass(frozen=True)
class Stay:
    """One determination: so many days ago, the ratings in the order of the areas, and what was decided."""

    days_ago: int
    occasion: str
    ratings: tuple[int, ...]
    decided: str
    summary: str
    facts: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    more: Mapping[str, Any] | None = None


STAYS = {
    "Maya Reyes": (
        Stay(74, "admission", (2, 1, 2, 3, 2, 2), "partial_hospital",
             "Drinking on most days, with a withdrawal that was looked after by her doctor. Sleep and mood are poor.",
             ("alcohol_disorder", "children", "works")),
        Stay(53, "change", (1, 1, 2, 2, 2, 2), "intensive_outpatient",
             "Three weeks without alcohol. She can be home with the children and back at the dental office.",
             ("alcohol_disorder", "children", "works", "child_care")),
        Stay(23, "review", (0, 1, 1, 2, 1, 1), "intensive_outpatient",
             "Steady. Evenings are still the hard hours, and the groups stand right there.",
             ("alcohol_disorder", "alcohol_medicine", "children", "works")),
    ),
    "Keisha Daniels": (
        Stay(39, "admission", (1, 1, 2, 3, 1, 2), "intensive_outpatient",
             "Straight from residential care. She wants to keep her job, and her sister stays with her.",
             ("alcohol_disorder", "gap", "works", "trauma"),
             more={
                 "override_reason": "A day program would cost her the job. Her psychiatrist sees her on Friday, her "
                 "sister stays with her, and we look at it again in a week.",
                 "available": False, "alternatives": "Day hospital at the county hospital: no place for two weeks.",
                 "interim_plan": "Four evenings a week here, a call on the other days, her psychiatrist on Friday.",
                 "agreed": "partly", "agreed_words": "She would rather come three evenings.",
             }),
        Stay(32, "review", (0, 1, 1, 2, 1, 1), "intensive_outpatient",
             "Calls and evenings held. The new medicine helps her sleep.", ("alcohol_disorder", "works", "trauma"),
             ("psychiatric_care",)),
    ),
}  # fmt: skip


def add(*, people: Mapping[str, UUID], counselor: Who, intern: Who, at: datetime) -> None:
    """`people`: by name. The counselor and the intern sign."""
    for name, stays in STAYS.items():
        for stay in stays:
            _determine(counselor, people[name], stay, at - timedelta(days=stay.days_ago))
    waiting = Stay(
        2, "admission", (0, 0, 1, 2, 1, 1), "intensive_outpatient",
        "A teacher who has lost two mornings to drinking this month. Home is calm.", ("alcohol_disorder", "works"),
    )  # fmt: skip
    _determine(intern, people["Megan O’Leary"], waiting, at - timedelta(days=waiting.days_ago))
    begun = next(case for case in queries.invented() if case.slug.startswith("09"))
    actions.begin(
        by=counselor, patient_id=people["Alejandra Fuentes"], occasion="admission", answers=begun.answers,
        on=at.date(), at=at,
    )  # fmt: skip


def _determine(by: Who, patient_id: UUID, stay: Stay, at: datetime) -> None:
    key = actions.begin(by=by, patient_id=patient_id, occasion=stay.occasion, answers={}, on=at.date(), at=at)
    told = Weighed(
        dict(zip(AREAS, stay.ratings, strict=True)), facts=frozenset(stay.facts), supports=frozenset(stay.supports)
    )
    actions.weigh(by=by, determination_id=key, told=told)
    values = {"decided": stay.decided, "agreed": "yes", "summary": stay.summary} | dict(stay.more or {})
    actions.decide(by=by, determination_id=key, values=values)
    actions.sign(by=by, determination_id=key, at=at)
