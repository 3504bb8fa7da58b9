# SPDX-License-Identifier: Apache-2.0
"""One more person when no seat fits her: a few others move, lose nothing, and are named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.journey.timetable import rules
from handrail.journey.timetable.engine.build import build
from handrail.journey.timetable.engine.refit import fit_moving
from handrail.journey.timetable.engine.tests.make import PROCESS, a_patient, a_problem, a_service
from handrail.journey.timetable.engine.tests.small import small_patients, small_problems
from handrail.journey.timetable.problem import Patient, Problem
from handrail.journey.timetable.sittings import Sittings
from handrail.journey.timetable.week import Group, Week

SHORT_GROUP = a_service(id="skills", minutes=60, max=2)
ORDER = {"orders": [{"service": "skills", "count": 1}], "full_days": {"count": 0, "minutes": 0}}
ONLY_MORNINGS = {"busy": {"mon": [["12:00", "20:00", "work"]]}}


def two_groups(mornings: list[str], evenings: list[str]) -> Week:
    """A group on Monday morning, full with two, and one in the evening."""
    groups = [
        Group(
            id=name,
            service="skills",
            days=("mon",),
            start=start,
            rooms={"mon": "large"},
            leaders=("Ana",),
            members=tuple(members),
        )
        for name, start, members in (("early", "09:00", mornings), ("late", "17:00", evenings))
    ]
    return Week(groups=tuple(groups), appointments=())


@pytest.fixture
def full_mornings() -> tuple[Problem, Week]:
    people = [a_patient(id=name, **ORDER) for name in ("Jo", "Mia", "Eve")]
    problem = a_problem(services=[PROCESS, SHORT_GROUP], patients=people)
    return problem, two_groups(["Jo", "Mia"], ["Eve"])


def test_someone_moves_to_the_evening_so_that_the_one_who_can_only_come_early_fits(full_mornings) -> None:
    problem, week = full_mornings
    kim = a_patient(id="Kim", **ORDER, **ONLY_MORNINGS)

    refit = fit_moving(problem, week, kim)

    assert refit.whole
    assert len(refit.moved) == 1
    assert refit.moved[0] in ("Jo", "Mia")
    assert rules.faults(problem.with_patient(kim), refit.week) == []


def test_nobody_moves_when_a_seat_fits_her(full_mornings) -> None:
    problem, week = full_mornings
    kim = a_patient(id="Kim", **ORDER)

    refit = fit_moving(problem, week, kim)

    assert refit.whole
    assert refit.moved == ()


def test_nobody_moves_when_none_may(full_mornings) -> None:
    problem, week = full_mornings
    kim = a_patient(id="Kim", **ORDER, **ONLY_MORNINGS)

    refit = fit_moving(problem, week, kim, most_moved=0)

    assert not refit.whole
    assert refit.moved == ()


def test_nobody_is_asked_to_lose_her_place(full_mornings) -> None:
    problem, week = full_mornings
    everyone_early = tuple(p.model_copy(update={"busy": a_patient(**ONLY_MORNINGS).busy}) for p in problem.patients[:2])
    problem = problem.model_copy(update={"patients": (*everyone_early, problem.patients[2])})
    kim = a_patient(id="Kim", **ORDER, **ONLY_MORNINGS)

    refit = fit_moving(problem, week, kim)

    assert not refit.whole
    assert refit.moved == ()


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_refit_is_lawful_moves_few_and_takes_nothing_from_anyone(data: st.DataObject) -> None:
    problem = data.draw(small_problems())
    week = build(problem, by="clerk")
    zoe = Patient.model_validate(data.draw(small_patients(problem)))

    refit = fit_moving(problem, week, zoe, seconds=0.3)

    joined = problem.with_patient(zoe)
    assert rules.faults(joined, refit.week) == []
    assert len(refit.moved) <= 3
    before, now = Sittings(problem, week), Sittings(joined, refit.week)
    for patient in problem.patients:
        was, has = rules.ledger(before, patient), rules.ledger(now, patient)
        assert (has.unmet, has.short_days) <= (was.unmet, was.short_days)
