# SPDX-License-Identifier: Apache-2.0
"""The whole of a small clinic in one model: everybody free, every place open, every week of everyone."""

import math

import numpy as np

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth, Offer, itineraries
from handrail.journey.timetable.engine.model import Effort, Part, solve
from handrail.journey.timetable.engine.plan import Itinerary, Plan
from handrail.journey.timetable.engine.search import applied
from handrail.journey.timetable.problem import Problem

ALL = Breadth(beam=4_000, keep=4_000, variants=4_000)


def offers_of(clinic: Clinic, p: int) -> list[Offer]:
    """All that this person could have of each of her orders."""
    offers = []
    for wish in clinic.wishes[p]:
        if wish.c < 0:
            ks = clinic.of_service[wish.s][clinic.can_come[p, clinic.of_service[wish.s]]]
            offers.append(Offer(wish, clinic.options.rows(ks), clinic.price_of[p, ks]))
        else:
            times = clinic.session_times(p, wish)
            options = clinic.session_options[wish.s].rows(times)
            offers.append(Offer(wish, options, clinic.price(p, wish.s, times[:, None])))
    return offers


def choices(clinic: Clinic, p: int) -> float:
    """How many weeks this person could have, at most."""
    return math.prod((len(offer.prices) + 1.0) ** offer.wish.count for offer in offers_of(clinic, p))


def every_itinerary(clinic: Clinic, p: int, breadth: Breadth = ALL) -> list[Itinerary]:
    return itineraries(clinic, p, offers_of(clinic, p), breadth, np.random.default_rng(0))


def optimum(problem: Problem, breadth: Breadth = ALL) -> Plan | None:
    """The best plan there is, proven, of all weeks so broad a search finds; None when it takes too long."""
    clinic = Clinic(problem)
    columns = {p: every_itinerary(clinic, p, breadth) for p in range(len(clinic.patients))}
    plan = Plan(clinic)
    part = Part(columns, openable=frozenset(range(clinic.placements)))
    solved = solve(clinic, plan, part, Effort(5, deterministic=True))
    return applied(plan, part, solved) if solved and solved.optimal else None
