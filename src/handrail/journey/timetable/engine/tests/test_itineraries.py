# SPDX-License-Identifier: Apache-2.0
"""One person's possible weeks: exactly priced, lawful for her, and none missed while the beam is wide enough."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings

from handrail.journey.timetable.engine.clinic import Clinic
from handrail.journey.timetable.engine.itineraries import Breadth, itineraries
from handrail.journey.timetable.engine.plan import Itinerary, cost_of
from handrail.journey.timetable.engine.tests.exact import choices, every_itinerary, offers_of
from handrail.journey.timetable.engine.tests.make import a_patient, a_problem
from handrail.journey.timetable.engine.tests.small import small_problems

NARROW = Breadth(beam=6, keep=4, variants=2)
RNG = np.random.default_rng


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_what_a_week_is_said_to_cost_is_what_it_costs(problem):
    clinic = Clinic(problem)

    for p in range(len(clinic.patients)):
        for one in itineraries(clinic, p, offers_of(clinic, p), NARROW, RNG(1)):
            assert one.cost == cost_of(clinic, p, one.groups, one.sessions)


@given(small_problems())
@settings(max_examples=40, deadline=None)
def test_nothing_in_a_week_lies_on_top_of_another_nor_is_more_than_ordered(problem):
    clinic = Clinic(problem)

    for p in range(len(clinic.patients)):
        wishes = {wish.s: wish.count for wish in clinic.wishes[p]}
        for one in itineraries(clinic, p, offers_of(clinic, p), NARROW, RNG(1)):
            masks = _masks(clinic, one)
            got = [int(clinic.service_of[k]) for k in one.groups] + [s for s, _ in one.sessions]
            assert not any((a & b).any() for a, b in combinations(masks, 2))
            assert all(got.count(s) <= wishes[s] for s in got)


@given(small_problems())
@settings(max_examples=20, deadline=None)
def test_with_a_wide_beam_every_week_is_found_once(problem):
    clinic = Clinic(problem.model_copy(update={"patients": problem.patients[:1], "grid_minutes": 30}))
    assume(choices(clinic, 0) < 3000)

    found = [(one.groups, one.sessions) for one in every_itinerary(clinic, 0)]

    assert len(found) == len(set(found))
    assert set(found) == set(_counted_out(clinic))


def _masks(clinic, one):
    masks = [clinic.options.mask[k] for k in one.groups]
    return masks + [clinic.session_options[s].mask[t] for s, t in one.sessions]


def _choices(clinic):
    return [
        [
            [(offer.wish, int(chosen)) for chosen in picked]
            for n in range(offer.wish.count + 1)
            for picked in combinations(offer.options.id, n)
        ]
        for offer in offers_of(clinic, 0)
    ]


def _counted_out(clinic):
    for chosen in product(*_choices(clinic)):
        picks = [pick for one in chosen for pick in one]
        groups = tuple(sorted(k for wish, k in picks if wish.c < 0))
        sessions = tuple(sorted((wish.s, t) for wish, t in picks if wish.c >= 0))
        masks = _masks(clinic, Itinerary(groups, sessions))
        if not any((a & b).any() for a, b in combinations(masks, 2)):
            yield groups, sessions


def test_the_cheapest_week_comes_first():
    clinic = Clinic(a_problem())

    costs = [one.cost for one in itineraries(clinic, 0, offers_of(clinic, 0), Breadth(), RNG(1))][:40]

    assert costs == sorted(costs)
    assert costs[0] < 3000


def test_however_few_session_times_are_looked_at_one_week_goes_without_any():
    clinic = Clinic(a_problem())
    sessions = sum(wish.count for wish in clinic.wishes[0] if wish.c >= 0)

    found = itineraries(clinic, 0, offers_of(clinic, 0), Breadth(variants=1), RNG(1))

    assert sessions > 0
    assert any(one.groups and not one.sessions for one in found)


def test_what_she_keeps_is_in_every_week():
    clinic = Clinic(a_problem())
    lecture, others = offers_of(clinic, 0)[1], [offers_of(clinic, 0)[0]]
    base = Itinerary((int(lecture.options.id[0]),))

    found = itineraries(clinic, 0, others, Breadth(), RNG(1), base)

    assert all(base.groups[0] in one.groups for one in found)
    assert len(found[0].groups) == 2


def test_someone_without_orders_has_one_empty_week():
    clinic = Clinic(a_problem(patients=[a_patient(orders=[], full_days={"count": 0, "minutes": 0})]))

    assert every_itinerary(clinic, 0) == [Itinerary()]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_weeks(seed):
    clinic = Clinic(a_problem())

    once, again = (itineraries(clinic, 0, offers_of(clinic, 0), NARROW, RNG(seed)) for _ in range(2))

    assert once == again
