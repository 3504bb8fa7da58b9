# SPDX-License-Identifier: Apache-2.0
"""A running week continued into the next: those who come take the seats of those who left, before anything moves.

A group that somebody left may be too small. Closed at once, everyone in it would lack an order, and the search would
have to make their weeks anew; so the seats are given out first, in one model, in which such a group stays or goes.
"""

import numpy as np

from handrail.journey.timetable.engine import neighbourhoods as near
from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth
from handrail.journey.timetable.engine.model import Effort, solve
from handrail.journey.timetable.engine.parts import part_of
from handrail.journey.timetable.engine.plan import Plan, plan_left_of, plan_of
from handrail.journey.timetable.engine.search import applied, is_lawful
from handrail.journey.timetable.engine.seating import seated
from handrail.journey.timetable.week import Week

BREADTH = Breadth(beam=200, keep=60, variants=3)
MOST = 5.0  # of CP-SAT's own time: 0.4 s were enough for 44 people of a clinic of 250


def continued(clinic: Clinic, week: Week, seed: int) -> Plan:
    """The running week with those seated who lack something, moving nobody else whose group stays.

    Never dearer than the running week with its small groups closed, and lawful whenever that is.
    """
    closed, left = plan_of(clinic, week), plan_left_of(clinic, week)
    here = _too_small_and_lacking(clinic, left, seed)
    part = part_of(here, BREADTH)
    solved = solve(clinic, left, part, Effort(MOST, seed, deterministic=True))
    plan = applied(left, part, solved) if solved else None
    return plan if plan is not None and plan.cost < closed.cost and is_lawful(plan) else closed


def _too_small_and_lacking(clinic: Clinic, left: Plan, seed: int) -> near.Neighbourhood:
    """Groups that are made whole or closed, whoever lacks something, and new places for what they lack."""
    here = near.Neighbourhood(clinic, left, len(left.itineraries), np.random.default_rng(seed))
    for k in sorted(left.leaders):
        if seated(clinic, k, sorted(left.members[k]), len(left.leaders[k])) is None:
            here.take_group(k, core=False)
    lacking = [p for p in range(len(left.itineraries)) if near.missing(clinic, left, p)]
    here.take_people(lacking)
    here.wanted |= {wish.s for p in lacking for wish in near.missing(clinic, left, p) if wish.c < 0}
    return here
